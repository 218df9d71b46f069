"""What a late return costs: fen and days without borrowing. Pure: no Django, no clock.

A late day is a local day after the due day; the day of return is one. For loans of hours every hour begun is one, and
every 24 of them begun are a late day of the suspension.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from shushan.circulation.rules.lengths import end_of
from shushan.circulation.rules.policy import Grace, Terms, Unit

HOUR: Final = timedelta(hours=1)
DAY_HOURS: Final = 24
NONE, OF_RULE, OF_PRICE = "", "rule", "price"


@dataclass(frozen=True, slots=True)
class Lateness:
    """What a late return means. ``fine_fen`` is what is owed for it; the rule is the one the loan was made under.

    ``late``: late days (hours when ``is_hours``) as they went; ``counted``: those that count as late (closed days left
    out where the rule says so); ``charged``: those that cost, after the grace. ``capped_by``: ``rule`` or ``price``
    when a cap held, else empty. ``suspension_days``: days without borrowing, from the day after the return on.
    """

    late: int
    counted: int
    charged: int
    fine_fen: int
    suspension_days: int
    capped_by: str = NONE
    is_hours: bool = False
    rule_number: int = 0
    rule_name: str = ""
    rule_name_en: str = ""

    @property
    def costs_nothing(self) -> bool:
        """Whether neither money nor days are due."""
        return not self.fine_fen and not self.suspension_days


def lateness(
    terms: Terms,
    due_at: datetime,
    back_at: datetime,
    *,
    zone: tzinfo,
    is_open_day: Callable[[date], bool],
    price_fen: int | None = None,
) -> Lateness | None:
    """Return what a return at an instant means for a loan due at another, or None when it was in time.

    ``price_fen``: the item's price; unknown (None, or nought as it is written for gifts) caps nothing.
    """
    if back_at.astimezone(UTC) <= due_at.astimezone(UTC):
        return None
    is_hours = terms.loan_unit is Unit.HOURS and not terms.on_site
    if is_hours:
        late, counted = _hours(terms, due_at, back_at, zone, is_open_day)
        days = -(-counted // DAY_HOURS)
    else:
        late, counted = _days(terms, due_at, back_at, zone, is_open_day)
        days = counted
    charged = after_grace(counted, terms.grace, terms.grace_reading)
    fine, capped_by = _capped(charged * terms.fine_fen, terms, price_fen)
    suspended = after_grace(days, terms.suspend_grace, terms.grace_reading) * terms.suspend_days
    if terms.suspend_cap is not None:
        suspended = min(suspended, terms.suspend_cap)
    return Lateness(late, counted, charged, fine, suspended, capped_by, is_hours)


def after_grace(count: int, grace: int, reading: Grace) -> int:
    """Return how many of so many late days (or hours) cost something."""
    if count <= grace:
        return 0
    return count - grace if reading is Grace.FORGIVES else count


def _capped(fen: int, terms: Terms, price_fen: int | None) -> tuple[int, str]:
    caps = [(terms.fine_cap_fen, OF_RULE), ((price_fen or None) if terms.caps_at_price else None, OF_PRICE)]
    least = min(((cap, why) for cap, why in caps if cap is not None), default=None)
    return least if least is not None and least[0] < fen else (fen, NONE)


def _days(
    terms: Terms, due_at: datetime, back_at: datetime, zone: tzinfo, is_open_day: Callable[[date], bool]
) -> tuple[int, int]:
    first, last = due_at.astimezone(zone).date(), back_at.astimezone(zone).date()
    late = (last - first).days
    if terms.counts_closed:
        return late, late
    return late, sum(is_open_day(first + timedelta(days=n)) for n in range(1, late + 1))


def _hours(
    terms: Terms, due_at: datetime, back_at: datetime, zone: tzinfo, is_open_day: Callable[[date], bool]
) -> tuple[int, int]:
    start, end = due_at.astimezone(UTC), back_at.astimezone(UTC)
    late = _begun(end - start)
    if terms.counts_closed:
        return late, late
    open_time, at = timedelta(), start
    while at < end:
        day = at.astimezone(zone).date()
        midnight = end_of(day, zone).astimezone(UTC) + timedelta(seconds=1)
        until = min(end, midnight)
        if is_open_day(day):
            open_time += until - at
        at = until
    return late, _begun(open_time)


def _begun(time: timedelta) -> int:
    return -(-time // HOUR)
