"""What others see of the meetings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shushan.kernel.verbs import Act
from shushan.meetings.states import HERE, BallotState, LeaveState, MeetingState, Presence


class MeetingAct(Act):
    """What may be granted in this room. The chair of a meeting runs it without a grant."""

    SEE = "meetings.see-meetings"  # lists, numbers and agendas; names only to those who run meetings there
    PLAN = "meetings.plan-meetings"  # plan, convene, call off
    RUN = "meetings.run-meetings"  # start, attendance, ballots, minutes, tasks
    REVERSE = "meetings.reverse-meeting"  # take back what was held, mend its attendance


class MeetingKind(StrEnum):
    """The kinds of meeting of organisation life."""

    MEMBERS = "members"
    COMMITTEE = "committee"
    GROUP = "group"
    LECTURE = "lecture"
    THEME_DAY = "theme-day"
    LIFE = "life"
    APPRAISAL = "appraisal"
    TALK = "talk"
    REPORT = "report"


class Standing(StrEnum):
    """As what somebody has a seat."""

    MEMBER = "member"
    COMMITTEE = "committee"
    GROUP = "group"
    PAIR = "pair"
    GUEST = "guest"  # sits in, is not entitled and not counted


@dataclass(frozen=True, slots=True)
class Point:
    """One point of an agenda. ``is_important``: the committee looks at it first (MTG-04)."""

    title: str
    is_important: bool = False


@dataclass(frozen=True, slots=True)
class Convening:
    """What is said when a meeting is convened. ``chosen``: the two of a talk."""

    unit_id: int
    kind: MeetingKind
    begins_at: datetime
    title: str = ""
    site_id: int | None = None
    place: str = ""
    online_address: str = ""
    chair_id: int | None = None
    chair_basis: str = ""
    speaker_id: int | None = None
    with_appraisal: bool = False
    points: tuple[Point, ...] = ()
    chosen: tuple[int, ...] = ()
    guests: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Entitled:
    """Somebody who is entitled to a meeting on a day."""

    person_id: int
    name: str
    standing: Standing
    may_vote: bool


@dataclass(frozen=True, slots=True)
class ChairChoice:
    """Somebody who may be in the chair. ``is_first``: the secretary, or a group's leader; others need a basis."""

    person_id: int
    name: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat. ``marked_by``: ``chair``, ``code`` (the code in the room), ``online``, or nothing yet."""

    id: int
    person_id: int
    name: str
    standing: Standing
    may_vote: bool
    presence: Presence
    marked_by: str
    leave_reason: str
    leave_state: LeaveState

    @property
    def is_here(self) -> bool:
        """Whether they are present, in the room or on line."""
        return self.presence in HERE


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many are entitled and here; of them with a vote; on leave. Guests are in none of these."""

    entitled: int = 0
    here: int = 0
    voters: int = 0
    voters_here: int = 0
    on_leave: int = 0

    @property
    def rate(self) -> str:
        """The rate of attendance in per cent with one decimal, or a dash."""
        return f"{100 * self.here / self.entitled:.1f} %" if self.entitled else "—"


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting. ``day`` is the day it is planned or convened for, or was held on; ``reason`` why it was taken back."""

    id: int
    token: UUID
    unit_id: int
    kind: MeetingKind
    state: MeetingState
    title: str
    day: date
    begins_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    site_id: int | None
    place: str
    online_address: str
    chair_id: int | None
    chair_name: str
    chair_basis: str
    speaker_id: int | None
    speaker_name: str
    with_appraisal: bool
    topic_on: date | None
    follow_up: str
    followed_up_at: datetime | None
    reason: str
    turnout: Turnout = field(default_factory=Turnout)


@dataclass(frozen=True, slots=True)
class PointLine:
    """A point of an agenda; ``seen_on`` is the day on which the committee looked at it before, if it did."""

    title: str
    is_important: bool
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """One version of the minutes."""

    number: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """A file that belongs to a meeting."""

    file_id: UUID
    title: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskLine:
    """What somebody is to do after a meeting, and until when."""

    id: int
    meeting_id: int
    text: str
    person_id: int
    name: str
    due_on: date
    done_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson watched at a meeting, named as it was then."""

    id: int
    name: str
    course: str


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """What somebody said; ``by`` wrote it down."""

    person_id: int
    name: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """A meeting as one who is entitled sees it."""

    meeting: MeetingLine
    seat: SeatLine


class VoteKind(StrEnum):
    """What is voted on; its thresholds are data (``policy.VOTES``)."""

    RESOLUTION = "resolution"
    ACCEPTANCE = "acceptance"  # of a member, or as a full member
    ELECTION = "election"


class BallotWay(StrEnum):
    """How votes are given."""

    OPEN = "open"  # by name, on a phone or by raised hands
    SECRET = "secret"  # noqa: S105  on a phone, not linkable to the voter
    PAPER = "paper"  # secret, on paper, in the room


class Choice(StrEnum):
    """A vote."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Outcome(StrEnum):
    """What a ballot comes to."""

    NONE = ""
    PASSED = "passed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes for one thing."""

    yes: int = 0
    no: int = 0
    abstain: int = 0

    @property
    def papers(self) -> int:
        """How many votes these are."""
        return self.yes + self.no + self.abstain


@dataclass(frozen=True, slots=True)
class BallotPlan:
    """What is to be voted on. ``candidates`` are persons (elections only), ``places`` how many are to be elected."""

    text: str
    kind: VoteKind
    way: BallotWay
    candidates: tuple[int, ...] = ()
    places: int = 1
    tellers: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One thing on a ballot: the motion itself, or a candidate. ``needed``: votes to be carried; ``tally`` once decided."""

    id: int
    name: str
    person_id: int | None
    needed: int
    tally: Tally | None
    is_carried: bool


@dataclass(frozen=True, slots=True)
class CountLine:
    """The count of one teller."""

    person_id: int
    name: str
    tallies: dict[int, Tally]


@dataclass(frozen=True, slots=True)
class BallotLine:
    """A ballot. ``given``: votes given (paper: papers handed out); ``here`` and ``entitled`` are of those with a vote."""

    id: int
    meeting_id: int
    text: str
    kind: VoteKind
    way: BallotWay
    state: BallotState
    places: int
    entitled: int
    here: int
    quorum_needed: int
    given: int
    outcome: Outcome
    tellers: tuple[tuple[int, str], ...]
    options: tuple[OptionLine, ...]
    counts: tuple[CountLine, ...] = ()


class Grade(StrEnum):
    """The grades of 民主评议党员, the best first."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    BASIC = "basic"
    UNQUALIFIED = "unqualified"


@dataclass(frozen=True, slots=True)
class AppraisalLine:
    """One member in an appraisal. ``tally`` is empty while the meeting runs, and when too few forms were handed in."""

    seat_id: int
    person_id: int
    name: str
    self_text: str
    has_graded: bool
    tally: Mapping[Grade, int]
    grade: Grade | None
    text: str
    committee_id: int | None
