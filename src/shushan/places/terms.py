"""What others see of the places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from shushan.kernel.verbs import Act


class PlaceAct(Act):
    """Verbs of the places."""

    EDIT_SITE = "places.edit-site"
    CLOSE_SITE = "places.close-site"
    EDIT_HOLIDAYS = "places.edit-holidays"
    EDIT_POPULATION = "places.edit-population"


class PopulationKind(StrEnum):
    """Which people are counted."""

    RESIDENT = "resident"  # 常住人口
    REGISTERED = "registered"  # 户籍人口


@dataclass(frozen=True, slots=True)
class SiteValue:
    """One site. ``reopened_on`` is the day from which "since reopening" counts there."""

    id: int
    code: str
    name: str
    name_en: str
    address: str
    address_en: str
    phone: str
    reopened_on: date | None
    capacity: int | None


@dataclass(frozen=True, slots=True)
class OpeningSpan:
    """Open from ``opens`` (inclusive) to ``closes`` (exclusive), local time."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class OpenState:
    """Whether a site is open at an instant, until when, or when it opens next (within two weeks)."""

    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class SpecialDayValue:
    """A day with hours of its own; both None: closed that day."""

    day: date
    opens: time | None
    closes: time | None
    reason: str
    by_rule: bool = False  # follows from the site's holiday rule


@dataclass(frozen=True, slots=True)
class HolidayValue:
    """One day of the table of holidays."""

    day: date
    name: str
    is_off: bool
    source: str
    is_checked: bool


@dataclass(frozen=True, slots=True)
class WithdrawnClosureValue:
    """A closure that was taken back, and why."""

    id: int
    since: date
    until: date | None
    reason: str
    why: str
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True)
class ClosureValue:
    """Days on which a site is closed, ``[since, until)``; ``until`` None: until further notice."""

    id: int
    site_id: int
    since: date
    until: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class PopulationValue:
    """People of an area in a year, and where the number comes from."""

    id: int
    area: str
    year: int
    kind: PopulationKind
    persons: int
    source: str
