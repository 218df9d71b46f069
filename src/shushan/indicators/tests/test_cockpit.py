"""Dashboards: months against last year and targets, doors, what waits; of the library, a site, a branch, everybody, the hall."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from shushan.indicators import public as indicators
from shushan.indicators.dashboards.alerts import alerts, unsigned
from shushan.indicators.dashboards.doors import doors, today
from shushan.indicators.dashboards.terms import AlertKind, Line, Trend
from shushan.indicators.dashboards.trends import latest_month, trends
from shushan.indicators.public import Asked, PeriodKind, TargetPlan
from shushan.indicators.tests.make import AT, LONG_AGO, TESTER, drafted, make_site, may, signed
from shushan.kernel.periods import Period
from shushan.ledger import public as ledger
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.units import public as units
from shushan.visits import public as visits
from shushan.visits.events import Visited

pytestmark = pytest.mark.django_db
MAY = date(2020, 5, 1)


def came(site_id: int, at: datetime, people: int, gate: str = "") -> None:
    """Let people in."""
    event = Visited(site_id=site_id, quantity=people, way="gate", gate=gate, hour=12)
    ledger.record(event, actor=TESTER, subject="visits.gate:1", at=at)


@pytest.fixture
def sites() -> dict[str, int]:
    cache.clear()
    made = {code: make_site(code, name=f"{code}馆") for code in "NS"}
    for code, year, n in (("N", 2019, 100), ("N", 2020, 150), ("S", 2020, 30)):
        came(made[code], datetime(year, 5, 3, 4, tzinfo=UTC), n)
    return made


def aimed(plan: TargetPlan, site_ids: tuple[int, ...] | None = None) -> int:
    """Take a duty up whose visits have a target; return the duty's id."""
    unit = units.found_unit(
        actor=TESTER, at=LONG_AGO, code="B1", name="一支部", kind="department", since=date(2019, 1, 1)
    )
    duty_id = indicators.take_up_duty(
        actor=TESTER, at=LONG_AGO, code="D1", name="接待读者", unit_id=unit, since=date(2019, 1, 1),
        accountable_id=make_staff(name="沈清荷"), responsible_ids=[make_staff(name="温如玉")],
    )  # fmt: skip
    link = indicators.link_indicator(
        actor=TESTER, at=LONG_AGO, duty_id=duty_id, code="V01", since=date(2019, 1, 1), site_ids=site_ids
    )
    indicators.set_target(actor=TESTER, at=LONG_AGO, link_id=link, plan=plan)
    return duty_id


def visits_of(site_ids: tuple[int, ...] | None = None, month: date = MAY) -> Trend:
    [found] = trends([Line("V01", site_ids)], month=month)
    return found


def test_a_month_stands_against_the_same_month_of_last_year(sites: dict[str, int]) -> None:
    whole = visits_of()
    assert (whole.now, whole.before[-1], whole.share, len(whole.months)) == (180, 100, 80, 13)
    alone = visits_of((sites["S"],))
    assert (alone.now, alone.before[-1], alone.share) == (30, None, None)
    assert visits_of(month=date(2020, 6, 1)).now == 0, "nothing came in June, and something had been recorded before"
    assert visits_of(month=date(2019, 4, 1)).now is None, "before the first record there is no number, not 0"
    assert latest_month(at=datetime(2026, 1, 1, tzinfo=UTC)) == MAY
    assert latest_month(at=datetime(2020, 5, 20, tzinfo=UTC)) != MAY, "a month that still runs hides no whole one"


def test_the_trajectory_is_drawn_beside_the_trend_of_its_very_sites(sites: dict[str, int]) -> None:
    plan = TargetPlan(date(2020, 4, 1), date(2020, 7, 1), Fraction(910), points=((date(2020, 4, 30), Fraction(300)),))
    aimed(plan, (sites["N"],))
    found = visits_of((sites["N"],))
    assert found.aims[-3:] == (None, 300, 310), "April up to the point; then 610 over 61 days, 31 of them in May"
    assert [(one.month, one.actual, one.expected) for one in found.steps] == [
        (date(2020, 4, 1), 0, 300), (MAY, 150, 610),
    ]  # fmt: skip
    assert visits_of().aim is None and visits_of((sites["S"],)).aim is None


def test_a_run_begins_in_the_middle_of_a_month(sites: dict[str, int]) -> None:
    came(sites["N"], datetime(2020, 5, 20, 4, tzinfo=UTC), 7)
    aimed(TargetPlan(date(2020, 5, 15), date(2020, 6, 15), Fraction(310)))
    assert [one.actual for one in visits_of().steps] == [7], "what came before the fifteenth does not count"


def test_doors_of_today_and_a_gate_that_fell_silent(sites: dict[str, int]) -> None:
    at = datetime(2020, 6, 2, 6, tzinfo=UTC)
    for gate in ("正门", "侧门"):
        visits.add_gate(
            actor=TESTER, at=LONG_AGO, site_id=sites["N"], name=gate, side=visits.Side.IN, since=date(2019, 1, 1)
        )
    came(sites["N"], at, 12, "正门")
    came(sites["N"], at, 3)
    found = today(at=at)
    assert {one.code: one.entered for one in found} == {"N": 15, "S": 0}
    lines = doors(found, at=at)[sites["N"]]
    assert {line.name: line.entered for line in lines} == {"正门": 12, "侧门": 0, "": 3}
    assert not any(line.is_silent for line in lines), "the site is not open: nothing is expected of its gates"
    opened = [one.__class__(**{**{f: getattr(one, f) for f in one.__slots__}, "is_open": True}) for one in found]
    assert {line.name for line in doors(opened, at=at)[sites["N"]] if line.is_silent} == {"正门", "侧门"}


