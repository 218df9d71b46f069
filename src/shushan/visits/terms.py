"""What others see of the visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shushan.kernel.verbs import Act


class VisitAct(Act):
    """Verbs of the visits."""

    REPORT = "visits.report-counts"  # a gate's own verb
    COUNT = "visits.count-by-hand"
    IMPORT = "visits.import-counts"
    REVERSE = "visits.reverse-count"
    SEE_READINGS = "visits.see-readings"


class Way(StrEnum):
    """How a count came in."""

    DEVICE = "device"
    CSV = "csv"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Count:
    """What one gate counted in one span: ``sequence`` numbers the device's reports, ``since`` is the span's start."""

    sequence: int
    since: datetime
    entered: int
    left: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to one count; ``was_known`` True: it had come before and counts once."""

    sequence: int
    reading_id: int
    was_known: bool


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One reading as lists show it."""

    id: int
    site_id: int
    way: Way
    gate: str
    since: datetime
    entered: int
    left: int
    taken_at: datetime
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class Occupancy:
    """How full a site is: ``inside`` None when nothing counts who leaves."""

    site_id: int
    entered: int
    inside: int | None
    capacity: int | None
    hours: tuple[tuple[int, int], ...]
    day: date

    @property
    def percent(self) -> int | None:
        """Inside as a share of the capacity, 0 to 100 and above."""
        if self.inside is None or not self.capacity:
            return None
        return round(100 * self.inside / self.capacity)
