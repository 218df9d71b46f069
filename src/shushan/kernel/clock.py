"""The clock, read only at the edges (views, jobs, commands) and passed inwards as ``at``."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant in UTC. Rooms never call this inside an operation or a rule."""
    return datetime.now(UTC)