def test_what_nobody_signed_is_told_near_the_day_set_for_it(sites: dict[str, int]) -> None:
    april = Period.month(2020, 4)
    signed(Asked("V01", PeriodKind.MONTH, april.until, april.since))
    assert unsigned(at=datetime(2020, 6, 2, 2, tzinfo=UTC)).count == 0, "eight days are left"
    near = unsigned(at=datetime(2020, 6, 6, 2, tzinfo=UTC))
    assert (near.count, near.is_pressing) == (1, False) and "2020-06-10" in near.note
    assert unsigned(at=datetime(2020, 6, 11, 2, tzinfo=UTC)).is_pressing
    signed(may("V01"))
    assert unsigned(at=datetime(2020, 6, 11, 2, tzinfo=UTC)).count == 0


def test_alerts_of_the_library_and_of_a_site(sites: dict[str, int]) -> None:
    drafted(may("V01", site_ids=(sites["N"],)))
    counts = {one.kind: one.count for one in alerts(at=AT)}
    assert counts[AlertKind.TO_CHECK] == 1
    assert {one.kind: one.count for one in alerts(at=AT, site_id=sites["N"])}[AlertKind.TO_CHECK] == 1
    assert {one.kind: one.count for one in alerts(at=AT, site_id=sites["S"])}[AlertKind.TO_CHECK] == 0


def test_the_directors_page_shows_all_of_it_and_opens_every_figure(sites: dict[str, int]) -> None:
    duty_id = aimed(TargetPlan(date(2020, 5, 1), date(2020, 7, 1), Fraction(610)))
    director = _signed_in("director")
    page = director.get(reverse("indicators:cockpit") + "?month=2020-05").content.decode()
    assert "180" in page and "+80%" in page and "N馆" in page and 'data-number="310"' in page
    assert "/figures/V01/?period=month&amp;month=2020-05" in page
    assert (
        reverse("indicators:duty", args=[duty_id]) in page and reverse("indicators:cockpit-branch", args=["B1"]) in page
    )
    site = director.get(reverse("indicators:cockpit-site", args=["S"]) + "?month=2020-05").content.decode()
    assert "上年同月没有数" in site and "site=S" in site
    branch = director.get(reverse("indicators:cockpit-branch", args=["B1"]) + "?month=2020-05").content.decode()
    assert "接待读者" in branch and "沈清荷" in branch and "总流通人次" in branch
    assert director.get(reverse("indicators:cockpit-branch", args=["B9"])).status_code == 404
    for wrong in ("?month=2020-13", "?month=9999-12", "?month=0001-01", "?site=ZZ"):
        assert director.get(reverse("indicators:cockpit") + wrong, follow=True).status_code in (200, 404)
    assert director.get(reverse("indicators:cockpit") + "?tv=1")["Location"] == reverse("indicators:hall")
    assert _signed_in("desk").get(reverse("indicators:cockpit")).status_code == 403


@pytest.mark.parametrize("more", [0, 2])
def test_a_dashboard_costs_a_fixed_number_of_queries(
    sites: dict[str, int], more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in "XY"[:more]:
        came(make_site(code), datetime(2020, 5, 3, 4, tzinfo=UTC), 5)
    director = _signed_in("director")
    address = reverse("indicators:cockpit") + "?month=2020-05"
    director.get(address)
    with django_assert_num_queries(WARM):
        director.get(address)
    cache.clear()
    with django_assert_num_queries(COLD):
        director.get(address)


WARM, COLD = 27, 43


def test_everybody_sees_public_figures_only_and_the_hall_turns_its_pages(sites: dict[str, int]) -> None:
    value_id = signed(Asked("V01", PeriodKind.MONTH, date(2020, 6, 1), date(2020, 5, 1)))
    client = Client()
    page = client.get(reverse("indicators:public") + "?month=2020-05").content.decode()
    assert "180" in page and "/staff/" not in page and reverse("indicators:value", args=[value_id]) not in page
    assert client.get(reverse("indicators:public-site", args=["N"])).status_code == 200
    assert client.get(reverse("indicators:public-site", args=["Q"])).status_code == 404
    hall = client.get(reverse("indicators:hall")).content.decode()
    assert 'hx-get="?panel=1"' in hall and "N馆" in hall and 'http-equiv="refresh"' in hall
    figure = client.get(reverse("indicators:hall") + "?panel=1&site=N&month=2020-05").content.decode()
    assert "150" in figure and 'hx-get="?panel=2&amp;site=N"' in figure
    still = client.get(reverse("indicators:hall") + "?panel=1&still=1").content.decode()
    assert "hx-get" not in still and 'http-equiv="refresh"' not in still
    for wrong in ("?panel=-1", "?panel=99999", "?panel=x"):
        assert client.get(reverse("indicators:hall") + wrong).status_code == 200


def test_a_chart_says_in_a_table_what_it_draws(sites: dict[str, int]) -> None:
    page = Client().get(reverse("indicators:public") + "?month=2020-05").content.decode()
    [first, *_more] = re.findall(r"<figure class=\"chart\".*?</figure>", page, re.S)
    assert 'role="img"' in first and 'data-number="180"' in first and 'data-number="100"' in first
    assert '<script type="module" src="/static/ui/charts' in page


def _signed_in(role: str) -> Client:
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff(role)))
    return client
