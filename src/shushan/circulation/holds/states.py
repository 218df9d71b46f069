"""The life of a hold, and of a transit."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class HoldState(StrEnum):
    """Where a hold stands. Its place in the queue is counted when it is asked for, never kept."""

    WAITING = "waiting"
    SUSPENDED = "suspended"  # keeps its place, is passed over
    TRAVELLING = "travelling"  # a copy is on its way to the pick-up site
    READY = "ready"  # a copy lies on the pick-up shelf
    FILLED = "filled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class HoldMove(StrEnum):
    """What may happen to a hold; placing makes it."""

    SUSPEND = "suspend"
    THAW = "thaw"
    SEND = "send"
    SET_ASIDE = "set-aside"
    REQUEUE = "requeue"  # the copy was lost or lent to another: back into the queue, at the old place
    LEND = "lend"
    CANCEL = "cancel"
    EXPIRE = "expire"


S, M = HoldState, HoldMove
OPEN: Final = (S.WAITING, S.SUSPENDED, S.TRAVELLING, S.READY)
QUEUED: Final = (S.WAITING, S.SUSPENDED)
WITH_COPY: Final = (S.TRAVELLING, S.READY)

MOVES: Final[dict[tuple[HoldState, HoldMove], HoldState]] = {
    (S.WAITING, M.SUSPEND): S.SUSPENDED,
    (S.SUSPENDED, M.THAW): S.WAITING,
    (S.WAITING, M.SEND): S.TRAVELLING,
    (S.WAITING, M.SET_ASIDE): S.READY,
    (S.TRAVELLING, M.SET_ASIDE): S.READY,
    (S.TRAVELLING, M.REQUEUE): S.WAITING,
    (S.READY, M.REQUEUE): S.WAITING,
    **{(state, M.LEND): S.FILLED for state in OPEN},
    **{(state, M.CANCEL): S.CANCELLED for state in OPEN},
    (S.WAITING, M.EXPIRE): S.EXPIRED,
    (S.SUSPENDED, M.EXPIRE): S.EXPIRED,
    (S.READY, M.EXPIRE): S.EXPIRED,
}


def after(state: HoldState, move: HoldMove) -> HoldState | None:
    """Return the state after a move, or None when it is not possible from there."""
    return MOVES.get((state, move))


class TransitState(StrEnum):
    """Where a transit stands."""

    SENT = "sent"
    RECEIVED = "received"
    LOST = "lost"  # it did not arrive and is looked for no more


class TransitMove(StrEnum):
    """What may happen to a transit; sending makes it."""

    RECEIVE = "receive"
    GIVE_UP = "give-up"


TRANSIT_MOVES: Final[dict[tuple[TransitState, TransitMove], TransitState]] = {
    (TransitState.SENT, TransitMove.RECEIVE): TransitState.RECEIVED,
    (TransitState.SENT, TransitMove.GIVE_UP): TransitState.LOST,
}


def transit_after(state: TransitState, move: TransitMove) -> TransitState | None:
    """Return the state after a move, or None when it is not possible from there."""
    return TRANSIT_MOVES.get((state, move))
