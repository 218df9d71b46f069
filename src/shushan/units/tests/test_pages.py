"""The pages of the tree: as of a day, with refusals at the field and a step before closing."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.kernel.actor import system
from shushan.kernel.clock import now
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.units import public as units

pytestmark = pytest.mark.django_db
FIRST = date(2020, 1, 1)


@pytest.fixture
def staff() -> Client:
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("system-admin")))
    return client


def _found(code: str, name: str, parent: int | None = None) -> int:
    return units.found_unit(
        actor=system("test"), at=now(), code=code, name=name, kind="department", since=FIRST, parent_id=parent
    )


def _typed(**more: object) -> dict[str, object]:
    return {"name": "阅读推广部", "kind": "department", "parent": "", "site": "", "since": "2020-05-01", **more}


def test_a_unit_is_founded_renamed_and_shown_as_of_a_day(staff: Client) -> None:
    answer = staff.post(reverse("units:new"), _typed(code="P", since="2020-01-01"))
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert staff.post(address, _typed(name="推广部")).status_code == 302
    early = staff.get(reverse("units:tree"), {"on": "2020-02-01"}).content.decode()
    late = staff.get(reverse("units:tree"), {"on": "2020-06-01"}).content.decode()
    assert "阅读推广部" in early and "阅读推广部" not in late and "推广部" in late
    assert "阅读推广部" in staff.get(address).content.decode()
    assert "推广部" not in staff.get(reverse("units:tree"), {"on": "2019-01-01"}).content.decode()


def test_refusals_stand_at_the_field_and_nothing_is_written(staff: Client) -> None:
    top = _found("A", "办公室")
    taken = staff.post(reverse("units:new"), _typed(code="A"))
    assert taken.status_code == 422 and "已经有单位使用" in taken.content.decode()
    early = staff.post(reverse("units:new"), _typed(code="B", parent=str(top), since="2019-01-01"))
    assert early.status_code == 422 and "上级单位" in early.content.decode()
    itself = staff.post(reverse("units:unit", args=[top]), _typed(parent=str(top)))
    assert itself.status_code == 422 and "自己下面" in itself.content.decode()
    assert len(units.history(top)) == 1


def test_closing_asks_first_and_is_refused_while_others_stand_under_it(staff: Client) -> None:
    top = _found("A", "办公室")
    under = _found("B", "读者服务组", top)
    address = reverse("units:closing", args=[under])
    asking = staff.post(address, {"until": "2020-09-01"})
    assert asking.status_code == 200 and units.history(under)[0].until is None
    refused = staff.post(reverse("units:closing", args=[top]), {"until": "2020-09-01", "confirmed": "1"})
    assert refused.status_code == 409 and "读者服务组" in refused.content.decode()
    assert staff.post(address, {"until": "2020-09-01", "confirmed": "1"}).status_code == 302
    assert units.history(under)[0].until == date(2020, 9, 1)
    assert staff.post(address, {"until": "2020-10-01", "confirmed": "1"}).status_code == 404


def test_nobody_else_sees_the_tree() -> None:
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("desk")))
    assert client.get(reverse("units:tree")).status_code == 403


def test_the_list_and_the_comparison_ask_the_same_number_of_queries_whatever_their_length(staff: Client) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(address).status_code == 200
        return len(queries)

    changes = reverse("units:changes") + "?from=2019-12-31&to=2020-06-01"
    _found("A", "办公室")
    staff.get(reverse("units:tree"))
    before = asked(reverse("units:tree")), asked(changes)
    _found("B", "采编部"), _found("D", "总务部")
    assert (asked(reverse("units:tree")), asked(changes)) == before


def test_the_list_is_filtered_and_two_days_are_compared(staff: Client) -> None:
    top = _found("A", "办公室")
    _found("B", "采编部", top)
    units.change_unit(
        actor=system("test"), at=now(), unit_id=top, since=date(2020, 5, 1), name="综合办公室", kind="department",
        parent_id=None,
    )  # fmt: skip
    some = staff.get(reverse("units:tree"), {"q": "采编"}).content.decode()
    assert "采编部" in some and "综合办公室" not in some
    answer = staff.get(reverse("units:tree"), {"format": "csv", "on": "2020-02-01"})
    assert "办公室" in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    page = staff.get(reverse("units:changes"), {"from": "2020-02-01", "to": "2020-06-01"}).content.decode()
    assert "改名" in page and "综合办公室" in page
    same = staff.get(reverse("units:changes"), {"from": "2020-02-01", "to": "2020-02-01"}).content.decode()
    assert "完全一样" in same
    assert staff.get(reverse("units:changes"), {"from": "x", "to": "0001-01-01"}).status_code == 200
