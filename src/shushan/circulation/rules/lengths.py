"""When a loan ends. Pure: no Django, no clock.

Instants are compared and added in UTC, days in the library's zone: an hour is an hour also in the night when the clocks
change, and the last second of a day is its last one, also when 23:59:59 comes twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from shushan.circulation.rules.policy import Base, Terms, Unit
from shushan.kernel.periods import add_months

LOOK_AHEAD: Final = 366  # days: a site that does not open within a year gives no better day
LEAST: Final = timedelta(minutes=1)  # no loan is shorter: a due time is always after the lending


class ClosedDay(StrEnum):
    """What becomes of a due day on which the site is closed."""

    NEXT = "next"  # the next open day
    PREVIOUS = "previous"  # the open day before, when there is one after the lending
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class House:
    """What the place says: its zone, open days, when it closes on a day (None: closed), and the setting."""

    zone: tzinfo
    is_open_day: Callable[[date], bool]
    closes_at: Callable[[date], datetime | None]
    closed_day: ClosedDay = ClosedDay.NEXT


@dataclass(frozen=True, slots=True)
class Due:
    """When a loan ends and how that came: the plain end, that day off closed days, and whether the card cut it."""

    at: datetime
    counted_on: date
    open_on: date
    due_on: date

    @property
    def was_moved(self) -> bool:
        """Whether the plain end is a closed day and the due day moved."""
        return self.open_on != self.counted_on

    @property
    def was_cut(self) -> bool:
        """Whether the card ends before the loan would."""
        return self.due_on != self.open_on


def due(terms: Terms, at: datetime, house: House, *, last: date | None = None) -> Due:
    """Return when an item lent at an instant is due. ``last``: the card's last good day, where loans end with it."""
    today = at.astimezone(house.zone).date()
    if terms.on_site:
        closes = house.closes_at(today)
        end = closes if closes is not None and closes > at else end_of(today, house.zone)
        return Due(_after(end, at), today, today, today)
    if terms.loan_unit is Unit.HOURS:
        return _hours(terms.loan_length, at, house, today, last)
    plain = max(terms.loan_until or today, today) if terms.loan_unit is Unit.UNTIL else _plain(terms, today)
    return _day(plain, today, house, last, at)


def renewed(terms: Terms, old: datetime, at: datetime, house: House, *, last: date | None = None) -> Due:
    """Return when a renewed loan is due: never earlier than it was.

    Counted from the old due day, or from today when that is past or the row says so.
    """
    today, old_day = at.astimezone(house.zone).date(), old.astimezone(house.zone).date()
    from_today = terms.renewal_base is Base.TODAY or old.astimezone(UTC) < at.astimezone(UTC)
    base = today if from_today else old_day
    cut = last if last is not None and last > max(base, today) else None
    if terms.on_site:
        return Due(old, old_day, old_day, old_day)
    if terms.loan_unit is Unit.HOURS:
        found = _hours(terms.renewal_length, at if from_today else old, house, base, cut)
    else:
        found = _day(_plain_renewal(terms, base), base, house, cut, at)
    return found if found.at.astimezone(UTC) > old.astimezone(UTC) else Due(old, old_day, old_day, old_day)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the last second of a local day; the second of two when the clocks go back over midnight."""
    return datetime.combine(day, time(23, 59, 59, fold=1), tzinfo=zone)


def due_day(
    start: date, days: int, closed_day: ClosedDay, *, is_open_day: Callable[[date], bool], last: date | None = None
) -> date:
    """Return the day an item is due: ``days`` after the start, never on a closed day unless it is to stay there.

    ``last`` is the card's last good day: a later due day is cut to it, and when the site is closed then, to the open
    day before. A last day before the start cuts nothing: that rule was set aside.
    """
    day = off_closed(start + timedelta(days=days), start, closed_day, is_open_day)
    return _cut(day, start, closed_day, is_open_day, last)


def off_closed(day: date, start: date, closed_day: ClosedDay, is_open_day: Callable[[date], bool]) -> date:
    """Return a day, or the open one that stands for it when the site is closed then."""
    if closed_day is ClosedDay.KEEP or is_open_day(day):
        return day
    before = _open_before(day, start, is_open_day) if closed_day is ClosedDay.PREVIOUS else None
    return before or next((d for d in _days(day, LOOK_AHEAD) if is_open_day(d)), day)


def _plain(terms: Terms, start: date) -> date:
    if terms.loan_unit is Unit.MONTHS:
        return add_months(start, terms.loan_length)
    return start + timedelta(days=terms.loan_length)


def _plain_renewal(terms: Terms, start: date) -> date:
    if terms.loan_unit is Unit.MONTHS:
        return add_months(start, terms.renewal_length)
    return start + timedelta(days=terms.renewal_length)


def _day(plain: date, start: date, house: House, last: date | None, at: datetime) -> Due:
    opened = off_closed(plain, start, house.closed_day, house.is_open_day)
    cut = _cut(opened, start, house.closed_day, house.is_open_day, last)
    return Due(_after(end_of(cut, house.zone), at), plain, opened, cut)


def _hours(hours: int, at: datetime, house: House, start: date, last: date | None) -> Due:
    """Return an instant so many hours later; on a closed day the end of the open day that stands for it."""
    end = (at.astimezone(UTC) + timedelta(hours=hours)).astimezone(house.zone)
    plain = end.date()
    opened = off_closed(plain, start, house.closed_day, house.is_open_day)
    cut = _cut(opened, start, house.closed_day, house.is_open_day, last)
    return Due(_after(end if cut == plain else end_of(cut, house.zone), at), plain, opened, cut)


def _after(end: datetime, at: datetime) -> datetime:
    """Return the end, or a minute after the start when the day has no more time left."""
    return end if end.astimezone(UTC) > at.astimezone(UTC) else (at.astimezone(UTC) + LEAST).astimezone(end.tzinfo)


def _cut(day: date, start: date, closed_day: ClosedDay, is_open_day: Callable[[date], bool], last: date | None) -> date:
    if last is None or not start <= last < day:
        return day
    if closed_day is ClosedDay.KEEP or is_open_day(last):
        return last
    return _open_before(last, start, is_open_day) or last


def _days(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(count))


def _open_before(day: date, start: date, is_open_day: Callable[[date], bool]) -> date | None:
    """Return the last open day before a day and after the start, or None."""
    between = (day - timedelta(days=n) for n in range(1, (day - start).days))
    return next((d for d in between if is_open_day(d)), None)
