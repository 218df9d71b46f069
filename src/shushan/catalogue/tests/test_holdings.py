"""Holdings on any past day: by site and class, with ratios that show both their parts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from shushan.catalogue import holdings, operations
from shushan.catalogue.tests.make import TESTER, make_record
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.places import public as places

pytestmark = pytest.mark.django_db
DAY = date(2020, 3, 31)


def add(barcode: str, site_id: int, clc: str, day: datetime) -> int:
    """Take a copy of a class into the stock on a day."""
    return operations.add_item(actor=TESTER, at=day, record_id=make_record(clc=clc), barcode=barcode, site_id=site_id)


@pytest.fixture
def stocked(centre: int, estuary: int) -> tuple[int, int]:
    """Have three copies in 2019, one added in March 2020, one withdrawn in June 2020; residents known for 2019."""
    old = datetime(2019, 5, 1, 4, tzinfo=UTC)
    first = add("A1", centre, "I246.5", old)
    add("A2", centre, "K2", old)
    add("A3", estuary, "I3", old)
    add("A4", centre, "", datetime(2020, 3, 31, 4, tzinfo=UTC))
    operations.withdraw_item(actor=TESTER, at=datetime(2020, 6, 1, 4, tzinfo=UTC), item_id=first, reason="破损")
    places.set_population(
        actor=TESTER,
        at=old,
        area="本区",
        year=2019,
        kind=places.PopulationKind.RESIDENT,
        persons=200,
        source="统计公报",
    )
    return centre, estuary


def test_any_past_day_has_its_stock(stocked: tuple[int, int]) -> None:
    centre, estuary = stocked
    for on, whole, added in [
        (date(2018, 12, 31), 0, 0),
        (date(2019, 12, 31), 3, 0),
        (date(2020, 3, 30), 3, 0),
        (DAY, 4, 1),
        (date(2020, 6, 1), 3, 1),
    ]:
        told = holdings.holdings(on=on, since=date(2020, 1, 1))
        assert (told.whole.stock, told.whole.added) == (whole, added), on
    told = holdings.holdings(on=DAY, since=date(2020, 1, 1))
    assert {letter: cell.stock for letter, cell in told.classes.items()} == {"I": 2, "K": 1, "": 1}
    assert {site: cell.stock for site, cell in told.sites.items()} == {centre: 3, estuary: 1}
    assert told.cells["I", estuary].stock == 1
    assert sum(cell.stock for cell in told.cells.values()) == told.whole.stock


def test_a_ratio_shows_its_parts_or_says_that_there_is_none(stocked: tuple[int, int]) -> None:
    told = holdings.holdings(on=DAY, since=date(2020, 1, 1))
    assert (told.stock_each.over, told.stock_each.under, told.stock_each.value) == (4, 200, 0.02)
    assert told.added_each.value == 0.005
    assert holdings.holdings(on=date(2018, 12, 31), since=date(2018, 1, 1)).stock_each.value is None


def test_the_page_and_its_file(stocked: tuple[int, int], client: Client) -> None:
    without_second_factor()
    client.force_login(make_user(make_staff("cataloguer")))
    page = client.get(reverse("catalogue:holdings"), {"on": "2020-03-31", "since": "2020-01-01"}).content.decode()
    for shown in ("文学", "没有分类号", "0.020", "4 ÷ 200", "统计公报"):
        assert shown in page
    file = client.get(reverse("catalogue:holdings"), {"on": "2020-03-31", "as": "csv"})
    assert len(b"".join(file.streaming_content).splitlines()) == 5  # type: ignore[attr-defined]
    assert client.get(reverse("catalogue:holdings"), {"on": "soon"}).status_code == 422
    assert client.get(reverse("catalogue:holdings")).status_code == 200
