"""What others see of the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from uuid import UUID

from shushan.approvals.public import Document
from shushan.kernel.verbs import Act
from shushan.organisation.states import CaseState, TransferState


class OrganisationAct(Act):
    """What may be granted in this room."""

    SEE_STRUCTURE = "organisation.see-structure"  # tree, posts, cases; no roster
    PROPOSE_STRUCTURE = "organisation.propose-structure"
    DECIDE_STRUCTURE = "organisation.decide-structure"  # enter the superior's decision by its document
    SEE_MEMBERS = "organisation.see-members"  # rosters by name; every look is recorded
    EDIT_MEMBERS = "organisation.edit-members"  # enrol, confirm, transfer, end
    FILL_POSTS = "organisation.fill-posts"


class UnitKind(StrEnum):
    """The kinds of unit that this room governs."""

    GENERAL_BRANCH = "general-branch"
    BRANCH = "branch"
    GROUP = "group"
    TEMPORARY = "temporary-branch"


class LineAct(StrEnum):
    """What a line of a structure case does with a unit."""

    FOUND = "found"
    CHANGE = "change"
    CLOSE = "close"


class PostKind(IntEnum):
    """Posts. A number is how the database knows a kind: it is never used again."""

    SECRETARY = 1
    DEPUTY_SECRETARY = 2
    ORGANISATION_MEMBER = 3
    PUBLICITY_MEMBER = 4
    DISCIPLINE_MEMBER = 5
    GROUP_LEADER = 6
    DIRECTOR = 20
    DEPUTY_DIRECTOR = 21


class MemberKind(StrEnum):
    """Full members vote; probationary members do not (选举工作条例 §5)."""

    FULL = "full"
    PROBATIONARY = "probationary"


class Came(StrEnum):
    """How somebody came onto a roster, and how they left it."""

    TAKEN_OVER = "taken-over"  # stood on the roster when records here began
    ACCEPTED = "accepted"  # by the branch's meeting, as a probationary member
    CONFIRMED = "confirmed"  # became a full member
    VOTE_CHANGED = "vote-changed"  # 留党察看, and its end
    TRANSFERRED = "transferred"  # between two branches of this library
    CAME_IN = "came-in"  # from another organisation
    WENT_OUT = "went-out"  # to another organisation
    ENDED = "ended"  # death, leaving, expulsion


@dataclass(frozen=True, slots=True)
class LinePlan:
    """One line of a structure case.

    ``code`` names the unit (a new one's, or that of one that stands), ``parent_code`` what it stands under: a unit
    that stands on that day, or one that an earlier line of the case founds. Closing needs only the code.
    """

    act: LineAct
    code: str
    name: str = ""
    name_en: str = ""
    kind: str = ""
    parent_code: str = ""
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A structure case. ``effective_on`` is None until it is carried out; ``body`` approves, ``made_label`` is the author."""

    id: int
    title: str
    state: CaseState
    wished_on: date | None
    effective_on: date | None
    request_id: int | None
    document: Document | None
    lines: tuple[LinePlan, ...]
    reason: str
    made_by: str
    made_label: str
    body: str
    file_id: UUID | None


@dataclass(frozen=True, slots=True)
class PostLine:
    """Somebody in a post, ``[since, until)``. ``term_until`` is the first day after the term; None: no term."""

    id: int
    unit_id: int
    kind: PostKind
    person_id: int
    name: str
    since: date
    until: date | None
    term_until: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member on a roster on a day. ``joined_on`` is the day of acceptance, ``full_on`` of confirmation, if known."""

    id: int
    person_id: int
    name: str
    unit_id: int
    kind: MemberKind
    may_vote: bool
    since: date
    until: date | None
    came: Came
    joined_on: date | None
    full_on: date | None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A member in a group of their branch, ``[since, until)``; ``unit_id`` is the group's."""

    member_id: int
    unit_id: int
    since: date
    until: date | None
    by: str


@dataclass(frozen=True, slots=True)
class TransferLine:
    """A transfer of a member by letter. ``from_unit_id`` or ``to_unit_id`` None: another organisation, named ``outside``."""

    id: int
    member_id: int
    name: str
    from_unit_id: int | None
    to_unit_id: int | None
    outside: str
    letter_number: str
    letter_on: date
    state: TransferState
    received_on: date | None
    receipt: str
