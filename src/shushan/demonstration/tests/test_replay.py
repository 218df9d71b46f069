"""Days of the plan, written in bulk and done again through the operations: rows and ledger are the same."""

from __future__ import annotations

from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from django.apps import apps

from shushan.circulation import public as circulation
from shushan.circulation.bulk import PastLoan, add_loans
from shushan.circulation.tests.make import TESTER, make_item, make_site
from shushan.demonstration.build.history import past_loan
from shushan.demonstration.plan.loans import KEEPERS_DAY, PlannedItem, PlannedLoan, PlannedReader, plan_loans
from shushan.demonstration.plan.numbers import SITES
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.people.tests.make import actor_of, make_reader

pytestmark = pytest.mark.django_db

DAYS = (date(2020, 5, 16), KEEPERS_DAY)  # a full Saturday, and the day of the books that stay out
SCALE = 30  # the plan is drawn as one thirtieth of the demonstration's, so that the replay takes seconds
BY_PLACE = ("id", "item_id", "reader_id")  # differ because each way has books and readers of its own
CLASSES = ("I247.5", "K825", "TP3", "I287", "")


def _plan() -> tuple[list[PlannedReader], list[PlannedLoan]]:
    chance = Random(7)
    codes = [site.code for site in SITES for _share in range(round(site.share * 100))]
    readers = [PlannedReader(chance.choice(codes), n % 3 == 1, 5 if n % 3 == 1 else 10) for n in range(9_000 // SCALE)]
    items = [PlannedItem(chance.choice(codes), n % 3 == 1) for n in range(30_000 // SCALE)]
    loans = plan_loans(readers, items, lends=132_000 // SCALE, still_out=8)
    return readers, [loan for loan in loans if loan.lent_at.date() in DAYS]


def _cast(readers: list[PlannedReader], loans: list[PlannedLoan], sites: dict[str, int]) -> list[PastLoan]:
    """Give the loans books and readers of their own; return them as the bulk path takes them."""
    people_ids, item_ids = {}, {}
    for loan in loans:
        is_child = readers[loan.reader].is_child
        if loan.reader not in people_ids:
            people_ids[loan.reader] = make_reader(
                site_id=sites[readers[loan.reader].site], name="甲",
                birth_on=date(2004, 3, 1) if is_child else date(1985, 3, 1), category="child" if is_child else "adult",
            ).id  # fmt: skip
        if loan.item not in item_ids:
            item_ids[loan.item] = make_item(site_id=sites[loan.site], clc=CLASSES[loan.item % len(CLASSES)]).id
    as_list = {n: people_ids.get(n, 0) for n in range(len(readers))}
    most = max(item_ids) + 1
    return [past_loan(loan, sites, list(as_list.values()), [item_ids.get(n, 0) for n in range(most)]) for loan in loans]


def _by_operations(past: list[PastLoan]) -> None:
    acts: list[tuple[datetime, int, str]] = []
    for n, one in enumerate(past):
        acts.append((one.lent_at, n, "lend"))
        acts += [(one.renewed_at, n, "renew")] if one.renewed_at else []
        acts += [(one.returned_at, n, "return")] if one.returned_at else []
    loans: dict[int, int] = {}
    for at, n, act in sorted(acts):
        one = past[n]
        if act == "lend":
            loans[n] = circulation.lend(
                actor=TESTER, at=at, item_id=one.item_id, reader_id=one.reader_id, site_id=one.site_id
            ).loan_id
        elif act == "renew":
            reader = actor_of(people.reader(one.reader_id).person_id, at=at)
            circulation.renew(actor=reader, at=at, loan_id=loans[n])
        else:
            assert one.return_site_id is not None
            circulation.return_item(actor=TESTER, at=at, item_id=one.item_id, site_id=one.return_site_id)


def _in_bulk(past: list[PastLoan]) -> None:
    for fact in add_loans(past, rules_at=past[0].lent_at):
        actor = TESTER
        if fact.by != "desk":
            loan = apps.get_model("circulation", "Loan").objects.get(pk=int(fact.subject.rpartition(":")[2]))
            actor = actor_of(people.reader(loan.reader_id).person_id, at=fact.at)
        ledger.record(fact.event, actor=actor, subject=fact.subject, at=fact.at)


def _told(past: list[PastLoan]) -> list[dict[str, Any]]:
    """Return what stands of these loans, rows and facts, without the ids that must differ."""
    told = []
    for one in past:
        row = (
            apps.get_model("circulation", "Loan")
            .objects.filter(item_id=one.item_id, lent_at=one.lent_at)
            .values()
            .get()
        )
        facts = [
            (f.fact, f.unit, f.quantity, f.site_id, f.source, f.occurred_at, f.recorded_at, f.dims,
             f.reader == ledger.pseudonym(one.reader_id, f.occurred_at))
            for f in ledger.rows_of(f"circulation.loan:{row['id']}")
        ]  # fmt: skip
        told.append({name: value for name, value in row.items() if name not in BY_PLACE} | {"facts": facts})
    return told


def test_days_of_the_plan_are_the_same_in_bulk_and_through_the_operations() -> None:
    sites = {site.code: make_site(site.code, site.name, closed_weekdays=site.closed_weekdays) for site in SITES}
    readers, loans = _plan()
    first, second = _cast(readers, loans, sites), _cast(readers, loans, sites)
    _by_operations(first)
    _in_bulk(second)
    assert len(loans) >= 40
    assert {loan.lent_at.date() for loan in loans} == set(DAYS)
    assert any(one.renewed_at for one in first)
    assert any(one.returned_at is None for one in first)
    assert _told(first) == _told(second)
    assert all(line["facts"] for line in _told(first))
