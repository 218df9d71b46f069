"""Special days and the end of a closure on pages: what is typed wrong stands at the field, readers see the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shushan.circulation.tests.make import make_site
from shushan.kernel.actor import system
from shushan.kernel.clock import now
from shushan.ledger.public import local_day
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.places import public as places

pytestmark = pytest.mark.django_db
SYSTEM = system("test")


@pytest.fixture
def site() -> int:
    return make_site("C", "中心馆")


@pytest.fixture
def staff() -> Client:
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("system-admin")))
    return client


def test_a_day_is_closed_given_hours_and_given_back(staff: Client, site: int) -> None:
    day = local_day(now()) + timedelta(days=10)
    address = reverse("places:special-days", args=["C"])
    assert places.is_open_day(site, day)
    assert staff.post(address, {"day": str(day), "reason": "国庆节"}).status_code == 302
    assert not places.is_open_day(site, day) and "国庆节" in staff.get(address).content.decode()
    said = {"day": str(day), "opens": "10:00", "closes": "12:00", "reason": "国庆节"}
    assert staff.post(address, said).status_code == 302
    [span] = places.opening_of(site, day)
    assert (span.opens.hour, span.closes.hour) == (10, 12)
    back = reverse("places:special-day-withdrawal", args=["C"])
    assert staff.post(back, {"day": str(day)}).status_code == 302
    assert places.special_days(site) == [] and places.is_open_day(site, day)
    assert staff.post(back, {"day": str(day)}).status_code == 404
    assert staff.post(back, {"day": "nonsense"}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"opens": "10:00"}, {"opens": "12:00", "closes": "10:00"}, {"reason": ""}, {"day": "2020-13-01"}],
)
def test_what_is_typed_wrong_is_said_at_the_field(staff: Client, site: int, wrong: dict[str, str]) -> None:
    day = local_day(now()) + timedelta(days=3)
    answer = staff.post(reverse("places:special-days", args=["C"]), {"day": str(day), "reason": "检修", **wrong})
    assert answer.status_code == 422 and "field__error" in answer.content.decode()
    assert places.special_days(site) == []


def test_an_open_closure_is_ended_after_a_yes(staff: Client, site: int) -> None:
    since = local_day(now()) - timedelta(days=2)
    closure = places.close_site(actor=SYSTEM, at=now(), site_id=site, since=since, until=None, reason="漏水")
    address = reverse("places:closure-end", args=["C", closure])
    assert "恢复开放" in staff.get(reverse("places:closures", args=["C"])).content.decode()
    until = local_day(now()) + timedelta(days=1)
    assert staff.post(address, {"until": str(until)}).status_code == 200
    assert places.closures(site)[0].until is None
    assert staff.post(address, {"until": str(since), "confirmed": "1"}).status_code == 422
    assert staff.post(address, {"until": str(until), "confirmed": "1"}).status_code == 302
    assert places.closures(site)[0].until == until


def test_a_population_without_a_source_is_said_at_the_field(staff: Client, site: int) -> None:
    said = {"area": " ", "year": "2020", "kind": "resident", "persons": "10", "source": "公报"}
    assert staff.post(reverse("places:population"), said).status_code == 422
