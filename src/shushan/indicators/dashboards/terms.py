"""What the dashboards show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from shushan.figures.public import Measure
from shushan.indicators.duties.terms import TargetPlan


@dataclass(frozen=True, slots=True)
class Line:
    """A figure that a dashboard follows, at these sites and units (None: all)."""

    code: str
    site_ids: tuple[int, ...] | None = None
    unit_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """A target that a trend is held against, and the duty that it belongs to."""

    duty_id: int
    name: str
    name_en: str
    plan: TargetPlan


@dataclass(frozen=True, slots=True)
class Step:
    """The end of a month within a target's period: what came together since its first day, and where the trajectory is."""

    month: date
    actual: Fraction
    expected: Fraction


@dataclass(frozen=True, slots=True)
class Trend:
    """Thirteen months of one figure, the month asked for last, and the same months a year before.

    ``aims``: what the trajectory of the target asks of each month (of a sum: its share of that month; else the bar at its end);
    None where no target stands. ``steps``: a sum run up from the target's first day, where that is a month's first.
    """

    line: Line
    measure: Measure
    months: tuple[date, ...]
    numbers: tuple[Fraction | None, ...]
    before: tuple[Fraction | None, ...]
    aims: tuple[Fraction | None, ...]
    aim: Aim | None = None
    steps: tuple[Step, ...] = ()

    @property
    def now(self) -> Fraction | None:
        """The number of the month asked for."""
        return self.numbers[-1]

    @property
    def share(self) -> int | None:
        """How much more than in the same month of last year, in per cent; None: nothing then or now."""
        now, then = self.numbers[-1], self.before[-1]
        return round(now * 100 / then) - 100 if now is not None and then else None


class AlertKind(StrEnum):
    """What asks for somebody."""

    TO_CHECK = "to-check"
    TO_SIGN = "to-sign"
    TO_APPROVE = "to-approve"
    LATE = "late"
    UNSIGNED = "unsigned"
    TROUBLE = "trouble"
    LACKING = "lacking"
    SILENT = "silent"
    STUCK = "stuck"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Alert:
    """So many things of a kind wait. ``note`` says more, ``is_pressing``: it should not wait, ``about``: the id of what tells."""

    kind: AlertKind
    count: int
    note: str = ""
    is_pressing: bool = False
    about: int | None = None


@dataclass(frozen=True, slots=True)
class DoorLine:
    """A gate today (``name`` empty: counted by hand): people in, the latest span counted, whether it has fallen silent."""

    name: str
    entered: int
    latest: datetime | None
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class SiteToday:
    """A site today. ``inside`` None: nothing counts who leaves. ``hours``: (hour, people in)."""

    site_id: int
    code: str
    name: str
    name_en: str
    is_open: bool
    closes_at: datetime | None
    entered: int
    inside: int | None
    capacity: int | None
    hours: tuple[tuple[int, int], ...]
    doors: tuple[DoorLine, ...] = ()
