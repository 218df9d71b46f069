"""The life of a notice, and of a message."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class NoticeState(StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"  # planned, told to nobody yet: a mistake can still be undone
    TOLD = "told"  # lies in the inbox; messages may follow
    WITHDRAWN = "withdrawn"  # no longer true when its time came


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENDING = "sending"  # leased to a worker
    HANDED = "handed"  # the provider has taken it
    FAILED = "failed"  # refused, or tried too often: a person may try again
    UNSURE = "unsure"  # the worker died in the middle: nobody knows whether the provider has taken it
    UNREACHED = "unreached"  # the address does not work; the next channel went on
    DROPPED = "dropped"  # no longer true, or given up by a person


class MessageMove(StrEnum):
    """What may happen to a message; telling makes it."""

    LEASE = "lease"
    HAND = "hand"
    DELAY = "delay"  # for now it does not go: later again
    FAIL = "fail"
    LOSE = "lose"  # the lease ran out and nobody knows what became of it
    MISS = "miss"  # the address does not work
    DROP = "drop"
    RETRY = "retry"


S, M = MessageState, MessageMove

MOVES: Final[dict[tuple[MessageState, MessageMove], MessageState]] = {
    (S.WAITING, M.LEASE): S.SENDING,
    (S.SENDING, M.LEASE): S.SENDING,  # the lease ran out, and the channel knows the key
    (S.SENDING, M.HAND): S.HANDED,
    (S.SENDING, M.DELAY): S.WAITING,
    (S.SENDING, M.FAIL): S.FAILED,
    (S.SENDING, M.LOSE): S.UNSURE,
    (S.SENDING, M.MISS): S.UNREACHED,
    (S.SENDING, M.DROP): S.DROPPED,
    (S.WAITING, M.DROP): S.DROPPED,
    (S.FAILED, M.DROP): S.DROPPED,
    (S.UNSURE, M.DROP): S.DROPPED,
    (S.FAILED, M.RETRY): S.WAITING,
    (S.UNSURE, M.RETRY): S.WAITING,
    (S.UNREACHED, M.RETRY): S.WAITING,
}
TROUBLE: Final = (S.FAILED, S.UNSURE, S.UNREACHED)


def after(state: MessageState, move: MessageMove) -> MessageState | None:
    """Return the state after a move, or None when it is not possible from there."""
    return MOVES.get((state, move))


def before(move: MessageMove) -> list[MessageState]:
    """Return the states from which a move is possible."""
    return [state for state, possible in MOVES if possible is move]
