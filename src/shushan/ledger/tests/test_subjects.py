"""What the facts say of each subject stands beside its row, whatever is missing on either side."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection, transaction

from shushan.ledger import public as ledger
from shushan.ledger.tests.facts import AT, SYSTEM, ChairBought, DoorPassed

pytestmark = pytest.mark.django_db
BOTH = ("test.door-passed", "test.chair-bought")
NOUNS = ("test.door", "test.a", "test.门")  # of several lengths, one of letters that sort otherwise in a language


def _sums(seed: int) -> dict[str, dict[str, int]]:
    chance = random.Random(seed)
    wanted: dict[str, dict[str, int]] = {}
    for _n in range(120):
        subject = f"{chance.choice(NOUNS)}:{chance.choice([1, 2, 9, 10, 11, 99, 100, 1000])}"
        kind = chance.choice([DoorPassed, ChairBought])
        event = kind(site_id=1, quantity=chance.randint(1, 5))
        ledger.record(event, actor=SYSTEM, subject=subject, at=AT)
        sums = wanted.setdefault(subject, {})
        sums[kind.FACT] = sums.get(kind.FACT, 0) + event.quantity
    return wanted


@pytest.mark.parametrize("seed", range(3))
def test_facts_and_rows_stand_side_by_side_in_one_order(seed: int) -> None:
    told = _sums(seed)
    kept = {f"{noun}:{pk}": pk for noun in NOUNS for pk in (2, 9, 10, 12, 100, 1001)}
    series = [[(f"{noun}:{pk}", pk) for pk in (2, 9, 10, 12, 100, 1001)] for noun in NOUNS]
    found = list(ledger.beside(BOTH, *series))
    assert {subject: (dict(sums), row) for subject, sums, row in found} == {
        subject: (told.get(subject, {}), kept.get(subject)) for subject in {*told, *kept}
    }
    subjects = [subject for subject, _sums, _row in found]
    assert subjects == sorted(set(subjects), key=lambda subject: (len(subject), subject))
    assert dict(ledger.each_sum(BOTH)) == told


def test_no_facts_leave_the_rows_and_no_rows_the_facts() -> None:
    assert list(ledger.beside(BOTH, [("test.door:1", "here")])) == [("test.door:1", {}, "here")]
    assert list(ledger.beside(BOTH)) == []
    ledger.record(DoorPassed(site_id=1, quantity=2), actor=SYSTEM, subject="test.door:1", at=AT)
    assert list(ledger.beside(BOTH)) == [("test.door:1", {"test.door-passed": 2}, None)]


def test_rows_in_another_order_are_refused_rather_than_taken_for_missing() -> None:
    with pytest.raises(ValueError, match=r"test\.door:9 comes after test\.door:10"):
        list(ledger.beside(BOTH, [("test.door:10", 1), ("test.door:9", 1)]))
    with pytest.raises(ValueError, match="comes after"):
        list(ledger.beside(BOTH, [("test.door:9", 1), ("test.door:9", 1)]))


@pytest.mark.django_db(transaction=True)
def test_only_the_sorted_statement_is_sorted_in_a_file_and_only_outside_of_a_transaction() -> None:
    told: list[str] = []

    def hear(execute: Any, sql: str, *rest: Any) -> Any:
        told.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(hear):
        next(ledger.each_sum(BOTH), None)
        outside, told[:] = [sql for sql in told if "temp_store" in sql], []
        with transaction.atomic():
            next(ledger.each_sum(BOTH), None)
    is_told = connection.vendor == "sqlite"  # PostgreSQL decides so by itself
    assert outside == (["PRAGMA temp_store=FILE", "PRAGMA temp_store=MEMORY"] if is_told else [])
    assert told and not any("temp_store" in sql for sql in told)
