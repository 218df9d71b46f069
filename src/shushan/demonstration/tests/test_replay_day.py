"""One whole day of the demonstration, replayed through the operations, is row for row what the bulk path writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction

from shushan.catalogue import bulk as catalogue_bulk
from shushan.catalogue.models import Item
from shushan.catalogue.operations import Description
from shushan.circulation import bulk as circulation_bulk
from shushan.circulation import public as circulation
from shushan.circulation.models import Loan
from shushan.demonstration.build import house
from shushan.demonstration.build.history import local, past_fact, past_hour, past_loan, record_all, taken_at
from shushan.demonstration.plan.loans import PlannedItem, PlannedLoan, PlannedReader, plan_loans
from shushan.demonstration.plan.numbers import ITEMS, READERS, SITES
from shushan.demonstration.plan.visits import plan_visits
from shushan.kernel.actor import Actor, ActorKind, Grant, system
from shushan.kernel.clock import now
from shushan.ledger import public as ledger
from shushan.ledger.models import Entry
from shushan.people import bulk as people_bulk
from shushan.people import public as people
from shushan.visits import bulk as visits_bulk
from shushan.visits import public as visits
from shushan.visits.models import Reading

pytestmark = pytest.mark.django_db
DAY = date(2020, 3, 30)  # a Monday: only the centre is open, and the day has 371 loans and 91 returns
SYSTEM = system("demonstration")
DESK = Actor(ActorKind.STAFF, 9001, "柜台", (Grant("*"),))


def _plan() -> list[PlannedLoan]:
    chance = Random(3)
    codes, shares = [s.code for s in SITES], [s.share for s in SITES]
    where = chance.choices(codes, shares, k=READERS)
    readers = [PlannedReader(site, n % 3 == 0, 5 if n % 3 == 0 else 10) for n, site in enumerate(where)]
    items = [PlannedItem(site, n % 3 == 0) for n, site in enumerate(chance.choices(codes, shares, k=ITEMS))]
    return plan_loans(readers, items)


def test_a_day_through_the_operations_is_the_same_as_in_bulk() -> None:
    plan, sites = _plan(), house.build_sites(SYSTEM, now())
    house.build_gates(SYSTEM, sites)
    involved = [p for p in plan if p.lent_at.date() == DAY or (p.returned_at and p.returned_at.date() == DAY)]
    readers, items = _people_and_books(involved, sites)
    _bulk([_cut(p, DAY) for p in involved if p.lent_at.date() < DAY], sites, readers, items)
    hours = [h for h in plan_visits() if h.day == DAY]
    assert sum(p.lent_at.date() == DAY for p in involved) > 300
    assert hours

    def in_bulk() -> None:
        Loan.objects.all().delete()
        _bulk([_cut(p, DAY + timedelta(days=1)) for p in involved], sites, readers, items)
        facts = visits_bulk.add_hours([past_hour(h, sites) for h in hours])
        record_all([past_fact(*fact, SYSTEM) for fact in facts])

    def by_operations() -> None:
        for _at, act in sorted(_acts(involved, sites, readers, items), key=lambda pair: pair[0]):
            act()
        for hour in hours:
            site, gate, since, entered, left, taken = past_hour(hour, sites)
            visits.take_hour(actor=SYSTEM, at=taken, site_id=site, gate=gate, since=since, entered=entered, left=left)

    assert _kept(by_operations) == _kept(in_bulk)


def _people_and_books(involved: list[PlannedLoan], sites: dict[str, int]) -> tuple[dict[int, int], dict[int, int]]:
    homes = {p.reader: p.site for p in involved}
    new = [
        people_bulk.NewReader(
            f"读者{n}", "f", date(1985, 1, 1 + n % 28), sites[site], house.FOUNDED, people_bulk.numbered(n)
        )
        for n, site in enumerate(homes.values(), start=1)
    ]
    readers = dict(zip(homes, people_bulk.add_readers(new, actor=SYSTEM), strict=True))
    record = catalogue_bulk.add_records([("x", Description(title="书", clc="I247.5"), "")], at=house.FOUNDED)[0]
    stands = {p.item: p.site for p in reversed(involved)}
    copies = [(record, f"B{n}", sites[site], "I/1", "I") for n, site in stands.items()]
    return readers, dict(zip(stands, catalogue_bulk.add_items(copies, actor=SYSTEM, at=house.FOUNDED), strict=True))


def _cut(p: PlannedLoan, until: date) -> PlannedLoan:
    """Return a planned loan as it stood at the beginning of a day."""
    back = p.returned_at if p.returned_at and p.returned_at.date() < until else None
    renewed = p.renewed_at if p.renewed_at and p.renewed_at.date() < until else None
    return PlannedLoan(p.item, p.reader, p.site, p.lent_at, renewed, back, p.return_site if back else "")


def _bulk(planned: list[PlannedLoan], sites: dict[str, int], readers: dict[int, int], items: dict[int, int]) -> None:
    past = [past_loan(p, sites, readers, items) for p in planned]  # type: ignore[arg-type]
    facts = circulation_bulk.add_loans(past, rules_at=local(datetime(2020, 3, 23, 9)))
    for one in past:
        Item.objects.filter(pk=one.item_id).update(site_id=one.return_site_id or one.site_id)
    record_all([ledger.Past(f.event, f.subject, f.at, DESK if f.by == "desk" else _reader(None)) for f in facts])


def _reader(reader_id: int | None) -> Actor:
    person = people.reader(reader_id).person_id if reader_id else 0
    return Actor(ActorKind.READER, person, "", (Grant("*"),))


def _acts(
    involved: list[PlannedLoan], sites: dict[str, int], readers: dict[int, int], items: dict[int, int]
) -> list[tuple[datetime, Callable[[], Any]]]:
    acts: list[tuple[datetime, Callable[[], Any]]] = []
    for p in involved:
        item, reader = items[p.item], readers[p.reader]
        if p.lent_at.date() == DAY:
            acts.append(_lending(item, reader, local(p.lent_at), sites[p.site]))
        if p.renewed_at and p.renewed_at.date() == DAY:
            acts.append(_renewal(item, reader, local(p.renewed_at)))
        if p.returned_at and p.returned_at.date() == DAY:
            acts.append(_return(item, local(p.returned_at), sites[p.return_site]))
    return acts


def _lending(item: int, reader: int, at: datetime, site: int) -> tuple[datetime, Callable[[], Any]]:
    return at, lambda: circulation.lend(actor=DESK, at=at, item_id=item, reader_id=reader, site_id=site)


def _renewal(item: int, reader: int, at: datetime) -> tuple[datetime, Callable[[], Any]]:
    return at, lambda: circulation.renew(actor=_reader(reader), at=at, loan_id=circulation.loan_out(item).id)  # type: ignore[union-attr]


def _return(item: int, at: datetime, site: int) -> tuple[datetime, Callable[[], Any]]:
    return at, lambda: circulation.return_item(actor=DESK, at=at, item_id=item, site_id=site)


def _kept(way: Callable[[], None]) -> tuple[Any, ...]:
    """Do it one way, return every row without its id, and undo it."""
    with transaction.atomic():
        first = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        way()
        loans = list(Loan.objects.order_by("lent_at", "item_id"))
        readings = list(Reading.objects.order_by("since", "site_id"))
        numbers = {f"circulation.loan:{row.pk}": n for n, row in enumerate(loans)}
        numbers |= {f"visits.reading:{row.pk}": n for n, row in enumerate(readings)}
        begins, ends = local(datetime.combine(DAY, datetime.min.time())), taken_at(DAY) + timedelta(hours=6)
        entries = Entry.objects.filter(pk__gt=first, occurred_at__gte=begins, occurred_at__lt=ends)
        rows = sorted(
            (
                e.fact_id, e.quantity, e.site_id, e.actor, e.source, e.occurred_at, e.recorded_at, str(e.occurred_on),
                str(sorted(e.dims.items())), e.reader, e.note, numbers[e.subject],
            )
            for e in entries
        )  # fmt: skip
        assert len(rows) > 400
        where = list(Item.objects.order_by("pk").values_list("site_id", flat=True))
        result = ([_columns(row) for row in loans], [_columns(row) for row in readings], rows, where)
        transaction.set_rollback(True)
    return result


def _columns(row: Any) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
