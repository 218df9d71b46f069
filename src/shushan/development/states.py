"""The states of a case."""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case is."""

    OPEN = "open"
    DONE = "done"  # archived after full membership
    ENDED = "ended"  # withdrawn, refused for good


class CaseMove(StrEnum):
    """What ends a case."""

    ARCHIVE = "archive"
    END = "end"


CASE_MOVES: dict[tuple[CaseState, CaseMove], CaseState] = {
    (CaseState.OPEN, CaseMove.ARCHIVE): CaseState.DONE,
    (CaseState.OPEN, CaseMove.END): CaseState.ENDED,
}
