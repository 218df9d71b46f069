"""Facts of the development of members. They name the case, never the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """Somebody applied."""

    FACT: ClassVar[str] = "development.case-opened"
    UNIT: ClassVar[str] = "人"


@dataclass(frozen=True, kw_only=True)
class StepRecorded(Event):
    """A step of a case was taken."""

    FACT: ClassVar[str] = "development.step-recorded"
    UNIT: ClassVar[str] = "步"

    step: str = ""
