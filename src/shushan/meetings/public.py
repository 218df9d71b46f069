"""The face of the meetings."""

from shushan.meetings.errors import (
    AlreadyVoted,
    BallotMoved,
    ChairDoesNotFit,
    CountsDiffer,
    KindDoesNotFit,
    MeetingMoved,
    NobodyEntitled,
    NotEntitled,
    NotYetDay,
    NoVote,
    QuorumMissed,
    TopicMissing,
    VoteDoesNotFit,
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
from shushan.meetings.operations.ballots import close_ballot, decide_ballot, open_ballot, prepare_ballot, void_ballot
from shushan.meetings.operations.counting import count_again, count_ballot
from shushan.meetings.operations.discussing import link_lesson, note_remark, say
from shushan.meetings.operations.papers import attach, finish_task, set_task, write_follow_up, write_minutes
from shushan.meetings.operations.planning import call_off, convene, plan_meeting, plan_year
from shushan.meetings.operations.running import close, mend_attendance, new_code, reverse, start
from shushan.meetings.operations.talks import record_talk
from shushan.meetings.operations.voting import cast, enter_hands
from shushan.meetings.ports import Lesson, Lessons, lessons, use_lessons
from shushan.meetings.queries.ballots import ballot, ballots
from shushan.meetings.queries.discussing import lessons_of, remarks_of
from shushan.meetings.queries.meetings import held, meeting, own_seats, planned, points, seats, seats_of, tasks
from shushan.meetings.states import BallotState, LeaveState, MeetingState, Presence
from shushan.meetings.terms import (
    BallotLine,
    BallotPlan,
    BallotWay,
    Choice,
    Convening,
    LessonLine,
    MeetingAct,
    MeetingKind,
    MeetingLine,
    Outcome,
    OwnSeat,
    Point,
    PointLine,
    RemarkLine,
    SeatLine,
    Standing,
    Tally,
    TaskLine,
    Turnout,
    VoteKind,
)
from shushan.meetings.words import KIND_WORDS

__all__ = [
    "KIND_WORDS", "AlreadyVoted", "BallotLine", "BallotMoved", "BallotPlan", "BallotState", "BallotWay", "ChairDoesNotFit",
    "Choice", "Convening", "CountsDiffer", "KindDoesNotFit", "LeaveState", "Lesson", "LessonLine",
    "Lessons", "MeetingAct", "MeetingKind", "MeetingLine", "MeetingMoved", "MeetingState", "NoVote",
    "NobodyEntitled", "NotEntitled", "NotYetDay", "Outcome", "OwnSeat", "Point", "PointLine", "Presence",
    "QuorumMissed", "RemarkLine", "SeatLine", "Standing", "Tally", "TaskLine", "TopicMissing", "Turnout",
    "VoteDoesNotFit", "VoteKind", "ask_leave", "attach", "ballot", "ballots", "call_off", "cast", "close",
    "close_ballot", "convene", "count_again", "count_ballot", "decide_ballot", "enter_hands", "finish_task",
    "grant_leave", "held", "lessons", "lessons_of", "link_lesson", "mark", "mark_all", "meeting", "mend_attendance",
    "new_code", "note_remark", "open_ballot", "own_seats", "plan_meeting", "plan_year", "planned", "points",
    "prepare_ballot", "record_talk", "refuse_leave", "remarks_of", "reverse", "say", "seats", "seats_of", "set_task",
    "sign_in_here", "sign_in_online", "start", "tasks", "use_lessons", "void_ballot", "write_follow_up",
    "write_minutes",
]  # fmt: skip
