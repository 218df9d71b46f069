"""What others see of the regulations: rules, subjects, records, results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from shushan.kernel.periods import Period
from shushan.kernel.verbs import Act

Fact: TypeAlias = str | int | bool | None
_NO_FACTS: Mapping[str, Fact] = MappingProxyType({})


def _no_facts() -> Mapping[str, Fact]:
    return _NO_FACTS


class RegulationAct(Act):
    """What may be granted in this room."""

    SEE_RULES = "regulations.see-rules"
    EDIT_RULES = "regulations.edit-rules"  # draft a version, try it against the past, ask for its approval
    APPROVE_RULES = "regulations.approve-rules"
    SEE_RESULTS = "regulations.see-results"  # of the units where it is held
    SEE_MEMBER_RESULTS = "regulations.see-member-results"  # by name; every look is recorded
    GIVE_REASONS = "regulations.give-reasons"
    REBUILD_RESULTS = "regulations.rebuild-results"


class Modality(StrEnum):
    """How binding a rule is. 一般 is not 应当: only ``normally`` takes a reason."""

    MUST = "must"
    NORMALLY = "normally"
    TARGET = "target"
    MAY = "may"  # a permission or a principle: shown, never judged


class Verification(StrEnum):
    """How well the quoted text is known. None was read at the issuing body."""

    READ = "read"  # ✔ read in a copy
    SECONDARY = "secondary"  # ◐
    GENERAL = "general"  # ○ from general knowledge


class SubjectKind(StrEnum):
    """On whom a rule falls."""

    UNIT = "unit"
    MEMBER = "member"
    CASE = "case"
    LIBRARY = "library"


class Measuring(StrEnum):
    """How records or facts answer a rule."""

    COUNT = "count"  # records in the period
    SUM = "sum"  # of their quantities
    DISTINCT = "distinct"  # different ``who`` among the records
    EVERY = "every"  # each record of ``from_where`` fits ``where``
    STATE = "state"  # the subject's own facts fit ``where``
    DEADLINE = "deadline"  # an answer within ``offset`` of the beginning
    EARLIEST = "earliest"  # no answer before ``offset``
    WINDOW = "window"  # an answer between ``offset`` and ``offset_max``
    WORKDAYS = "workdays"  # no answer before that many working days
    RECURRING = "recurring"  # an answer in each stretch of ``offset``
    MANUAL = "manual"  # a decision on record, never inferred
    NOT_MEASURED = "not-measured"


class PeriodKind(StrEnum):
    """How often a rule falls due."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    ONCE = "once"  # after each beginning (a record of ``from_where``)


class Standing(StrEnum):
    """Who owes the duty of a period."""

    THROUGHOUT = "throughout"  # who stood, and fitted ``applies_if``, on its first and its last day
    AT_END = "at-end"  # the roster of the last day decides


class Outcome(StrEnum):
    """What a rule comes to for a subject in a period."""

    MET = "met"
    NOT_MET = "not-met"
    EXCUSED = "excused"  # not met, and a reason is on record
    NOT_DUE = "not-due"
    NOT_APPLICABLE = "not-applicable"


APPLICABLE = frozenset({Outcome.MET, Outcome.NOT_MET, Outcome.EXCUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of a rule, in force ``[valid_from, valid_until)``.

    ``applies_if``, ``where``, ``from_where`` and ``until_where`` are conditions (see ``conditions.py``): on the
    subject's facts, on the records that answer, that begin an occurrence, that end it. ``record_type`` names what
    answers, ``from_type`` what begins (empty: the same). ``threshold`` is the least, ``threshold_max`` the most.
    ``offset`` and ``offset_max`` are lengths such as ``1m``, ``5w`` (working days), ``90d``, ``1y``.
    """

    id: int
    code: str
    version: int
    text: str
    text_en: str
    source: str
    article: str
    verification: Verification
    valid_from: date
    valid_until: date | None
    modality: Modality
    subject: SubjectKind
    record_type: str
    measure: Measuring
    period: PeriodKind
    applies_if: str = ""
    from_type: str = ""
    from_where: str = ""
    until_where: str = ""
    where: str = ""
    threshold: int = 1
    threshold_max: int | None = None
    offset: str = ""
    offset_max: str = ""
    standing: Standing = Standing.THROUGHOUT
    evidence: str = ""
    evidence_en: str = ""
    figure: str = ""  # the figure that counts its results, such as G01

    def holds_on(self, day: date) -> bool:
        """Say whether this version is in force on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class Record:
    """One record that may answer a rule: of which subject, on which day it counts.

    ``id`` is its name as in the ledger (``meetings.meeting:12``). ``dims`` are what conditions ask; ``quantity`` is what
    a sum adds (base units, such as minutes); ``who`` is what a distinct count counts.
    """

    id: str
    subject_id: int
    on: date
    dims: Mapping[str, Fact] = field(default_factory=_no_facts)
    quantity: int = 1
    who: int | None = None


@dataclass(frozen=True, slots=True)
class FactSpan:
    """What is true of a subject on the days ``[since, until)``."""

    since: date
    until: date | None
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Subject:
    """One unit, member, case or the library, with its facts through time; ``spans`` do not overlap, oldest first.

    A day in no span: it did not stand on that day. ``facts["unit_id"]`` says to which branch a member or case belongs.
    """

    id: int
    name: str
    spans: tuple[FactSpan, ...]

    def facts_on(self, day: date) -> Mapping[str, Fact] | None:
        """Return the facts of a day; None: it did not stand."""
        for span in self.spans:
            if span.since <= day and (span.until is None or day < span.until):
                return span.facts
        return None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something that is normally done was not done, and who said so."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule came to. ``counts_on`` is the day that places it in a month; ``begun_by`` the record that began it.

    ``note`` says why it does not apply, or what spoils it: ``absent``, ``condition``, ``new-rule``, ``nothing``,
    ``late``, ``early``, ``provisional`` (the holiday calendar does not reach so far).
    """

    rule: Rule
    subject_kind: SubjectKind
    subject_id: int
    unit_id: int | None
    period: Period
    counts_on: date
    outcome: Outcome
    record_ids: tuple[str, ...] = ()
    found: int = 0
    due_on: date | None = None
    earliest_on: date | None = None
    begun_by: str = ""
    note: str = ""
    reason: Reason | None = None

    @property
    def is_breach(self) -> bool:
        """Whether a binding rule was not met."""
        return self.outcome is Outcome.NOT_MET and self.rule.modality is Modality.MUST


@dataclass(frozen=True, slots=True)
class Compliance:
    """How many duties applied and how many of them were met; ``rate`` is met ÷ applicable in per cent, None without any."""

    met: int
    applicable: int
    excused: int = 0

    @property
    def rate(self) -> float | None:
        """Per cent, or None where nothing applied."""
        return 100 * self.met / self.applicable if self.applicable else None
