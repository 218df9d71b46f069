"""How a target stands: pure."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from shushan.indicators.duties.terms import Comparison, Status, TargetPlan


def expected(plan: TargetPlan, on: date) -> Fraction:
    """Return where the trajectory is at the end of a day: straight lines from the start through the points to the target."""
    done = on + timedelta(days=1)
    path = [
        (plan.since, plan.start),
        *sorted((day + timedelta(days=1), n) for day, n in plan.points),
        (plan.until, plan.number),
    ]
    if done <= plan.since:
        return plan.start
    for (first, low), (last, high) in pairwise(path):
        if done <= last and last > first:
            return low + (high - low) * Fraction((done - first).days, (last - first).days)
    return plan.number


def reached(plan: TargetPlan, actual: Fraction, bar: Fraction) -> bool:
    """Say whether a number is on the good side of a bar."""
    return actual >= bar if plan.comparison is Comparison.AT_LEAST else actual <= bar


def status(plan: TargetPlan, actual: Fraction | None, *, today: date) -> Status:
    """Return how a target stands today. A ceiling is met only when its period is over."""
    if today < plan.since:
        return Status.NOT_DUE
    is_over = today >= plan.until
    if actual is None:
        return Status.MISSED if is_over else Status.NO_VALUE
    if is_over:
        return Status.MET if reached(plan, actual, plan.number) else Status.MISSED
    if plan.comparison is Comparison.AT_LEAST and actual >= plan.number:
        return Status.MET
    yesterday = max(today - timedelta(days=1), plan.since)
    return Status.ON_TRACK if reached(plan, actual, expected(plan, yesterday)) else Status.AT_RISK


def is_misplaced(plan: TargetPlan) -> bool:
    """Say whether the days of a target make no sense: an empty period, a point outside it or on one day twice."""
    days = [day for day, _number in plan.points]
    inside = all(plan.since <= day < plan.until for day in days)
    return plan.since >= plan.until or not inside or len(set(days)) != len(days)
