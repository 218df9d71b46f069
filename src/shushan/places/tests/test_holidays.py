"""Public holidays: a notice is read as it is written, sites follow their own rule, the past and closures stay."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shushan.kernel.actor import ANONYMOUS, system
from shushan.kernel.clock import now
from shushan.kernel.errors import Invalid, NotAllowed, NotFound
from shushan.ledger.public import local_day
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.places import public as places
from shushan.places.tests.make import make_site

SYSTEM = system("test")
AT = datetime(2026, 9, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)
NOTICE = """国务院办公厅关于2026年部分节假日安排的通知
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区要妥善安排好值班。"""


def _kinds(lines: list[places.HolidayLine]) -> dict[date | None, tuple[str, str]]:
    return {line.day: (line.name, line.kind.value) for line in lines}


def test_a_notice_is_read_as_it_is_written() -> None:
    found = _kinds(places.read_notice(NOTICE, year=2026))
    assert len(found) == 3 + 1 + 9 + 2 + 3 + 7 + 2
    assert found[date(2026, 2, 23)] == ("春节", "off")
    assert found[date(2026, 2, 28)] == ("春节", "work")
    assert found[date(2026, 9, 20)] == ("国庆节", "work")


def test_a_holiday_over_the_turn_of_the_year_and_a_single_day() -> None:
    lines = places.read_notice(
        "一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。\n二、清明节：4月5日放假，共1天。", year=2023
    )
    assert [line.day for line in lines] == [
        date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2), date(2023, 4, 5),
    ]  # fmt: skip


def test_a_table_is_read_too_and_what_is_wrong_in_it_is_named() -> None:
    lines = places.read_notice(
        "2026-10-01,国庆节,放假\n2026/10/10,国庆节,上班\n2026-13-01,错,放假\n2026-10-02,国庆节,也许", year=2026
    )
    assert [(line.line, line.error) for line in lines] == [(1, ""), (2, ""), (3, "day"), (4, "kind")]
    assert places.read_notice("没有节日的一段话。\n\n", year=2026) == []
    assert places.read_notice("一、春节：2月30日至33日放假。", year=2026)[0].error == "day"


@pytest.mark.django_db
def test_the_shipped_days_stand_and_are_still_to_be_checked() -> None:
    every = places.holidays()
    assert {one.day.year for one in every} >= set(range(2019, 2027))
    assert not any(one.is_checked for one in every)
    assert all(one.day.weekday() >= 5 for one in every if not one.is_off)  # a make-up working day is a weekend day


@pytest.mark.django_db
def test_a_site_follows_its_rule_from_today_on_and_the_past_and_days_by_hand_stay() -> None:
    site = make_site(closed=(5, 6))
    other = make_site("H", "河口馆区")
    places.set_special_day(
        actor=SYSTEM, at=AT, site_id=site, day=date(2026, 10, 2), opens=time(13), closes=time(15), reason="讲座"
    )
    reduced = places.HolidayMode.HOURS
    places.set_rule(actor=SYSTEM, at=AT, site_id=site, mode=reduced, opens=time(10), closes=time(14), workday_as=0)
    assert places.opening_of(site, date(2026, 10, 1)) == (places.OpeningSpan(time(10), time(14)),)
    assert places.opening_of(site, date(2026, 10, 2)) == (places.OpeningSpan(time(13), time(15)),)
    assert places.opening_of(site, date(2026, 10, 10)) == (places.OpeningSpan(time(9), time(17)),)  # Saturday, make-up
    assert places.opening_of(site, date(2026, 5, 1)) == (places.OpeningSpan(time(9), time(17)),)  # over
    assert places.opening_of(other, date(2026, 10, 1)) == (places.OpeningSpan(time(9), time(17)),)
    places.withdraw_special_day(actor=SYSTEM, at=AT, site_id=site, day=date(2026, 10, 2))
    assert places.opening_of(site, date(2026, 10, 2)) == (places.OpeningSpan(time(10), time(14)),)
    with pytest.raises(NotFound):
        places.withdraw_special_day(actor=SYSTEM, at=AT, site_id=site, day=date(2026, 10, 3))
    places.set_rule(actor=SYSTEM, at=AT, site_id=site, mode=places.HolidayMode.CLOSED)
    assert not places.is_open_day(site, date(2026, 10, 1))
    assert places.calendars([site])[site].why_closed(date(2026, 10, 1)) == ("holiday", "国庆节")
    assert places.calendar(site).open_day_on_or_after(date(2026, 10, 1)) == date(2026, 10, 8)
    places.remove_holiday(actor=SYSTEM, at=AT, day=date(2026, 10, 1))
    assert places.is_open_day(site, date(2026, 10, 1))


@pytest.mark.django_db
def test_a_closure_wins_over_a_holiday_with_hours() -> None:
    site = make_site()
    places.set_rule(actor=SYSTEM, at=AT, site_id=site, mode=places.HolidayMode.HOURS, opens=time(10), closes=time(14))
    places.close_site(
        actor=SYSTEM, at=AT, site_id=site, since=date(2026, 10, 1), until=date(2026, 10, 3), reason="台风"
    )
    assert not places.is_open_day(site, date(2026, 10, 1))
    assert places.is_open_day(site, date(2026, 10, 3))


@pytest.mark.django_db
def test_a_notice_replaces_its_year_whole_and_a_broken_one_changes_nothing() -> None:
    before = places.holidays(2026)
    lines = places.read_notice(NOTICE, year=2026)
    broken = [*lines, places.HolidayLine(9, None, "端午节", places.HolidayKind.OFF, "day")]
    for wrong, source, year in (
        (broken, "国办发明电", 2026),
        (lines, " ", 2026),
        (lines * 2, "x", 2026),
        (lines, "x", 2024),
    ):
        with pytest.raises(Invalid):
            places.take_notice(actor=SYSTEM, at=AT, year=year, lines=wrong, source=source)
    assert places.holidays(2026) == before
    with pytest.raises(NotAllowed):
        places.take_notice(actor=ANONYMOUS, at=AT, year=2026, lines=lines, source="x")
    assert places.take_notice(actor=SYSTEM, at=AT, year=2026, lines=lines, source="国办发明电〔2025〕7号") == len(lines)
    now_2026 = places.holidays(2026)
    assert len(now_2026) == len(lines) and all(one.is_checked for one in now_2026)


@pytest.mark.django_db
def test_hours_of_a_holiday_that_make_no_sense_are_refused() -> None:
    site = make_site()
    for opens, closes in ((None, None), (time(14), time(10))):
        with pytest.raises(Invalid):
            places.set_rule(
                actor=SYSTEM, at=AT, site_id=site, mode=places.HolidayMode.HOURS, opens=opens, closes=closes
            )
    with pytest.raises(Invalid):
        places.set_holiday(actor=SYSTEM, at=AT, day=date(2027, 1, 1), name=" ", kind=places.HolidayKind.OFF)


@pytest.fixture
def staff() -> Client:
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("system-admin")))
    return client


@pytest.mark.django_db
def test_the_table_of_a_year_the_notice_and_the_rule_on_their_pages(staff: Client) -> None:
    make_site("C")
    page = staff.get(reverse("places:holidays") + "?year=2026").content.decode()
    assert "2026-02-15" in page and "待与官方通知核对" in page and "照平常的星期几开放" in page
    asked = {"year": "2026", "source": "国办发明电〔2025〕7号", "text": NOTICE}
    shown = staff.post(reverse("places:holiday-notice"), asked).content.decode()
    assert "将会这样改" in shown and "删去" in shown  # the notice of this test lacks four holidays
    assert not places.holidays(2026)[0].is_checked
    assert staff.post(reverse("places:holiday-notice"), asked | {"confirmed": "1"}).status_code == 302
    assert places.holidays(2026)[0].is_checked
    assert staff.post(reverse("places:holiday-notice"), asked | {"text": "什么也不是"}).status_code == 422
    day = local_day(now()) + 9 * DAY
    said = {"day": str(day), "name": "馆庆", "kind": "off", "source": ""}
    assert staff.post(reverse("places:holiday-day"), said).status_code == 302
    assert staff.post(reverse("places:holiday-day"), said | {"name": ""}).status_code == 422
    rule = reverse("places:holiday-rule", args=["C"])
    assert staff.post(rule, {"mode": "closed"}).status_code == 302
    assert not places.is_open_day(places.site_by_code("C").id, day)
    assert staff.post(rule, {"mode": "hours", "opens": "10:00", "closes": "09:00"}).status_code == 422
    gone = {"act": "remove", "id": str(day), "confirmed": "1"}
    assert staff.post(reverse("places:holidays"), gone).status_code in (200, 302)
    assert places.is_open_day(places.site_by_code("C").id, day)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["places:staff-sites", "places:holidays"])
def test_lists_ask_as_often_for_three_as_for_one(staff: Client, name: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_site("A")
    staff.get(reverse(name))
    with CaptureQueriesContext(connection) as one:
        assert staff.get(reverse(name)).status_code == 200
    for code in "BC":
        make_site(code)
    with CaptureQueriesContext(connection) as three:
        staff.get(reverse(name))
    assert len(three) == len(one)
