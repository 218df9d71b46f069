"""What others see of the development of members."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from shushan.development.states import CaseState
from shushan.kernel.verbs import Act
from shushan.regulations.public import Result


class DevelopmentAct(Act):
    """What may be granted in this room."""

    SEE_CASES = "development.see-cases"  # by name; every look is recorded
    RECORD_STEPS = "development.record-steps"
    RECORD_DESPITE = "development.record-despite"  # what breaks a date is recorded with a reason


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way, or a mark beside them (``number`` 0). ``fields`` are what its record says besides the day."""

    code: str
    number: int
    stage: int
    name: str
    name_en: str
    repeats: bool = False
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a step's record says: who, minutes of training, numbers of a vote, yes or no."""

    who_id: int | None = None
    minutes: int = 0
    entitled: int = 0
    present: int = 0
    yes: int = 0
    is_secret: bool = False
    is_separate: bool = False
    is_passed: bool = False


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step on record. ``despite`` is why it was recorded although it breaks a date."""

    id: int
    case_id: int
    step: str
    on: date
    said: Said
    who: str
    basis: str
    note: str
    despite: str
    file_id: UUID | None
    by: str
    at: datetime
    is_taken_back: bool = False


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case. ``unit_id`` is the branch of the person, ``received_by`` a temporary branch while deployed, today."""

    id: int
    person_id: int
    name: str
    unit_id: int
    received_by: int | None
    state: CaseState
    opened_on: date
    stage: int
    last_step: str
    steps: tuple[StepLine, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is to be done next, and when: due by, or possible from; by the results of the rules."""

    step: Step
    due_on: date | None
    earliest_on: date | None
    results: tuple[Result, ...]
    is_provisional: bool = False
