"""When a site is open: pure rules over its hours, special days and closures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from shushan.places.terms import OpeningSpan, OpenState

LOOK_AHEAD = 14  # days


@dataclass(frozen=True, slots=True)
class WeekdayHours:
    """One span of one weekday, valid ``[since, until)``."""

    weekday: int
    opens: time
    closes: time
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Say whether this row is in force on that day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that decides when one site is open.

    A special day wins over a closure, a closure over a public holiday, a holiday over the weekday.
    """

    hours: Sequence[WeekdayHours] = ()
    special: Mapping[date, tuple[tuple[OpeningSpan, ...], str]] = field(default_factory=dict)
    closures: Sequence[tuple[date, date | None, str]] = ()
    holidays: Mapping[date, tuple[tuple[OpeningSpan, ...], str]] = field(default_factory=dict)

    def spans(self, day: date) -> tuple[OpeningSpan, ...]:
        """Return the opening spans of a day, earliest first; none when closed."""
        if day in self.special:
            return self.special[day][0]
        if self.closure(day) is not None:
            return ()
        if day in self.holidays:
            return self.holidays[day][0]
        return self.weekday_spans(day)

    def weekday_spans(self, day: date) -> tuple[OpeningSpan, ...]:
        """Return what the week says of a day, whatever closures, holidays and special days say."""
        return self.spans_of_weekday(day.weekday(), day)

    def spans_of_weekday(self, weekday: int, on: date) -> tuple[OpeningSpan, ...]:
        """Return the hours of any weekday (0 = Monday) as they hold on a day."""
        held = [OpeningSpan(row.opens, row.closes) for row in self.hours if row.weekday == weekday and row.holds(on)]
        return tuple(sorted(held, key=lambda span: span.opens))

    def why_closed(self, day: date) -> tuple[str, str]:
        """Return why a day has no hours (``special``, ``closure``, ``holiday``, ``week``), and the reason given."""
        if day in self.special:
            return "special", self.special[day][1]
        if (reason := self.closure(day)) is not None:
            return "closure", reason
        return ("holiday", self.holidays[day][1]) if day in self.holidays else ("week", "")

    def minutes(self, day: date, zone: tzinfo) -> int:
        """Return how many minutes of real time the site is open on a day; one of 23 or 25 hours counts as it is."""
        spans = [
            datetime.combine(day, span.closes, tzinfo=zone).astimezone(UTC)
            - datetime.combine(day, span.opens, tzinfo=zone).astimezone(UTC)
            for span in self.spans(day)
        ]
        return int(sum(spans, timedelta()).total_seconds() // 60)

    def closure(self, day: date) -> str | None:
        """Return the reason of the closure that covers a day, or None."""
        for since, until, reason in self.closures:
            if since <= day and (until is None or day < until):
                return reason
        return None

    def is_shut(self, day: date) -> bool:
        """Say whether a closure without a known end covers a day: nobody can say when the site opens again."""
        return any(since <= day and until is None for since, until, _reason in self.closures)

    @property
    def opens_ever(self) -> bool:
        """Whether anything at all is said about hours."""
        return bool(self.hours or self.special or self.holidays)

    def is_open_day(self, day: date) -> bool:
        """Say whether the site opens at all on a day."""
        return bool(self.spans(day))

    def state(self, at: datetime, zone: tzinfo) -> OpenState:
        """Say whether the site is open at an instant, until when, or when next."""
        local = at.astimezone(zone)
        today = local.date()
        for span in self.spans(today):
            if span.opens <= local.time() < span.closes:
                return OpenState(True, datetime.combine(today, span.closes, tzinfo=zone), None, "")
        return OpenState(False, None, self._next(local, zone), self.why_closed(today)[1])

    def _next(self, local: datetime, zone: tzinfo) -> datetime | None:
        for n in range(LOOK_AHEAD + 1):
            day = local.date() + timedelta(days=n)
            for span in self.spans(day):
                opens = datetime.combine(day, span.opens, tzinfo=zone)
                if opens > local:
                    return opens
        return None

    def open_day_on_or_after(self, day: date) -> date:
        """Return the first open day from a day on; the day itself when none is known within a year."""
        for n in range(366):
            if self.is_open_day(day + timedelta(days=n)):
                return day + timedelta(days=n)
        return day
