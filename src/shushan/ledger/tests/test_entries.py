"""Entries: written once, never changed, taken back only by an entry that says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from shushan.ledger import public as ledger
from shushan.ledger.models import Entry
from shushan.ledger.seals import rehash
from shushan.ledger.terms import SiteSpan, Where
from shushan.ledger.tests.facts import AT, CLERK, SYSTEM, ChairBought, DoorPassed, passed

pytestmark = pytest.mark.django_db
JUNE = Where(("test.door-passed",), (SiteSpan(None, AT.date().replace(day=1), AT.date() + timedelta(days=1)),))


def test_an_entry_keeps_both_times_the_local_day_and_its_own_hash() -> None:
    at = AT.replace(hour=17)  # past midnight in Shanghai
    entry = Entry.objects.select_related("fact").get(pk=passed(3, at=at))
    assert (entry.quantity, entry.occurred_at, str(entry.occurred_on)) == (3, at, "2020-07-01")
    assert (entry.actor, entry.source, entry.dims) == ("staff:12", "staff", {"kind": "adult", "first": False})
    assert entry.hash == rehash(entry)


@pytest.mark.parametrize("sql", ["UPDATE ledger_entry SET quantity = 9", "DELETE FROM ledger_entry"])
def test_the_database_refuses_to_change_or_remove_an_entry(sql: str) -> None:
    passed()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert ledger.total(JUNE) == 1


def test_a_reversal_takes_the_entry_back_on_its_own_day_and_both_rows_are_shown() -> None:
    entry_id = passed(5, reader_id=7)
    later = AT + timedelta(days=20)
    reversal = ledger.reverse(entry_id, actor=CLERK, reason="误记", at=later)
    shown = ledger.rows(JUNE)
    assert [row.quantity for row in shown] == [5, -5]
    assert (shown[0].corrected_by, shown[1].corrects, shown[1].note) == (reversal, entry_id, "误记")
    assert shown[0].reader == shown[1].reader != ""
    assert ledger.total(JUNE) == 0


def test_a_second_reversal_and_a_reversal_of_a_reversal_are_refused() -> None:
    entry_id = passed()
    reversal = ledger.reverse(entry_id, actor=CLERK, reason="误记", at=AT)
    with pytest.raises(ledger.AlreadyReversed):
        ledger.reverse(entry_id, actor=CLERK, reason="再误记", at=AT)
    with pytest.raises(ledger.ReversalOfReversal):
        ledger.reverse(reversal, actor=CLERK, reason="反悔", at=AT)
    assert len(ledger.rows(JUNE)) == 2


def test_a_reversal_needs_a_reason() -> None:
    entry_id = passed()
    with pytest.raises(DatabaseError), transaction.atomic():
        ledger.reverse(entry_id, actor=CLERK, reason="  ", at=AT)


def test_what_was_known_before_the_reversal_can_still_be_asked() -> None:
    entry_id = passed(4)
    later = AT + timedelta(days=1)
    ledger.reverse(entry_id, actor=CLERK, reason="误记", at=later)
    assert ledger.total(Where(JUNE.facts, JUNE.spans, known_at=later)) == 4
    assert ledger.total(JUNE) == 0


def test_a_reader_is_a_pseudonym_of_the_year_and_a_destroyed_key_leaves_every_total() -> None:
    passed(reader_id=7)
    passed(reader_id=7, at=AT + timedelta(days=1))
    passed(reader_id=8)
    passed(reader_id=7, at=AT - timedelta(days=200))
    first, second, third, last_year = Entry.objects.order_by("pk")
    assert first.reader == second.reader != third.reader
    assert first.reader != last_year.reader
    assert ledger.distinct_readers(Where(JUNE.facts, (SiteSpan(None, AT.date(), AT.date() + timedelta(days=2)),))) == 2
    whole = Where(JUNE.facts, (SiteSpan(None, AT.date() - timedelta(days=300), AT.date() + timedelta(days=2)),))
    with pytest.raises(ledger.NoSingleYear):
        ledger.distinct_readers(whole)
    before = ledger.total(whole)
    ledger.destroy_key(2019)
    assert ledger.pseudonym(7, AT - timedelta(days=200)) == ""
    assert ledger.total(whole) == before == 4


@pytest.mark.parametrize("many", [5, 45])  # by an insert each, and by COPY on PostgreSQL
def test_many_facts_at_once_are_the_same_rows_as_one_by_one(many: int) -> None:
    facts = [
        (DoorPassed(site_id=2, quantity=n, reader_id=n, kind="child"), "test.door:2", AT + timedelta(minutes=n))
        for n in range(1, many + 1)
    ]
    for event, subject, at in facts:
        ledger.record(event, actor=SYSTEM, subject=subject, at=at)
    ledger.record_many(facts, actor=SYSTEM)
    columns = [f.attname for f in Entry._meta.concrete_fields if f.attname != "id"]
    rows = list(Entry.objects.order_by("pk").values_list(*columns))
    assert rows[:many] == rows[many:]
    assert ledger.total(JUNE) == many * (many + 1)


def test_a_stock_is_the_running_sum_of_signed_facts() -> None:
    for day, n in ((0, 10), (2, -3), (5, 4)):
        event = ChairBought(site_id=1, quantity=n)
        ledger.record(event, actor=SYSTEM, subject="test.chair:1", at=AT + timedelta(days=day))
    on = [ledger.stock(("test.chair-bought",), site_id=1, on=AT.date() + timedelta(days=d)) for d in (-1, 0, 2, 5)]
    assert on == [0, 10, 7, 11]


def test_an_instant_without_a_zone_is_refused_and_nothing_is_written() -> None:
    for at, told in ((AT.replace(tzinfo=None), None), (AT, AT.replace(tzinfo=None))):
        with pytest.raises(ValueError, match="time zone"):
            ledger.record(
                DoorPassed(site_id=1, kind="adult"), actor=SYSTEM, subject="test.door:1", at=at, recorded_at=told
            )
    assert not Entry.objects.exists()
