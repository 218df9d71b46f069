"""The life of a card."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class CardState(StrEnum):
    """Where a card stands. Whether it has run out is a date on it, never a state."""

    PENDING = "pending"  # self-registered: good for on-line services, the desk has not seen a document yet
    ACTIVE = "active"
    LOST = "lost"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class CardMove(StrEnum):
    """What may happen to a card."""

    ACTIVATE = "activate"
    RENEW = "renew"
    LOSE = "lose"
    REPLACE = "replace"
    WITHDRAW = "withdraw"


CURRENT: Final = frozenset({CardState.PENDING, CardState.ACTIVE})

MOVES: Final[dict[tuple[CardState, CardMove], CardState]] = {
    (CardState.PENDING, CardMove.ACTIVATE): CardState.ACTIVE,
    (CardState.PENDING, CardMove.LOSE): CardState.LOST,
    (CardState.PENDING, CardMove.REPLACE): CardState.REPLACED,
    (CardState.PENDING, CardMove.WITHDRAW): CardState.WITHDRAWN,
    (CardState.ACTIVE, CardMove.RENEW): CardState.ACTIVE,
    (CardState.ACTIVE, CardMove.LOSE): CardState.LOST,
    (CardState.ACTIVE, CardMove.REPLACE): CardState.REPLACED,
    (CardState.ACTIVE, CardMove.WITHDRAW): CardState.WITHDRAWN,
    (CardState.LOST, CardMove.REPLACE): CardState.REPLACED,
    (CardState.LOST, CardMove.WITHDRAW): CardState.WITHDRAWN,
}


def after(state: CardState, move: CardMove) -> CardState | None:
    """Return the state after a move, or None when the move is not allowed from there."""
    return MOVES.get((state, move))
