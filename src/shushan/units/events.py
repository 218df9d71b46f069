"""Facts of the units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class UnitFounded(Event):
    """A unit was founded."""

    FACT: ClassVar[str] = "units.unit-founded"
    UNIT: ClassVar[str] = "个"

    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class UnitClosed(Event):
    """A unit was closed."""

    FACT: ClassVar[str] = "units.unit-closed"
    UNIT: ClassVar[str] = "个"

    kind: str = ""
