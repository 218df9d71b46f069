"""Days that went by as facts: what the calendar says, once; what is changed later is taken back and said anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shushan.figures import public as figures
from shushan.kernel.actor import ANONYMOUS, system
from shushan.kernel.clock import now
from shushan.kernel.errors import NotAllowed
from shushan.ledger.public import SiteSpan
from shushan.places import public as places
from shushan.places.checks import days_match_hours
from shushan.places.policy import Calendar, WeekdayHours
from shushan.places.tests.make import make_site

SYSTEM = system("test")
AT = datetime(2020, 7, 1, 2, tzinfo=UTC)
JUNE = figures.Scope(since=date(2020, 6, 1), until=date(2020, 7, 1))


def _value(code: str, scope: figures.Scope = JUNE) -> figures.Value:
    return figures.value(code, scope=scope, at=AT)


@pytest.mark.django_db
def test_hours_and_closed_days_of_a_month_follow_from_the_calendar() -> None:
    site = make_site(closed=(0,))  # nine to five, Mondays closed; June 2020 has five Mondays
    places.close_site(actor=SYSTEM, at=AT, site_id=site, since=date(2020, 6, 8), until=date(2020, 6, 11), reason="检修")
    places.set_special_day(
        actor=SYSTEM, at=AT, site_id=site, day=date(2020, 6, 25), opens=None, closes=None, reason="端午节"
    )
    places.set_special_day(
        actor=SYSTEM, at=AT, site_id=site, day=date(2020, 6, 26), opens=time(9), closes=time(12), reason="半日"
    )
    assert places.keep_every_day(actor=SYSTEM, at=AT) > 0
    assert places.keep_every_day(actor=SYSTEM, at=AT) == 0
    assert _value("V05").number == 21 * 8 + 3
    assert _value("V07").number == 3  # the Monday among the closed days is a day of rest anyhow
    parts = figures.taken_apart(_value("V07"), _value("V07").measure.breakdowns[0], is_public=True)
    assert {part.values[0]: part.cell.number for part in parts.parts} == {"closure": 2, "special": 1}


@pytest.mark.django_db
def test_what_is_changed_later_is_taken_back_and_the_past_answer_stays_answerable() -> None:
    site = make_site()
    places.keep_every_day(actor=SYSTEM, at=AT)
    assert _value("V05").number == 30 * 8
    later = datetime(2020, 7, 9, 2, tzinfo=UTC)
    places.close_site(
        actor=SYSTEM, at=later, site_id=site, since=date(2020, 6, 30), until=date(2020, 7, 2), reason="漏水"
    )
    places.keep_every_day(actor=SYSTEM, at=later)
    assert (_value("V05").number, _value("V07").number) == (29 * 8, 1)
    then = figures.Scope(since=JUNE.since, until=JUNE.until, known_at=datetime(2020, 7, 5, tzinfo=UTC))
    assert (_value("V05", then).number, _value("V07", then).number) == (30 * 8, 0)


@pytest.mark.django_db
def test_today_is_not_kept_yet_and_nobody_keeps_days_without_a_grant() -> None:
    site = make_site()
    whole = SiteSpan(site, date(2020, 6, 30), date(2020, 7, 5))
    assert places.keep_days(actor=SYSTEM, at=AT, site_id=site, span=whole) == 1
    with pytest.raises(NotAllowed):
        places.keep_days(actor=ANONYMOUS, at=AT, site_id=site, span=whole)


@pytest.mark.django_db
def test_a_population_is_a_fact_of_its_year_and_a_changed_one_replaces_it() -> None:
    make_site()
    kind = places.PopulationKind.RESIDENT
    for persons, day in ((500_000, 1), (500_000, 2), (510_000, 3)):
        at = datetime(2020, 7, day, tzinfo=UTC)
        places.set_population(actor=SYSTEM, at=at, area="海川区", year=2020, kind=kind, persons=persons, source="公报")
    other = places.PopulationKind.REGISTERED
    places.set_population(actor=SYSTEM, at=AT, area="海川区", year=2020, kind=other, persons=9, source="公报")
    found = _value("POP")
    assert (found.number, found.entries) == (510_000, 3)
    known = figures.Scope(since=JUNE.since, until=JUNE.until, known_at=datetime(2020, 7, 2, 12, tzinfo=UTC))
    assert _value("POP", known).number == 500_000
    assert _value("POP", figures.Scope(since=date(2021, 1, 1), until=date(2021, 2, 1))).number == 0


@pytest.mark.parametrize(
    ("day", "minutes"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 1), 24)]
)
def test_a_day_with_a_gap_or_a_doubled_hour_counts_the_time_that_passed(day: date, minutes: int) -> None:
    whole = [WeekdayHours(n, time(0), time(23, 59), date(2020, 1, 1), None) for n in range(7)]
    assert Calendar(whole).minutes(day, ZoneInfo("Europe/Berlin")) == minutes * 60 - 1


@pytest.mark.django_db
def test_the_doctor_sees_days_that_do_not_say_what_the_hours_say_and_the_night_mends_them() -> None:
    site, at = make_site(), now()
    places.keep_every_day(actor=SYSTEM, at=at)
    assert list(days_match_hours()) == []
    before = at.date() - timedelta(days=20)
    places.set_special_day(actor=SYSTEM, at=at, site_id=site, day=before, opens=None, closes=None, reason="漏水")
    assert [finding.where for finding in days_match_hours()] == [f"places.day:{site}, {before.year}"]
    places.keep_every_day(actor=SYSTEM, at=at)
    assert list(days_match_hours()) == []
