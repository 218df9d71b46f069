"""Where a day goes that fell into a closure. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, TypeAlias

LOOK_AHEAD: Final = 366  # days
IsOpen: TypeAlias = Callable[[date], bool]


def due_after(was: datetime, *, is_open_day: IsOpen, zone: tzinfo) -> datetime:
    """Return a due instant on the first open day from its own on, at the same time of day; unchanged where none is known."""
    local = was.astimezone(zone)
    for n in range(LOOK_AHEAD):
        if is_open_day(local.date() + timedelta(days=n)):
            return _on(local, local.date() + timedelta(days=n), zone)
    return was


def shelf_after(ready: datetime, was: datetime, *, was_open: IsOpen, is_open_day: IsOpen, zone: tzinfo) -> datetime:
    """Return the last instant on the pick-up shelf that leaves as many open days as there were without the closure.

    ``was_open`` is the calendar without it. Unchanged where so many open days are not known within a year.
    """
    local, first = was.astimezone(zone), ready.astimezone(zone).date()
    days = [first + timedelta(days=n) for n in range(1, (local.date() - first).days + 1)]
    left = sum(was_open(day) for day in days)
    for n in range(1, LOOK_AHEAD):
        day = first + timedelta(days=n)
        left -= is_open_day(day)
        if left <= 0:
            return max(_on(local, day, zone), was) if is_open_day(day) or day >= local.date() else was
    return was


def _on(local: datetime, day: date, zone: tzinfo) -> datetime:
    """Return the same time of another day: the later one where it comes twice, one of that very day where it is left out."""
    found = [datetime.combine(day, local.time().replace(fold=fold), tzinfo=zone) for fold in (0, 1)]
    found.sort(key=lambda one: one.astimezone(UTC), reverse=True)
    return next((one for one in found if one.astimezone(UTC).astimezone(zone).date() == day), found[0])
