"""The plan of the visits: one count per site and open hour, in and out, summing to the report's figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from shushan.demonstration.plan.numbers import SEED, SITES, VISITS
from shushan.demonstration.plan.shape import apportion, day_weight, hour_weight, hours, open_days

STAY = 0.45  # assumed: the share of those inside who leave within an hour


@dataclass(frozen=True, slots=True)
class PlannedHour:
    """What one gate counted in one hour."""

    site: str
    day: date
    hour: int
    entered: int
    left: int


def plan_visits(total: int = VISITS) -> list[PlannedHour]:
    """Return every hour of every site in the order of time; ``entered`` sums to ``total``, nobody stays overnight."""
    chance = Random(f"{SEED}-visits")
    cells, weights = [], []
    for site in SITES:
        for day in open_days(site):
            luck = chance.uniform(0.86, 1.14)
            for hour in hours(site):
                cells.append((site, day, hour))
                weights.append(site.share * day_weight(site, day) * hour_weight(hour) * luck * chance.uniform(0.9, 1.1))
    entered = dict(zip(cells, apportion(total, weights), strict=True))
    planned = []
    for site in SITES:
        for day in open_days(site):
            inside = 0
            for hour in hours(site):
                inside += entered[site, day, hour]
                left = inside if hour == site.closes.hour - 1 else int(inside * STAY)
                inside -= left
                planned.append(PlannedHour(site.code, day, hour, entered[site, day, hour], left))
    return sorted(planned, key=lambda p: (p.day, p.hour, p.site))
