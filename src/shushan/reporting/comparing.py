"""Two reports, figure by figure; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from shushan.reporting.terms import Receipt


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure in one report, in the other, or in both."""

    label: str
    name: str
    unit: str
    old: Receipt | None
    new: Receipt | None

    @property
    def difference(self) -> Fraction | None:
        """New less old; None where one of them is no number."""
        if not (self.old and self.new and self.old.number and self.new.number):
            return None
        return Fraction(self.new.number) - Fraction(self.old.number)

    @property
    def is_same(self) -> bool:
        """Whether both rest on the same records and definition, of the same days."""
        return self.old is not None and self.new is not None and _rests_on(self.old) == _rests_on(self.new)


def _rests_on(one: Receipt) -> tuple[object, ...]:
    return one.number, one.digest, one.definition_version, one.since, one.last


def pairs(old: Sequence[Receipt], new: Sequence[Receipt]) -> list[Pair]:
    """Return every figure of either report, in the order of the new one, then those that only the old one has."""
    before = {one.label: one for one in old}
    after = {one.label: one for one in new}
    labels = [*after, *(label for label in before if label not in after)]
    return [
        Pair(label, one.name, one.unit, before.get(label), after.get(label))
        for label in labels
        for one in [after.get(label) or before[label]]
    ]
