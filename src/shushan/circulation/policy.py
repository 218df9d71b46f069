"""Rules of lending and renewing. Pure: values in, answers out; no Django, no clock. Words stand in eligibility.py.

A question is answered by all rules that say no, the gravest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from shushan.circulation.rules.lengths import ClosedDay, Due
from shushan.circulation.rules.policy import Case, Limit, Row, Terms, Unit

SAME_ACT: Final = timedelta(seconds=10)  # a second scan within this time is the same act: scanners fire twice
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
    TERM_OVER = "term-over"
    LATE = "loan-overdue"
    RENEWALS = "renewal-limit"
    TOO_EARLY = "too-early"
    NO_LONGER = "no-longer"
    CARD_ENDS = "card-ends-first"
    KEPT = "item-kept"
    WAITED = "others-wait"
    OWES = "owes-too-much"
    DEPOSIT = "deposit-missing"
    RECALLED = "recalled"


# A lost card may lie in a stranger's hand, and without a known identity there is nobody to lend to: never set aside.
NEVER_SET_ASIDE: Final = frozenset({Rule.NO_CARD, Rule.NOT_VERIFIED, Rule.CARD_NOT_VALID})


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one reader and one item at one instant: the winning row, the limits of all rows, two settings.

    ``others``: the rows that speak for the case too but lose, in their order.
    """

    row: Row
    limits: tuple[Limit, ...] = ()
    closed_day: ClosedDay = ClosedDay.NEXT
    ends_with_card: bool = True
    others: tuple[Row, ...] = ()

    @property
    def terms(self) -> Terms:
        """What the winning row says."""
        return self.row.terms

    @property
    def most_items(self) -> int:
        """How many items a reader may hold in all: the widest limit."""
        return self.limits[0].most if self.limits else 0

    def last_day(self, card_expires_on: date | None) -> date | None:
        """Return the day that no loan outlasts, or None when none is set."""
        return card_expires_on if self.ends_with_card else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules ask about a reader. ``card_state``: empty without a card; ``due_on``: days of the open loans.

    ``holds``: what is in the reader's hands, item by item. ``begun``: how many days late the latest is, where loans that
    end by the hour are known too (``late_days``).
    """

    card_state: str
    card_expires_on: date | None
    freeze_reason: str
    due_on: tuple[date, ...] = ()
    holds: tuple[Case, ...] = ()
    begun: int = 0


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One rule that says no: its value (``allowed``), what was found, a day or a reason to show, the row it stands in."""

    rule: Rule
    allowed: int = 0
    found: int = 0
    on: date | None = None
    reason: str = ""
    row: Row | None = None

    @property
    def can_be_set_aside(self) -> bool:
        """Whether somebody with the grant may set this rule aside."""
        return self.rule not in NEVER_SET_ASIDE


def against_lending(standing: Standing, rules: Rules, today: date) -> tuple[Hindrance, ...]:
    """Return every rule that says no to one more loan."""
    found, terms = list(against_reader(standing, today)), rules.terms
    late = max(days_late(standing.due_on, today), standing.begun)
    if late > terms.overdue_allowed:
        found.append(Hindrance(Rule.OVERDUE, terms.overdue_allowed, late, min(standing.due_on), row=rules.row))
    if terms.loan_unit is Unit.UNTIL and terms.loan_until is not None and terms.loan_until < today:
        found.append(Hindrance(Rule.TERM_OVER, on=terms.loan_until, row=rules.row))
    for limit in rules.limits:
        held = sum(limit.row.scope.covers_item(one) for one in standing.holds)
        if held >= limit.most:
            found.append(Hindrance(Rule.LIMIT, limit.most, held, row=limit.row))
    return tuple(found)


def against_renewing(
    standing: Standing, rules: Rules, at: datetime, zone: tzinfo, *, due_at: datetime, renewals: int
) -> tuple[Hindrance, ...]:
    """Return every rule that says no to renewing a loan that is due at an instant and was renewed so often."""
    today, due_on, terms = at.astimezone(zone).date(), due_at.astimezone(zone).date(), rules.terms
    found = [*against_reader(standing, today), *used_up(rules.row, at, zone, due_at=due_at, renewals=renewals)]
    early = terms.renew_days_before
    if early is not None and today < due_on - timedelta(days=early):
        found.append(Hindrance(Rule.TOO_EARLY, early, on=due_on - timedelta(days=early), row=rules.row))
    last = rules.last_day(standing.card_expires_on)
    if last is not None and today <= last <= due_on:
        found.append(Hindrance(Rule.CARD_ENDS, on=last))
    return tuple(found)


def used_up(row: Row, at: datetime, zone: tzinfo, *, due_at: datetime, renewals: int) -> tuple[Hindrance, ...]:
    """Return what says no to renewing a loan once and for all, by the row that holds now: no waiting changes it."""
    found, due_on = [], due_at.astimezone(zone).date()
    if due_at < at:
        found.append(Hindrance(Rule.LATE, 0, late_days(due_at, at, zone), due_on))
    if renewals >= row.terms.most_renewals:
        found.append(Hindrance(Rule.RENEWALS, row.terms.most_renewals, renewals, due_on, row=row))
    return tuple(found)


def against_gaining_nothing(old: datetime, due: Due, rules: Rules, found: Sequence[Hindrance]) -> tuple[Hindrance, ...]:
    """Return the rule that a renewal must give something, unless one already says no for a reason of its own."""
    if due.at > old or found:
        return ()
    return (Hindrance(Rule.NO_LONGER, on=due.due_on, row=rules.row),)


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


def late_days(due_at: datetime, at: datetime, zone: tzinfo) -> int:
    """Return how many days late a loan is, 0 when in time; of one that ended by the hour a day begins at that hour."""
    if at <= due_at:
        return 0
    ends, now = due_at.astimezone(zone), at.astimezone(zone)
    return (now.date() - ends.date()).days + (now.time().replace(microsecond=0) > ends.time())


def days_left(due_at: datetime, at: datetime, zone: tzinfo) -> int:
    """Return the local days until an item is due: 0 on the due day itself, negative when overdue."""
    return (due_at.astimezone(zone).date() - at.astimezone(zone).date()).days


def is_same_act(done_at: datetime, at: datetime) -> bool:
    """Say whether an act now repeats one that was done a moment ago."""
    return abs(at - done_at) <= SAME_ACT
