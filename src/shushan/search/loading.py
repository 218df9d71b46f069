"""Load documents from the rooms that own them and analyse them, some at a time: what is being indexed is never all in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shushan.search.analysis.entries import Entry, entry
from shushan.search.providers import provider

SLICE = 500


class Loading:
    """The entries of these documents; once they were gone through, the keys of those that are gone."""

    def __init__(self, keys: Sequence[tuple[str, int]]) -> None:
        self._keys = keys
        self._there: set[tuple[str, int]] = set()

    def entries(self) -> Iterator[Entry]:
        """Yield the entries, loaded a slice at a time."""
        for kind in sorted({kind for kind, _ref in self._keys}):
            found = provider(kind)
            refs = [ref for k, ref in self._keys if k == kind] if found else []
            for n in range(0, len(refs), SLICE):
                for document in found.load(refs[n : n + SLICE]) if found else ():
                    self._there.add((kind, document.id))
                    yield entry(document)

    def gone(self) -> Iterator[tuple[str, int]]:
        """Yield the keys for which no document came; asked for after the entries."""
        return (key for key in self._keys if key not in self._there)
