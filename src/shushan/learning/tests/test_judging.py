"""What falls due is judged once, by the roster of its day; the figures and the rules stand on that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from shushan.audit import public as audit
from shushan.figures import public as figures
from shushan.kernel.actor import Actor, system
from shushan.kernel.errors import NotAllowed, NotFound
from shushan.kernel.periods import Period
from shushan.learning import ports
from shushan.learning import public as learning
from shushan.learning.models import Judged, Judgement
from shushan.learning.ruling import hours, reading_months, training
from shushan.learning.tests.make import (
    AT,
    NOBODY,
    ORGANISER,
    Roster,
    essay,
    make_campaign,
    make_course,
    make_work,
    person,
)
from shushan.learning.tests.test_campaigns import unit
from shushan.people.tests.make import client_of
from shushan.places.tests.make import make_site
from shushan.regulations.public import Asked

pytestmark = pytest.mark.django_db
JUNE = datetime(2020, 6, 2, tzinfo=UTC)
YEAR = Period.year(2020)


@pytest.fixture
def roster() -> Roster:
    """Two members of a branch, one more until the campaign's last day."""
    before = list(ports._rosters)
    made, branch, site = Roster(), unit(), make_site()
    made.branch = branch  # type: ignore[attr-defined]
    made.people = [made.add(person(name), unit=branch) for name in ("甲", "乙")]  # type: ignore[attr-defined]
    made.lines = [
        (replace(line, site_id=site, member_id=line.person_id), since, until) for line, since, until in made.lines
    ]
    ports.use(made)
    yield made
    ports._rosters[:] = before


def value(code: str, *, known: datetime | None = None) -> figures.Value:
    scope = figures.Scope(since=date(2020, 1, 1), until=date(2021, 1, 1), known_at=known)
    return figures.value(code, scope=scope, at=JUNE)


def judge(at: datetime) -> int:
    return learning.judge_what_is_due(actor=system("nightly"), at=at)


def test_a_reading_month_is_judged_once_after_its_last_day_and_late_work_changes_nothing(roster: Roster) -> None:
    one, other = roster.people  # type: ignore[attr-defined]
    campaign = make_campaign(roster.branch)  # type: ignore[attr-defined]
    work = make_work(campaign)
    learning.say_read(actor=one, at=AT, work_id=work, read_on=date(2020, 5, 1))
    essay(one, campaign)
    assert judge(datetime(2020, 5, 23, 15, tzinfo=UTC)) == 0
    assert judge(datetime(2020, 5, 23, 17, tzinfo=UTC)) == 1
    assert judge(JUNE) == 0
    assert (value("G04D").number, value("G04M").number, value("G04").number) == (2, 1, 50)
    assert value("G04", known=datetime(2020, 5, 23, 16, 30, tzinfo=UTC)).number is None
    late = AT + timedelta(days=20)
    learning.say_read(actor=other, at=late, work_id=work, read_on=date(2020, 5, 1))
    essay(other, campaign, at=late)
    assert value("G04").number == 50
    rows = figures.rows(value("G04M"))
    assert [row.subject for row in rows] == [f"learning.judged:{Judged.objects.get(is_met=True).pk}"]
    assert len(Judged.objects.get(is_met=True).evidence) == 2
    with pytest.raises(NotAllowed):
        learning.judge_what_is_due(actor=NOBODY, at=JUNE)


def _campaign_of(roster: Roster) -> tuple[int, int]:
    """A reading month that one of two did, judged; return its judgement's id and the campaign's."""
    one, _other = roster.people  # type: ignore[attr-defined]
    campaign = make_campaign(roster.branch)  # type: ignore[attr-defined]
    learning.say_read(actor=one, at=AT, work_id=make_work(campaign), read_on=date(2020, 5, 1))
    essay(one, campaign)
    assert judge(datetime(2020, 5, 23, 17, tzinfo=UTC)) == 1
    return Judgement.objects.get().pk, campaign


def _join(roster: Roster, who: Actor) -> None:
    """Let somebody turn out to have stood on the roster all the time."""
    roster.add(who, unit=roster.branch)  # type: ignore[attr-defined]
    line, since, until = roster.lines[-1]
    site_id = roster.lines[0][0].site_id
    roster.lines[-1] = (replace(line, site_id=site_id, member_id=line.person_id), since, until)


def _anew(judgement_id: int, at: datetime = JUNE) -> int:
    return learning.judge_anew(actor=ORGANISER, at=at, judgement_id=judgement_id)


