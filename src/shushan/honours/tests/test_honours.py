"""Honours: recommended is not awarded; the evidence is pulled once from twelve months of results."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.honours import public as honours
from shushan.honours.models import EvidenceRow, Honour
from shushan.honours.public import Criterion, HonourState
from shushan.honours.states import MOVES, HonourMove
from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.organisation.tests.make import enrol, found, plan
from shushan.people.tests.make import counted, make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db
AT, TODAY = datetime(2020, 7, 1, 2, tzinfo=UTC), date(2020, 7, 1)
WHO = Actor(ActorKind.STAFF, 901, "书记", (Grant("honours.*"),))
ITEMS = (Criterion("支部班子好", ("ORG-06b", "ORG-01")), Criterion("工作业绩好"))


@pytest.fixture
def branch() -> int:
    ids = found(plan("found", "A"))
    for _n in range(3):
        enrol(ids["A"])
    return ids["A"]


def written(since: date = date(2019, 1, 1)) -> int:
    return honours.write_criteria(
        actor=WHO, at=AT, issuer="区文旅局", title="五好党支部", source="通知", since=since, items=ITEMS
    )


def recommended(branch: int, criteria: int, on: date = date(2020, 6, 30)) -> int:
    return honours.recommend(
        actor=WHO, at=AT, today=TODAY, unit_id=branch, criteria_id=criteria, body="局党委", recommended_on=on
    )


def test_a_recommendation_pulls_twelve_months_and_is_no_award(branch: int) -> None:
    made = honours.honour(recommended(branch, written()))
    assert made.state is HonourState.RECOMMENDED
    whole = [one for one in made.evidence if not one.criterion]
    assert [one.month for one in whole] == [date(2019 + (n + 6) // 12, (n + 6) % 12 + 1, 1) for n in range(12)]
    assert all(one.applicable > 0 and one.met <= one.applicable for one in whole)
    answered = [one for one in made.evidence if one.criterion]
    assert {one.criterion for one in answered} == {"支部班子好"} and len(answered) == 12
    assert {(one.met, one.applicable) for one in answered} == {(1, 2)}, "three full members, but no secretary"
    assert (counted("honours.recommended"), counted("honours.awarded")) == (1, 0)
    assert made.state_on(date(2020, 6, 29)) is None and made.state_on(TODAY) is HonourState.RECOMMENDED


def test_an_award_needs_its_document_and_no_day_before_the_recommendation(branch: int) -> None:
    made = recommended(branch, written())
    decide = {"actor": WHO, "at": AT, "today": TODAY, "honour_id": made, "is_awarded": True}
    for wrong in (
        {"decided_on": TODAY},
        {"decided_on": date(2020, 6, 29), "number": "1"},
        {"decided_on": date(2020, 7, 2), "number": "1"},
    ):
        with pytest.raises(Invalid):
            honours.decide(**decide, **wrong)
    honours.decide(**decide, decided_on=TODAY, number="表〔2020〕1号")
    assert honours.honour(made).state is HonourState.AWARDED and counted("honours.awarded") == 1
    with pytest.raises(Conflict):
        honours.decide(**decide, decided_on=TODAY, number="2")
    with pytest.raises(Conflict):
        honours.withdraw(actor=WHO, at=AT, today=TODAY, honour_id=made)
    with pytest.raises(DatabaseError), transaction.atomic():
        Honour.objects.filter(pk=made).update(number="")
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidenceRow.objects.update(met=0)


def test_one_recommendation_at_a_time_of_days_that_can_be(branch: int) -> None:
    criteria = written()
    with pytest.raises(NotFound):
        recommended(branch, criteria + 9)
    for day in (date(2020, 7, 2), date(2018, 12, 31)):
        with pytest.raises(Invalid):
            recommended(branch, criteria, day)
    made = recommended(branch, criteria)
    with pytest.raises(Conflict):
        recommended(branch, criteria)
    honours.withdraw(actor=WHO, at=AT, today=TODAY, honour_id=made)
    again = recommended(branch, criteria)
    honours.decide(actor=WHO, at=AT, today=TODAY, honour_id=again, is_awarded=False, decided_on=TODAY)
    assert [one.state for one in honours.honours()] == [HonourState.NOT_AWARDED, HonourState.WITHDRAWN]


def test_criteria_name_rules_that_are_there(branch: int) -> None:
    said = {"actor": WHO, "at": AT, "issuer": "局", "title": "先进", "source": "通知", "since": TODAY}
    for items in ((), (Criterion("好", ("MTG-99",)),), (Criterion(" "),)):
        with pytest.raises(Invalid):
            honours.write_criteria(**said, items=items)
    honours.write_criteria(**said, items=ITEMS)
    with pytest.raises(Conflict):
        honours.write_criteria(**said, items=ITEMS)
    seeing = Actor(ActorKind.STAFF, 5, "看", (Grant("honours.see-honours"),))
    with pytest.raises(NotAllowed):
        honours.write_criteria(**(said | {"actor": seeing, "title": "x"}), items=ITEMS)
    with pytest.raises(NotAllowed):
        honours.recommend(
            actor=seeing, at=AT, today=TODAY, unit_id=branch, criteria_id=1, body="局", recommended_on=TODAY
        )


def test_the_moves_are_these() -> None:
    assert set(MOVES) == {(HonourState.RECOMMENDED, move) for move in HonourMove}


def test_the_pages_recommend_and_show_the_evidence(branch: int) -> None:
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("director")))
    lines = "组织生活好 | ORG-01，ORG-02\n工作业绩好"
    form = {"issuer": "局", "title": "五好党支部", "source": "通知", "since": "2019-01-01", "items": "好 | NO-1"}
    assert client.post(reverse("honours:criteria"), form).status_code == 422
    assert client.post(reverse("honours:criteria"), form | {"items": lines}).status_code == 302
    [known] = honours.criteria()
    assert known.criteria[0].rules == ("ORG-01", "ORG-02")
    said = {
        "unit": str(branch),
        "criteria": str(known.id),
        "body": "局党委",
        "recommended_on": "2020-06-30",
        "words": "",
    }
    assert client.post(reverse("honours:new"), said | {"body": ""}).status_code == 422
    made = client.post(reverse("honours:new"), said)
    page = client.get(made.headers["Location"]).content.decode()
    assert "已推荐，未授予" in page and "2019-07" in page and "推荐不等于授予" in page

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert "五好党支部" in client.get(reverse("honours:honours")).content.decode()
        return len(queries)

    asked()
    one = asked()
    for n in (1, 2):
        recommended(branch, written(date(2019, 1, 1 + n)))
    assert asked() == one
    honour_id = honours.honours()[-1].id
    decision = reverse("honours:decision", args=[honour_id])
    assert client.post(decision, {"is_awarded": "yes", "decided_on": "2020-07-20"}).status_code == 422
    assert client.post(reverse("honours:withdrawal", args=[honour_id])).status_code == 302
