"""What others see of evaluation sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from shushan.indicators.duties.terms import Comparison
from shushan.indicators.terms import ValueLine


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the points from which it is given."""

    name: str
    points: int


@dataclass(frozen=True, slots=True)
class CriterionPlan:
    """One criterion. ``code`` empty: not from this platform, for the reason ``why_not``. ``bands`` are (threshold, points)
    below the full mark. ``is_checked``: its source was read, not remembered.
    """

    number: str
    name: str
    points: int
    code: str = ""
    comparison: Comparison = Comparison.AT_LEAST
    threshold: Fraction | None = None
    bands: tuple[tuple[Fraction, int], ...] = ()
    source: str = ""
    why_not: str = ""
    name_en: str = ""
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class SetPlan:
    """A version of an evaluation set as it is brought."""

    code: str
    name: str
    valid_from: date
    source: str
    criteria: tuple[CriterionPlan, ...]
    grades: tuple[Grade, ...] = ()
    name_en: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A set in one version, with how many of its criteria are mapped to an indicator."""

    id: int
    code: str
    name: str
    name_en: str
    version: int
    valid_from: date
    source: str
    note: str
    grades: tuple[Grade, ...]
    criteria: int
    mapped: int
    unplaced: int  # neither mapped nor marked "not from this platform"

    @property
    def coverage(self) -> int:
        """The mapped share in per cent, half rounded up."""
        return (200 * self.mapped + self.criteria) // (2 * self.criteria) if self.criteria else 0


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """What was put beside a criterion for a year: words, a file, points given by hand."""

    id: int
    text: str
    file_id: UUID | None
    points: int | None
    by: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One criterion held against its value. ``points`` None: not scored. ``gap``: what is lacking, in the indicator's unit.

    ``gap_above``: how much more the numerator of a ratio needs. ``is_by_hand``: the points were typed.
    """

    id: int
    plan: CriterionPlan
    actual: Fraction | None
    absence: str
    signed: ValueLine | None
    points: int | None
    is_met: bool
    gap: Fraction | None
    gap_above: Fraction | None
    is_by_hand: bool
    evidence: tuple[EvidenceLine, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The score of a set for a year. ``possible`` are the points of what was scored."""

    line: SetLine
    since: date
    until: date
    scores: tuple[ScoreLine, ...]
    points: int
    possible: int
    total: int
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class Need:
    """What a grade would still need: the points lacking, and the criteria that would bring most for it."""

    grade: Grade
    lacking: int
    steps: tuple[tuple[ScoreLine, int], ...]  # criterion, points it would add
    is_reachable: bool