def test_a_corrected_roster_is_judged_anew_and_an_earlier_day_keeps_what_was_known(roster: Roster) -> None:
    judgement, campaign = _campaign_of(roster)
    assert _anew(judgement) == 0, "nothing was corrected"
    late = person("丙")
    _join(roster, late)
    work = make_work(campaign, title="迟读的书")
    learning.say_read(actor=late, at=JUNE, work_id=work, read_on=date(2020, 5, 1))
    assert _anew(judgement) == 1 and _anew(judgement) == 0
    assert (value("G04D").number, value("G04M").number) == (3, 1), "what was done too late does not count"
    before = JUNE - timedelta(seconds=1)
    assert (value("G04D", known=before).number, value("G04M", known=before).number) == (2, 1)
    line, since, _until = roster.lines[0]
    roster.lines[0] = (line, since, date(2020, 5, 1))  # they had left before the last day
    assert _anew(judgement, JUNE + timedelta(hours=1)) == 1
    assert (value("G04D").number, value("G04M").number) == (2, 0)
    assert value("G04M", known=JUNE + timedelta(minutes=1)).number == 1
    with pytest.raises(NotAllowed):
        learning.judge_anew(actor=NOBODY, at=JUNE, judgement_id=judgement)
    with pytest.raises(NotFound):
        _anew(judgement + 99)
    stood = {one.subject_id: one.dims["done"] for one in reading_months(Asked(YEAR, known_at=before))}
    assert stood == {roster.people[0].id: True, roster.people[1].id: False}  # type: ignore[attr-defined]
    assert roster.people[0].id not in {one.subject_id for one in reading_months(Asked(YEAR))}  # type: ignore[attr-defined]


def test_who_stood_in_another_branch_keeps_the_result_and_the_night_finds_it(roster: Roster) -> None:
    one, other_unit, january = roster.people[0], unit(), datetime(2021, 1, 2, tzinfo=UTC)  # type: ignore[attr-defined]
    channel = learning.save_channel(actor=ORGANISER, code="x", name="x")
    learning.record_study(
        actor=ORGANISER, at=JUNE, channel_id=channel, person_id=one.id, day=date(2020, 5, 2), title="x",
        quantity=3200, unit=learning.StudyUnit.CLASS_HOUR,
    )  # fmt: skip
    assert judge(datetime(2020, 12, 31, 17, tzinfo=UTC)) == 1
    roster.lines = [
        (replace(line, unit_id=other_unit) if line.person_id == one.id else line, since, until)
        for line, since, until in roster.lines
    ]
    assert learning.judge_corrected(actor=system("nightly"), at=january + timedelta(days=1000)) == 0, "too long ago"
    assert learning.judge_corrected(actor=system("nightly"), at=january) == 1
    assert learning.judge_corrected(actor=system("nightly"), at=january) == 0
    assert (value("G03D").number, value("G03M").number) == (2, 1)
    standing = Judged.objects.filter(dropped_at=None).values_list("person", "unit", "is_met")
    assert set(standing) == {(one.id, other_unit, True), (roster.people[1].id, roster.branch, False)}  # type: ignore[attr-defined]
    told = {row.subject for row in figures.rows(value("G03M"))}
    assert f"learning.judged:{Judged.objects.get(unit=other_unit).pk}" in told
    asked, filed = roster.people[1], january + timedelta(days=4)  # type: ignore[attr-defined]
    learning.record_study(
        actor=ORGANISER, at=filed, channel_id=channel, person_id=asked.id, day=date(2020, 12, 30), title="十二月",
        quantity=3200, unit=learning.StudyUnit.CLASS_HOUR,
    )  # fmt: skip
    assert learning.judge_corrected(actor=system("nightly"), at=filed) == 1, "studied in the year, filed in January"
    assert learning.judge_corrected(actor=system("nightly"), at=filed) == 0
    assert (value("G03D").number, value("G03M").number, value("G03M", known=filed).number) == (2, 2, 1)
    page = client_of("secretary").get(reverse("learning:staff-judgement", args=[Judgement.objects.get().pk]))
    assert "事后补登" in page.text


