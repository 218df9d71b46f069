"""Scoring: pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from shushan.indicators.duties.terms import Comparison
from shushan.indicators.evaluation.terms import CriterionPlan, Grade


def is_met(plan: CriterionPlan, actual: Fraction) -> bool:
    """Say whether a number reaches the threshold; without one any number does."""
    if plan.threshold is None:
        return True
    return actual >= plan.threshold if plan.comparison is Comparison.AT_LEAST else actual <= plan.threshold


def points(plan: CriterionPlan, actual: Fraction) -> int:
    """Return the points of a number: all at the threshold, else those of the best band that it reaches."""
    if is_met(plan, actual):
        return plan.points
    floor = plan.comparison is Comparison.AT_LEAST
    return max((p for bar, p in plan.bands if (actual >= bar if floor else actual <= bar)), default=0)


def gap(plan: CriterionPlan, actual: Fraction | None) -> Fraction | None:
    """Return what is lacking to the threshold, None where nothing is or nothing is known."""
    if actual is None or plan.threshold is None or is_met(plan, actual):
        return None
    return abs(plan.threshold - actual)


def grade(grades: Sequence[Grade], reached: int) -> Grade | None:
    """Return the highest grade that so many points give."""
    return max((one for one in grades if reached >= one.points), key=lambda one: one.points, default=None)


def faults(criteria: Sequence[CriterionPlan], known: set[str]) -> list[tuple[str, str]]:
    """Return (number, what is wrong): ``twice``, ``name``, ``points``, ``unknown`` (indicator), ``unplaced``."""
    wrong, seen = [], set[str]()
    for one in criteria:
        if one.number in seen:
            wrong.append((one.number, "twice"))
        seen.add(one.number)
        if not one.name or not one.number:
            wrong.append((one.number, "name"))
        if one.points < 0 or any(p < 0 or p > one.points for _bar, p in one.bands):
            wrong.append((one.number, "points"))
        if one.code and one.code not in known:
            wrong.append((one.number, "unknown"))
        if not one.code and not one.why_not:
            wrong.append((one.number, "unplaced"))
    return wrong
