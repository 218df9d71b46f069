"""Load documents from the rooms that own them and analyse them, some at a time: what is being indexed is never all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from shushan.search.analysis.entries import Entry, entry
from shushan.search.providers import provider

SLICE = 500


class Loading:
    """The entries of these documents; once they were gone through, what they were and the keys of those that are gone.

    ``is_enough`` is asked after each ``SLICE``: when it says so, the rest is left for another time.
    """

    def __init__(self, keys: Sequence[tuple[str, int]], is_enough: Callable[[], bool] = lambda: False) -> None:
        self._keys, self._is_enough = keys, is_enough
        self._there: set[tuple[str, int]] = set()
        self.through: set[tuple[str, int]] = set()

    def entries(self) -> Iterator[Entry]:
        """Yield the entries, loaded a slice at a time."""
        for kind in sorted({kind for kind, _ref in self._keys}):
            found = provider(kind)
            refs = [ref for k, ref in self._keys if k == kind]
            for n in range(0, len(refs), SLICE):
                some = refs[n : n + SLICE]
                for document in found.load(some) if found else ():
                    self._there.add((kind, document.id))
                    yield entry(document)
                self.through.update((kind, ref) for ref in some)
                if self._is_enough():
                    return

    def gone(self) -> Iterator[tuple[str, int]]:
        """Yield the keys that were gone through and for which no document came; asked for after the entries."""
        return (key for key in self._keys if key in self.through and key not in self._there)
