"""The face of the meetings."""

from shushan.meetings.errors import (
    ChairDoesNotFit,
    KindDoesNotFit,
    MeetingMoved,
    NobodyEntitled,
    NotEntitled,
    NotYetDay,
    TopicMissing,
)
from shushan.meetings.operations.attendance import (
    ask_leave,
    grant_leave,
    mark,
    mark_all,
    refuse_leave,
    sign_in_here,
    sign_in_online,
)
from shushan.meetings.operations.papers import attach, finish_task, set_task, write_follow_up, write_minutes
from shushan.meetings.operations.planning import call_off, convene, plan_meeting, plan_year
from shushan.meetings.operations.running import close, mend_attendance, new_code, reverse, start
from shushan.meetings.operations.talks import record_talk
from shushan.meetings.queries.meetings import held, meeting, own_seats, planned, points, seats, seats_of, tasks
from shushan.meetings.states import LeaveState, MeetingState, Presence
from shushan.meetings.terms import (
    Convening,
    MeetingAct,
    MeetingKind,
    MeetingLine,
    OwnSeat,
    Point,
    PointLine,
    SeatLine,
    Standing,
    TaskLine,
    Turnout,
)

__all__ = [
    "ChairDoesNotFit", "Convening", "KindDoesNotFit", "LeaveState", "MeetingAct", "MeetingKind", "MeetingLine",
    "MeetingMoved", "MeetingState", "NobodyEntitled", "NotEntitled", "NotYetDay", "OwnSeat", "Point", "PointLine",
    "Presence", "SeatLine", "Standing", "TaskLine", "TopicMissing", "Turnout", "ask_leave", "attach", "call_off",
    "close", "convene", "finish_task", "grant_leave", "held", "mark", "mark_all", "meeting", "mend_attendance",
    "new_code", "own_seats", "plan_meeting", "plan_year", "planned", "points", "record_talk", "refuse_leave", "reverse",
    "seats", "seats_of", "set_task", "sign_in_here", "sign_in_online", "start", "tasks", "write_follow_up",
    "write_minutes",
]  # fmt: skip
