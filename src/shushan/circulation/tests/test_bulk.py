"""The bulk path writes what the operations write: the same acts by both ways, compared column by column."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from shushan.circulation import public as circulation
from shushan.circulation.bulk import PastLoan, add_loans
from shushan.circulation.checks import items_match_facts, loans_match_facts
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import AT, TESTER, days, make_item, make_site
from shushan.ledger import public as ledger
from shushan.people.tests.make import actor_of, make_reader

pytestmark = pytest.mark.django_db

BY_PLACE = ("id", "item_id", "reader_id")  # differ because each way has books and readers of its own


def _history(centre: int, branch: int) -> list[PastLoan]:
    """Return loans of an adult, a child and an elder: in time, late, renewed, returned elsewhere, still out."""
    readers = [
        make_reader(site_id=centre, name="甲"),
        make_reader(site_id=centre, name="乙", birth_on=datetime(2004, 3, 1).date(), category="child"),
        make_reader(site_id=centre, name="丙", birth_on=datetime(1950, 3, 1).date(), category="elder"),
    ]
    items = [make_item(site_id=centre, clc=clc).id for clc in ("I246.5", "K825", "TP3", "")]
    evening = AT + timedelta(hours=10)
    return [
        PastLoan(items[0], readers[0].id, centre, AT, None, AT + days(3), centre),
        PastLoan(items[1], readers[1].id, centre, AT + timedelta(minutes=5), evening + days(2), AT + days(9), branch),
        PastLoan(items[2], readers[2].id, branch, AT + days(1), None, AT + days(80), centre),
        PastLoan(items[3], readers[0].id, branch, AT + days(4), None, None, None),
    ]


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
            person_id = Loan.objects.select_related("reader").get(pk=loans[n]).reader.person_id  # type: ignore[union-attr]
            circulation.renew(actor=actor_of(person_id, at=at), at=at, loan_id=loans[n])
        else:
            assert one.return_site_id is not None
            circulation.return_item(actor=TESTER, at=at, item_id=one.item_id, site_id=one.return_site_id)


def _told(past: list[PastLoan]) -> list[dict[str, Any]]:
    """Return what stands of these loans, rows and facts, without the ids that must differ."""
    told = []
    for one in past:
        row = Loan.objects.filter(item_id=one.item_id).values().get()
        facts = [
            (f.fact, f.unit, f.quantity, f.site_id, f.actor, f.source, f.occurred_at, f.recorded_at, f.dims,
             f.reader == ledger.pseudonym(one.reader_id, f.occurred_at))
            for f in ledger.rows_of(f"circulation.loan:{row['id']}")
        ]  # fmt: skip
        told.append({name: value for name, value in row.items() if name not in BY_PLACE} | {"facts": facts})
    return told


def test_the_bulk_path_writes_what_the_operations_write() -> None:
    centre, branch = make_site("C", "中心馆"), make_site("H", "河口馆区", closed_weekdays=(0,))
    first, second = _history(centre, branch), _history(centre, branch)
    _by_operations(first)
    reader = actor_of(_person(second[1].reader_id), at=AT)
    for fact in add_loans(second, rules_at=AT):
        ledger.record(fact.event, actor=TESTER if fact.by == "desk" else reader, subject=fact.subject, at=fact.at)
    assert _told(first) == _told(second)
    assert [len(one["facts"]) for one in _told(first)] == [2, 3, 2, 1]
    assert list(loans_match_facts()) == []
    assert list(items_match_facts()) == []


def _person(reader_id: int) -> int:
    from shushan.people import public as people

    return people.reader(reader_id).person_id
