"""Rules of lending and renewing. Pure: values in, answers out; no Django, no clock. Words stand in eligibility.py.

A question is answered by all rules that say no, the gravest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

SAME_ACT: Final = timedelta(seconds=10)  # a second scan within this time is the same act: scanners fire twice
LOOK_AHEAD: Final = 366  # days: a site that does not open within a year gives no better day
LEAST_REASON: Final = 2  # characters in a reason: less than this says nothing


class Rule(StrEnum):
    """The rules that can say no."""

    NO_CARD = "no-card"
    NOT_VERIFIED = "card-not-verified"
    CARD_NOT_VALID = "card-not-valid"
    CARD_EXPIRED = "card-expired"
    FROZEN = "reader-frozen"
    OVERDUE = "something-overdue"
    LIMIT = "loan-limit"
    LATE = "loan-overdue"
    RENEWALS = "renewal-limit"
    CARD_ENDS = "card-ends-first"
    KEPT = "item-kept"
    WAITED = "others-wait"
    OWES = "owes-too-much"


class ClosedDay(StrEnum):
    """What becomes of a due day on which the site is closed."""

    NEXT = "next"  # the next open day
    PREVIOUS = "previous"  # the open day before, when there is one after the lending
    KEEP = "keep"


# A lost card may lie in a stranger's hand, and without a known identity there is nobody to lend to: never set aside.
NEVER_SET_ASIDE: Final = frozenset({Rule.NO_CARD, Rule.NOT_VERIFIED, Rule.CARD_NOT_VALID})


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for one category of reader as they held at one instant. Days are calendar days."""

    loan_days: int
    most_items: int
    most_renewals: int
    renewal_days: int
    days_overdue_allowed: int
    closed_day: ClosedDay = ClosedDay.NEXT
    ends_with_card: bool = True

    def last_day(self, card_expires_on: date | None) -> date | None:
        """Return the day that no loan outlasts, or None when none is set."""
        return card_expires_on if self.ends_with_card else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules ask about a reader. ``card_state``: empty without a card; ``due_on``: days of the open loans."""

    card_state: str
    card_expires_on: date | None
    freeze_reason: str
    due_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One rule that says no: its value (``allowed``), what was found, and a day or a reason to show."""

    rule: Rule
    allowed: int = 0
    found: int = 0
    on: date | None = None
    reason: str = ""

    @property
    def can_be_set_aside(self) -> bool:
        """Whether somebody with the grant may set this rule aside."""
        return self.rule not in NEVER_SET_ASIDE


def against_lending(standing: Standing, rules: Rules, today: date) -> tuple[Hindrance, ...]:
    """Return every rule that says no to one more loan."""
    found = list(against_reader(standing, today))
    late = days_late(standing.due_on, today)
    if late > rules.days_overdue_allowed:
        found.append(Hindrance(Rule.OVERDUE, rules.days_overdue_allowed, late, min(standing.due_on)))
    held = len(standing.due_on)
    if held >= rules.most_items:
        found.append(Hindrance(Rule.LIMIT, rules.most_items, held))
    return tuple(found)


def against_renewing(
    standing: Standing, rules: Rules, today: date, *, due_on: date, renewals: int
) -> tuple[Hindrance, ...]:
    """Return every rule that says no to renewing a loan that is due on a day and was renewed so often."""
    found = list(against_reader(standing, today))
    if due_on < today:
        found.append(Hindrance(Rule.LATE, 0, (today - due_on).days, due_on))
    if renewals >= rules.most_renewals:
        found.append(Hindrance(Rule.RENEWALS, rules.most_renewals, renewals, due_on))
    last = rules.last_day(standing.card_expires_on)
    if last is not None and today <= last <= due_on:
        found.append(Hindrance(Rule.CARD_ENDS, on=last))
    return tuple(found)


def against_reader(standing: Standing, today: date) -> tuple[Hindrance, ...]:
    """Return what is wrong with card or reader; ``card_expires_on`` is the card's last good day."""
    found: list[Hindrance] = []
    if not standing.card_state:
        found.append(Hindrance(Rule.NO_CARD))
    elif standing.card_state == "pending":
        found.append(Hindrance(Rule.NOT_VERIFIED))
    elif standing.card_state != "active":
        found.append(Hindrance(Rule.CARD_NOT_VALID, reason=standing.card_state))
    if standing.freeze_reason:
        found.append(Hindrance(Rule.FROZEN, reason=standing.freeze_reason))
    if standing.card_expires_on is not None and standing.card_expires_on < today:
        found.append(Hindrance(Rule.CARD_EXPIRED, on=standing.card_expires_on))
    return tuple(found)


def days_late(due_on: Sequence[date], today: date) -> int:
    """Return by how many days the most overdue loan is late, 0 when none is."""
    return max(0, (today - min(due_on)).days) if due_on else 0


def days_left(due_at: datetime, at: datetime, zone: tzinfo) -> int:
    """Return the local days until an item is due: 0 on the due day itself, negative when overdue."""
    return (due_at.astimezone(zone).date() - at.astimezone(zone).date()).days


def due_day(
    start: date, days: int, closed_day: ClosedDay, *, is_open_day: Callable[[date], bool], last: date | None = None
) -> date:
    """Return the day an item is due: ``days`` after the start, never on a closed day unless it is to stay there.

    ``last`` is the card's last good day: a later due day is cut to it, and when the site is closed then, to the open
    day before. A last day before the start cuts nothing: that rule was set aside.
    """
    day = start + timedelta(days=days)
    if closed_day is not ClosedDay.KEEP and not is_open_day(day):
        before = _open_before(day, start, is_open_day) if closed_day is ClosedDay.PREVIOUS else None
        day = before or next((d for d in _days(day, LOOK_AHEAD) if is_open_day(d)), day)
    if last is None or not start <= last < day:
        return day
    if closed_day is ClosedDay.KEEP or is_open_day(last):
        return last
    return _open_before(last, start, is_open_day) or last


def due_at(
    start: date,
    days: int,
    closed_day: ClosedDay,
    *,
    is_open_day: Callable[[date], bool],
    zone: tzinfo,
    last: date | None = None,
) -> datetime:
    """Return the last second of the due day."""
    return end_of(due_day(start, days, closed_day, is_open_day=is_open_day, last=last), zone)


def renewed_due_at(
    old: datetime,
    today: date,
    days: int,
    closed_day: ClosedDay,
    *,
    is_open_day: Callable[[date], bool],
    zone: tzinfo,
    last: date | None = None,
) -> datetime:
    """Return the new end of a renewed loan, counted from the old due day, or from today when that is past.

    Never earlier than the old end: a card that ends before it refuses (``Rule.CARD_ENDS``) or was set aside.
    """
    base = max(old.astimezone(zone).date(), today)
    cut = last if last is not None and last > base else None
    return max(old, due_at(base, days, closed_day, is_open_day=is_open_day, zone=zone, last=cut))


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the last second of a local day."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone)


def _days(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(count))


def _open_before(day: date, start: date, is_open_day: Callable[[date], bool]) -> date | None:
    """Return the last open day before a day and after the start, or None."""
    between = (day - timedelta(days=n) for n in range(1, (day - start).days))
    return next((d for d in between if is_open_day(d)), None)


def is_same_act(done_at: datetime, at: datetime) -> bool:
    """Say whether an act now repeats one that was done a moment ago."""
    return abs(at - done_at) <= SAME_ACT
