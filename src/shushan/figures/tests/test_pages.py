"""Card and rows as pages: a fixed number of queries, refusals beside their field, rows only for staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from shushan.circulation.events import ItemLent
from shushan.figures import ports
from shushan.figures.tests.make import NORTH, SOUTH, SYSTEM, BellRung, ring, use_three_sites
from shushan.ledger import public as ledger
from shushan.people.events import CardValidity
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db
SCOPE = "?period=reopening&until=2020-06-30"


@pytest.fixture(autouse=True)
def three_sites() -> Iterator[None]:
    before = use_three_sites()
    yield
    ports._sites[:] = before


def test_a_card_asks_as_often_for_three_rows_as_for_one(client: Client, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ring(2)
    client.get(f"/figures/TEST01/{SCOPE}")  # what is kept after the first page
    with CaptureQueriesContext(connection) as once:
        assert client.get(f"/figures/TEST01/{SCOPE}").context["card"].value.quantity == 2
    ring(3)
    ring(4, on=date(2020, 4, 1))
    with django_assert_num_queries(len(once)):
        assert client.get(f"/figures/TEST01/{SCOPE}").context["card"].value.quantity == 9


def test_the_public_sees_days_and_no_rows(client: Client) -> None:
    ring(2)
    page = client.get(f"/figures/TEST01/rows/{SCOPE}")
    assert [(day, cell.number) for day, cell in page.context["days"]] == [(date(2020, 5, 1), 2)]
    assert "rows" not in page.context
    ring(1, on=date(2020, 5, 12))
    ring(1, on=date(2020, 5, 3))
    days = [day.day for day, _cell in client.get(f"/figures/TEST01/rows/{SCOPE}").context["days"]]
    assert days == [1, 3, 12]
    assert client.get(f"/figures/TEST01/rows.csv{SCOPE}").status_code == 403


def test_what_cannot_be_taken_is_said_beside_its_field(client: Client) -> None:
    page = client.get("/figures/TEST01/?period=month&month=May")
    assert (page.status_code, page.context["form"].error_field) == (422, "month")
    assert client.get("/figures/NONE/").status_code == 404


def _lent(reader: int, *, category: str, site: int = NORTH.id, day: int = 1) -> None:
    event = ItemLent(site_id=site, reader_id=reader, category=category, clc="I")
    at = datetime(2020, 5, day, 4, tzinfo=UTC)
    ledger.record(event, actor=SYSTEM, subject=f"circulation.loan:{reader}", at=at)


def _staff() -> Client:
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("director")))
    return client


MAY = "?period=month&month=2020-05"


def test_small_parts_of_persons_are_hidden_from_the_public_and_shown_to_staff(client: Client) -> None:
    for reader in range(9):
        _lent(reader, category="adult")
    for reader in range(20, 23):
        _lent(reader, category="child", site=SOUTH.id)
    for reader in range(30, 37):
        _lent(reader, category="elder")
    shown = client.get(f"/figures/L02/{MAY}")
    [parts] = [one for one in shown.context["apart"] if one.breakdown.code == "category"]
    cells = {part.values[0]: part.cell for part in parts.parts}
    assert cells["child"].is_small and cells["elder"].is_small and not cells["adult"].is_small  # 7 would give 3 away
    assert "少于 5" in shown.content.decode() and not parts.adds_up
    [open_parts] = [
        one for one in _staff().get(f"/figures/L02/{MAY}").context["apart"] if one.breakdown.code == "category"
    ]
    assert {part.values[0]: part.cell.number for part in open_parts.parts} == {"adult": 9, "child": 3, "elder": 7}
    assert open_parts.adds_up


def test_a_part_about_persons_opens_for_staff_only(client: Client) -> None:
    _lent(1, category="child")
    _lent(2, category="adult")
    part = f"{MAY}&part=category:child"
    for path in ("", "rows/", "days.csv"):
        assert client.get(f"/figures/L02/{path}{part}").status_code == 403
    page = _staff().get(f"/figures/L02/{part}")
    assert page.context["card"].value.quantity == 1 and "category:child" in page.content.decode()
    assert client.get(f"/figures/L02/{MAY}&part=clc:I").context["card"].value.quantity == 2
    assert client.get(f"/figures/L02/{MAY}&part=nonsense").status_code == 422


def test_few_readers_are_hidden_from_the_public_as_a_whole_and_by_day(client: Client) -> None:
    for reader in range(3):
        _lent(reader, category="adult")
    page = client.get(f"/figures/R03/{MAY}")
    assert page.context["card"].value.number is None and "少于 5" in page.content.decode()
    assert all(cell.is_small for _day, cell in client.get(f"/figures/R03/rows/{MAY}").context["days"])
    assert b",3" not in b"".join(client.get(f"/figures/R03/days.csv{MAY}"))  # type: ignore[arg-type]
    told = client.get(f"/api/v1/figures/R03{MAY}").json()
    assert told["number"] is None and told["quantity"] == 0
    assert _staff().get(f"/figures/R03/{MAY}").context["card"].value.number == 3


def test_readers_over_years_and_ratios_of_nothing_say_why_there_is_no_value(client: Client) -> None:
    across = "?period=range&since=2019-12-01&until=2020-01-31"
    page = client.get(f"/figures/R03/{across}").content.decode()
    assert "没有数值，因为" in page and "化名" in page
    assert "常住人口" in client.get(f"/figures/V02/{MAY}").content.decode()
    assert client.get("/figures/").status_code == 200


def test_a_stock_stands_on_a_day_beside_what_it_was_before_the_period(client: Client) -> None:
    for day, quantity in ((date(2020, 4, 9), 5), (date(2020, 5, 9), 3), (date(2020, 5, 20), -1), (date(2020, 6, 2), 9)):
        at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        event = CardValidity(site_id=NORTH.id, quantity=quantity)
        ledger.record(event, actor=SYSTEM, subject="people.card:1", at=at)
    page = client.get(f"/figures/R02/{MAY}")
    assert (page.context["card"].value.quantity, page.context["card"].opening) == (7, 5)
    assert "期初 5" in page.content.decode() and "+2" in page.content.decode()


def test_rows_go_by_the_one_list_and_those_of_a_ratio_by_its_two_sides(client: Client) -> None:
    staff = _staff()
    first = ring(2)
    for n in range(100):
        ring(1, hour=n % 20)
    page = staff.get(f"/figures/TEST01/rows/{SCOPE}")
    assert len(page.context["list"].lines) == 100 and page.context["list"].following
    rest = staff.get(page.context["list"].following)
    assert len(rest.context["list"].lines) == 1
    file = b"".join(staff.get(f"/figures/TEST01/rows/{SCOPE}&format=csv")).decode()  # type: ignore[arg-type]
    assert file.count("test.bell-rung") == 101 and str(first) in file
    sides = staff.get(f"/figures/V06/rows/{MAY}").content.decode()
    assert "/figures/V01/rows/" in sides and "/figures/V05/rows/" in sides
    assert staff.get(f"/figures/V06/rows.csv{MAY}").status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_rows_ask_as_often_for_three_as_for_one(rows: int, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    staff = _staff()
    ring(1)
    staff.get(f"/figures/TEST01/rows/{SCOPE}")
    with CaptureQueriesContext(connection) as once:
        staff.get(f"/figures/TEST01/rows/{SCOPE}")
    for _n in range(rows):
        ring(1)
    with django_assert_num_queries(len(once)):
        staff.get(f"/figures/TEST01/rows/{SCOPE}")


def test_units_are_called_by_their_names_of_the_period_on_card_and_rows() -> None:
    from shushan.units import public as units

    at = datetime(2019, 1, 2, tzinfo=UTC)
    unit = units.found_unit(
        actor=SYSTEM, at=at, code="B1", name="第一支部", name_en="Branch One", kind="department", since=at.date()
    )
    event = BellRung(site_id=NORTH.id, unit_id=unit, quantity=4)
    ledger.record(event, actor=SYSTEM, subject="test.bell:1", at=datetime(2020, 5, 3, 4, tzinfo=UTC))
    staff = _staff()
    for query in (f"{MAY}&unit={unit}", f"{MAY}&part=unit:{unit}"):
        assert "第一支部" in staff.get(f"/figures/TEST01/{query}").content.decode()
        rows = staff.get(f"/figures/TEST01/rows/{query}").content.decode()
        assert "组织单位" in rows and "第一支部" in rows
    assert "Branch One" in staff.get(f"/en/figures/TEST01/{MAY}&unit={unit}").content.decode()
    units.change_unit(
        actor=SYSTEM, at=at, unit_id=unit, since=date(2020, 6, 1), name="新一支部", kind="department", parent_id=None
    )
    assert "第一支部" in staff.get(f"/figures/TEST01/{MAY}&unit={unit}").content.decode(), "so it was called in May"
    assert "新一支部" in staff.get(f"/figures/TEST01/?period=month&month=2020-06&unit={unit}").content.decode()
    assert "999" in staff.get(f"/figures/TEST01/{MAY}&unit=999").content.decode(), "nobody knows this one"
