"""When the house learned of what happened before: for acts that come from a desk or a machine that was cut off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

_learned: ContextVar[datetime | None] = ContextVar("learned", default=None)


@contextmanager
def learned_at(at: datetime) -> Iterator[None]:
    """Say for a block that everything in it happened before and is learned of only now (``at``).

    One act writes facts in several rooms, each dated by when it happened, all recorded now, so that no number of a
    past day as it was known then ever changes.
    """
    mark = _learned.set(at)
    try:
        yield
    finally:
        _learned.reset(mark)


def learned() -> datetime | None:
    """Return what the block around says, or None outside of one."""
    return _learned.get()
