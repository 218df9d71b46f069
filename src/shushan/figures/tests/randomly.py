"""Random facts of any measure, and the proof that its value follows from its rows: for tests of figures anywhere."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from statistics import median

from shushan.figures import public as figures
from shushan.figures.public import Kind, Measure, Scope, Value
from shushan.figures.tests.make import NORTH, SOUTH, SYSTEM
from shushan.kernel.events import Event, registry
from shushan.ledger import public as ledger
from shushan.ledger.public import EntryRow

SINCE, UNTIL = date(2020, 3, 1), date(2020, 5, 1)
LATER = datetime(2020, 6, 1, tzinfo=UTC)
ENVELOPE = {"site_id", "unit_id", "reader_id", "quantity"}


def prove_with_random_facts(code: str, seed: int) -> None:
    """Record random facts of a measure; prove value, parts, digest and the past, for all sites and for one."""
    by = random.Random(f"{code}-{seed}")
    whole = Scope(since=SINCE, until=UNTIL)
    measure = figures.measure(code)
    leaves = [leaf.measure for leaf in figures.value(code, scope=whole, at=LATER).leaves]
    for leaf in dict.fromkeys(one.code for one in leaves):
        _happen(figures.measure(leaf), by)
    instants = [None, datetime(2020, 4, by.randint(1, 30), by.randint(0, 23), tzinfo=UTC), LATER]
    for known_at in instants:
        for sites in (None, (NORTH.id,)):
            scope = Scope(since=SINCE, until=UNTIL, site_ids=sites, known_at=known_at)
            found = figures.value(code, scope=scope, at=LATER)
            _proved(found)
            assert figures.digest(found) == figures.digest(figures.value(code, scope=scope, at=LATER))
            for leaf in found.leaves:
                rows = figures.rows(leaf, limit=10_000)
                assert known_at is None or all(row.recorded_at < known_at for row in rows)
    _parts_are_proved(figures.value(code, scope=whole, at=LATER))
    then = Scope(since=SINCE, until=UNTIL, known_at=LATER + timedelta(days=200))
    before = figures.value(code, scope=then, at=LATER)
    for leaf in before.leaves:
        for row in figures.rows(leaf, limit=3):
            if row.corrects is None and row.corrected_by is None:
                ledger.reverse(row.id, actor=SYSTEM, reason="后来更正", at=LATER + timedelta(days=300))
    after = figures.value(code, scope=then, at=LATER)
    assert (after.number, figures.digest(after)) == (before.number, figures.digest(before))
    assert measure.kind is not Kind.RATIO or len(before.operands) == 2


def _event(kind: type[Event], by: random.Random, measure: Measure) -> Event:
    said: dict[str, object] = {}
    fixed = dict(measure.dims)
    some = dict(measure.among)
    for field in fields(kind):
        if field.name in ENVELOPE:
            continue
        if field.name in fixed and by.random() < 0.8:
            said[field.name] = fixed[field.name]
        elif field.name in some and by.random() < 0.8:
            said[field.name] = by.choice(some[field.name])
        elif "int" in str(field.type):
            said[field.name] = by.choice([1, 2] if "site" in field.name else [0, 1, 3, 8])
        else:
            said[field.name] = by.choice(["", "a", "b"]) if "str" in str(field.type) else True
    if by.random() < 0.4:  # something that may be left out is
        said = {name: None if name in ("from_site", "days_late") else value for name, value in said.items()}
    site = None if measure.reach is figures.Reach.YEAR else by.choice([NORTH.id, SOUTH.id])
    unit = by.choice([None, 5, 6])
    return kind(site_id=site, unit_id=unit, reader_id=by.choice([None, 1, 2, 3]), quantity=_quantity(kind, by), **said)  # type: ignore[arg-type]


def _quantity(kind: type[Event], by: random.Random) -> int:
    many = by.randint(1, 4)
    return -many if kind.STOCK and by.random() < 0.4 else many


def _happen(measure: Measure, by: random.Random) -> None:
    """Record random facts: some before the period and after it, some late, some taken back (early or late)."""
    for n in range(40):
        kind = registry[by.choice(measure.facts)]
        then = datetime(2020, 2, 15, tzinfo=UTC) + timedelta(days=by.randint(0, 90), hours=by.randint(0, 23))
        told = then + timedelta(days=by.choice([0, 0, 1, 40]))
        entry = ledger.record(
            _event(kind, by, measure), actor=SYSTEM, subject=f"test.thing:{n}", at=then, recorded_at=told
        )
        if by.random() < 0.25:
            ledger.reverse(entry, actor=SYSTEM, reason="误记", at=told + timedelta(days=by.choice([0, 30])))
    ledger.seal(at=LATER, slice_of=by.choice([5, 20, 1000]))


def _again(found: Value, rows: Sequence[EntryRow]) -> Fraction | None:
    """Compute the number from the rows alone, as somebody with the CSV and the definition would."""
    measure = found.measure
    if measure.kind is Kind.DISTINCT:
        return Fraction(_keys(measure, rows))
    if measure.kind is Kind.MEDIAN:
        return _middle(measure, rows)
    if measure.kind is Kind.PEAK:
        return Fraction(_highest(measure, rows))
    if measure.kind is Kind.COUNT:
        taken_back = {row.corrects for row in rows}
        return Fraction(sum(row.corrects is None and row.id not in taken_back for row in rows))
    return Fraction(sum(row.quantity for row in rows), measure.base)


def _keys(measure: Measure, rows: Sequence[EntryRow]) -> int:
    sums: dict[tuple[object, ...], int] = defaultdict(int)
    for row in rows:
        cells = row.dims | {
            "reader": row.reader or None, "site": row.site_id, "day": ledger.local_day(row.occurred_at),
            "unit": row.unit_id, "subject": row.subject,
        }  # fmt: skip
        said = tuple(cells.get(key) for key in measure.keys)
        if None not in said:
            sums[said] += row.quantity
    return sum(quantity > 0 for quantity in sums.values())


def _middle(measure: Measure, rows: Sequence[EntryRow]) -> Fraction | None:
    times: dict[int, int] = defaultdict(int)
    for row in rows:
        if (said := row.dims.get(measure.dim)) is not None:
            times[int(str(said))] += row.quantity
    every = [Fraction(value) for value, count in times.items() for _n in range(max(count, 0))]
    return median(every) if every else None


def _highest(measure: Measure, rows: Sequence[EntryRow]) -> int:
    steps: dict[tuple[date, datetime], int] = defaultdict(int)
    for row in rows:
        change = -row.quantity if row.fact in measure.minus else row.quantity
        steps[(ledger.local_day(row.occurred_at), row.occurred_at)] += change
    highest = 0
    for day in {day for day, _at in steps}:
        inside = 0
        for moment in sorted(at for that, at in steps if that == day):
            inside += steps[(day, moment)]
            highest = max(highest, inside)
    return highest


def _proved(found: Value) -> None:
    for leaf in found.leaves:
        rows = figures.rows(leaf, limit=10_000)
        assert leaf.entries == len(rows), leaf.measure.code
        assert leaf.number == _again(leaf, rows), leaf.measure.code
        if leaf.number is not None:
            assert figures.from_rows(leaf.measure, rows) == leaf.number, leaf.measure.code
        assert bool(leaf.absence) == (leaf.number is None)
    assert figures.follows(found)
    if found.operands:
        above, below = found.operands
        if above.number is None or not below.number:
            assert found.number is None and found.absence
        else:
            assert found.number == above.number / below.number * found.measure.factor


def _parts_are_proved(found: Value) -> None:
    """By site and by each dimension: the part is what the same question for the part alone gives."""
    for cells_key, cell in figures.cells(found, ("site",)).items():
        alone = figures.value(
            found.measure.code,
            scope=Scope(since=SINCE, until=UNTIL, site_ids=(int(str(cells_key[0])),)),
            at=LATER,
        )
        assert cell.number == alone.number, (found.measure.code, cells_key)
    for breakdown in found.measure.breakdowns:
        if len(breakdown.keys) > 1:
            continue
        for key, cell in figures.cells(found, breakdown.keys).items():
            name, said = breakdown.keys[0], key[0]
            units = None if name != "unit" else (int(str(said)),) if said is not None else ()
            if units == ():
                continue
            scope = Scope(since=SINCE, until=UNTIL, dims=() if units else ((name, said),), unit_ids=units)
            assert cell.number == figures.value(found.measure.code, scope=scope, at=LATER).number, (key, breakdown)
