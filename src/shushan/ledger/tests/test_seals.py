"""Seals and roll-ups: what an editor of the file does is found, and the place is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from shushan.database.testing import without_triggers
from shushan.ledger import public as ledger
from shushan.ledger.checks import checks
from shushan.ledger.models import Entry, RollUp, Seal
from shushan.ledger.seals import rehash
from shushan.ledger.tests.facts import AT, CLERK, passed
from shushan.ledger.verifying import damages

pytestmark = pytest.mark.django_db


def _findings() -> list[str]:
    return [f"{finding.where}: {finding.what}" for check in checks() for finding in check.run()]


def test_an_untouched_ledger_is_clean_and_proved() -> None:
    for n in range(1, 8):
        passed(n)
    assert ledger.seal_all(at=AT, slice_of=3) == 7
    passed(1)
    assert _findings() == []
    assert ledger.chain_head()[0] == Entry.objects.order_by("pk")[6].pk
    assert sum(RollUp.objects.values_list("entries", flat=True)) == 7


def _change(entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(quantity=entry.quantity + 1)


def _remove(entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).delete()


def _change_with_hash(entry: Entry) -> None:
    entry.quantity += 1
    Entry.objects.filter(pk=entry.pk).update(quantity=entry.quantity, hash=rehash(entry))


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [(_change, "changed"), (_remove, "missing"), (_change_with_hash, "chain broken")],
)
def test_the_doctor_finds_and_locates_what_was_tampered_with(tamper: Callable[[Entry], None], expected: str) -> None:
    ids = [passed(n) for n in range(1, 10)]
    ledger.seal_all(at=AT, slice_of=4)
    with without_triggers(connection):
        tamper(Entry.objects.get(pk=ids[5]))
    found = list(damages())
    assert any(expected in damage.what for damage in found)
    assert {damage.seal_id for damage in found} >= {Seal.objects.order_by("pk")[1].pk}
    if tamper is not _change_with_hash:
        assert ids[5] in {damage.entry_id for damage in found}
    assert any("roll-up" in finding for finding in _findings())


def test_an_entry_smuggled_in_between_is_found() -> None:
    ids = [passed(n) for n in range(1, 5)]
    with without_triggers(connection):
        smuggled = Entry.objects.get(pk=ids[2])
        Entry.objects.filter(pk=ids[2]).delete()
        ledger.seal_all(at=AT)
        smuggled.save(force_insert=True)
    assert [(d.entry_id, d.what) for d in damages() if d.what == "added"] == [(ids[2], "added")]


def test_a_roll_up_that_lies_is_found() -> None:
    passed(3)
    ledger.seal_all(at=AT)
    RollUp.objects.update(quantity=4)
    assert ledger.unproved_cells() == 1


@pytest.mark.parametrize("lie", [{"corrections": 0}, {"corrections": 2}, {"latest_at": AT}])
def test_a_roll_up_that_lies_about_corrections_is_found_and_the_migration_fills_it(lie: dict[str, object]) -> None:
    taken = passed(3)
    ledger.reverse(taken, actor=CLERK, reason="抽查", at=AT + timedelta(hours=1))
    passed(4, site_id=2)
    ledger.seal_all(at=AT)
    assert ledger.unproved_cells() == 0
    RollUp.objects.filter(site_id=1).update(**lie)
    assert ledger.unproved_cells() == 1
    with connection.cursor() as cursor:
        cursor.execute(import_module("shushan.ledger.migrations.0002_rollup_corrections").FILL)
    assert ledger.unproved_cells() == 0


def test_a_roll_up_that_lies_is_made_again_from_its_facts_and_nothing_else_is_touched() -> None:
    passed(3)
    passed(4, site_id=2)
    ledger.seal_all(at=AT)
    passed(1)  # not sealed yet: no part of the roll-up
    RollUp.objects.filter(site_id=1).update(quantity=40, entries=2)
    RollUp.objects.filter(site_id=2).delete()
    assert ledger.unproved_cells() == 2
    assert ledger.mend_roll_ups() == 2
    assert ledger.unproved_cells() == 0
    assert dict(RollUp.objects.values_list("site_id", "quantity")) == {1: 3, 2: 4}
    assert ledger.mend_roll_ups() == 0


def test_a_roll_up_of_facts_that_are_gone_goes_as_well() -> None:
    passed(3)
    ledger.seal_all(at=AT)
    cell = RollUp.objects.get()
    RollUp.objects.create(
        fact_id=cell.fact_id, occurred_on=cell.occurred_on - timedelta(days=9), recorded_on=cell.recorded_on,
        site_id=1, unit_id=0, quantity=5, entries=1, corrections=0, latest_at=AT,
    )  # fmt: skip
    assert ledger.mend_roll_ups() == 1
    assert ledger.unproved_cells() == 0


def test_roll_ups_are_not_bent_to_facts_that_somebody_changed() -> None:
    taken = passed(3)
    ledger.seal_all(at=AT)
    with without_triggers(connection):
        Entry.objects.filter(pk=taken).update(quantity=9)
    with pytest.raises(ValueError, match="restore"):
        ledger.mend_roll_ups()
    assert RollUp.objects.get().quantity == 3
