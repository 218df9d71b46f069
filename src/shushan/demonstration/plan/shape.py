"""Shapes: how a sum falls on days and hours. Every share is exact by the largest remainder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from shushan.demonstration.plan.numbers import REPORT_DAY, PlannedSite

_WEEKDAY = (0.75, 0.85, 0.85, 0.9, 1.0, 1.55, 1.5)
_HOUR = {9: 0.9, 10: 1.3, 11: 1.0, 12: 0.55, 13: 0.8, 14: 1.35, 15: 1.4, 16: 1.05, 17: 0.5}
_HOLIDAYS = frozenset(date(2020, 5, day) for day in range(1, 6)) | {date(2020, 4, 4), date(2020, 6, 25)}


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole numbers in the proportion of the weights whose sum is exactly ``total`` (largest remainder).

    :raises ValueError: no weight is above zero.
    """
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("no weights")
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda n: (shares[n] - exact[n], n))
    for n in by_remainder[: total - sum(shares)]:
        shares[n] += 1
    return shares


def open_days(site: PlannedSite) -> Iterator[date]:
    """Yield the days on which the site was open, from its reopening to the day before the report."""
    for n in range((REPORT_DAY - site.reopened_on).days):
        day = site.reopened_on + timedelta(days=n)
        if day.weekday() not in site.closed_weekdays:
            yield day


def is_open(site: PlannedSite, day: date) -> bool:
    """Say whether the site is open on a day of the plan."""
    return site.reopened_on <= day < REPORT_DAY and day.weekday() not in site.closed_weekdays


def day_weight(site: PlannedSite, day: date) -> float:
    """Return how busy a day is: weekends and holidays full, a slow start that grows over ten weeks."""
    weeks = (day - site.reopened_on).days / 7
    ramp = 0.45 + 0.55 * min(weeks / 10, 1.0)
    return ramp * _WEEKDAY[day.weekday()] * (1.25 if day in _HOLIDAYS else 1.0)


def hours(site: PlannedSite) -> range:
    """Return the hours of the day that the site is open."""
    return range(site.opens.hour, site.closes.hour)


def hour_weight(hour: int) -> float:
    """Return how busy an hour is."""
    return _HOUR[hour]
