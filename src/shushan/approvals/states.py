"""The states of a request and of a step, and their moves."""

from __future__ import annotations

from enum import StrEnum


class RequestState(StrEnum):
    """Where a request is."""

    OPEN = "open"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    REFUSED = "refused"


class RequestMove(StrEnum):
    """What can be done with a request. ``APPROVE`` is the agreement of its last step."""

    APPROVE = "approve"
    RETURN = "return"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    ASK_AGAIN = "ask-again"


class StepState(StrEnum):
    """How a step was decided."""

    WAITING = "waiting"
    AGREED = "agreed"
    RETURNED = "returned"
    REFUSED = "refused"


MOVES: dict[tuple[RequestState, RequestMove], RequestState] = {
    (RequestState.OPEN, RequestMove.APPROVE): RequestState.APPROVED,
    (RequestState.OPEN, RequestMove.RETURN): RequestState.RETURNED,
    (RequestState.OPEN, RequestMove.REFUSE): RequestState.REFUSED,
    (RequestState.OPEN, RequestMove.WITHDRAW): RequestState.WITHDRAWN,
    (RequestState.RETURNED, RequestMove.ASK_AGAIN): RequestState.OPEN,
    (RequestState.RETURNED, RequestMove.WITHDRAW): RequestState.WITHDRAWN,
}


def after(state: RequestState, move: RequestMove) -> RequestState | None:
    """Return the state after a move, or None when the move is not possible."""
    return MOVES.get((state, move))
