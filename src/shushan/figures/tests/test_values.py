"""Values follow from rows, site by site, as known at any time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shushan.figures import ports
from shushan.figures import public as figures
from shushan.figures.public import Scope
from shushan.figures.tests.make import NORTH, SHUT, SOUTH, SYSTEM, BellMuted, ring, use_three_sites
from shushan.ledger import public as ledger

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 1, 1, tzinfo=UTC)
JULY = date(2020, 7, 1)


@pytest.fixture(autouse=True)
def three_sites() -> Iterator[None]:
    before = use_three_sites()
    yield
    ports._sites[:] = before


def test_since_reopening_begins_at_each_site_on_its_own_day() -> None:
    for site, on in ((NORTH, date(2020, 3, 22)), (NORTH, date(2020, 3, 23)), (SOUTH, date(2020, 3, 27))):
        ring(site=site, on=on)
    ring(2, site=SOUTH, on=date(2020, 3, 28))
    found = figures.value("TEST01", scope=Scope(until=JULY), at=AT)
    assert (found.quantity, found.is_since_reopening) == (3, True)
    fixed = figures.value("TEST01", scope=Scope(until=JULY, since=date(2020, 3, 23)), at=AT)
    assert (fixed.quantity, fixed.is_since_reopening) == (4, False)


def test_since_reopening_is_refused_where_no_site_reopened() -> None:
    with pytest.raises(figures.NotReopened):
        figures.value("TEST01", scope=Scope(until=JULY, site_ids=(SHUT.id,)), at=AT)
    assert (
        figures.value("TEST01", scope=Scope(until=JULY, since=date(2020, 1, 1), site_ids=(SHUT.id,)), at=AT).quantity
        == 0
    )


def test_a_reversed_period_and_an_unknown_measure_are_refused() -> None:
    with pytest.raises(figures.EmptyPeriod):
        figures.value("TEST01", scope=Scope(until=JULY, since=JULY), at=AT)
    with pytest.raises(figures.NoSuchMeasure):
        figures.value("NO99", scope=Scope(until=JULY), at=AT)


def test_a_card_has_its_parts_and_they_sum_to_the_value() -> None:
    ring(5, site=NORTH, on=date(2020, 4, 30), hour=16)  # already May in Shanghai
    taken = ring(7, site=SOUTH, on=date(2020, 5, 2))
    ledger.record(BellMuted(site_id=NORTH.id), actor=SYSTEM, subject="test.bell:1", at=AT - timedelta(days=9))
    ledger.reverse(taken, actor=SYSTEM, reason="误记", at=AT)
    card = figures.card("TEST01", scope=Scope(until=JULY), at=AT)
    assert (card.value.quantity, card.value.entries, card.reversals) == (6, 4, 1)
    assert [(part.site.code, part.quantity) for part in card.sites] == [("N", 6), ("S", 0)]
    assert [(part.month.isoformat(), part.quantity) for part in card.months] == [("2020-05-01", 5), ("2020-06-01", 1)]
    assert {part.fact: part.quantity for part in card.facts} == {"test.bell-rung": 5, "test.bell-muted": 1}


def test_what_was_known_before_a_correction_stays_answerable_and_the_digest_tells_them_apart() -> None:
    entry = ring(7)
    then = Scope(until=JULY, known_at=AT)
    before = figures.digest(figures.value("TEST01", scope=then, at=AT))
    ledger.reverse(entry, actor=SYSTEM, reason="误记", at=AT + timedelta(days=1))
    assert figures.value("TEST01", scope=then, at=AT).quantity == 7
    now = figures.value("TEST01", scope=Scope(until=JULY), at=AT)
    assert now.quantity == 0
    assert figures.digest(figures.value("TEST01", scope=then, at=AT)) == before != figures.digest(now)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    rings=st.lists(st.tuples(st.integers(1, 9), st.sampled_from([NORTH, SOUTH]), st.integers(0, 110)), max_size=25),
    since=st.none() | st.integers(0, 50),
    length=st.integers(1, 60),
    sites=st.none() | st.sets(st.sampled_from([1, 2]), min_size=1),
)
def test_any_value_is_the_sum_of_its_rows(
    rings: list[tuple[int, figures.SiteName, int]], since: int | None, length: int, sites: set[int] | None
) -> None:
    start = date(2020, 3, 20)
    for n, site, day in rings:
        ring(n, site=site, on=start + timedelta(days=day))
    first = None if since is None else start + timedelta(days=since)
    scope = Scope(
        until=(first or date(2020, 4, 1)) + timedelta(days=length),
        since=first,
        site_ids=tuple(sites) if sites else None,
    )
    found = figures.value("TEST01", scope=scope, at=AT)
    shown = figures.rows(found, limit=10_000)
    assert found.quantity == sum(row.quantity for row in shown)
    assert found.entries == len(shown)
    assert found.quantity == sum(quantity for _day, quantity in figures.by_day(found))
