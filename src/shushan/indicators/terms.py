"""What others see of the indicators."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from shushan.figures.public import Measure, Scope
from shushan.indicators.states import FROZEN, ValueState
from shushan.kernel.verbs import Act
from shushan.ledger.public import Dim


class IndicatorAct(Act):
    """What may be granted in this room."""

    SEE_VALUES = "indicators.see-values"  # every value, not only the public ones; duties, evaluation
    DRAFT_VALUE = "indicators.draft-value"
    CHECK_VALUE = "indicators.check-value"  # the owner of the business
    SIGN_VALUE = "indicators.sign-value"  # the head of a branch or department
    APPROVE_VALUE = "indicators.approve-value"  # the director
    SUBMIT_VALUE = "indicators.submit-value"
    UNLOCK_VALUE = "indicators.unlock-value"
    DECIDE_LATE = "indicators.decide-late"  # leave, footnote, restate
    PUBLISH_VALUE = "indicators.publish-value"
    SEE_DUTIES = "indicators.see-duties"
    EDIT_DUTIES = "indicators.edit-duties"
    SEE_EVALUATION = "indicators.see-evaluation"
    EDIT_EVALUATION = "indicators.edit-evaluation"
    DEFINE_MEASURE = "indicators.define-measure"  # draft an indicator of the library's own
    CHECK_DEFINITION = "indicators.check-definition"  # put it in use, or retire it: another person
    LET_REVIEW = "indicators.let-review"  # make and revoke an inspector's link


class PeriodKind(StrEnum):
    """The periods that a value can be of."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"
    REOPENING = "reopening"

    @classmethod
    def of(cls, since: date | None, until: date) -> PeriodKind:
        """Return the kind that days ``[since, until)`` make: a whole month, quarter or year, else a range."""
        if since is None:
            return cls.REOPENING
        months = (until.year - since.year) * 12 + until.month - since.month
        if since.day != 1 or until.day != 1:
            return cls.RANGE
        if months == 12 and since.month == 1:
            return cls.YEAR
        if months == 3 and since.month % 3 == 1:
            return cls.QUARTER
        return cls.MONTH if months == 1 else cls.RANGE


class Basis(StrEnum):
    """Where a number comes from."""

    RECORDS = "records"
    ESTIMATE = "estimate"  # typical weeks
    MANUAL = "manual"  # typed, with evidence


class Decision(StrEnum):
    """What is done about records that came after the signature."""

    LEAVE = "leave"
    FOOTNOTE = "footnote"
    RESTATE = "restate"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figure of which days, sites, units and part a value is of; ``since`` None: since reopening."""

    code: str
    period: PeriodKind
    until: date
    since: date | None = None
    site_ids: tuple[int, ...] | None = None
    unit_ids: tuple[int, ...] | None = None
    dims: tuple[tuple[str, Dim], ...] = ()

    def scope(self, known_at: datetime | None = None) -> Scope:
        """Return the scope of the figure, as known at an instant."""
        return Scope(
            until=self.until, since=self.since, site_ids=self.site_ids, known_at=known_at, dims=self.dims,
            unit_ids=self.unit_ids,
        )  # fmt: skip

    @property
    def key(self) -> str:
        """What tells one value from another: the same question gives the same key."""
        sites = ",".join(map(str, self.site_ids or ())) or "*"
        units = ",".join(map(str, self.unit_ids or ())) or "*"
        dims = ";".join(f"{name}={value}" for name, value in sorted(self.dims))
        return f"{self.code}|{self.since or '*'}|{self.until}|{sites}|{units}|{dims}"


@dataclass(frozen=True, slots=True)
class Manual:
    """A number that is typed, with what stands behind it. ``estimated``: the evidence itself is an estimate (ES)."""

    number: Fraction
    reason: str
    evidence_id: UUID
    expires_on: date
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Typical:
    """Typical weeks by which a number is estimated: the first day of each."""

    weeks: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its weeks and what each held. ``factor``: how many such weeks the period has.

    ``spread``: from the lowest week to the highest, in hundredths of the mean.
    """

    weeks: tuple[tuple[date, Fraction], ...]
    factor: Fraction
    spread: int


@dataclass(frozen=True, slots=True)
class PartLine:
    """One of the two stored values of a ratio (or of what those are made of), with its own digest."""

    code: str
    version: int
    number: Fraction | None
    entries: int
    digest: str


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What a value was when it was computed, never changed afterwards."""

    id: int
    number: Fraction | None
    absence: str
    version: int
    entries: int
    latest_recorded_at: datetime | None
    digest: str
    method: str
    code_version: str
    run_at: datetime
    known_at: datetime
    run_by: str
    sealed_to: int
    chain_head: str
    parts: tuple[PartLine, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a value's way, by whom, when, why."""

    move: str
    name: str
    label: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A signed value, or one on the way there. ``shown`` is the number as printed, ``revision`` 2 and up restate."""

    id: int
    asked: Asked
    measure: Measure
    revision: int
    basis: Basis
    state: ValueState
    receipt: ReceiptLine | None
    restates_id: int | None
    restated_by_id: int | None
    reason: str
    footnote: str
    is_public: bool
    prompt: str
    prompt_answer: str
    made_by: str
    checked_by: str
    signed_by: str
    approved_by: str
    submitted_by: str
    frozen_at: datetime | None
    unlock_asked_by: str
    unlock_reason: str
    manual_number: Fraction | None = None
    evidence_id: UUID | None = None
    evidence_sha256: str = ""
    expires_on: date | None = None
    estimate: Estimate | None = None
    names: dict[str, str] = field(default_factory=dict)

    @property
    def is_frozen(self) -> bool:
        """Whether somebody signed it and it was not opened again."""
        return self.state in FROZEN

    @property
    def number(self) -> Fraction | None:
        """The number, None where there is none (``absence`` says why)."""
        return self.receipt.number if self.receipt else None

    @property
    def absence(self) -> str:
        """Why there is no number."""
        return self.receipt.absence if self.receipt else ""

    @property
    def shown(self) -> str:
        """The number as printed; a dash where there is none."""
        return "—" if self.number is None else self.measure.words(self.number)

    @property
    def prompt_shown(self) -> str:
        """The mean that asked a person, as numbers of this figure are printed."""
        return self.measure.words(Fraction(self.prompt)) if self.prompt else ""

    @property
    def unit(self) -> str:
        """The unit of the definition."""
        return str(self.measure.unit)

    @property
    def mark(self) -> str:
        """The mark that never disappears: ``manual``, ``estimate`` or nothing for a count of records."""
        return "" if self.basis is Basis.RECORDS else self.basis.value

    @property
    def last(self) -> date:
        """The last day that counts."""
        return date.fromordinal(self.asked.until.toordinal() - 1)


@dataclass(frozen=True, slots=True)
class LateLine:
    """Records that came after a signature: what was signed, what it would be now, what was decided."""

    id: int
    value_id: int
    found_at: datetime
    old: Fraction | None
    new: Fraction | None
    entries: int
    decision: Decision | None
    decided_by: str
    decided_at: datetime | None
    reason: str

    @property
    def difference(self) -> Fraction | None:
        """New less old; None where one of them is no number."""
        return None if self.old is None or self.new is None else self.new - self.old


@dataclass(frozen=True, slots=True)
class RestatementLine:
    """A number that was corrected in the open: both, why, by whom, when."""

    old: ValueLine
    new: ValueLine
    reason: str
    by: str
    at: datetime | None
