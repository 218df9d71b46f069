"""Sites, hours, closures: the past keeps its hours, the database refuses overlaps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from shushan.kernel.actor import ANONYMOUS, system
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.ledger.public import zone
from shushan.places import public as places
from shushan.places.models import Closure, OpeningHours
from shushan.places.tests.make import make_site

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
AT = datetime(2020, 6, 30, 2, tzinfo=UTC)  # Tuesday, ten in the morning in Shanghai
TUESDAY = date(2020, 6, 30)


def test_open_until_closing_and_then_until_the_next_opening() -> None:
    site = make_site(closed=(2,))
    state = places.open_state(site, AT)
    assert state.is_open
    assert state.closes_at == datetime(2020, 6, 30, 17, tzinfo=zone())
    evening = places.open_state(site, AT + timedelta(hours=9))
    assert not evening.is_open
    assert evening.opens_at == datetime(2020, 7, 2, 9, tzinfo=zone())


def test_the_states_of_all_sites_are_those_of_each_and_cost_the_same_for_one_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_site(closed=(2,))
    with django_assert_num_queries(4):
        assert len(places.open_states(AT)) == 1
    second, _third = make_site("H", closed=(1,)), make_site("Y")
    places.close_site(
        actor=SYSTEM, at=AT, site_id=second, since=TUESDAY, until=TUESDAY + timedelta(days=3), reason="电力检修"
    )
    with django_assert_num_queries(4):
        found = places.open_states(AT)
    assert found == {site.id: places.open_state(site.id, AT) for site in places.sites()}
    assert {state.is_open for state in found.values()} == {True, False}


def test_new_hours_leave_the_past_as_it_was() -> None:
    site = make_site()
    places.set_hours(
        actor=SYSTEM, at=AT, site_id=site, weekday=1, spans=[places.OpeningSpan(time(13), time(20))], since=TUESDAY
    )
    assert places.opening_of(site, TUESDAY) == (places.OpeningSpan(time(13), time(20)),)
    assert places.opening_of(site, TUESDAY - timedelta(days=7)) == (places.OpeningSpan(time(9), time(17)),)


def test_hours_that_make_no_sense_are_refused() -> None:
    site = make_site()
    for spans in ([(17, 9)], [(9, 12), (11, 15)]):
        with pytest.raises(Invalid):
            places.set_hours(
                actor=SYSTEM, at=AT, site_id=site, weekday=1, since=TUESDAY,
                spans=[places.OpeningSpan(time(a), time(b)) for a, b in spans],
            )  # fmt: skip


def test_the_database_refuses_two_hours_of_a_weekday_at_a_time() -> None:
    site = make_site()
    with pytest.raises(DatabaseError), transaction.atomic():
        OpeningHours.objects.create(
            site_id=site, weekday=1, part=0, opens=time(8), closes=time(10), since=date(2020, 1, 1)
        )


def test_a_closure_closes_and_a_special_day_opens_again() -> None:
    site = make_site()
    places.close_site(actor=SYSTEM, at=AT, site_id=site, since=TUESDAY, until=date(2020, 7, 3), reason="电力检修")
    assert not places.is_open_day(site, TUESDAY)
    assert places.open_state(site, AT).reason == "电力检修"
    places.set_special_day(
        actor=SYSTEM, at=AT, site_id=site, day=date(2020, 7, 1), opens=time(9), closes=time(12), reason="半日开放"
    )
    assert places.is_open_day(site, date(2020, 7, 1))
    assert places.calendar(site).open_day_on_or_after(TUESDAY) == date(2020, 7, 1)


def test_overlapping_closures_are_refused_by_the_operation_and_by_the_database() -> None:
    site = make_site()
    places.close_site(actor=SYSTEM, at=AT, site_id=site, since=TUESDAY, until=None, reason="修缮")
    with pytest.raises(Conflict):
        places.close_site(actor=SYSTEM, at=AT, site_id=site, since=date(2020, 8, 1), until=None, reason="修缮")
    with pytest.raises(DatabaseError), transaction.atomic():
        Closure.objects.create(site_id=site, since=date(2021, 1, 1), reason="x")
    places.end_closure(actor=SYSTEM, at=AT, closure_id=Closure.objects.get().pk, until=date(2020, 7, 5))
    places.close_site(actor=SYSTEM, at=AT, site_id=site, since=date(2020, 8, 1), until=None, reason="修缮")


def test_codes_are_unique_and_grants_are_checked() -> None:
    make_site("C")
    with pytest.raises(Conflict):
        places.open_site(actor=SYSTEM, at=AT, code="C", name="又一个")
    with pytest.raises(NotAllowed):
        places.open_site(actor=ANONYMOUS, at=AT, code="D", name="不行")
    with pytest.raises(NotFound):
        places.site_by_code("Z")


def test_population_needs_a_source() -> None:
    kind = places.PopulationKind.RESIDENT
    with pytest.raises(Invalid):
        places.set_population(actor=SYSTEM, at=AT, area="海川区", year=2020, kind=kind, persons=1, source=" ")
    places.set_population(actor=SYSTEM, at=AT, area="海川区", year=2020, kind=kind, persons=500_000, source="统计公报")
    assert places.populations()[0].persons == 500_000
