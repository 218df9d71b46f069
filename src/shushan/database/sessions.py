"""Sessions with the database in threads that live long: looked after before each piece of work and each web request."""

from __future__ import annotations

import select
import time
from typing import Any, Final

from django.core.signals import request_started
from django.db import close_old_connections, connections

IDLE: Final = 5.0  # seconds without work after which a session is asked whether it still lives, before it is used


def look_after_sessions() -> None:
    """Close what broke or is too old, before a piece of work."""
    close_old_connections()
    trust_sessions()


def trust_sessions(**_signal: object) -> None:
    """Let sessions that worked a moment ago go on without being asked whether they live (a round trip each time).

    A database that ended a session has said so, or has closed its end: then something waits to be read, and the session
    is asked. What breaks without a word (a cable) fails one piece of work and is made anew for the next.
    """
    now = time.monotonic()
    for connection in connections.all(initialized_only=True):
        kept = connection.__dict__
        if now - kept.get("_shushan_used", 0.0) < IDLE and not _was_told_something(connection):
            connection.health_check_done = True  # type: ignore[attr-defined]
        kept["_shushan_used"] = now


def _was_told_something(connection: Any) -> bool:
    """Say whether the database sent something that nobody asked for."""
    session = connection.connection
    if connection.vendor != "postgresql" or session is None:
        return False
    if session.closed:
        return True
    waiting = select.poll()
    waiting.register(session.pgconn.socket, select.POLLIN)
    return bool(waiting.poll(0))


request_started.connect(trust_sessions)  # behind Django's own receiver, which would have every session asked