def test_two_standing_lines_of_one_person_are_refused(roster: Roster) -> None:
    judgement, _campaign = _campaign_of(roster)
    again = {"judgement_id": judgement, "person_id": roster.people[0].id, "is_met": False, "recorded_at": JUNE}  # type: ignore[attr-defined]
    with pytest.raises(DatabaseError), transaction.atomic():
        Judged.objects.create(**again)
    with pytest.raises(DatabaseError), transaction.atomic():
        Judged.objects.create(**again, dropped_at=JUNE - timedelta(days=1))
    Judged.objects.create(**again, dropped_at=JUNE)


def test_the_page_of_a_judgement_says_what_a_corrected_roster_changed(roster: Roster) -> None:
    judgement, campaign = _campaign_of(roster)
    secretary = client_of("secretary")
    assert (
        reverse("learning:staff-judgement", args=[judgement])
        in secretary.get(reverse("learning:staff-campaign", args=[campaign])).text
    )
    _join(roster, person("丙某"))
    address, looks = reverse("learning:staff-judgement", args=[judgement]), len(audit.looks())
    assert "没有变动" in secretary.get(address).text and len(audit.looks()) == looks + 1
    told = secretary.post(reverse("learning:staff-judgement-anew", args=[judgement]), follow=True).text
    assert "1 人有变动" in told and "丙某" in told and "补入" in told and "3 人中 1 人完成" in told
    assert client_of("inspector").post(reverse("learning:staff-judgement-anew", args=[judgement])).status_code == 403
    assert client_of("desk").get(address).status_code == 403
    assert "added" in secretary.get("/en" + address).text


def test_a_planned_course_is_judged_on_its_day_and_hours_when_the_year_is_over(roster: Roster) -> None:
    one, _other = roster.people  # type: ignore[attr-defined]
    course = make_course("text")
    plan = learning.save_plan(actor=ORGANISER, year=2020, name="计划", unit_id=roster.branch)  # type: ignore[attr-defined]
    learning.plan_study(actor=ORGANISER, plan_id=plan, course_id=course.id, due_on=date(2020, 5, 31))
    learning.begin(actor=one, at=AT, lesson_id=course.lessons[0].id)
    learning.finish_reading(actor=one, at=AT + timedelta(minutes=3), lesson_id=course.lessons[0].id)
    channel = learning.save_channel(actor=ORGANISER, code="x", name="x")
    learning.record_study(
        actor=ORGANISER, at=JUNE, channel_id=channel, person_id=one.id, day=date(2020, 5, 2), title="x",
        quantity=3200, unit=learning.StudyUnit.CLASS_HOUR,
    )  # fmt: skip
    assert judge(JUNE) == 1
    assert value("G05").number == 50 and value("G03").number is None
    assert judge(datetime(2020, 12, 31, 17, tzinfo=UTC)) == 1
    assert (value("G03D").number, value("G03M").number) == (2, 1)


def test_the_rules_get_minutes_trainings_and_how_everyone_stood(roster: Roster) -> None:
    one, other = roster.people  # type: ignore[attr-defined]
    channel = learning.save_channel(actor=ORGANISER, code="x", name="x")
    study = {"actor": ORGANISER, "at": JUNE, "channel_id": channel, "person_id": one.id, "title": "x"}
    units = learning.StudyUnit
    learning.record_study(**study, day=date(2020, 5, 2), quantity=150, unit=units.CLASS_HOUR)
    learning.record_study(**study, day=date(2020, 5, 3), quantity=100, unit=units.FULL_DAY)
    learning.record_study(**study, day=date(2020, 5, 4), quantity=9900, unit=units.POINTS)
    asked = Asked(YEAR)
    assert [(record.subject_id, record.quantity) for record in hours(asked)] == [(one.id, 90)]
    assert list(hours(Asked(YEAR, known_at=AT))) == [] and list(hours(Asked(YEAR, frozenset({other.id})))) == []
    assert [record.on for record in training(asked)] == [date(2020, 5, 3)]
    learning.set_conversion(
        actor=ORGANISER, at=JUNE, unit=units.FULL_DAY, hundredths=800, since=date(2020, 1, 1), basis="x"
    )
    assert sum(record.quantity for record in hours(asked)) == 90 + 480
    campaign = make_campaign(roster.branch)  # type: ignore[attr-defined]
    work = make_work(campaign)
    learning.say_read(actor=one, at=AT, work_id=work, read_on=date(2020, 5, 1))
    essay(one, campaign)
    stood = {record.subject_id: record.dims["done"] for record in reading_months(asked)}
    assert stood == {one.id: True, other.id: False}
    assert list(reading_months(Asked(YEAR, known_at=AT))) == []
