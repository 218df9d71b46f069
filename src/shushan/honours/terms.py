"""What others see of the honours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shushan.honours.states import HonourState
from shushan.kernel.verbs import Act


class HonourAct(Act):
    """What may be granted in this room."""

    SEE = "honours.see-honours"
    RECOMMEND = "honours.recommend"
    DECIDE = "honours.record-decision"  # enter the issuer's decision by its document
    EDIT_CRITERIA = "honours.edit-criteria"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that an issuer asks, with the rules whose results answer it; none: answered in words."""

    text: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CriteriaLine:
    """What an issuer asks for an honour, from a day on."""

    id: int
    issuer: str
    title: str
    source: str
    since: date
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One month of compliance: duties that counted in it, met, explained. ``rules`` None: all of the unit's duties."""

    month: date
    met: int
    applicable: int
    excused: int
    criterion: str = ""

    @property
    def rate(self) -> float | None:
        """Per cent, None where nothing applied."""
        return 100 * self.met / self.applicable if self.applicable else None


@dataclass(frozen=True, slots=True)
class HonourLine:
    """An honour of a unit: recommended by a body on a day, and what was decided."""

    id: int
    unit_id: int
    criteria: CriteriaLine
    state: HonourState
    body: str
    recommended_on: date
    words: str
    decided_on: date | None
    number: str
    evidence: tuple[Evidence, ...] = ()

    def state_on(self, day: date) -> HonourState | None:
        """Return the state on a day; None: not recommended yet."""
        if day < self.recommended_on:
            return None
        return HonourState.RECOMMENDED if self.decided_on is None or day < self.decided_on else self.state
