"""Local days: the library's own calendar day of an instant."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings


@lru_cache(maxsize=4)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def zone() -> ZoneInfo:
    """Return the library's time zone, fixed at ``init``."""
    return _zone(settings.TIME_ZONE)


def local_day(at: datetime) -> date:
    """Return the library's calendar day of an instant.

    :raises ValueError: the instant is not timezone-aware.
    """
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return at.astimezone(zone()).date()


def local_minute(at: datetime) -> str:
    """Return an instant as lists and files say it, in the library's time: ``2020-05-10 09:59``."""
    return f"{at.astimezone(zone()):%Y-%m-%d %H:%M}"


def day_begins(day: date) -> datetime:
    """Return the first instant of a local day, in the library's zone."""
    return datetime.combine(day, time.min, tzinfo=zone())
