"""The states of a signed value and their moves."""

from __future__ import annotations

from enum import StrEnum


class ValueState(StrEnum):
    """How far a value has come."""

    DRAFT = "draft"
    CHECKED = "checked"
    SIGNED = "signed"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class ValueMove(StrEnum):
    """What can be done with a value."""

    CHECK = "check"
    SIGN = "sign"
    APPROVE = "approve"
    SUBMIT = "submit"
    SEND_BACK = "send-back"
    UNLOCK = "unlock"
    WITHDRAW = "withdraw"


MOVES: dict[tuple[ValueState, ValueMove], ValueState] = {
    (ValueState.DRAFT, ValueMove.CHECK): ValueState.CHECKED,
    (ValueState.DRAFT, ValueMove.WITHDRAW): ValueState.WITHDRAWN,
    (ValueState.CHECKED, ValueMove.SIGN): ValueState.SIGNED,
    (ValueState.CHECKED, ValueMove.SEND_BACK): ValueState.DRAFT,
    (ValueState.SIGNED, ValueMove.APPROVE): ValueState.APPROVED,
    (ValueState.SIGNED, ValueMove.UNLOCK): ValueState.DRAFT,
    (ValueState.APPROVED, ValueMove.SUBMIT): ValueState.SUBMITTED,
    (ValueState.APPROVED, ValueMove.UNLOCK): ValueState.DRAFT,
}
FROZEN = frozenset({ValueState.SIGNED, ValueState.APPROVED, ValueState.SUBMITTED})
OPEN = frozenset({ValueState.DRAFT, ValueState.CHECKED})


def after(state: ValueState, move: ValueMove) -> ValueState | None:
    """Return the state after a move, or None when the move is not possible."""
    return MOVES.get((state, move))
