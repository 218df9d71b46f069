"""When an act really happened. Pure: instants in, an instant out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

OLDEST: Final = timedelta(days=30)  # an older date is a wrong clock: the act counts as of now


def happened(said: datetime | None, sent: datetime | None, now: datetime, *, after: datetime | None = None) -> datetime:
    """Return when an act happened by our clock.

    ``said``: the clock there at the act. ``sent``: the same clock when the act was sent up, by which the difference
    is known; None when it was not told (then that clock is believed). The future and what lies more than thirty days
    back count as now. ``after``: what happened there just before, which is never later than this act.
    """
    if said is None:
        return now
    at = said + (now - sent) if sent is not None else said
    if at > now or now - at > OLDEST:
        return now
    return max(at, after) if after is not None and after <= now else at
