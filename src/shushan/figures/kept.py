"""Numbers that had to read every entry, kept in the memory of the process for as long as no entry was added to theirs.

A sum by sites and days comes from the roll-up and is asked each time. Distinct readers, medians, peaks and sums over a
dimension read all entries: seconds at some hundred thousands. They are kept beside the ledger's mark of those entries.
Entries are only ever added, so an equal mark says that the numbers are those that would be computed now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Final, TypeAlias

from django.core.cache import cache

from shushan.figures.terms import Cell, Kind, Measure
from shushan.ledger import public as ledger
from shushan.ledger.public import Dim, Where

Key: TypeAlias = tuple[Dim | date, ...]
FROM: Final = 2_000  # entries; below, they are read as quickly as kept
MOST: Final = 2000  # cells of one answer
SECONDS: Final = 24 * 3600
PLAIN: Final = frozenset({"site", "day", "month", "fact", "unit"})


def cells(
    measure: Measure, where: Where, by: tuple[str, ...], compute: Callable[[], dict[Key, Cell]]
) -> dict[Key, Cell]:
    """Return what was kept of this question, or compute it."""
    if not _reads_entries(measure, where, by):
        return compute()
    mark = ledger.mark(where)
    if mark is None or int(str(mark[0])) < FROM:
        return compute()
    key = _key(measure, where, by)
    found: tuple[tuple[object, ...], dict[Key, Cell]] | None = cache.get(key)
    if found is not None and found[0] == mark:
        return found[1]
    computed = compute()
    if len(computed) <= MOST and ledger.mark(where) == mark:  # nothing came in while it was read
        cache.set(key, (mark, computed), SECONDS)
    return computed


def _reads_entries(measure: Measure, where: Where, by: tuple[str, ...]) -> bool:
    is_plain = measure.kind in (Kind.ADDITIVE, Kind.COUNT, Kind.STOCK)
    return not is_plain or bool(where.dims or where.present or where.among or set(by) - PLAIN)


def _key(measure: Measure, where: Where, by: tuple[str, ...]) -> str:
    """Return a name for the question: everything of measure and predicate that the answer depends on."""
    asked = (measure.kind, measure.keys, sorted(measure.minus), measure.dim, measure.base, where, by)
    return f"figures:kept:{hashlib.sha256(repr(asked).encode()).hexdigest()}"
