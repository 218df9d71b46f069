"""Facts of the regulations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DutyJudged(Event):
    """A duty that counts in a figure was judged: it applied, and was met, or not, or excused.

    It happened on the last day of its period (or when it fell due). A later record that changes the outcome reverses
    it. ``branch`` is the unit's id as text; for a group, the branch above it.
    """

    FACT: ClassVar[str] = "regulations.duty-judged"
    UNIT: ClassVar[str] = "项"

    figure: str = ""
    rule: str = ""
    outcome: str = ""
    branch: str = ""
