"""What others see of the approvals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shushan.approvals.states import RequestState, StepState
from shushan.kernel.verbs import Act


class ApprovalAct(Act):
    """Verbs of the approvals. Deciding a step needs the verb that the step itself names."""

    SEE_REQUESTS = "approvals.see-requests"
    DELEGATE = "approvals.delegate"  # let a colleague decide in one's place for some days


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One decision that is needed.

    ``verb`` is what the decider must hold at ``unit_id`` or ``site_id`` (None: everywhere). With ``body`` the decision
    is taken outside the house: whoever holds the verb enters the body's document, and the asker may do so as well.
    """

    title: str
    verb: str
    unit_id: int | None = None
    site_id: int | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What a deciding body wrote: its name, the document's number and day; the file if it was kept."""

    body: str
    number: str
    dated_on: date
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as it stands. ``round`` counts how often the request was asked, from 1."""

    id: int
    round: int
    position: int
    title: str
    verb: str
    unit_id: int | None
    site_id: int | None
    body: str
    state: StepState
    decided_by: str
    decided_at: datetime | None
    note: str
    document: Document | None


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One thing that happened to a request."""

    at: datetime
    by: str
    act: str
    note: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in a list. ``waits_for`` is the title of the step that is next, empty once it is decided."""

    id: int
    kind: str
    subject: str
    title: str
    state: RequestState
    asked_by: str
    asked_label: str
    asked_at: datetime
    deadline_on: date | None
    decided_at: datetime | None
    unit_id: int | None
    site_id: int | None
    waits_for: str


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A request with every step and its trail, oldest first."""

    line: RequestLine
    steps: tuple[StepLine, ...]
    trail: tuple[TrailLine, ...]

    @property
    def next_step(self) -> StepLine | None:
        """The step that waits now."""
        if self.line.state is not RequestState.OPEN:
            return None
        last = max(step.round for step in self.steps)
        return next((step for step in self.steps if step.round == last and step.state is StepState.WAITING), None)


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """Somebody decides in another's place, ``[since, until)``."""

    id: int
    verb: str
    unit_id: int | None
    site_id: int | None
    giver: str
    giver_label: str
    taker: str
    taker_label: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the room that asked is told, in the same transaction: the subject, the new state, the last document."""

    request_id: int
    subject: str
    state: RequestState
    at: datetime
    document: Document | None
