"""The claims about the application and the honour: one record else, and they fall short."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shushan.claims.public import State, answer, claim
from shushan.development import public as development
from shushan.honours import public as honours
from shushan.honours.models import EvidenceRow
from shushan.kernel.actor import system
from shushan.organisation.tests.make import enrol, found, plan
from shushan.people.tests.make import make_staff
from shushan.places import public as places

pytestmark = pytest.mark.django_db
AT, TODAY, WHO = datetime(2020, 7, 1, 4, tzinfo=UTC), date(2020, 7, 1), system("test")


@pytest.fixture
def branches() -> dict[str, int]:
    site = places.open_site(actor=WHO, at=AT, code="H", name="河口馆区")
    ids = found(plan("found", "A"), plan("found", "B", name="河口馆区党支部", site_id=site))
    for _n in range(3):
        enrol(ids["B"])
    return ids


def applied(branch: int, on: date = date(2020, 3, 2)) -> int:
    return development.open_case(
        actor=WHO, at=AT, today=TODAY, person_id=make_staff(name="乙"), unit_id=branch, applied_on=on
    )


def recommended(branch: int, body: str = "区文旅局党委", on: date = date(2020, 6, 30)) -> int:
    known = honours.criteria()
    criteria = known[0].id if known else honours.write_criteria(
        actor=WHO, at=AT, issuer="局", title="五好党支部", source="通知", since=date(2019, 1, 1),
        items=[honours.Criterion("好", ("ORG-01",))],
    )  # fmt: skip
    return honours.recommend(
        actor=WHO, at=AT, today=date(2020, 7, 3), unit_id=branch, criteria_id=criteria, body=body, recommended_on=on
    )


def states() -> list[State]:
    return [answer(claim(code), AT).state for code in ("C60", "C62", "C63")]


SHORT, HOLDS = State.FALLS_SHORT, State.HOLDS


def test_they_hold_with_one_application_and_one_recommendation(branches: dict[str, int]) -> None:
    assert states() == [SHORT, SHORT, SHORT]
    applied(branches["A"])
    recommended(branches["B"])
    assert states() == [HOLDS, HOLDS, HOLDS]


def test_two_applications_or_one_of_another_season_fall_short(branches: dict[str, int]) -> None:
    applied(branches["A"])
    assert states()[0] is HOLDS
    applied(branches["A"], date(2020, 5, 31))
    assert states()[0] is SHORT


def test_an_application_before_the_spring_falls_short(branches: dict[str, int]) -> None:
    applied(branches["A"], date(2020, 1, 31))
    assert states()[0] is SHORT


def test_an_award_by_the_day_of_the_report_falls_short(branches: dict[str, int]) -> None:
    made = recommended(branches["B"])
    decide = {"actor": WHO, "at": AT, "honour_id": made, "is_awarded": True, "number": "1"}
    honours.decide(**decide, today=date(2020, 7, 2), decided_on=date(2020, 7, 2))
    assert states()[1] is HOLDS, "an award after the day changes nothing before it"
    again = recommended(branches["A"])
    honours.decide(**(decide | {"honour_id": again}), today=TODAY, decided_on=TODAY)
    assert states()[1] is SHORT


def test_another_branch_another_body_or_a_later_day_falls_short(branches: dict[str, int]) -> None:
    made = recommended(branches["A"])
    assert states()[1] is SHORT
    honours.withdraw(actor=WHO, at=AT, today=TODAY, honour_id=made)
    later = recommended(branches["B"], on=date(2020, 7, 2))
    assert states()[1] is SHORT
    honours.withdraw(actor=WHO, at=AT, today=TODAY, honour_id=later)


def test_the_body_counts(branches: dict[str, int]) -> None:
    recommended(branches["B"], body="别的单位")
    assert states()[1] is SHORT


def test_a_month_of_evidence_less_falls_short(branches: dict[str, int]) -> None:
    recommended(branches["B"], on=date(2020, 5, 31))
    assert EvidenceRow.objects.filter(criterion="", applicable__gt=0).count() == 11, (
        "the branch stood for eleven months"
    )
    assert states()[2] is SHORT
