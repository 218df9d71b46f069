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
    EDIT_GATES = "visits.edit-gates"


class Side(StrEnum):
    """Which way people pass a gate."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


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
class GateValue:
    """One gate; ``until`` None: it stands today. ``device_id`` None: its counts come by file."""

    id: int
    site_id: int
    name: str
    side: Side
    device_id: int | None
    since: date
    until: date | None

    def stands(self, day: date) -> bool:
        """Say whether the gate is counted on that day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class GateLine:
    """One gate as the list shows it, with the start of its latest span that counts."""

    gate: GateValue
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class ReadingFilter:
    """Which readings: sites None = every one, ``gate`` "" = any, days ``[since, until)``, ``is_reversed`` None = both."""

    site_ids: tuple[int, ...] | None = None
    gate: str = ""
    way: str = ""
    since: date | None = None
    until: date | None = None
    is_reversed: bool | None = None


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
