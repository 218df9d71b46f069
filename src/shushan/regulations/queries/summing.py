"""Sum results up: by unit, by rule and month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shushan.regulations.judging import compliance
from shushan.regulations.terms import Compliance, Outcome, Result, Rule


@dataclass(slots=True)
class UnitSum:
    """What the duties of one unit came to."""

    unit_id: int
    results: list[Result] = field(default_factory=list)

    @property
    def compliance(self) -> Compliance:
        """Met ÷ applicable."""
        return compliance(self.results)

    @property
    def breaches(self) -> int:
        """Binding rules that were not met."""
        return sum(one.is_breach for one in self.results)

    @property
    def unexplained(self) -> int:
        """What is normally done, was not, and nobody said why."""
        return sum(one.outcome is Outcome.NOT_MET and not one.is_breach for one in self.results)


def by_unit(results: Iterable[Result], groups: Mapping[int, int] | None = None) -> dict[int, UnitSum]:
    """Return the sums of each unit, a group's (``groups``: group → branch) with its branch; what has no unit is left out."""
    found: dict[int, UnitSum] = {}
    for one in results:
        if one.unit_id is not None:
            unit_id = (groups or {}).get(one.unit_id, one.unit_id)
            found.setdefault(unit_id, UnitSum(unit_id)).results.append(one)
    return found


def matrix(results: Iterable[Result]) -> list[tuple[Rule, list[list[Result]]]]:
    """Return for each rule, by code, the results of the twelve months of a year, by the day that places them."""
    found: dict[str, tuple[Rule, list[list[Result]]]] = {}
    for one in sorted(results, key=lambda r: (r.rule.code, r.rule.version)):
        _rule, months = found.setdefault(one.rule.code, (one.rule, [[] for _month in range(12)]))
        months[one.counts_on.month - 1].append(one)
        found[one.rule.code] = (one.rule, months)
    return [found[code] for code in sorted(found)]
