"""The bulk path of the demonstration: loans in few statements, row for row what the operations write.

Rows and facts are made by the same functions that the operations use (``new_loan``, ``lent_event``, …).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import partial
from typing import NamedTuple

from shushan.catalogue import public as catalogue
from shushan.circulation import policy
from shushan.circulation.models import Loan
from shushan.circulation.operations.lending import lent_event, new_loan
from shushan.circulation.operations.renewing import renewed_event
from shushan.circulation.operations.returning import lateness_of, returned_event
from shushan.circulation.rules import lengths
from shushan.circulation.rules.holding import case_of, chosen, house, settings_at
from shushan.circulation.rules.policy import Unit
from shushan.circulation.rules.queries import table
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


class PastFact(NamedTuple):
    """A fact still to be recorded, with who acted: ``desk`` or ``reader``."""

    event: Event
    subject: str
    at: datetime
    by: str


@write()
def add_loans(past: Sequence[PastLoan], *, rules_at: datetime) -> list[PastFact]:
    """Write loans and return their facts in the order of time; the caller records them."""
    items = catalogue.items({one.item_id for one in past})
    readers = people.readers({one.reader_id for one in past}, at=rules_at)
    rows_then, beside, known = table().at(rules_at), settings_at(rules_at), {}
    calendars = places.calendars(sorted({one.site_id for one in past}))
    due, rows = partial(_due, calendars, {}, ledger.zone()), []
    rules = []
    as_of = _AsOf(readers)
    for one in past:
        reader, item = as_of.reader(one.reader_id, one.lent_at), items[one.item_id]
        case = case_of(reader.category, item)
        if case not in known:
            known[case] = chosen(rows_then, case, beside)
        rule = known[case]
        last = rule.last_day(reader.card_expires_on)
        rows.append(
            new_loan(
                item_id=one.item_id, reader=reader, at=one.lent_at, due_at=due(one, rule, last), site_id=one.site_id,
                rule_id=rule.row.version_id,
            )
        )  # fmt: skip
        rules.append(rule)
    made = _finished(past, rows, readers, rules, calendars)
    insert_many(made)
    return sorted(_facts(past, made, items), key=lambda fact: fact.at)


Ends = dict[tuple[int, date, int], datetime]


def _due(
    calendars: dict[int, places.Calendar],
    known: Ends,
    zone: tzinfo,
    one: PastLoan,
    rule: policy.Rules,
    last: date | None,
) -> datetime:
    """Return when a loan ends, asking the calendar once for each site, day and rule of whole days."""
    key = (one.site_id, one.lent_at.astimezone(zone).date(), rule.row.version_id)
    is_of_days = not rule.terms.on_site and rule.terms.loan_unit is not Unit.HOURS
    if is_of_days and key in known and (last is None or last >= known[key].astimezone(zone).date()):
        return known[key]
    place = house(calendars[one.site_id], rule.closed_day)
    if is_of_days and key not in known:
        known[key] = lengths.due(rule.terms, one.lent_at, place).at
        if last is None or last >= known[key].astimezone(zone).date():
            return known[key]
    return lengths.due(rule.terms, one.lent_at, place, last=last).at


def _finished(
    past: Sequence[PastLoan],
    rows: list[Loan],
    readers: dict[int, people.ReaderValue],
    rules: Sequence[policy.Rules],
    calendars: dict[int, places.Calendar],
) -> list[Loan]:
    for one, loan, rule in zip(past, rows, rules, strict=True):
        if one.renewed_at is not None:
            last = rule.last_day(readers[one.reader_id].card_expires_on)
            place = house(calendars[one.site_id], rule.closed_day)
            loan.renewals, loan.renewed_at = 1, one.renewed_at
            loan.due_at = lengths.renewed(rule.terms, loan.due_at, one.renewed_at, place, last=last).at
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
            late = lateness_of(loan, item, one.returned_at)
            event = returned_event(loan, item, site_id=one.return_site_id, at=one.returned_at, late=late)
            facts.append(PastFact(event, subject, one.returned_at, "desk"))
    return facts


class _AsOf:
    """Readers as they were on a day: most take several books at once."""

    def __init__(self, readers: dict[int, people.ReaderValue]) -> None:
        self._readers, self._zone = readers, ledger.zone()
        self._known: dict[tuple[int, date], people.ReaderValue] = {}

    def reader(self, reader_id: int, at: datetime) -> people.ReaderValue:
        """Return a reader with the age band of that day."""
        key = (reader_id, at.astimezone(self._zone).date())
        if key not in self._known:
            reader = self._readers[reader_id]
            self._known[key] = replace(reader, age_band=people.age_band(reader.birth_on, key[1]))
        return self._known[key]
