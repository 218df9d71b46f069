"""The rules that hold for a reader and an item at an instant, with the settings that stand beside the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from shushan.catalogue import public as catalogue
from shushan.circulation import options as settings
from shushan.circulation.policy import Rules
from shushan.circulation.rules.lengths import ClosedDay, House
from shushan.circulation.rules.policy import Case, Row, limits, matching
from shushan.circulation.rules.queries import table
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people.public import ReaderCategory
from shushan.places import public as places


def case_of(category: ReaderCategory | str, item: catalogue.ItemValue) -> Case:
    """Return what the rules ask about a reader's category and an item."""
    return Case(str(category), str(item.kind), item.shelf, item.home_site_id)


def rules_for(category: ReaderCategory, *, at: datetime) -> Rules:
    """Return what holds for a category and an item of no special kind, place or site at an instant, in two queries."""
    return rules_of(Case(category.value), at=at)


def rules_and_rows(category: ReaderCategory, *, at: datetime) -> tuple[Rules, tuple[Row, ...]]:
    """Return what ``rules_for`` returns, and every row that holds at the instant, in the same two queries."""
    rows = table().at(at)
    return chosen(rows, Case(category.value), settings_at(at)), rows


def rules_of(case: Case, *, at: datetime) -> Rules:
    """Return what holds for a reader's category and an item at an instant, in two queries."""
    return chosen(table().at(at), case, settings_at(at))


def may_wait(rows: Sequence[Row], category: ReaderCategory, item: catalogue.ItemValue) -> bool:
    """Say whether readers of a category may wait for an item: its row allows holds, and it is lent to them at all."""
    found = matching(rows, case_of(category, item))
    return found[0].terms.may_hold and all(limit.most for limit in limits(found))


def chosen(rows: Iterable[Row], case: Case, beside: tuple[ClosedDay, bool]) -> Rules:
    """Return what rows say for a case. ``rows``: in their order; the rule for everyone is always among them."""
    found = matching(rows, case)
    closed_day, ends_with_card = beside
    return Rules(found[0], limits(found), closed_day, ends_with_card, found[1:])


def settings_at(at: datetime) -> tuple[ClosedDay, bool]:
    """Return the settings that hold for all rows: what becomes of a closed day, whether loans end with the card."""
    values = options.get_many([settings.CLOSED_DAY, settings.ENDS_WITH_CARD], at=at)
    return ClosedDay(values[settings.CLOSED_DAY.code]), bool(values[settings.ENDS_WITH_CARD.code])


def house(calendar: places.Calendar, closed_day: ClosedDay) -> House:
    """Return what a site says about a due day."""
    zone = ledger.zone()

    def closes_at(day: date) -> datetime | None:
        spans = calendar.spans(day)
        return datetime.combine(day, spans[-1].closes, tzinfo=zone) if spans else None

    # a site without hours has no better day: it need not be looked for
    moves = closed_day if calendar.opens_ever else ClosedDay.KEEP
    return House(zone, calendar.is_open_day, closes_at, moves)
