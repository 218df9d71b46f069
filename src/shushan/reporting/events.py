"""Facts of the reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReportFinished(Event):
    """A report was finished. ``figures``: how many numbers it prints, ``typed``: how many of them by hand."""

    FACT: ClassVar[str] = "reporting.report-finished"
    UNIT: ClassVar[str] = "份"

    template: str = ""
    figures: int = 0
    typed: int = 0
