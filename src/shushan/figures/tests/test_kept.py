"""What is kept of figures that read every entry: the same numbers, computed again only when an entry joined theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shushan.circulation.events import HoldFilled, ItemLent, ItemReturned
from shushan.figures import kept, ports
from shushan.figures import public as figures
from shushan.figures.public import Scope
from shushan.figures.tests.make import NORTH, SOUTH, SYSTEM, use_three_sites
from shushan.kernel.events import Event
from shushan.ledger import public as ledger
from shushan.visits.events import Left, Visited

pytestmark = pytest.mark.django_db
SCOPE = Scope(since=date(2020, 3, 1), until=date(2020, 5, 1))
AT = datetime(2020, 3, 5, 2, tzinfo=UTC)
LATER = datetime(2020, 6, 1, tzinfo=UTC)
CODES = ("R03", "L03", "L06M", "V04", "L07", "L06R", "L02")


@pytest.fixture(autouse=True)
def _everything_is_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = use_three_sites()
    monkeypatch.setattr(kept, "FROM", 0)
    cache.clear()
    yield
    cache.clear()
    ports._sites[:] = before


def _happen(n: int, *, at: datetime = AT, reader_id: int = 1) -> int:
    said = {"site_id": (NORTH, SOUTH)[n % 2].id, "reader_id": reader_id}
    events: list[Event] = [
        ItemLent(category="adult", **said), ItemReturned(from_site=9, **said), HoldFilled(days_waited=n, **said),
        Visited(site_id=NORTH.id, quantity=n + 2, way="csv", hour=9), Left(site_id=NORTH.id, way="csv", hour=9),
    ]  # fmt: skip
    then = at + timedelta(hours=n)
    return min([ledger.record(one, actor=SYSTEM, subject=f"test.kept:{n}", at=then) for one in events])


def _said(code: str) -> tuple[object, ...]:
    value = figures.value(code, scope=SCOPE, at=LATER)
    return value.number, value.entries, figures.cells(value, ("site", "month")), figures.cells(value, ("category",))


def _computed(code: str) -> tuple[object, ...]:
    cache.clear()
    return _said(code)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("is_sealed", [True, False])
def test_what_is_kept_is_what_would_be_computed_whatever_comes(code: str, is_sealed: bool) -> None:
    first = _happen(0)
    steps = [
        lambda: _happen(1, reader_id=2),
        lambda: _happen(2, at=AT + timedelta(days=40)),
        lambda: ledger.reverse(first, actor=SYSTEM, reason="重复", at=LATER),
        lambda: _happen(3, at=AT - timedelta(days=300)),  # of another year: no part of it
        lambda: ledger.seal_all(at=LATER),
    ]
    for step in steps:
        if is_sealed:
            ledger.seal_all(at=LATER)
        before = _said(code)
        step()
        now = _said(code)
        assert now == _said(code) == _computed(code)
        assert (now == before) or step is not steps[-1], "a seal changes no number"


@pytest.mark.parametrize("code", ["R03", "L06M", "V04", "L07"])
def test_asked_again_no_entry_is_read(code: str) -> None:
    for n in range(3):
        _happen(n)
    ledger.seal_all(at=LATER)
    first = _said(code)
    with CaptureQueriesContext(connection) as asked:
        assert _said(code) == first
    reading = [one["sql"] for one in asked if "FROM ledger_entry e" in one["sql"]]
    assert reading == []


def test_another_question_has_another_answer() -> None:
    _happen(0)
    _happen(1, reader_id=2)
    questions = (SCOPE, replace(SCOPE, site_ids=(NORTH.id,)), replace(SCOPE, dims=(("category", "child"),)))
    assert [figures.value("R03", scope=one, at=LATER).number for one in questions] == [2, 1, 0]


def test_what_was_known_inside_a_day_is_told_apart_and_the_entries_alone_are_never_quickly_told() -> None:
    _happen(0)
    _happen(1, reader_id=2)
    ledger.seal_all(at=LATER)
    told = {}
    for minutes in (1, 10_000):
        known = replace(SCOPE, known_at=AT + timedelta(minutes=minutes))
        found = figures.value("R03", scope=known, at=LATER)
        told[ledger.mark(found.where)] = found.number
    assert sorted(told.values()) == [1, 2]  # two marks
    every = replace(SCOPE, known_at=ledger.EVERY_ENTRY)
    assert ledger.mark(figures.value("R03", scope=every, at=LATER).where) is None


def test_few_entries_are_read_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FROM", 2)
    _happen(0)
    with CaptureQueriesContext(connection) as asked:
        assert _said("R03") == _said("R03")
    assert sum("FROM ledger_entry e" in one["sql"] for one in asked) > 4


def test_a_filtered_sum_is_kept_and_another_filter_is_another_question() -> None:
    for n in range(3):
        _happen(n)
    lent = replace(figures.measure("L02"), code="TESTKEPT", among=(("category", ("adult", "child")),))
    none = replace(lent, among=(("category", ("child",)),))

    def said(measure: figures.Measure) -> object:
        return figures.value_of(measure, scope=SCOPE, at=LATER).number

    assert (said(lent), said(none)) == (3, 0)
    ledger.seal_all(at=LATER)
    assert said(lent) == 3
    with CaptureQueriesContext(connection) as asked:
        assert said(lent) == 3
    assert not [one for one in asked if "FROM ledger_entry e" in one["sql"]]
    _happen(3)
    assert (said(lent), said(none)) == (4, 0)
