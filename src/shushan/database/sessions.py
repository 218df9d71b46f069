"""Sessions with the database in threads that live long, beside Django's own look at each web request."""

from __future__ import annotations

import time
from typing import Final

from django.db import close_old_connections, connections

IDLE: Final = 5.0  # seconds without work after which a session is asked whether it still lives, before it is used


def look_after_sessions() -> None:
    """Close what broke or is too old, before a piece of work; what worked a moment ago is not asked whether it lives.

    A session that breaks in that moment fails the piece of work and is made anew for the next.
    """
    close_old_connections()
    now = time.monotonic()
    for connection in connections.all(initialized_only=True):
        kept = connection.__dict__
        if now - kept.get("_shushan_used", 0.0) < IDLE:
            connection.health_check_done = True  # type: ignore[attr-defined]
        kept["_shushan_used"] = now
