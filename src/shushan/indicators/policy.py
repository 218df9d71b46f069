"""Rules of signed values: pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

SPIKE_ABOVE, SPIKE_TIMES, SPIKE_MONTHS = 100, 3, 12
"""A month is asked about when it is more than 100 units above three times the mean of the twelve months before.
Source: the spike rule by which COUNTER usage is checked, as given in the specification of this house."""
SPIKE_NEEDS = 3  # months with records before a mean says anything
RESTATE_WITHIN = 92  # days; COUNTER: corrected reports within three months of the discovery
STEPS = ("made", "checked", "signed", "approved")


def spike(number: Fraction, before: Sequence[Fraction]) -> Fraction | None:
    """Return the mean of the months before when the number is far above it, else None.

    >>> spike(Fraction(1000), [Fraction(100)] * 12)
    Fraction(100, 1)
    """
    some = list(before)[-SPIKE_MONTHS:]
    if len(some) < SPIKE_NEEDS:
        return None
    mean = sum(some, Fraction(0)) / len(some)
    return mean if number - SPIKE_TIMES * mean > SPIKE_ABOVE else None


def who_did(did: Mapping[str, str], label: str) -> str:
    """Return which earlier step (``made``, ``checked`` …) an actor did, or an empty string."""
    return next((step for step in (*STEPS, "submitted") if did.get(step) == label), "")


def barred(step: str) -> tuple[str, ...]:
    """Return the steps whose doer may not do this one. Handing over is no judgement: the maker may do it."""
    return ("checked", "signed", "approved") if step == "submitted" else STEPS[: STEPS.index(step)]


def estimated(weeks: Sequence[Fraction], days: int) -> tuple[Fraction, Fraction, int]:
    """Return (number, factor, spread) of a period of so many days from the numbers of typical weeks.

    The number is the mean week times the weeks of the period, rounded to whole units; ``spread`` in hundredths of the mean.

    :raises ValueError: no week
    """
    if not weeks:
        raise ValueError("no week")
    mean, factor = sum(weeks, Fraction(0)) / len(weeks), Fraction(days, 7)
    spread = int((max(weeks) - min(weeks)) * 100 / mean) if mean else 0
    return Fraction(round(mean * factor)), factor, spread


def misplaced_weeks(weeks: Sequence[date], since: date, until: date) -> list[date]:
    """Return the weeks that do not lie wholly inside the period, or stand twice, or overlap."""
    wrong, last = [], date.min
    for first in sorted(weeks):
        if first < since or first + timedelta(days=7) > until or first < last:
            wrong.append(first)
        last = first + timedelta(days=7)
    return wrong


def months_before(month: date, count: int) -> list[tuple[date, date]]:
    """Return the [since, until) of so many calendar months before a month, oldest first."""
    found, until = [], month
    for _n in range(count):
        since = (until - timedelta(days=1)).replace(day=1)
        found.append((since, until))
        until = since
    return found[::-1]


def typed_digest(number: Fraction, reason: str, sha256: str) -> str:
    """Return the digest of a typed number: over the number, the reason and the evidence's own hash."""
    return hashlib.sha256(f"{number}\n{reason}\n{sha256}".encode()).hexdigest()


def worded(number: Fraction | None) -> str:
    """Return a fraction as it is stored: ``171273`` or ``1/3``; empty for none."""
    return "" if number is None else str(number)


def read(text: str) -> Fraction | None:
    """Return a stored fraction."""
    return Fraction(text) if text else None
