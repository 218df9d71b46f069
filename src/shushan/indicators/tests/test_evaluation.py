"""Evaluation sets: every criterion mapped or marked, versions that stay, scores, what a grade would need."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.figures import public as figures
from shushan.figures.tests.make import ring
from shushan.indicators import public as indicators
from shushan.indicators.duties.terms import Comparison
from shushan.indicators.evaluation import policy
from shushan.indicators.evaluation.models import Criterion
from shushan.indicators.public import CriterionPlan, Grade, SetPlan
from shushan.indicators.tests.make import AT, CHECKER, MAKER, SIGNER, TESTER, make_site, person
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.people.tests.make import client_of
from shushan.places import public as places

pytestmark = pytest.mark.django_db
LATER = datetime(2021, 1, 5, 2, tzinfo=UTC)


@pytest.fixture
def north() -> figures.SiteName:
    site = figures.SiteName(make_site("N"), "N", "", "", date(2020, 3, 23))
    ring(40, site=site, on=date(2020, 5, 3))
    return site


def _plan(**changes: object) -> SetPlan:
    bells = CriterionPlan("1", "铃声", 40, "TEST01", threshold=Fraction(50), bands=((Fraction(30), 15),))
    few = CriterionPlan("2", "铃声不多", 20, "TEST01", Comparison.AT_MOST, Fraction(100))
    waits = CriterionPlan("3", "活动", 20, "A01", threshold=Fraction(12))
    away = CriterionPlan("4", "面积", 20, why_not="房产资料")
    plan = SetPlan(
        "S", "一套", date(2020, 1, 1), "试验", (bells, few, waits, away), (Grade("合格", 35), Grade("优", 60))
    )
    return replace(plan, **changes)  # type: ignore[arg-type]


def _bring(plan: SetPlan | None = None) -> int:
    return indicators.bring_set(actor=TESTER, at=AT, plan=plan or _plan())


def test_a_criterion_is_mapped_or_marked_and_a_version_never_changes() -> None:
    good = _plan().criteria
    for wrong in (replace(good[3], why_not=""), replace(good[0], code="ZZZ"), replace(good[0], number="2"),
                  replace(good[0], bands=((Fraction(1), 41),)), replace(good[0], name="")):  # fmt: skip
        with pytest.raises(Invalid):
            _bring(_plan(criteria=(wrong, *good[1:])))
    with pytest.raises(Invalid):
        _bring(_plan(criteria=()))
    with pytest.raises(NotAllowed):
        indicators.bring_set(actor=person(1, "indicators.see-evaluation"), at=AT, plan=_plan())
    _bring()
    second = _bring(_plan(valid_from=date(2021, 1, 1), criteria=good[:1]))
    assert [(s.version, s.criteria, s.mapped, s.coverage) for s in indicators.sets()] == [(2, 1, 1, 100), (1, 4, 3, 75)]
    assert [s.version for s in indicators.sets(on=date(2020, 12, 31))] == [1]
    with pytest.raises(DatabaseError), transaction.atomic():
        Criterion.objects.filter(version=second).update(points=100)


def test_points_follow_thresholds_bands_and_what_is_typed_is_marked(north: figures.SiteName) -> None:
    made = _bring()
    sheet = indicators.sheet(made, year=2020, at=LATER)
    assert [s.points for s in sheet.scores] == [15, 20, None, None]
    assert (sheet.points, sheet.possible, sheet.total, sheet.grade) == (35, 60, 100, Grade("合格", 35))
    assert (sheet.scores[0].gap, sheet.scores[0].actual) == (10, 40)
    [need] = indicators.needs(sheet)
    assert (need.grade.name, need.lacking, need.is_reachable) == ("优", 25, True)
    assert [(score.plan.number, adds) for score, adds in need.steps] == [("1", 25)]
    away, bells = sheet.scores[3].id, sheet.scores[0].id
    for points in (21, -1):
        with pytest.raises(Invalid):
            indicators.add_evidence(actor=TESTER, at=AT, criterion_id=away, year=2020, text="x", points=points)
    with pytest.raises(Invalid):
        indicators.add_evidence(actor=TESTER, at=AT, criterion_id=bells, year=2020, text="x", points=5)
    indicators.add_evidence(actor=TESTER, at=AT, criterion_id=bells, year=2020, text="照片")
    given = indicators.add_evidence(actor=TESTER, at=AT, criterion_id=away, year=2020, text="房产证", points=20)
    sheet = indicators.sheet(made, year=2020, at=LATER)
    assert sheet.points == 55 and sheet.scores[3].is_by_hand and sheet.scores[0].evidence[0].text == "照片"
    assert indicators.sheet(made, year=2019, at=LATER).scores[3].points is None
    indicators.withdraw_evidence(actor=TESTER, at=AT, evidence_id=given)
    with pytest.raises(Conflict):
        indicators.withdraw_evidence(actor=TESTER, at=AT, evidence_id=given)
    assert indicators.sheet(made, year=2020, at=LATER).points == 35


def test_a_signed_year_is_what_counts(north: figures.SiteName) -> None:
    made = _bring()
    asked = indicators.Asked("TEST01", indicators.PeriodKind.YEAR, date(2021, 1, 1), date(2020, 1, 1))
    value = indicators.draft_value(actor=MAKER, at=LATER, asked=asked)
    indicators.check_value(actor=CHECKER, at=LATER, value_id=value)
    indicators.sign_value(actor=SIGNER, at=LATER, value_id=value)
    ring(60, site=north, on=date(2020, 5, 4))
    score = indicators.sheet(made, year=2020, at=LATER).scores[0]
    assert score.signed is not None and (score.signed.id, score.actual, score.points) == (value, 40, 15)


def test_a_share_says_how_much_its_numerator_needs(north: figures.SiteName) -> None:
    places.set_population(
        actor=TESTER, at=AT, area="海川区", year=2020, kind=places.PopulationKind.RESIDENT, persons=1000, source="公报"
    )

    visits = CriterionPlan("1", "人均到馆", 100, "V02", threshold=Fraction(1, 2))
    made = _bring(_plan(criteria=(visits,), grades=()))
    score = indicators.sheet(made, year=2020, at=LATER).scores[0]
    assert score.points in (0, None)
    if score.actual is not None:
        assert score.gap_above == 500


@pytest.mark.parametrize("plan", indicators.SHIPPED, ids=lambda plan: plan.code)
def test_the_shipped_sets_are_sound_and_name_their_sources(plan: SetPlan) -> None:
    known = {line.code for line in indicators.catalogue()}
    assert not policy.faults(plan.criteria, known)
    assert all(one.source and one.name_en for one in plan.criteria) and plan.source
    made = _bring(plan)
    line = next(line for line in indicators.sets() if line.id == made)
    assert line.unplaced == 0 and 0 < line.coverage < 100
    assert indicators.sheet(made, year=2020, at=LATER).scores


def test_the_catalogue_has_all_62_and_says_what_waits() -> None:
    lines = indicators.catalogue()
    assert len(lines) == 62 and len({line.code for line in lines}) == 62
    assert all(line.room and line.formula and line.name_en for line in lines)
    there = {line.code for line in lines if line.measure}
    assert {"V01", "L01", "R01", "T01", "G08"} <= there
    assert {line.code for line in indicators.waiting()} == {line.code for line in lines} - there


def test_a_set_is_pasted_scored_and_given_evidence_on_the_pages(north: figures.SiteName) -> None:
    director = client_of("director")
    new = reverse("indicators:set-new")
    said = {
        "code": "OWN",
        "name": "本馆记分卡",
        "valid_from": "2020-01-01",
        "source": "馆务会",
        "grades": "合格 20；优 60",
    }
    for wrong in ("1\t铃声\tx\tTEST01\t≥\t50", "1|铃声|40|TEST01|≥|五十", "1|铃声|40||", "1|铃声|40|ZZZ|≥|5"):
        assert director.post(new, said | {"criteria": wrong}).status_code == 422
    assert director.post(new, said | {"criteria": "1|铃声|40|TEST01|≥|50", "grades": "优秀"}).status_code == 422
    rows = "1\t铃声\t40\tTEST01\t≥\t50\t馆务会\n2|面积|20|||房产资料"
    made = director.post(new, said | {"criteria": rows})
    assert made.status_code == 302
    address = made.headers["Location"]
    page = director.get(address + "?year=2020").content.decode()
    assert "还差 10 次" in page and "房产资料" in page and "50" in page
    [line] = indicators.sets()
    away = indicators.criteria(line.id)[1][0]
    evidence = reverse("indicators:evidence", args=[line.id, away])
    assert director.post(evidence, {"text": "x", "points": "99", "year": "2020"}).status_code == 422
    assert director.post(evidence, {"text": "房产证", "points": "20", "year": "2020"}).status_code == 302
    assert "手填" in director.get(address + "?year=2020").content.decode()
    again = director.get(f"{new}?of={line.id}").content.decode()
    assert "铃声 | 40 | TEST01" in again
    inspector = client_of("inspector")
    assert inspector.get(address).status_code == 200
    assert inspector.post(evidence, {"text": "x"}).status_code == 403
    assert Client().get(reverse("indicators:catalogue")).status_code == 200


def test_the_list_of_sets_asks_as_often_for_three_as_for_one() -> None:
    director = client_of("director")
    _bring()
    director.get(reverse("indicators:sets"))
    with CaptureQueriesContext(connection) as one:
        director.get(reverse("indicators:sets"))
    _bring(), _bring(_plan(code="T"))
    with CaptureQueriesContext(connection) as three:
        director.get(reverse("indicators:sets"))
    assert len(one) == len(three)
