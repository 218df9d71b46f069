"""The states of a job and its moves."""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobMove(StrEnum):
    """What can happen to a job."""

    TAKE = "take"
    FINISH = "finish"
    FAIL = "fail"
    CANCEL = "cancel"
    RETRY = "retry"


MOVES: dict[tuple[JobState, JobMove], JobState] = {
    (JobState.QUEUED, JobMove.TAKE): JobState.RUNNING,
    (JobState.RUNNING, JobMove.TAKE): JobState.RUNNING,  # after the lease ran out
    (JobState.RUNNING, JobMove.FINISH): JobState.DONE,
    (JobState.RUNNING, JobMove.FAIL): JobState.FAILED,
    (JobState.RUNNING, JobMove.CANCEL): JobState.CANCELLED,
    (JobState.QUEUED, JobMove.CANCEL): JobState.CANCELLED,
    (JobState.FAILED, JobMove.RETRY): JobState.QUEUED,
    (JobState.CANCELLED, JobMove.RETRY): JobState.QUEUED,
}


def after(state: JobState, move: JobMove) -> JobState | None:
    """Return the state after a move, or None when the move is not possible."""
    return MOVES.get((state, move))
