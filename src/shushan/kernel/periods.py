"""Half-open periods of time, ``[since, until)``, in the library's own time zone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole local days, ``since`` inclusive, ``until`` exclusive.

    :raises ValueError: the period is empty or reversed.
    """

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise ValueError(f"an empty period: {self.since} .. {self.until}")

    @classmethod
    def day(cls, day: date) -> Period:
        """Return one day."""
        return cls(day, day + timedelta(days=1))

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """Return one calendar month."""
        return cls(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """Return one calendar quarter, 1 to 4."""
        first = cls.month(year, 3 * quarter - 2)
        return cls(first.since, cls.month(year, 3 * quarter).until)

    @classmethod
    def year(cls, year: int) -> Period:
        """Return one calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @property
    def days(self) -> int:
        """The number of days in the period."""
        return (self.until - self.since).days

    @property
    def last(self) -> date:
        """The last day inside the period."""
        return self.until - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.since <= day < self.until

    def each_day(self) -> Iterator[date]:
        """Yield every day of the period in order."""
        return (self.since + timedelta(days=n) for n in range(self.days))

    def months(self) -> Iterator[Period]:
        """Yield the calendar months that the period touches, cut to the period."""
        year, month = self.since.year, self.since.month
        while date(year, month, 1) < self.until:
            whole = Period.month(year, month)
            yield Period(max(whole.since, self.since), min(whole.until, self.until))
            year, month = whole.until.year, whole.until.month

    def instants(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the first instant inside and the first instant after, timezone-aware."""
        return (
            datetime.combine(self.since, time.min, tzinfo=zone),
            datetime.combine(self.until, time.min, tzinfo=zone),
        )


def add_months(day: date, months: int) -> date:
    """Return the same day some months later (negative: earlier); the month's last day where it has none: 31 January + 1."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
