"""Facts of the honours: a recommendation is no award."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class Recommended(Event):
    """A unit was recommended for an honour."""

    FACT: ClassVar[str] = "honours.recommended"
    UNIT: ClassVar[str] = "项"


@dataclass(frozen=True, kw_only=True)
class Awarded(Event):
    """A unit was awarded an honour."""

    FACT: ClassVar[str] = "honours.awarded"
    UNIT: ClassVar[str] = "项"
