"""The life of a loan."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from shushan.circulation.terms import LoanAct


class LoanState(StrEnum):
    """Where a loan stands. Overdue is a question of the clock, never a state."""

    OUT = "out"
    BACK = "back"


MOVES: Final[dict[tuple[LoanState, LoanAct], LoanState]] = {
    (LoanState.OUT, LoanAct.RENEW): LoanState.OUT,
    (LoanState.OUT, LoanAct.RENEW_OWN): LoanState.OUT,
    (LoanState.OUT, LoanAct.RETURN): LoanState.BACK,
}


def after(state: LoanState, act: LoanAct) -> LoanState | None:
    """Return the state after an act, or None when the act is not possible from there."""
    return MOVES.get((state, act))
