"""What others see of duties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from fractions import Fraction


class HolderRole(IntEnum):
    """Who does what for a duty. A number is how the database knows it: it is never used again."""

    ACCOUNTABLE = 1  # exactly one at a time
    RESPONSIBLE = 2  # at least one
    CONSULTED = 3
    INFORMED = 4


class Comparison(StrEnum):
    """Whether a target is a floor or a ceiling."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"


class Status(StrEnum):
    """How a target stands, computed from the indicator."""

    NOT_DUE = "not-due"  # its period has not begun
    ON_TRACK = "on-track"
    AT_RISK = "at-risk"
    MET = "met"
    MISSED = "missed"
    NO_VALUE = "no-value"  # there is no number yet, because …


@dataclass(frozen=True, slots=True)
class HolderLine:
    """Somebody with a part in a duty, ``[since, until)``."""

    id: int
    person_id: int
    name: str
    role: HolderRole
    since: date
    until: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """What is to be reached: a number over ``[since, until)``, the deadline is its last day.

    ``start`` is where the trajectory begins on the first day, ``points`` are (day, number) that it passes through.
    """

    since: date
    until: date
    number: Fraction
    comparison: Comparison = Comparison.AT_LEAST
    start: Fraction = Fraction(0)
    points: tuple[tuple[date, Fraction], ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target with its status on a day. ``actual`` None: no value, because of ``absence``."""

    id: int
    plan: TargetPlan
    status: Status
    actual: Fraction | None
    expected: Fraction
    absence: str
    value_id: int | None  # the signed value, where it is of the whole period
    until: date  # to which day (exclusive) the actual number counts


@dataclass(frozen=True, slots=True)
class LinkLine:
    """An indicator of a duty, ``[since, until)``, with the sites it is asked of (None: all)."""

    id: int
    code: str
    site_ids: tuple[int, ...] | None
    since: date
    until: date | None
    targets: tuple[TargetLine, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as it stood on a day: its unit, who answers for it, by which indicators."""

    id: int
    code: str
    name: str
    name_en: str
    text: str
    source: str
    unit_id: int
    parent_id: int | None
    since: date
    until: date | None
    holders: tuple[HolderLine, ...]
    links: tuple[LinkLine, ...]

    @property
    def accountable(self) -> HolderLine | None:
        """The one person who answers for it."""
        return next((one for one in self.holders if one.role is HolderRole.ACCOUNTABLE), None)

    @property
    def responsible(self) -> tuple[HolderLine, ...]:
        """Those who do the work."""
        return tuple(one for one in self.holders if one.role is HolderRole.RESPONSIBLE)

    @property
    def is_covered(self) -> bool:
        """Whether somebody answers for it and a number can be held against it."""
        return self.accountable is not None and bool(self.links)


@dataclass(frozen=True, slots=True)
class RegisterCount:
    """The register of a day in four numbers."""

    on: date
    duties: int
    unowned: int
    unmeasured: int
    covered: int
