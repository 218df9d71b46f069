"""Dues of a year, and of the running one: amounts, payments and arrears are invented, all assumed (docs/demo.md).

The collectors act by their posts. Few operations: a month is taken from a branch in one.
"""

from __future__ import annotations

from collections.abc import Sequence
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
PAID_UP_ON = date(2020, 5, 12)
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
    for year, day in ((2019, FIRST_DAY), (2020, date(2020, 1, 2))):
        _fix(actor, year, day)
    month = FIRST_DAY
    while month <= AS_OF:
        _month(actor, month, min(month + timedelta(days=19), AS_OF))
        month = add_months(month, 1)
    for branch in _branches(PUBLISHED_ON):
        dues.publish(actor=actor, at=then.at(PUBLISHED_ON), today=PUBLISHED_ON, unit_id=branch.id, year=2019)
    _now(actor, now)


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


def _fix(actor: Actor, year: int, day: date) -> None:
    for branch in _branches(day):
        fen = {one.id: AMOUNTS[number % len(AMOUNTS)] for number, one in enumerate(branch.members)}
        dues.fix_amounts(actor=actor, at=then.at(day), today=day, unit_id=branch.id, year=year, fen=fen)


def _month(actor: Actor, month: date, day: date) -> None:
    dues.call_month(actor=actor, at=then.at(day), today=day, month=month)
    if month == AS_OF.replace(day=1):
        return  # the month of the report has only begun
    for branch in _branches(month.replace(day=10)):
        handed = [dues.Handed(one.id, _owed(one.name, month)) for one in branch.members]
        _take(branch, [one for one in handed if one.months], day)


def _owed(name: str, month: date) -> dict[date, int | None]:
    """Return the months that somebody pays in a month's collection: what was missed is paid up in May."""
    first, last = LATE.get(name, (date.max, date.min))
    if first <= month <= last:
        return {}
    owed: dict[date, int | None] = {month: None}
    while month == PAID_UP_ON.replace(day=1) and first <= last:
        owed[first] = None
        first = add_months(first, 1)
    return owed


def _take(branch: _Branch, handed: Sequence[dues.Handed], day: date) -> None:
    if handed:
        dues.collect(
            actor=branch.collector, at=then.at(day, 15), today=day, unit_id=branch.id, handed=handed, taken_on=day,
            way=dues.Way.CASH,
        )  # fmt: skip


def _now(actor: Actor, now: datetime) -> None:
    """Fix this year's amounts, call its months, and let all but a few pay up to last month."""
    today = ledger.local_day(now)
    first = date(today.year, 1, 1)
    if today.year == AS_OF.year:
        return
    _fix_now(actor, today, now)
    this = today.replace(day=1)
    months = [date(today.year, number, 1) for number in range(1, today.month + 1)]
    for month in months:
        dues.call_month(actor=actor, at=now, today=today, month=month)
    for branch in _branches(today):
        handed = []
        for one in branch.members:
            paid = [m for m in months if m < add_months(this, -NOW_LATE.get(one.name, 0)) and m >= first]
            if paid:
                handed.append(dues.Handed(one.id, dict.fromkeys(paid)))
        if handed:
            dues.collect(
                actor=branch.collector, at=now, today=today, unit_id=branch.id, handed=handed, taken_on=today,
                way=dues.Way.TRANSFER, note="演示：一次补齐",
            )  # fmt: skip


def _fix_now(actor: Actor, today: date, now: datetime) -> None:
    for branch in _branches(today):
        fen = {one.id: AMOUNTS[number % len(AMOUNTS)] for number, one in enumerate(branch.members)}
        dues.fix_amounts(actor=actor, at=now, today=today, unit_id=branch.id, year=today.year, fen=fen)
