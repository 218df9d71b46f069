"""The life of a loan."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class LoanState(StrEnum):
    """Where a loan stands. Overdue is a question of the clock, never a state."""

    OUT = "out"
    BACK = "back"
    LOST = "lost"


class LoanMove(StrEnum):
    """What may happen to a loan; lending makes it."""

    RENEW = "renew"
    RETURN = "return"
    LOSE = "lose"


MOVES: Final[dict[tuple[LoanState, LoanMove], LoanState]] = {
    (LoanState.OUT, LoanMove.RENEW): LoanState.OUT,
    (LoanState.OUT, LoanMove.RETURN): LoanState.BACK,
    (LoanState.OUT, LoanMove.LOSE): LoanState.LOST,
    (LoanState.LOST, LoanMove.RETURN): LoanState.BACK,
}


def after(state: LoanState, move: LoanMove) -> LoanState | None:
    """Return the state after a move, or None when it is not possible from there."""
    return MOVES.get((state, move))
