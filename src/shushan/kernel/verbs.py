"""Verbs: what may be granted. A room lists its own in ``terms.py`` as a subclass of ``Act``."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum


class Act(StrEnum):
    """Base of every room's verbs; a value is ``room.verb-noun`` (``circulation.lend``)."""


def every_act() -> Iterator[Act]:
    """Yield the verbs of every room that was imported."""
    for kind in Act.__subclasses__():
        yield from kind
