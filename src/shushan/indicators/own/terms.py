"""What others see of a library's own indicators."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from shushan.figures.public import Kind, Measure


class CountRule(StrEnum):
    """How the number follows from the records. The words are those of ``figures.Kind`` but for the sum."""

    SUM = "sum"
    COUNT = "count"
    DISTINCT = "distinct"
    STOCK = "stock"
    PEAK = "peak"
    MEDIAN = "median"
    RATIO = "ratio"

    @property
    def kind(self) -> Kind:
        """The kind of figure that it makes."""
        return Kind.ADDITIVE if self is CountRule.SUM else Kind(self.value)


class Whole(StrEnum):
    """Which records count: those of the sites asked for, or all of the library, said of a site or not."""

    SITES = "sites"
    LIBRARY = "library"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlan:
    """What a definition says. ``filters``: a dimension and the values that count; ``present``: dimensions that must be said.

    ``keys`` are what a distinct count tells apart, ``minus`` the facts that lower a peak's running sum, ``dim`` the
    dimension of a median, ``numerator`` and ``denominator`` the figures of a ratio, times ``factor``. ``base`` quantities
    make one unit shown. ``breakdowns``: dimensions (and ``unit``) by which the card takes it apart.
    """

    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    definition: str
    definition_en: str
    source: str
    rule: CountRule
    valid_from: date
    note: str = ""
    whole: Whole = Whole.SITES
    facts: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    present: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    dim: str = ""
    numerator: str = ""
    denominator: str = ""
    factor: int = 1
    base: int = 1
    decimals: int = 0
    breakdowns: tuple[str, ...] = ()
    is_personal: bool = True
    is_internal: bool = True

    def after(self, day: date) -> OwnPlan:
        """Return the same plan in force from another day."""
        return replace(self, valid_from=day)


class DraftState(StrEnum):
    """How far a draft has come."""

    OPEN = "open"
    IN_USE = "in-use"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a plan cannot be used: beside which field, what is wrong."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A definition that is not in use yet, the ``version``-th of its code."""

    id: int
    plan: OwnPlan
    version: int
    state: DraftState
    made_by: str
    made_at: datetime
    changed_at: datetime
    editors: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One period over which the machine held the number against its rows."""

    since: date
    until: date
    number: str
    entries: int
    digest: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A definition in use: who made and who checked it, and over which periods it was proved."""

    plan: OwnPlan
    version: int
    measure: Measure
    made_by: str
    checked_by: str
    checked_at: datetime
    note: str
    proofs: tuple[ProofLine, ...]
    retired_on: date | None
    retired_by: str
    retired_why: str


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One code of a library's own: its newest version in use, its open draft, whether it was retired."""

    code: str
    name: str
    name_en: str
    version: int
    rule: CountRule
    valid_from: date
    draft_id: int | None
    retired_on: date | None
