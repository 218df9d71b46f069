"""Dates: lengths, calendar periods, working days. Pure.

The six kinds of date of a development case (``actual``, ``earliest``, ``deadline``, ``window``, ``workdays``,
``recurring``) all come down to a length after a day; a month's end is kept by ``kernel.periods.add_months``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from shushan.kernel.periods import Period, add_months
from shushan.regulations.terms import PeriodKind

_LENGTH = re.compile(r"^(\d{1,4})([dwmy])$")
_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
MOST_WORKDAYS = 366


class BadLength(ValueError):
    """A length is a number with d (days), w (working days), m (months) or y (years)."""


@dataclass(frozen=True, slots=True)
class Workdays:
    """The public holidays that are known: days off, make-up working days, and the years that were taken over."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    years: frozenset[int] = field(default=frozenset())

    def is_workday(self, day: date) -> bool:
        """Say whether a day is worked: Monday to Friday, less holidays, plus make-up days."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    def knows(self, first: date, last: date) -> bool:
        """Say whether the holidays of every year that is touched were taken over."""
        return all(year in self.years for year in range(first.year, last.year + 1))

    @classmethod
    def of(cls, days: Mapping[date, bool]) -> Workdays:
        """Return the calendar of days with whether they are worked."""
        return cls(
            frozenset(day for day, works in days.items() if not works),
            frozenset(day for day, works in days.items() if works),
            frozenset(day.year for day in days),
        )


@dataclass(frozen=True, slots=True)
class Reached:
    """The day a length leads to; ``is_provisional``: the holidays up to there are not all known."""

    day: date
    is_provisional: bool = False


def read_length(text: str) -> tuple[int, str]:
    """Return the number and the unit of a length.

    :raises BadLength:
    """
    found = _LENGTH.match(text.strip())
    if found is None or (found[2] == "w" and int(found[1]) > MOST_WORKDAYS):
        raise BadLength(text)
    return int(found[1]), found[2]


def after(day: date, length: str, calendar: Workdays) -> Reached:
    """Return the day a length after a day; working days are counted from the next day on.

    :raises BadLength:
    """
    number, unit = read_length(length)
    if unit == "d":
        return Reached(day + timedelta(days=number))
    if unit in "my":
        return Reached(add_months(day, number * (12 if unit == "y" else 1)))
    reached, left = day, number
    while left:
        reached += timedelta(days=1)
        left -= calendar.is_workday(reached)
    return Reached(reached, not calendar.knows(day, reached))


def period_of(kind: PeriodKind, day: date) -> Period:
    """Return the calendar period of a kind in which a day lies.

    :raises KeyError: ``once`` has none.
    """
    months = _MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, add_months(first, months))


def periods_within(kind: PeriodKind, window: Period) -> Iterator[Period]:
    """Yield the calendar periods that touch a window, the oldest first."""
    period = period_of(kind, window.since)
    while period.since < window.until:
        yield period
        period = Period(period.until, add_months(period.until, _MONTHS[kind]))


def stretches(begin: date, end: date, length: str, calendar: Workdays) -> Iterator[Period]:
    """Yield the stretches ``(begin, end]`` of a length that begin before ``end``: a recurring duty falls due at each end.

    Each is counted from the first beginning, so that a month's end does not drift.

    :raises BadLength:
    """
    number, unit = read_length(length)
    since, n = begin, 0
    while since < end:
        n += 1
        until = after(begin, f"{number * n}{unit}", calendar).day
        if until <= since:
            raise BadLength(length)
        yield Period(since, until)
        since = until
