"""Load documents from the rooms that own them and analyse them."""

from __future__ import annotations

from collections.abc import Sequence

from shushan.search.analysis.entries import Entry, entry
from shushan.search.providers import provider

SLICE = 1000


def loaded(keys: Sequence[tuple[str, int]]) -> tuple[list[Entry], list[tuple[str, int]]]:
    """Return the entries of these documents, and the keys of those that are gone."""
    entries: list[Entry] = []
    for kind in sorted({kind for kind, _ref in keys}):
        found = provider(kind)
        documents = found.load([ref for k, ref in keys if k == kind]) if found else []
        entries += [entry(document) for document in documents]
    there = {(e.kind, e.id) for e in entries}
    return entries, [key for key in keys if key not in there]
