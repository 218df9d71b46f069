"""The claims of study: one record less, and they fall short."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shushan.claims.public import State, answer, claim
from shushan.files import public as files
from shushan.kernel.actor import Actor, ActorKind, system
from shushan.learning import public as learning
from shushan.learning.tests.make import ORGANISER, lesson, make_work
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import enrol, found, plan
from shushan.places import public as places

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 1, 4, tzinfo=UTC)
IN_MAY = datetime(2020, 5, 10, 2, tzinfo=UTC)
CODES = tuple(f"C4{n}" for n in range(1, 9))
CLOSED, REOPENED = date(2020, 1, 24), date(2020, 3, 23)


@pytest.fixture
def house() -> list[Actor]:
    """Two members of a branch who did everything that the report says."""
    site = places.open_site(actor=system("test"), at=IN_MAY, code="C", name="中心馆", reopened_on=REOPENED)
    places.close_site(actor=system("test"), at=IN_MAY, site_id=site, since=CLOSED, until=REOPENED, reason="疫情")
    branches = found(plan("found", "Z", "general-branch"), plan("found", "A", parent="Z"))
    people = []
    for name in ("甲", "乙"):
        member = enrol(branches["A"], name=name)
        people.append(Actor(ActorKind.STAFF, organisation.history(member)[0].person_id, name))
    _channels(people)
    series = learning.save_series(actor=ORGANISER, name="看理论")
    course = learning.save_course(
        actor=ORGANISER,
        at=IN_MAY,
        name="疫情防控中的中国制度优势",
        audience=learning.Audience.COLLEAGUES,
        series_id=series,
    )
    film = learning.save_lesson(actor=ORGANISER, course_id=course, said=lesson("video"))
    learning.open_course(actor=ORGANISER, at=IN_MAY, course_id=course)
    of_year = learning.save_plan(actor=ORGANISER, year=2020, name="计划")
    learning.plan_study(actor=ORGANISER, plan_id=of_year, series_id=series)
    campaign = learning.save_campaign(
        actor=ORGANISER, at=IN_MAY,
        said=learning.CampaignPlan("读书月", date(2020, 4, 23), date(2020, 5, 23), branches["Z"], category="theory"),
    )  # fmt: skip
    work = make_work(campaign)
    for me in people:
        _watch(me, film, 100)
        learning.say_read(actor=me, at=IN_MAY, work_id=work, read_on=date(2020, 5, 1))
        paper = learning.Paper("心得", "三点体会")
        learning.submit_essay(
            actor=me, at=IN_MAY, essay_id=learning.write_essay(actor=me, at=IN_MAY, campaign_id=campaign, said=paper)
        )
    return people


def _channels(people: list[Actor]) -> None:
    days = [CLOSED + timedelta(days=7 * n) for n in range(9)]
    for code, name in (("x", "学习强国"), ("w", "微信群")):
        channel = learning.save_channel(actor=ORGANISER, code=code, name=name)
        lines = ["姓名,日期,内容,学时", *(f"{me.name},{day},{name},1" for me in people for day in days)]
        kept = files.keep(["\n".join(lines).encode()], name=f"{code}.csv", kind="learning.study", actor=ORGANISER, at=IN_MAY)  # fmt: skip
        learning.import_study(actor=ORGANISER, at=IN_MAY, channel_id=channel, file_id=kept.id)


def _watch(me: Actor, film: int, seconds: int) -> None:
    token = learning.begin(actor=me, at=IN_MAY, lesson_id=film).token
    told = learning.Told(token, 1, ((0, seconds),), (), seconds)
    learning.beat(told, at=IN_MAY + timedelta(seconds=100))


def _short() -> set[str]:
    return {code for code in CODES if answer(claim(code), AT).state is not State.HOLDS}


def test_they_hold_in_a_house_where_everyone_did_it(house: list[Actor]) -> None:
    assert _short() == set()


def test_without_records_none_holds() -> None:
    assert _short() == set(CODES)


def test_one_more_on_the_roster_who_did_nothing_falls_short(house: list[Actor]) -> None:
    enrol(organisation.roster(on=date(2020, 5, 1))[0].unit_id, name="丙")
    assert _short() == {"C41", "C45", "C46", "C47"}


def test_one_reading_taken_back_or_one_essay_falls_short(house: list[Actor]) -> None:
    found = learning.campaigns()[0]
    standing = learning.standings(found, learning.participants(found, today=date(2020, 6, 1)))[0]
    me = next(one for one in house if one.id == standing.person_id)
    learning.take_back_reading(actor=me, at=AT, reading_id=standing.reading_ids[0])
    assert _short() == {"C45"}
    learning.withdraw_essay(actor=me, at=AT, essay_id=standing.essay_ids[0])
    assert _short() == {"C45", "C46"}
    learning.submit_essay(actor=me, at=AT, essay_id=standing.essay_ids[0])
    assert _short() == {"C45", "C46"}, "a late essay does not count"


def test_a_lesson_that_nobody_watched_to_its_end_falls_short(house: list[Actor]) -> None:
    course = learning.courses()[0]
    more = learning.save_lesson(actor=ORGANISER, course_id=course.id, said=lesson("video"))
    _watch(house[0], more, 100)
    _watch(house[1], more, 89)
    assert _short() == {"C47"}


def test_a_closed_course_or_one_that_is_not_planned_falls_short(house: list[Actor]) -> None:
    [line] = next(iter(learning.lines_of_plans(one.id for one in learning.plans()).values()))
    learning.drop_from_plan(actor=ORGANISER, item_id=line.id)
    assert _short() == {"C48"}


def test_a_reading_month_of_other_days_falls_short(house: list[Actor]) -> None:
    found = learning.campaigns()[0]
    said = learning.CampaignPlan(found.name, found.since, date(2020, 5, 22), found.unit_id, category="theory")
    learning.save_campaign(actor=ORGANISER, at=AT, said=said, campaign_id=found.id)
    assert _short() == {"C44"}


def test_fewer_channels_or_a_gap_falls_short(house: list[Actor]) -> None:
    from shushan.learning.models import StudyRecord

    StudyRecord.objects.filter(channel__code="w").delete()
    assert _short() == {"C42"}
    StudyRecord.objects.filter(day=date(2020, 2, 7)).delete()
    assert _short() == {"C42", "C43"}
