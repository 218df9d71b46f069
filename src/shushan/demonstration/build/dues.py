"""Dues of a year, and of the running one: amounts, payments and arrears are invented, all assumed (docs/demo.md).

The collectors act by their posts. Few operations: a month is taken from a branch in one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shushan.demonstration.build import then
from shushan.dues import public as dues
from shushan.kernel.actor import Actor
from shushan.kernel.periods import add_months
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.organisation import public as organisation
from shushan.units import public as units

FIRST_DAY, AS_OF = date(2019, 7, 1), date(2020, 7, 1)
AMOUNTS = (3_600, 4_200, 5_150, 2_980, 6_400, 4_880, 3_350)  # fen a month, invented, dealt out by turns
COLLECTORS = {"DZ1": "祝晓峰", "DZ2": "方向东", "DZ3": "卢文渊"}
LATE = {"丁远帆": (date(2020, 2, 1), date(2020, 4, 1)), "邵海生": (date(2020, 3, 1), date(2020, 3, 1))}  # months missed
PAID_UP_IN = date(2020, 5, 1)
NEVER = (date.max, date.min)
SECRETARY = "温如玉"
NOW_LATE = {"梅若兰": 3, "韩雪梅": 5}  # months behind today, so that the alerts can be seen
PUBLISHED_ON = date(2020, 1, 15)


@dataclass(frozen=True, slots=True)
class _Branch:
    id: int
    collector: Actor
    members: tuple[organisation.MemberLine, ...]


def build_dues(actor: Actor, now: datetime) -> None:
    """Turn the dues on from the first day, write down the year, publish the first half, and leave something to do today."""
    at = ledger.day_begins(FIRST_DAY)
    options.set_option(actor=actor, at=at, code="dues.enabled", value=True, valid_from=at, note="演示，假定")
    [person_id] = [one.person_id for one in organisation.roster(on=FIRST_DAY) if one.name == SECRETARY]
    secretary = then.acting(person_id, SECRETARY, "dues.*")
    for year, day in ((2019, FIRST_DAY), (2020, date(2020, 1, 2))):
        _fix(secretary, year, then.at(day))
    for month in _months(FIRST_DAY, AS_OF):
        day = month + timedelta(days=19)
        _month(secretary, month, min(then.at(day), then.at(AS_OF)), LATE if month < AS_OF else None)
    for branch in _branches(PUBLISHED_ON):
        dues.publish(actor=secretary, at=then.at(PUBLISHED_ON), today=PUBLISHED_ON, unit_id=branch.id, year=2019)
    today = ledger.local_day(now)
    this = today.replace(day=1)
    if today.year > AS_OF.year:
        _fix(secretary, today.year, now)
        missed = {name: (add_months(this, -months), this) for name, months in NOW_LATE.items()}
        for month in _months(date(today.year, 1, 1), this):
            at = now if month == this else then.at(month + timedelta(days=19))
            _month(secretary, month, at, missed if month < this else None)


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = add_months(first, 1)


def _branches(day: date) -> list[_Branch]:
    codes = {value.code: value.id for value in units.tree(on=day)}
    lines = organisation.roster(on=day)
    persons = {line.name: line.person_id for line in lines}
    return [
        _Branch(
            codes[code], then.acting(persons[name], name), tuple(one for one in lines if one.unit_id == codes[code])
        )
        for code, name in COLLECTORS.items()
        if any(one.unit_id == codes.get(code) for one in lines)
    ]


def _fix(secretary: Actor, year: int, at: datetime) -> None:
    day = ledger.local_day(at)
    for branch in _branches(day):
        fen = {one.id: AMOUNTS[number % len(AMOUNTS)] for number, one in enumerate(branch.members)}
        dues.fix_amounts(actor=secretary, at=at, today=day, unit_id=branch.id, year=year, fen=fen)


def _month(secretary: Actor, month: date, at: datetime, missed: dict[str, tuple[date, date]] | None) -> None:
    """Call a month, and take it in one act a branch; None: it is still to be collected."""
    day = ledger.local_day(at)
    dues.call_month(actor=secretary, at=at, today=day, month=month)
    for branch in _branches(month.replace(day=10)) if missed is not None else ():
        handed = [dues.Handed(one.id, _owed(month, *(missed or {}).get(one.name, NEVER))) for one in branch.members]
        dues.collect(
            actor=branch.collector, at=at, today=day, unit_id=branch.id, taken_on=day, way=dues.Way.CASH,
            handed=[one for one in handed if one.months],
        )  # fmt: skip


def _owed(month: date, first: date, last: date) -> dict[date, int | None]:
    """Return what somebody pays in a month who missed some: those of the report's year are paid up in May 2020."""
    if first <= month <= last:
        return {}
    return dict.fromkeys([*(_months(first, last) if month == PAID_UP_IN else ()), month])
