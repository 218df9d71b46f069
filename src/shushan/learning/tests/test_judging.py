"""What falls due is judged once, by the roster of its day; the figures and the rules stand on that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shushan.figures import public as figures
from shushan.kernel.actor import system
from shushan.kernel.errors import NotAllowed
from shushan.kernel.periods import Period
from shushan.learning import ports
from shushan.learning import public as learning
from shushan.learning.models import Judged
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
