"""The director's page: months against last year, doors, what waits; a site alone; large for the hall."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from shushan.indicators import cockpit
from shushan.indicators.tests.make import AT, TESTER, drafted, make_site, may
from shushan.ledger import public as ledger
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.visits.events import Visited

pytestmark = pytest.mark.django_db


@pytest.fixture
def sites() -> dict[str, int]:
    cache.clear()
    made = {code: make_site(code, name=f"{code}馆") for code in "NS"}
    for code, year, n in (("N", 2019, 100), ("N", 2020, 150), ("S", 2020, 30)):
        ledger.record(
            Visited(site_id=made[code], quantity=n, way="gate", hour=12), actor=TESTER, subject="visits.gate:1",
            at=datetime(year, 5, 3, 4, tzinfo=UTC),
        )  # fmt: skip
    return made


def test_a_month_stands_against_the_same_month_of_last_year(sites: dict[str, int]) -> None:
    [visits] = [t for t in cockpit.trends(month=date(2020, 5, 1), site_ids=None, at=AT) if t.measure.code == "V01"]
    assert (visits.now, visits.before, visits.share, len(visits.months)) == (180, 100, 80, 13)
    alone = cockpit.trends(month=date(2020, 5, 1), site_ids=(sites["S"],), at=AT)[0]
    assert (alone.now, alone.before, alone.share) == (30, 0, None)
    assert cockpit.last_whole_month(date(2021, 1, 31)) == date(2020, 12, 1)


def test_the_page_shows_doors_and_what_waits_and_opens_every_figure(sites: dict[str, int]) -> None:
    drafted(may("V01"))
    assert cockpit.alerts(at=AT).to_check == 1
    without_second_factor()
    director = Client()
    director.force_login(make_user(make_staff("director")))
    page = director.get(reverse("indicators:cockpit") + "?month=2020-05").content.decode()
    assert "180" in page and "+80%" in page and "N馆" in page
    assert "/figures/V01/?period=month&amp;month=2020-05" in page
    alone = director.get(reverse("indicators:cockpit") + "?month=2020-05&site=S").content.decode()
    assert "上年同月没有数" in alone and "site=S" in alone
    assert 'hx-trigger="every 60s"' in director.get(reverse("indicators:cockpit") + "?tv=1").content.decode()
    for wrong in ("?month=2020-13", "?month=9999-12", "?site=ZZ"):
        assert director.get(reverse("indicators:cockpit") + wrong).status_code == 200
    desk = Client()
    desk.force_login(make_user(make_staff("desk")))
    assert desk.get(reverse("indicators:cockpit")).status_code == 403
