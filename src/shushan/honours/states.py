"""The states of an honour."""

from __future__ import annotations

from enum import StrEnum


class HonourState(StrEnum):
    """Where an honour is."""

    RECOMMENDED = "recommended"
    AWARDED = "awarded"
    NOT_AWARDED = "not-awarded"
    WITHDRAWN = "withdrawn"


class HonourMove(StrEnum):
    """What ends a recommendation."""

    AWARD = "award"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


MOVES: dict[tuple[HonourState, HonourMove], HonourState] = {
    (HonourState.RECOMMENDED, HonourMove.AWARD): HonourState.AWARDED,
    (HonourState.RECOMMENDED, HonourMove.DECLINE): HonourState.NOT_AWARDED,
    (HonourState.RECOMMENDED, HonourMove.WITHDRAW): HonourState.WITHDRAWN,
}
