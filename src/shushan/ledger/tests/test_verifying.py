"""Verification, proof and digest in slices say what the plain ways say: entry by entry, one statement, all rows at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from shushan.database.testing import without_triggers
from shushan.ledger import public as ledger
from shushan.ledger.hashing import digest_of
from shushan.ledger.models import Entry, FactKind, RollUp
from shushan.ledger.proving import wrong_cells
from shushan.ledger.queries import _hashes
from shushan.ledger.reading import fetch, ids
from shushan.ledger.seals import rehash
from shushan.ledger.terms import SiteSpan, Where
from shushan.ledger.tests.facts import AT, CLERK, SYSTEM, ChairBought, DoorPassed
from shushan.ledger.verifying import _hash, _select, damages

pytestmark = pytest.mark.django_db

IN_ONE_STATEMENT = """
SELECT fact_id, occurred_on, recorded_on, site_id, unit_id FROM (
  SELECT fact_id, occurred_on, recorded_on, site_id, unit_id, quantity, entries, corrections,
    latest_at AS kept_at, NULL AS found_at
  FROM ledger_rollup
  UNION ALL
  SELECT fact_id, occurred_on, recorded_on, COALESCE(site_id, 0), COALESCE(unit_id, 0), -quantity, -1,
    CASE WHEN corrects_id IS NULL THEN 0 ELSE -1 END, NULL, recorded_at
  FROM ledger_entry WHERE id <= (SELECT COALESCE(MAX(last_id), 0) FROM ledger_seal)
) AS both_sides
GROUP BY fact_id, occurred_on, recorded_on, site_id, unit_id
HAVING SUM(quantity) <> 0 OR SUM(entries) <> 0 OR SUM(corrections) <> 0 OR MAX(kept_at) <> MAX(found_at)
"""


def _facts(seed: int) -> None:
    """Write facts with odd words, no site, microseconds, late knowledge, chairs that go, and some taken back."""
    by = random.Random(seed)
    for n in range(60):
        at = AT + timedelta(days=by.randint(0, 200), microseconds=by.choice([0, 1, 500_000]), hours=by.randint(0, 23))
        told = by.choice([None, at, at + timedelta(days=by.randint(0, 9), microseconds=7)])
        word = by.choice(["adult", "孩子\u2028", 'a"\\b', "é\n\t", ""])
        site, unit = by.choice([None, 1, 2]), by.choice([None, 5])
        event: Any = DoorPassed(site_id=site, unit_id=unit, quantity=by.randint(1, 9), kind=word, reader_id=n % 7)
        if n % 4 == 0:
            event = ChairBought(site_id=site, quantity=by.choice([-2, 3]))
        made = ledger.record(
            event, actor=by.choice([CLERK, SYSTEM]), subject=f"test.door:{word}{n}", at=at, recorded_at=told
        )
        if by.random() < 0.2:
            ledger.reverse(made, actor=CLERK, reason="重复 “x”", at=(told or at) + timedelta(hours=5))


@pytest.mark.parametrize("seed", range(3))
def test_every_entry_hashes_as_it_does_one_by_one(seed: int) -> None:
    _facts(seed)
    kinds = dict(FactKind.objects.values_list("pk", "name"))
    entries = {entry.pk: entry for entry in Entry.objects.select_related("fact")}
    found = {row[0]: _hash(row, kinds) for row in fetch(_select(), ())}
    assert found == {pk: rehash(entry) for pk, entry in entries.items()} == {pk: e.hash for pk, e in entries.items()}
    ledger.seal_all(at=AT, slice_of=17)
    _facts(seed + 50)
    assert list(damages()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"occurred_on": AT.date()}, {"recorded_on": AT.date()}, {"note": "x"}, {"subject": "test.door:other"},
        {"reader": "0" * 32}, {"dims": {"kind": "other"}}, {"site_id": 9}, {"recorded_at": AT - timedelta(days=1)},
        {"occurred_at": AT - timedelta(microseconds=1)}, {"source": "import"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_sealed", [True, False])
def test_any_column_that_was_changed_is_found_at_its_place(change: dict[str, Any], is_sealed: bool) -> None:
    _facts(1)
    if is_sealed:
        ledger.seal_all(at=AT, slice_of=10)
    later = AT + timedelta(days=1)
    victim = Entry.objects.filter(occurred_on__gt=later, recorded_on__gt=later, corrects=None, site_id=1)[3]
    with without_triggers(connection):
        Entry.objects.filter(pk=victim.pk).update(**change)
    assert [(one.entry_id, one.what) for one in damages()] == [(victim.pk, "changed")]


def _less(cell: RollUp) -> None:
    RollUp.objects.filter(pk=cell.pk).update(quantity=cell.quantity + 1)


def _gone(cell: RollUp) -> None:
    RollUp.objects.filter(pk=cell.pk).delete()


def _moved(cell: RollUp) -> None:
    RollUp.objects.filter(pk=cell.pk).update(occurred_on=cell.occurred_on - timedelta(days=4000))


def _unknown(cell: RollUp) -> None:
    other = FactKind.objects.create(id=5, name="test.never", unit="个")
    RollUp.objects.filter(pk=cell.pk).update(fact=other)


@pytest.mark.parametrize("lie", [_less, _gone, _moved, _unknown])
def test_the_proof_in_runs_of_days_finds_what_one_statement_finds(lie: Callable[[RollUp], None]) -> None:
    _facts(2)
    ledger.seal_all(at=AT)
    _facts(3)  # not sealed: no part of the proof
    assert wrong_cells(run_of=1) == wrong_cells() == []
    for cell in RollUp.objects.order_by("pk")[3:40:9]:
        lie(cell) if lie is not _unknown or not FactKind.objects.filter(pk=5).exists() else _less(cell)
    plain = sorted(map(str, fetch(IN_ONE_STATEMENT, ())))
    assert plain
    for run_of in (1, 30, 10**9):
        assert sorted(map(str, wrong_cells(run_of=run_of))) == plain


@pytest.mark.parametrize("slice_of", [1, 7, 5000])
def test_a_digest_in_slices_is_the_digest_of_all_rows(slice_of: int) -> None:
    _facts(4)
    where = Where(("test.door-passed",), (SiteSpan(None, AT.date(), AT.date() + timedelta(days=99)),))
    rows = list(ledger.each_row(where, slice_of=3))
    assert len(rows) > 20
    whole = digest_of((row.id, row.hash) for row in rows)
    numbers = ids("SELECT id FROM ledger_entry ORDER BY id", ())
    chosen = {row.id for row in rows}
    numbers = type(numbers)("q", [number for number in numbers if number in chosen])
    assert digest_of(_hashes(numbers, slice_of)) == whole == ledger.digest(where)
