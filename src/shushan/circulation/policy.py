"""Rules of lending and renewing. Pure: values in, answers out; no Django, no clock.

A rule answers with hindrances, all of them at once. Words are added by ``words.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

SAME_ACT: Final = timedelta(seconds=10)  # a second scan within this time is the same act: scanners fire twice
LOOK_AHEAD: Final = 366  # days in which the next open day is looked for
LEAST_REASON: Final = 2  # characters in a reason: less than this says nothing


class Rule(StrEnum):
    """The rules that can speak against a loan or a renewal."""

    NO_CARD = "no-card"
    NOT_VERIFIED = "card-not-verified"
    CARD_NOT_VALID = "card-not-valid"
    CARD_EXPIRED = "card-expired"
    FROZEN = "reader-frozen"
    LIMIT = "loan-limit"
    OVERDUE = "reader-has-overdue"
    RENEWALS = "renewal-limit"
    RENEWAL_LATE = "renewal-too-late"


# A lost card may lie in a stranger's hand, and without identity there is nobody to lend to: never set aside.
NEVER_SET_ASIDE: Final = frozenset({Rule.NO_CARD, Rule.NOT_VERIFIED, Rule.CARD_NOT_VALID})


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule set as it held at one instant. ``days`` and ``most`` by reader category."""

    days: dict[str, int]
    most: dict[str, int]
    renewals: int
    renewal_days: int
    overdue_grace: int

    def days_for(self, category: str) -> int:
        """Return the loan length in days; an unknown category is treated as an adult."""
        return self.days.get(category, self.days["adult"])

    def most_for(self, category: str) -> int:
        """Return how many items may be out at once."""
        return self.most.get(category, self.most["adult"])


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules ask about a reader: card, freeze, open loans (their due days, sorted or not)."""

    category: str
    card_state: str  # pending, active, lost, replaced, withdrawn, or empty
    card_expires_on: date | None
    freeze_reason: str
    due_days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One rule that speaks against it: the value of the rule, what was found, and a day or reason to show."""

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
    """Return every rule that speaks against one more loan, the gravest first."""
    found = list(against_reader(standing, today))
    late = days_late_of(standing.due_days, today)
    if late > rules.overdue_grace:
        found.append(Hindrance(Rule.OVERDUE, allowed=rules.overdue_grace, found=late, on=min(standing.due_days)))
    most = rules.most_for(standing.category)
    if len(standing.due_days) >= most:
        found.append(Hindrance(Rule.LIMIT, allowed=most, found=len(standing.due_days)))
    return tuple(found)


def against_renewing(
    standing: Standing, rules: Rules, today: date, *, due_on: date, renewals: int
) -> tuple[Hindrance, ...]:
    """Return every rule that speaks against renewing a loan that is due on a day and was renewed so often."""
    found = list(against_reader(standing, today))
    if due_on < today:
        found.append(Hindrance(Rule.RENEWAL_LATE, found=(today - due_on).days, on=due_on))
    if renewals >= rules.renewals:
        found.append(Hindrance(Rule.RENEWALS, allowed=rules.renewals, found=renewals))
    return tuple(found)


def against_reader(standing: Standing, today: date) -> tuple[Hindrance, ...]:
    """Return what is wrong with the reader's card or standing; ``card_expires_on`` is its last good day."""
    found: list[Hindrance] = []
    if not standing.card_state:
        found.append(Hindrance(Rule.NO_CARD))
    elif standing.card_state == "pending":
        found.append(Hindrance(Rule.NOT_VERIFIED))
    elif standing.card_state != "active":
        found.append(Hindrance(Rule.CARD_NOT_VALID, reason=standing.card_state))
    if standing.card_expires_on is not None and standing.card_expires_on < today:
        found.append(Hindrance(Rule.CARD_EXPIRED, on=standing.card_expires_on))
    if standing.freeze_reason:
        found.append(Hindrance(Rule.FROZEN, reason=standing.freeze_reason))
    return tuple(found)


def days_late_of(due_days: Sequence[date], today: date) -> int:
    """Return by how many days the latest loan is overdue, 0 when none is."""
    return max(0, (today - min(due_days)).days) if due_days else 0


def due_day(start: date, days: int, is_open_day: Callable[[date], bool]) -> date:
    """Return the day on which an item is due: ``days`` after the start, moved to the next day the site is open.

    When no open day is known within a year (the site is closed until further notice), the day itself.
    """
    wished = start + timedelta(days=days)
    for n in range(LOOK_AHEAD):
        if is_open_day(wished + timedelta(days=n)):
            return wished + timedelta(days=n)
    return wished


def due_instant(day: date, zone: tzinfo) -> datetime:
    """Return the last second of the due day, library time: until then the item is in time."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone)


def is_same_act(done_at: datetime, at: datetime) -> bool:
    """Say whether an act now repeats one that was done a moment ago."""
    return abs(at - done_at) <= SAME_ACT
