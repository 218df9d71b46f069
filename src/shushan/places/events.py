"""Facts of the places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SiteClosed(Event):
    """A site was closed for some days (quantity: 1 closure)."""

    FACT: ClassVar[str] = "places.site-closed"
    UNIT: ClassVar[str] = "次"

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ClosureEnded(Event):
    """The first open day after a closure was set or moved."""

    FACT: ClassVar[str] = "places.closure-ended"
    UNIT: ClassVar[str] = "次"


@dataclass(frozen=True, kw_only=True)
class ClosureWithdrawn(Event):
    """A closure was taken back as a whole."""

    FACT: ClassVar[str] = "places.closure-withdrawn"
    UNIT: ClassVar[str] = "次"


@dataclass(frozen=True, kw_only=True)
class SiteReopened(Event):
    """A site opened its doors again; dated at the start of its reopening day."""

    FACT: ClassVar[str] = "places.site-reopened"
    UNIT: ClassVar[str] = "次"


@dataclass(frozen=True, kw_only=True)
class SiteKeptOpen(Event):
    """A site was open on a day, so many minutes of real time (a day may have 23 or 25 hours); dated at its first noon."""

    FACT: ClassVar[str] = "places.site-kept-open"
    UNIT: ClassVar[str] = "分钟"


@dataclass(frozen=True, kw_only=True)
class DayClosed(Event):
    """A site stayed closed on a day on which its week would have it open. ``why``: closure, holiday or special."""

    FACT: ClassVar[str] = "places.day-closed"
    UNIT: ClassVar[str] = "天"

    why: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PopulationStated(Event):
    """So many people live in an area in a year; dated at the noon of its first day, of no site."""

    FACT: ClassVar[str] = "places.population-stated"
    UNIT: ClassVar[str] = "人"

    area: str = ""
    kind: str = ""
