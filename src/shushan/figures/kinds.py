"""How a number follows from groups of rows, one function a kind. Pure but for the ledger's totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Final, TypeAlias

from shushan.figures import kept
from shushan.figures.terms import Cell, Kind, Measure
from shushan.ledger import public as ledger
from shushan.ledger.public import Dim, Where

Key: TypeAlias = tuple[Dim | date, ...]
LEAST: Final = 5  # persons; fewer in a public part could be recognised (see the note on small cells in decision 0034)


def cells(measure: Measure, where: Where, by: Sequence[str] = ()) -> dict[Key, Cell]:
    """Return the numbers of any measure but a ratio, one for each key of ``by`` that has rows, in one statement.

    ``by``: ``site``, ``day``, ``month``, ``fact`` or dimensions. What has to read every entry is kept, see ``kept``.
    :raises NoSingleYear: distinct readers across years
    """
    return kept.cells(measure, where, tuple(by), lambda: _computed(measure, where, by))


def _computed(measure: Measure, where: Where, by: Sequence[str]) -> dict[Key, Cell]:
    if measure.kind is Kind.DISTINCT:
        return {g.keys: Cell(Fraction(g.quantity), g.entries) for g in ledger.distinct(where, measure.keys, by)}
    if measure.kind is Kind.COUNT:
        return {g.keys: Cell(Fraction(g.quantity), g.entries) for g in ledger.standing(where, by)}
    if measure.kind is Kind.MEDIAN:
        return _medians(ledger.totals(where, by=(*by, measure.dim)))
    if measure.kind is Kind.PEAK:
        return _peaks(ledger.totals(where, by=(*by, "fact", "instant")), set(measure.minus))
    return {g.keys: Cell(Fraction(g.quantity, measure.base), g.entries) for g in ledger.totals(where, by=by)}


def whole(measure: Measure, where: Where) -> Cell:
    """Return the number of a measure over all rows; a sum of nothing is 0, a middle of nothing is no value."""
    nothing = Cell(None if measure.kind is Kind.MEDIAN else Fraction(0), 0)
    return cells(measure, where).get((), nothing)


def median(weighted: Iterable[tuple[int, int]]) -> Fraction | None:
    """Return the middle of values that occur so many times (value, times); of two middle ones their mean.

    >>> median([(1, 2), (5, 1), (9, 1)])
    Fraction(3, 1)
    """
    kept = sorted((value, times) for value, times in weighted if times > 0)
    count = sum(times for _value, times in kept)
    if not count:
        return None
    return Fraction(_at(kept, (count - 1) // 2) + _at(kept, count // 2), 2)


def peak(changes: Iterable[tuple[date, datetime, int]]) -> int:
    """Return the highest running sum of (day, instant, change); each day begins at 0, what happens at once counts at once.

    A day never falls below 0 in the answer: nobody can be less than absent.
    """
    at_once: dict[tuple[date, datetime], int] = defaultdict(int)
    for day, instant, change in changes:
        at_once[(day, instant)] += change
    highest, today, inside = 0, None, 0
    for day, instant in sorted(at_once):
        inside = (inside if day == today else 0) + at_once[(day, instant)]
        today, highest = day, max(highest, inside)
    return highest


def _at(kept: Sequence[tuple[int, int]], place: int) -> int:
    for value, times in kept:
        if place < times:
            return value
        place -= times
    raise AssertionError("beyond the last value")


def _medians(groups: Iterable[ledger.Group]) -> dict[Key, Cell]:
    found: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    entries: dict[Key, int] = defaultdict(int)
    for group in groups:
        *key, value = group.keys
        entries[tuple(key)] += group.entries
        if value is not None:
            found[tuple(key)].append((int(str(value)), group.quantity))
    return {key: Cell(median(found[key]), count) for key, count in entries.items()}


def _peaks(groups: Iterable[ledger.Group], minus: set[str]) -> dict[Key, Cell]:
    found: dict[Key, list[tuple[date, datetime, int]]] = defaultdict(list)
    entries: dict[Key, int] = defaultdict(int)
    for group in groups:
        *key, fact, instant = group.keys
        if isinstance(instant, datetime):
            change = -group.quantity if fact in minus else group.quantity
            found[tuple(key)].append((ledger.local_day(instant), instant, change))
            entries[tuple(key)] += group.entries
    return {key: Cell(Fraction(peak(changes)), entries[key]) for key, changes in found.items()}


def quotients(measure: Measure, numerators: Mapping[Key, Cell], denominators: Mapping[Key, Cell]) -> dict[Key, Cell]:
    """Return the numbers of a ratio for every key that both or one of its measures have."""
    found = {}
    for key in {**denominators, **numerators}:
        above, below = numerators.get(key, Cell(Fraction(0), 0)), denominators.get(key, Cell(Fraction(0), 0))
        number = above.number * measure.factor / below.number if above.number is not None and below.number else None
        found[key] = Cell(number, above.entries + below.entries)
    return found


def hide_small(cells_of: Sequence[Cell], least: int = LEAST) -> list[Cell]:
    """Return cells with those of 1 to 4 hidden, and the smallest other one with a single hidden one.

    Otherwise the sum would give the hidden one away.
    """
    small = {n for n, cell in enumerate(cells_of) if cell.number is not None and 0 < cell.number < least}
    others = [n for n, cell in enumerate(cells_of) if n not in small and cell.number]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda n: (cells_of[n].number or Fraction(0), n)))
    return [Cell(None, 0, is_small=True) if n in small else cell for n, cell in enumerate(cells_of)]
