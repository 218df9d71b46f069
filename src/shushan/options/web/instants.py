"""The library's zone for forms."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings


def zone() -> ZoneInfo:
    """Return the library's time zone."""
    return ZoneInfo(settings.TIME_ZONE)
