"""Compute a number from its rows alone, as somebody with the file of rows and the definition would."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction

from shushan.figures import kinds
from shushan.figures.terms import Kind, Measure, Value
from shushan.ledger import public as ledger
from shushan.ledger.public import EntryRow


def follows(found: Value) -> bool:
    """Say whether a value, or both sides of a ratio, are what their rows give; reads every row."""
    if not found.operands:
        if found.number is None:
            return bool(found.absence)
        return found.number == from_rows(found.measure, ledger.each_row(found.where))
    above, below = found.operands
    if not follows(above) or not follows(below):
        return False
    if above.number is None or not below.number:
        return found.number is None and bool(found.absence)
    return found.number == above.number * found.measure.factor / below.number


def from_rows(measure: Measure, rows: Iterable[EntryRow]) -> Fraction | None:
    """Return the number that rows give under a definition that is no ratio; None: nothing in the middle."""
    if measure.kind is Kind.DISTINCT:
        return Fraction(_different(measure, rows))
    if measure.kind is Kind.MEDIAN:
        return _middle(measure, rows)
    if measure.kind is Kind.PEAK:
        minus = set(measure.minus)
        steps = [
            (ledger.local_day(r.occurred_at), r.occurred_at, -r.quantity if r.fact in minus else r.quantity)
            for r in rows
        ]
        return Fraction(kinds.peak(steps))
    if measure.kind is Kind.COUNT:
        return Fraction(sum(1 if row.corrects is None else -1 for row in rows))
    return Fraction(sum(row.quantity for row in rows), measure.base)


def _different(measure: Measure, rows: Iterable[EntryRow]) -> int:
    sums: dict[Sequence[object], int] = defaultdict(int)
    for row in rows:
        said = tuple(_cell(row, key) for key in measure.keys)
        if all(one is not None and one != "" for one in said):
            sums[said] += row.quantity
    return sum(quantity > 0 for quantity in sums.values())


def _cell(row: EntryRow, key: str) -> date | datetime | str | int | None:
    known: dict[str, date | str | int | None] = {
        "reader": row.reader, "subject": row.subject, "site": row.site_id, "unit": row.unit_id,
        "day": ledger.local_day(row.occurred_at),
    }  # fmt: skip
    return known[key] if key in known else row.dims.get(key)


def _middle(measure: Measure, rows: Iterable[EntryRow]) -> Fraction | None:
    times: dict[int, int] = defaultdict(int)
    for row in rows:
        said = row.dims.get(measure.dim)
        if said is not None:
            times[int(str(said))] += row.quantity
    return kinds.median(times.items())
