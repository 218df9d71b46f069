"""The states of a course, of a campaign and of an essay, and their moves."""

from __future__ import annotations

from enum import StrEnum


class CourseState(StrEnum):
    """Where a course is."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"  # no longer offered; what was studied stays


class CourseMove(StrEnum):
    """What can be done with a course."""

    OPEN = "open"
    CLOSE = "close"


COURSE_MOVES: dict[tuple[CourseState, CourseMove], CourseState] = {
    (CourseState.DRAFT, CourseMove.OPEN): CourseState.OPEN,
    (CourseState.CLOSED, CourseMove.OPEN): CourseState.OPEN,
    (CourseState.OPEN, CourseMove.CLOSE): CourseState.CLOSED,
}


class EssayState(StrEnum):
    """Where an essay is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class EssayMove(StrEnum):
    """What can be done with an essay."""

    WRITE = "write"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    ACCEPT = "accept"


ESSAY_MOVES: dict[tuple[EssayState, EssayMove], EssayState] = {
    (EssayState.DRAFT, EssayMove.WRITE): EssayState.DRAFT,
    (EssayState.RETURNED, EssayMove.WRITE): EssayState.RETURNED,
    (EssayState.DRAFT, EssayMove.SUBMIT): EssayState.SUBMITTED,
    (EssayState.RETURNED, EssayMove.SUBMIT): EssayState.SUBMITTED,
    (EssayState.SUBMITTED, EssayMove.WITHDRAW): EssayState.DRAFT,
    (EssayState.SUBMITTED, EssayMove.RETURN): EssayState.RETURNED,
    (EssayState.SUBMITTED, EssayMove.ACCEPT): EssayState.ACCEPTED,
}
HANDED_IN = (EssayState.SUBMITTED, EssayState.ACCEPTED)
