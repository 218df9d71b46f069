"""The states of a meeting and of a ballot, and their moves."""

from __future__ import annotations

from enum import StrEnum


class MeetingState(StrEnum):
    """Where a meeting is. What is planned or convened was not held."""

    PLANNED = "planned"
    CONVENED = "convened"
    RUNNING = "running"
    HELD = "held"
    CANCELLED = "cancelled"
    REVERSED = "reversed"


class MeetingMove(StrEnum):
    """What can be done with a meeting."""

    CONVENE = "convene"
    START = "start"
    CLOSE = "close"
    CANCEL = "cancel"
    REVERSE = "reverse"


MOVES: dict[tuple[MeetingState, MeetingMove], MeetingState] = {
    (MeetingState.PLANNED, MeetingMove.CONVENE): MeetingState.CONVENED,
    (MeetingState.CONVENED, MeetingMove.CONVENE): MeetingState.CONVENED,
    (MeetingState.CONVENED, MeetingMove.START): MeetingState.RUNNING,
    (MeetingState.RUNNING, MeetingMove.CLOSE): MeetingState.HELD,
    (MeetingState.PLANNED, MeetingMove.CANCEL): MeetingState.CANCELLED,
    (MeetingState.CONVENED, MeetingMove.CANCEL): MeetingState.CANCELLED,
    (MeetingState.RUNNING, MeetingMove.CANCEL): MeetingState.CANCELLED,
    (MeetingState.HELD, MeetingMove.REVERSE): MeetingState.REVERSED,
}


class Presence(StrEnum):
    """How somebody stands towards a meeting."""

    EXPECTED = "expected"
    PRESENT = "present"
    ONLINE = "online"
    LEAVE = "leave"
    ABSENT = "absent"


HERE = (Presence.PRESENT, Presence.ONLINE)


class LeaveState(StrEnum):
    """Where a wish for leave is."""

    NONE = ""
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class BallotState(StrEnum):
    """Where a ballot is. Counting begins when it is closed."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"
    VOID = "void"


class BallotMove(StrEnum):
    """What can be done with a ballot."""

    OPEN = "open"
    CLOSE = "close"
    DECIDE = "decide"
    VOID = "void"


BALLOT_MOVES: dict[tuple[BallotState, BallotMove], BallotState] = {
    (BallotState.PREPARED, BallotMove.OPEN): BallotState.OPEN,
    (BallotState.OPEN, BallotMove.CLOSE): BallotState.CLOSED,
    (BallotState.CLOSED, BallotMove.DECIDE): BallotState.DECIDED,
    (BallotState.PREPARED, BallotMove.VOID): BallotState.VOID,
    (BallotState.OPEN, BallotMove.VOID): BallotState.VOID,
    (BallotState.CLOSED, BallotMove.VOID): BallotState.VOID,
}
