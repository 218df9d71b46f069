"""Which row of the table speaks for a reader and an item. Pure: values in, answers out; no Django, no clock.

The order of rows is total. Compared are, in turn: whether the row names the owning site, how long the shelf mark is that
it names, whether it names the kind of item, whether it names the category of reader; the first difference decides.
Two rows that match one case and compare equal name the same site, the same shelf (two beginnings of one mark, equally
long), the same kind and the same category: the same scope, of which the database allows one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Unit(StrEnum):
    """How a loan's length is counted."""

    HOURS = "hours"
    DAYS = "days"  # calendar days
    MONTHS = "months"  # the same day of a later month, the last day where there is no such day
    UNTIL = "until"  # a fixed day, the end of term


class Base(StrEnum):
    """From when a renewal is counted."""

    DUE = "due"  # from the old due day: who renews early loses nothing
    TODAY = "today"


class Grace(StrEnum):
    """What the days of grace mean."""

    FORGIVES = "forgives"  # they never count: 5 days late with 2 of grace is 3
    DELAYS = "delays"  # they only delay the start: 2 days late is 0, 3 days late is 3


class DepositBy(StrEnum):
    """What must lie on deposit before lending."""

    NONE = "none"
    FIXED = "fixed"  # a fixed amount
    PRICE = "price"  # the prices of all that is out, and of this item


@dataclass(frozen=True, slots=True)
class Case:
    """Who takes what. ``site_id``: where the item belongs (its home site), ``shelf``: its shelf mark."""

    category: str
    kind: str = ""
    shelf: str = ""
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Of whom and what a row speaks; empty (None) is "any". A shelf mark covers what lies below it: 3F covers 3F-01."""

    category: str = ""
    kind: str = ""
    shelf: str = ""
    site_id: int | None = None

    def covers(self, case: Case) -> bool:
        """Say whether a row of this scope speaks for a case."""
        return self.category in ("", case.category) and self.covers_item(case)

    def covers_item(self, case: Case) -> bool:
        """Say whether the item of a case lies in this scope, whoever takes it."""
        return (
            self.kind in ("", case.kind)
            and self.site_id in (None, case.site_id)
            and (not self.shelf or lies_on(case.shelf, self.shelf))
        )

    @property
    def rank(self) -> tuple[bool, int, bool, bool]:
        """How special this scope is; of two that cover one case the greater wins."""
        return (self.site_id is not None, len(self.shelf), bool(self.kind), bool(self.category))

    @property
    def of_items(self) -> tuple[int | None, str, str]:
        """Which items this scope is about."""
        return (self.site_id, self.shelf, self.kind)

    @property
    def is_everything(self) -> bool:
        """Whether every reader and every item is meant: the ground on which all other rows stand."""
        return self == Scope()


def lies_on(mark: str, shelf: str) -> bool:
    """Say whether a shelf mark is that shelf or lies below it: the mark goes on with something but letter or digit."""
    return mark == shelf or (mark.startswith(shelf) and not mark[len(shelf)].isalnum())


@dataclass(frozen=True, slots=True)
class Terms:
    """What a row says. Amounts in fen; None: no limit, nothing said.

    Loan: ``loan_length`` in ``loan_unit``; ``loan_until`` only with UNTIL. ``on_site``: read in the house, due before
    closing the same day. Renewal: ``renewal_length`` in the loan's unit (days with UNTIL); ``renew_days_before``: not
    earlier than so many days before the due day; ``renews_itself``: by night when nobody waits and no rule says no.
    Limit: ``most_items`` of what lies in the row's scope at once. ``overdue_allowed``: more days late than that and
    nothing more is lent. Overdue: ``fine_fen`` per late day (hour, for loans of hours), ``grace`` in the same unit;
    ``suspend_days`` per late day after ``suspend_grace`` days, at most ``suspend_cap``. ``counts_closed``: whether
    closed days count as late. Holds: whether, how many at once, days on the pick-up shelf instead of the setting.
    ``home_only``: taken back at the owning site only; elsewhere it is taken in all the same and sent home first.
    """

    loan_unit: Unit = Unit.DAYS
    loan_length: int = 30
    loan_until: date | None = None
    on_site: bool = False
    most_renewals: int = 1
    renewal_length: int = 30
    renewal_base: Base = Base.DUE
    renew_days_before: int | None = None
    renews_itself: bool = False
    most_items: int | None = None
    overdue_allowed: int = 0
    fine_fen: int = 0
    grace: int = 0
    grace_reading: Grace = Grace.FORGIVES
    counts_closed: bool = True
    fine_cap_fen: int | None = None
    caps_at_price: bool = False
    suspend_days: int = 0
    suspend_grace: int = 0
    suspend_cap: int | None = None
    may_hold: bool = True
    most_holds: int | None = None
    hold_shelf_days: int | None = None
    deposit: DepositBy = DepositBy.NONE
    deposit_fen: int = 0
    home_only: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A version of a rule. It holds ``[valid_from, valid_until)``; of versions that hold, the last written speaks.

    ``is_ended``: from then on the rule says nothing more. ``version_id`` is what a loan points at.
    """

    number: int
    version_id: int
    name: str
    name_en: str
    scope: Scope
    terms: Terms
    valid_from: datetime
    valid_until: datetime | None = None
    is_ended: bool = False
    set_at: datetime | None = None
    set_by: str = ""
    note: str = ""
    token: UUID | None = None

    def holds_at(self, at: datetime) -> bool:
        """Say whether this version is valid at an instant."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many items of a scope a reader may hold at once, and which row says so."""

    most: int
    row: Row


@dataclass(frozen=True, slots=True)
class Table:
    """Every version of every rule, in the order of writing."""

    rows: tuple[Row, ...] = ()
    by_version: dict[int, Row] = field(default_factory=dict, compare=False)

    def at(self, at: datetime) -> tuple[Row, ...]:
        """Return the rows that hold at an instant, one for each rule at most, the most special first."""
        spoken: dict[int, Row] = {}
        for row in self.rows:
            if row.holds_at(at):
                spoken[row.number] = row
        return tuple(sorted((r for r in spoken.values() if not r.is_ended), key=_special_first))


def table_of(rows: Iterable[Row]) -> Table:
    """Return the table of versions that come in any order."""
    found = tuple(sorted(rows, key=lambda row: row.version_id))
    return Table(found, {row.version_id: row for row in found})


def _special_first(row: Row) -> tuple[int, ...]:
    return tuple(-int(part) for part in row.scope.rank)


def matching(rows: Iterable[Row], case: Case) -> tuple[Row, ...]:
    """Return the rows that speak for a case, in their order: the first wins."""
    return tuple(row for row in rows if row.scope.covers(case))


def limits(rows: Iterable[Row]) -> tuple[Limit, ...]:
    """Return the limits that rows set, widest first: all hold. ``rows``: those of one case, the most special first.

    Limits nest over items (library, site, shelf, kind): each scope of items is counted by itself. Over categories they
    do not: for one scope of items the row that names the category speaks, and the row of any category only without it.
    """
    found: dict[tuple[int | None, str, str], Limit] = {}
    for row in rows:
        if row.terms.most_items is not None:
            found.setdefault(row.scope.of_items, Limit(row.terms.most_items, row))
    return tuple(reversed(found.values()))
