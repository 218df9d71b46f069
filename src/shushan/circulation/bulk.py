"""The bulk path of the demonstration: loans in few statements, row for row what the operations write.

Rows and facts are made by the same functions that the operations use (``new_loan``, ``lent_event``, …).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import partial

from shushan.catalogue import public as catalogue
from shushan.circulation import policy
from shushan.circulation.models import Loan
from shushan.circulation.operations.lending import lent_event, new_loan
from shushan.circulation.operations.renewing import renewed_event
from shushan.circulation.operations.returning import returned_event
from shushan.circulation.queries import rules_for
from shushan.circulation.states import LoanState
from shushan.database.public import insert_many, write
from shushan.kernel.events import Event
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places


@dataclass(frozen=True, slots=True)
class PastLoan:
    """A loan as it went: every instant timezone-aware, ``returned_at`` None while the item is out."""

    item_id: int
    reader_id: int
    site_id: int
    lent_at: datetime
    renewed_at: datetime | None = None
    returned_at: datetime | None = None
    return_site_id: int | None = None


@dataclass(frozen=True, slots=True)
class PastFact:
    """A fact still to be recorded, with who acted: ``desk`` or ``reader``."""

    event: Event
    subject: str
    at: datetime
    by: str


@write()
def add_loans(past: Sequence[PastLoan], *, rules_at: datetime) -> list[PastFact]:
    """Write loans and return their facts in the order of time; the caller records them."""
    zone = ledger.zone()
    items = catalogue.items({one.item_id for one in past})
    readers = people.readers({one.reader_id for one in past}, at=rules_at)
    rules = {category: rules_for(category, at=rules_at) for category in {r.category for r in readers.values()}}
    calendars = places.calendars(sorted({one.site_id for one in past}))
    due = partial(_due, calendars, {}, zone)
    rows = []
    for one in past:
        reader = _as_of(readers[one.reader_id], one.lent_at)
        rule = rules[reader.category]
        day = due(one.site_id, one.lent_at, rule.loan_days, rule, rule.last_day(reader.card_expires_on))
        rows.append(new_loan(item_id=one.item_id, reader=reader, at=one.lent_at, due_at=day, site_id=one.site_id))
    made = _finished(past, rows, readers, rules, due)
    insert_many(made)
    return sorted(_facts(past, made, items), key=lambda fact: fact.at)


def _due(
    calendars: dict[int, places.Calendar],
    known: dict[tuple[int, date, int, policy.Rules], datetime],
    zone: tzinfo,
    site_id: int,
    start: datetime,
    length: int,
    rule: policy.Rules,
    last: date | None,
) -> datetime:
    """Return when a loan ends, asking the calendar once for each site, day and length."""
    first, is_open_day = start.astimezone(zone).date(), calendars[site_id].is_open_day
    key = (site_id, first, length, rule)
    if key not in known:
        known[key] = policy.due_at(first, length, rule.closed_day, is_open_day=is_open_day, zone=zone)
    if last is None or last >= known[key].astimezone(zone).date():
        return known[key]
    return policy.due_at(first, length, rule.closed_day, is_open_day=is_open_day, zone=zone, last=last)


def _finished(
    past: Sequence[PastLoan],
    rows: list[Loan],
    readers: dict[int, people.ReaderValue],
    rules: dict[people.ReaderCategory, policy.Rules],
    due: Callable[[int, datetime, int, policy.Rules, date | None], datetime],
) -> list[Loan]:
    for one, loan in zip(past, rows, strict=True):
        if one.renewed_at is not None:
            reader, base = readers[one.reader_id], max(loan.due_at, one.renewed_at)
            rule, last = rules[reader.category], rules[reader.category].last_day(reader.card_expires_on)
            cut = last if last is not None and last > ledger.local_day(base) else None
            loan.renewals, loan.renewed_at = 1, one.renewed_at
            loan.due_at = max(loan.due_at, due(one.site_id, base, rule.renewal_days, rule, cut))
        if one.returned_at is not None:
            loan.state, loan.back_at, loan.return_site_id = LoanState.BACK.value, one.returned_at, one.return_site_id
    return rows


def _facts(past: Sequence[PastLoan], made: Sequence[Loan], items: dict[int, catalogue.ItemValue]) -> list[PastFact]:
    facts = []
    for one, loan in zip(past, made, strict=True):
        item, subject = items[one.item_id], f"circulation.loan:{loan.pk}"
        facts.append(PastFact(lent_event(loan, item), subject, one.lent_at, "desk"))
        if one.renewed_at is not None:
            facts.append(PastFact(renewed_event(loan, item), subject, one.renewed_at, "reader"))
        if one.returned_at is not None and one.return_site_id is not None:
            event = returned_event(loan, item, site_id=one.return_site_id, at=one.returned_at)
            facts.append(PastFact(event, subject, one.returned_at, "desk"))
    return facts


def _as_of(reader: people.ReaderValue, at: datetime) -> people.ReaderValue:
    return replace(reader, age_band=people.age_band(reader.birth_on, ledger.local_day(at)))
