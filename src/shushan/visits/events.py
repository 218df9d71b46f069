"""Facts of the visits. One fact is one count of a span (an hour of a gate), its quantity the people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class Visited(Event):
    """People came in."""

    FACT: ClassVar[str] = "visits.visited"
    UNIT: ClassVar[str] = "人次"

    way: str
    gate: str = ""
    hour: int


@dataclass(frozen=True, kw_only=True)
class Left(Event):
    """People went out."""

    FACT: ClassVar[str] = "visits.left"
    UNIT: ClassVar[str] = "人次"

    way: str
    gate: str = ""
    hour: int
