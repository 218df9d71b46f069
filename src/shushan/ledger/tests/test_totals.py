"""Totals follow from the rows, whatever is asked, sealed or not."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shushan.ledger import public as ledger
from shushan.ledger.terms import EntryRow, SiteSpan, Where
from shushan.ledger.tests.facts import AT, CLERK, SYSTEM, ChairBought, DoorPassed, passed

pytestmark = pytest.mark.django_db
FACTS = ("test.door-passed",)
EVERYTHING = Where(FACTS, (SiteSpan(None, AT.date(), AT.date() + timedelta(days=999)),))


def _some_facts(seed: int) -> None:
    chance = random.Random(seed)
    facts = []
    for n in range(300):
        event = DoorPassed(
            site_id=chance.choice([1, 2, 3]), quantity=chance.randint(1, 40), kind=chance.choice(["adult", "child"])
        )
        facts.append((event, f"test.door:{n}", AT + timedelta(hours=chance.randint(0, 24 * 90))))
    ledger.record_many(facts, actor=SYSTEM)


def _place(row: EntryRow) -> tuple[object, ...]:
    return (ledger.local_day(row.occurred_at), row.site_id or 0, row.id)


def _paged(where: Where) -> list[EntryRow]:
    """Return all rows of a predicate as a reader turning pages sees them."""
    found: list[EntryRow] = []
    while page := ledger.rows(where, after=found[-1].id if found else 0, limit=7):
        found += page
    return found


@pytest.mark.parametrize("seed", range(6))
def test_number_and_rows_are_the_same_predicate(seed: int) -> None:
    _some_facts(seed)
    chance = random.Random(seed + 100)
    ledger.seal(at=AT, slice_of=chance.choice([1, 120, 299]))
    for entry in ledger.rows(Where(FACTS, (SiteSpan(None, AT.date(), AT.date() + timedelta(days=99)),)), limit=20):
        ledger.reverse(entry.id, actor=CLERK, reason="抽查", at=AT + timedelta(days=chance.randint(0, 50)))
    ledger.seal(at=AT, slice_of=chance.choice([5, 100]))
    recorded = [
        entry.recorded_at + timedelta(microseconds=chance.randint(0, 1)) for entry in ledger.each_row(EVERYTHING)
    ]
    for _ in range(12):
        since = AT.date() + timedelta(days=chance.randint(0, 60))
        spans = tuple(
            SiteSpan(site, since + timedelta(days=site), since + timedelta(days=chance.randint(site + 1, 40)))
            for site in chance.sample([1, 2, 3], chance.randint(1, 3))
        )
        dims = chance.choice([(), (("kind", "adult"),), (("first", False),)])
        known = chance.choice(
            [None, AT + timedelta(days=9), AT.replace(hour=16) + timedelta(days=9), *chance.sample(recorded, 3)]
        )
        where = Where(FACTS, spans, dims=dims, known_at=known)
        rows = list(ledger.each_row(where, slice_of=50))
        assert ledger.total(where) == sum(row.quantity for row in rows)
        assert ledger.count(where) == len(rows)
        assert sum(g.quantity for g in ledger.standing(where)) == sum(
            1 - 2 * (row.corrects is not None) for row in rows
        )
        assert [row.id for row in _paged(where)] == [row.id for row in sorted(rows, key=_place)]
        told = max((row.recorded_at for row in rows), default=None)
        assert ledger.corrections_and_latest(where) == (sum(row.corrects is not None for row in rows), told)
        by_site = {group.keys[0]: group.quantity for group in ledger.totals(where, by=("site", "month"))}
        assert set(by_site) == {row.site_id for row in rows}
        assert sum(g.quantity for g in ledger.totals(where, by=("kind", "day"))) == ledger.total(where)


@pytest.mark.parametrize("sites", [(1,), (1, 3), (3, 1, 2), (None,)])
def test_sites_with_the_same_days_are_asked_together_and_give_what_they_give_alone(
    sites: tuple[int | None, ...],
) -> None:
    _some_facts(5)
    ledger.seal(at=AT, slice_of=200)
    since, until = AT.date() + timedelta(days=10), AT.date() + timedelta(days=50)
    spans = [SiteSpan(site, since, until) for site in sites]
    spans += [SiteSpan(site, until, until + timedelta(days=3)) for site in sites[:1]]
    together = Where(FACTS, tuple(spans))
    alone = [Where(FACTS, (span,)) for span in spans]
    assert ledger.total(together) == sum(map(ledger.total, alone))
    assert ledger.count(together) == sum(map(ledger.count, alone)) > 0
    rows = sorted(row.id for one in alone for row in ledger.each_row(one))
    assert [row.id for row in ledger.each_row(together)] == rows
    assert sorted(row.id for row in _paged(together)) == rows


def test_pages_of_rows_of_several_facts_and_of_no_site_are_whole_and_in_order() -> None:
    _some_facts(3)
    bought = [ChairBought(site_id=site) for site in (None, 1, 2, None, 3)]
    ledger.record_many(
        [(event, f"test.door:{n}", AT + timedelta(hours=n)) for n, event in enumerate(bought * 9)], actor=SYSTEM
    )
    both = ("test.door-passed", "test.chair-bought")
    for site in (None, 2):
        where = Where(both, (SiteSpan(site, AT.date(), AT.date() + timedelta(days=99)),))
        paged = _paged(where)
        assert {row.fact for row in paged} == set(both)
        assert len(paged) == ledger.count(where) > 14
        assert [_place(row) for row in paged] == sorted(_place(row) for row in paged)
    assert ledger.rows(where, after=10**12, limit=1) == ledger.rows(where, limit=1), "what never was begins anew"
    assert ledger.rows(Where((), where.spans)) == []


def test_totals_by_month_and_site_take_one_statement_however_many_there_are() -> None:
    _some_facts(1)
    ledger.seal_all(at=AT)
    passed(7, site_id=2)
    where = Where(FACTS, (SiteSpan(None, AT.date(), AT.date() + timedelta(days=99)),))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        groups = ledger.totals(where, by=("site", "month"))
    assert len(queries) == 1
    assert len(groups) > 6
    assert groups == sorted(groups, key=lambda g: (str(g.keys[0]), str(g.keys[1])))


def test_nothing_recorded_is_zero_not_an_error() -> None:
    where = Where(FACTS, (SiteSpan(9, AT.date(), AT.date() + timedelta(days=1)),))
    assert (ledger.total(where), ledger.count(where), ledger.totals(where, by=("site",))) == (0, 0, [])
    assert ledger.total(Where(FACTS, ())) == 0


def test_sums_by_subject_are_those_of_the_rows() -> None:
    _some_facts(6)
    for n in range(4):
        event = ChairBought(site_id=1, quantity=2)
        ledger.record(event, actor=SYSTEM, subject=f"test.door:{n % 2}", at=AT)
    ledger.reverse(ledger.rows_of("test.door:5")[0].id, actor=CLERK, reason="抽查", at=AT)
    both = ("test.door-passed", "test.chair-bought")
    wanted: dict[str, dict[str, int]] = {}
    for row in ledger.each_row(Where(both, (SiteSpan(None, AT.date(), AT.date() + timedelta(days=99)),))):
        sums = wanted.setdefault(row.subject, {})
        sums[row.fact] = sums.get(row.fact, 0) + row.quantity
    found = dict(ledger.each_sum(both))
    assert found == wanted
    assert (found["test.door:0"]["test.chair-bought"], found["test.door:5"]["test.door-passed"]) == (4, 0)


@pytest.mark.parametrize(
    ("index", "ask"),
    [
        ("ledger_entry_readers", lambda where: ledger.distinct(where, ("reader", "site", "day"))),
        ("ledger_entry_from_site", lambda where: ledger.totals(replace(where, present=("from_site",)), by=("site",))),
    ],
)
def test_what_reads_many_entries_is_answered_along_an_index_made_for_it(
    index: str, ask: Callable[[Where], object]
) -> None:
    passed(reader_id=7)
    where = Where(FACTS, (SiteSpan(1, AT.date(), AT.date() + timedelta(days=99)),))
    with CaptureQueriesContext(connection) as queries:
        ask(where)
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a table of one row is read whole, whatever indexes it has
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "DROP INDEX ledger_entry_by_day"
            )  # of two that serve one row either is taken; the test takes it back
        cursor.execute(f"{explain} {queries[-1]['sql']}")
        plan = str(cursor.fetchall())
    assert index in plan
    if index == "ledger_entry_readers" and connection.vendor == "sqlite":
        assert f"COVERING INDEX {index}" in plan, "no entry itself is read"
