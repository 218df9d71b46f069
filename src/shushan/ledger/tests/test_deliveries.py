"""Deliveries: written with the act, consumed once, failures visible and tried again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shushan.ledger import public as ledger
from shushan.ledger.handlers import forget
from shushan.ledger.models import Entry
from shushan.ledger.terms import EntryRow
from shushan.ledger.tests.facts import AT, SYSTEM, ChairBought, passed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard() -> Iterator[list[int]]:
    rows: list[int] = []

    def buy_chairs(row: EntryRow) -> None:
        ledger.record(ChairBought(site_id=row.site_id), actor=SYSTEM, subject=f"test.chair:{row.id}", at=AT)
        if row.quantity == 13:
            raise RuntimeError("thirteen")
        rows.append(row.quantity)

    ledger.on_fact("test.door-passed", name="test.buy-chairs")(buy_chairs)
    yield rows
    forget("test.door-passed", "test.buy-chairs")


def test_a_fact_is_told_once(heard: list[int]) -> None:
    passed(2)
    assert heard == []
    assert ledger.deliver_some(at=AT) == 1
    assert ledger.deliver_some(at=AT) == 0
    assert heard == [2]


def test_a_failed_handler_leaves_nothing_but_a_visible_row_and_comes_again(heard: list[int]) -> None:
    passed(13)
    assert ledger.deliver_some(at=AT) == 0
    failed = ledger.failed_deliveries()[0]
    assert (failed.attempts, failed.handler) == (1, "test.buy-chairs")
    assert "thirteen" in failed.last_error
    assert not Entry.objects.filter(subject__startswith="test.chair").exists()
    assert failed.not_before > AT
    ledger.deliver_some(at=AT)
    assert ledger.failed_deliveries()[0].attempts == 1
    ledger.deliver_some(at=AT + timedelta(hours=1))
    assert ledger.failed_deliveries()[0].attempts == 2


def test_facts_in_bulk_are_told_too(heard: list[int]) -> None:
    from shushan.ledger.tests.facts import DoorPassed

    ledger.record_many([(DoorPassed(site_id=1, quantity=n), "test.door:1", AT) for n in (1, 2)], actor=SYSTEM)
    assert ledger.deliver_some(at=AT) == 2
    assert heard == [1, 2]


def test_a_history_is_written_as_it_would_have_been_and_told_to_nobody(heard: list[int]) -> None:
    from shushan.ledger.tests.facts import DoorPassed

    facts = [(DoorPassed(site_id=1, quantity=n), "test.door:1", AT) for n in (1, 2)]
    ledger.record_many(facts, actor=SYSTEM)
    assert ledger.record_history([ledger.Past(*fact, SYSTEM) for fact in facts]) == 2
    assert ledger.pending_deliveries() == 2
    hashes = list(Entry.objects.order_by("pk").values_list("hash", flat=True))
    assert hashes[:2] == hashes[2:]
