"""Cases of applicants: steps in order, dates kept or refused, the roster moves with the approval, each look on record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.audit import public as audit
from shushan.development import public as development
from shushan.development.checks import checks
from shushan.development.models import StepRecord
from shushan.development.public import Said
from shushan.development.states import CASE_MOVES, CaseMove, CaseState
from shushan.kernel.actor import Actor, ActorKind, Grant, system
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.kernel.periods import Period
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import enrol, found, plan
from shushan.people.tests.make import client_of, counted, make_staff
from shushan.regulations import public as regulations

pytestmark = pytest.mark.django_db
AT, TODAY = datetime(2022, 6, 1, 2, tzinfo=UTC), date(2022, 6, 1)
WRITER = Actor(ActorKind.STAFF, 901, "书记", (Grant("development.see-cases"), Grant("development.record-steps")))
ABOVE = Actor(ActorKind.STAFF, 902, "组织部", (Grant("development.*"),))
NOTHING = Said()
VOTE = Said(entitled=10, present=9, yes=8, is_secret=True, is_separate=True)


@pytest.fixture
def branch() -> int:
    ids = found(plan("found", "A"), plan("found", "T", "temporary-branch"), on=date(2018, 1, 1))
    enrol(ids["A"])
    return ids["A"]


def opened(branch: int, on: date = date(2019, 1, 31), **said: Any) -> int:
    person = said.pop("person_id", None) or make_staff(name="干部乙")
    return development.open_case(
        actor=WRITER, at=AT, today=TODAY, person_id=person, unit_id=branch, applied_on=on, **said
    )


def record(case_id: int, step: str, day: str, said: Said = NOTHING, actor: Actor = WRITER, **more: Any) -> int:
    return development.record_step(
        actor=actor, at=AT, today=TODAY, case_id=case_id, step=step, on=date.fromisoformat(day), said=said, **more
    )


def to_target(case_id: int) -> None:
    person = make_staff(name="联系人")
    record(case_id, "talk", "2019-02-20", Said(who_id=person))
    record(case_id, "activist", "2019-03-01")
    record(case_id, "activist-filed", "2019-03-05")
    record(case_id, "contact", "2019-03-05", Said(who_id=person))
    record(case_id, "observation", "2019-08-31")
    record(case_id, "observation", "2020-02-28")
    record(case_id, "target", "2020-03-01")


def to_form(case_id: int) -> None:
    to_target(case_id)
    record(case_id, "target-filed", "2020-03-05")
    for name in ("介绍人一", "介绍人二"):
        record(case_id, "introducer", "2020-03-06", Said(who_id=make_staff(name=name)))
    record(case_id, "review", "2020-03-20", Said(is_passed=True))
    record(case_id, "target-training", "2020-04-03", Said(minutes=1440))
    record(case_id, "committee-check", "2020-04-10")
    record(case_id, "pre-review", "2020-04-20")
    record(case_id, "form", "2020-04-25")


def outcome(case_id: int, code: str, today: date = TODAY) -> list[str]:
    results = development.results_of(development.case(case_id, today=today), today=today)
    return [str(one.outcome) for one in results if one.rule.code == code]


def test_the_way_has_five_stages_and_twenty_five_steps() -> None:
    numbered = [one for one in development.steps() if one.number]
    assert [one.number for one in numbered] == list(range(1, 26))
    assert [sum(one.stage == stage for one in numbered) for stage in range(1, 6)] == [2, 4, 5, 7, 7]


def test_an_application_opens_a_talk_due_within_a_month(branch: int) -> None:
    case_id = opened(branch, date(2020, 1, 31))
    before = date(2020, 2, 29)
    case = development.case(case_id, today=before)
    [talk] = [one for one in development.next_steps(case, development.results_of(case, today=before)) if one.due_on]
    assert (talk.step.code, talk.due_on) == ("talk", date(2020, 2, 29))
    assert outcome(case_id, "DEV-02", before) == ["not-due"] and outcome(case_id, "DEV-02", date(2020, 3, 1)) == [
        "not-met"
    ]
    assert counted("development.case-opened") == 1


def test_a_whole_way_from_the_application_to_the_archive(branch: int) -> None:
    case_id = opened(branch)
    to_form(case_id)
    record(case_id, "meeting", "2020-05-10", VOTE)
    record(case_id, "superior-talk", "2020-05-20", Said(who_id=make_staff(name="组织员")))
    record(case_id, "approval", "2020-06-01", basis="批〔2020〕9号")
    case = development.case(case_id, today=TODAY)
    [line] = [one for one in organisation.roster(on=date(2020, 6, 1), unit_ids=[branch]) if one.name == "干部乙"]
    assert (line.kind, line.joined_on) == (organisation.MemberKind.PROBATIONARY, date(2020, 5, 10))
    record(case_id, "filed", "2020-06-05")
    for step, day in (("assigned", "2020-06-05"), ("oath", "2020-07-01"), ("education", "2020-12-01"),
                      ("full-application", "2021-05-01")):  # fmt: skip
        record(case_id, step, day)
    record(case_id, "full-meeting", "2021-05-10", VOTE)
    record(case_id, "full-approval", "2021-06-20", basis="批〔2021〕9号")
    record(case_id, "archive", "2021-07-01")
    assert organisation.history(line.id)[0].kind is organisation.MemberKind.FULL
    case = development.case(case_id, today=TODAY)
    assert case.state is CaseState.DONE and case.stage == 5
    assert development.next_steps(case, development.results_of(case, today=TODAY)) == []
    gates = development.results_of(case, today=TODAY)
    assert {str(one.outcome) for one in gates} <= {"met", "not-applicable"} and len(gates) > 12
    with pytest.raises(Conflict):
        record(case_id, "education", "2021-08-01")
    assert [list(check.run()) for check in checks()] == [[]]


def test_steps_are_not_skipped_doubled_to_come_or_dated_before_what_they_rest_on(branch: int) -> None:
    case_id = opened(branch)
    with pytest.raises(development.StepNotOpen):
        record(case_id, "target", "2020-03-01")
    for day in ("2022-06-02", "2019-01-30"):
        with pytest.raises(Invalid):
            record(case_id, "talk", day, Said(who_id=1))
    with pytest.raises(Invalid):
        record(case_id, "talk", "2019-02-20")
    with pytest.raises(Invalid):
        record(case_id, "nonsense", "2019-02-20")
    to_form(case_id)
    with pytest.raises(Conflict):
        record(case_id, "target", "2020-03-02")
    record(case_id, "meeting", "2020-05-10", VOTE)
    record(case_id, "superior-talk", "2020-05-20", Said(who_id=make_staff(name="组织员")))
    with pytest.raises(Invalid):
        record(case_id, "approval", "2020-05-09", basis="批〔2020〕9号")
    with pytest.raises(Invalid):
        record(case_id, "approval", "2020-06-01")
    assert not organisation.is_member(development.case(case_id).person_id, on=TODAY)


def test_a_binding_date_is_refused_and_recorded_despite_it_only_with_grant_and_reason(branch: int) -> None:
    case_id = opened(branch)
    person = make_staff(name="联系人")
    record(case_id, "talk", "2019-02-20", Said(who_id=person))
    record(case_id, "activist", "2019-03-01")
    record(case_id, "activist-filed", "2019-03-05")
    record(case_id, "contact", "2019-03-05", Said(who_id=person))
    record(case_id, "observation", "2019-08-31")
    with pytest.raises(development.DateBroken) as refusal:
        record(case_id, "target", "2020-02-29")
    assert "DEV-05" in refusal.value.message and refusal.value.field == "despite"
    with pytest.raises(NotAllowed):
        record(case_id, "target", "2020-02-29", despite="上级要求")
    made = record(case_id, "target", "2020-02-29", actor=ABOVE, despite="上级要求")
    assert StepRecord.objects.get(pk=made).despite == "上级要求"
    assert outcome(case_id, "DEV-05") == ["not-met"], "what broke a date stays a breach"
    assert StepRecord.objects.filter(despite="").count() == 6


def test_a_third_contact_person_and_a_missing_review_are_refused(branch: int) -> None:
    case_id = opened(branch)
    people = [make_staff(name=f"联系人{n}") for n in range(3)]
    record(case_id, "talk", "2019-02-20", Said(who_id=people[0]))
    record(case_id, "activist", "2019-03-01")
    for person in people[:2]:
        record(case_id, "contact", "2019-03-05", Said(who_id=person))
    with pytest.raises(development.DateBroken):
        record(case_id, "contact", "2019-03-06", Said(who_id=people[2]))
    assert outcome(case_id, "DEV-03") == ["met"]


@pytest.mark.parametrize(
    ("vote", "accepted"),
    [
        (Said(entitled=10, present=5, yes=5, is_secret=True, is_separate=True), False),
        (Said(entitled=10, present=6, yes=6, is_secret=True, is_separate=True), True),
        (Said(entitled=11, present=6, yes=6, is_secret=True, is_separate=True), True),
        (Said(entitled=11, present=6, yes=5, is_secret=True, is_separate=True), False),
    ],
)
def test_a_decision_counts_only_with_quorum_and_more_than_half_of_those_entitled(
    branch: int, vote: Said, accepted: bool
) -> None:
    case_id = opened(branch)
    to_form(case_id)
    record(case_id, "meeting", "2020-05-10", vote)
    talk = Said(who_id=make_staff(name="组织员"))
    if not accepted:
        with pytest.raises(development.StepNotOpen):
            record(case_id, "superior-talk", "2020-05-20", talk)
        return
    record(case_id, "superior-talk", "2020-05-20", talk)
    record(case_id, "approval", "2020-06-01", basis="批〔2020〕9号")
    assert organisation.is_member(development.case(case_id).person_id, on=TODAY)


def test_impossible_votes_are_refused_by_the_operation_and_by_the_database(branch: int) -> None:
    case_id = opened(branch)
    to_form(case_id)
    for vote in (Said(entitled=0), Said(entitled=5, present=6, yes=1), Said(entitled=5, present=4, yes=5)):
        with pytest.raises(Invalid):
            record(case_id, "meeting", "2020-05-10", vote)
    with pytest.raises(DatabaseError), transaction.atomic():
        StepRecord.objects.create(
            case_id=case_id, step="meeting", on=TODAY, entitled=5, present=6, yes=1, by="x", by_label="x", at=AT
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        StepRecord.objects.filter(case=case_id).update(note="x")


def test_the_last_record_is_taken_back_with_a_reason_and_both_stay(branch: int) -> None:
    case_id = opened(branch)
    talk = record(case_id, "talk", "2019-02-20", Said(who_id=make_staff(name="甲")))
    activist = record(case_id, "activist", "2019-03-01")
    back = {"actor": WRITER, "at": AT}
    with pytest.raises(Conflict):
        development.take_back_step(**back, record_id=talk, reason="误记")
    with pytest.raises(Invalid):
        development.take_back_step(**back, record_id=activist, reason=" ")
    development.take_back_step(**back, record_id=activist, reason="误记")
    with pytest.raises(Conflict):
        development.take_back_step(**back, record_id=activist, reason="误记")
    case = development.case(case_id)
    assert [one.is_taken_back for one in case.steps] == [False, False, True] and case.stage == 2
    assert record(case_id, "activist", "2019-03-08")
    first = case.steps[0].id
    with pytest.raises(Conflict):
        development.take_back_step(**back, record_id=first, reason="误记")


def test_one_open_case_a_person_and_no_member_applies(branch: int) -> None:
    person = make_staff(name="丙")
    case_id = opened(branch, person_id=person)
    with pytest.raises(development.CaseOpenAlready):
        opened(branch, person_id=person)
    end = {"actor": WRITER, "at": AT, "today": TODAY, "case_id": case_id}
    with pytest.raises(Invalid):
        development.end_case(**end, on=TODAY, why=" ")
    development.end_case(**end, on=date(2019, 2, 1), why="本人撤回")
    with pytest.raises(Conflict):
        development.end_case(**end, on=TODAY, why="x")
    assert outcome(case_id, "DEV-02") == ["not-applicable"]
    assert opened(branch, person_id=person)
    member = organisation.history(enrol(branch))[0].person_id
    with pytest.raises(Invalid):
        opened(branch, person_id=member)


def test_a_temporary_branch_receives_whoever_is_deployed(branch: int) -> None:
    temporary = next(
        one.id for one in regulations.units_for(system("t"), "x", on=TODAY) if one.kind == "temporary-branch"
    )
    case_id = opened(branch, date(2020, 2, 10))
    take = {"actor": WRITER, "at": AT, "case_id": case_id, "basis": "下沉"}
    with pytest.raises(Invalid):
        development.receive(**take, unit_id=branch, since=date(2020, 2, 10))
    development.receive(**take, unit_id=temporary, since=date(2020, 2, 10))
    with pytest.raises(Conflict):
        development.receive(**take, unit_id=temporary, since=date(2020, 3, 10))
    host = Actor(ActorKind.STAFF, 5, "临时支部书记", (Grant("development.record-steps", unit_id=temporary),))
    record(case_id, "talk", "2020-03-01", Said(who_id=make_staff(name="甲")), actor=host)
    [gate] = [
        one for one in development.results_of(development.case(case_id), today=TODAY) if one.rule.code == "DEV-02"
    ]
    assert gate.unit_id == temporary
    development.return_home(actor=WRITER, at=AT, case_id=case_id, until=date(2020, 4, 1))
    with pytest.raises(NotAllowed):
        record(case_id, "activist", "2020-05-01", actor=host)
    with pytest.raises(Conflict):
        development.return_home(actor=WRITER, at=AT, case_id=case_id, until=date(2020, 4, 2))


def test_the_moves_of_a_case_are_these() -> None:
    assert set(CASE_MOVES) == {(CaseState.OPEN, move) for move in CaseMove}


def test_the_rules_see_every_case_and_count_g06(branch: int) -> None:
    case_id = opened(branch, date(2020, 2, 10))
    record(case_id, "talk", "2020-03-11", Said(who_id=make_staff(name="甲")))
    window = Period(date(2020, 1, 1), date(2020, 7, 1))
    regulations.rebuild(actor=system("t"), at=AT, window=window, today=TODAY)
    [late] = [one for one in regulations.kept(window=window) if one.rule.code == "DEV-02"]
    assert (late.outcome, late.note, late.subject_id) == (regulations.Outcome.NOT_MET, "late", case_id)
    assert late.rule.figure == "G06"


def test_the_pages_lead_from_the_application_to_the_next_step_and_each_look_is_recorded(branch: int) -> None:
    client = client_of("secretary")
    form = {"person": str(make_staff(name="某乙")), "unit": str(branch), "applied_on": "2020-02-20", "note": ""}
    assert client.post(reverse("development:new"), form | {"person": ""}).status_code == 422
    made = client.post(reverse("development:new"), form)
    assert made.status_code == 302
    case_id = development.cases(today=TODAY)[0].id
    page = client.get(made.headers["Location"]).content.decode()
    assert "某乙" in page and "2020-03-20 前" in page and "DEV-02" in page
    assert len(audit.looks(subject=f"development.case:{case_id}")) == 1
    step = reverse("development:step", args=[case_id, "talk"])
    assert "培训分钟数" not in client.get(step).content.decode()
    assert client.post(step, {"on": "2020-03-01"}).status_code == 422
    assert client.post(step, {"on": "2020-03-01", "who": str(make_staff(name="甲"))}).status_code == 302
    step = reverse("development:step", args=[case_id, "activist"])
    overdue = client.post(step, {"on": "2020-03-10"}, follow=True).content.decode()
    assert overdue.count(">DEV-04</a> × ") == 1 and "已逾期" in overdue, (
        "a rule that came due again and again stands once"
    )
    for code in ("application", "nonsense"):
        assert client.get(reverse("development:step", args=[case_id, code])).status_code == 404
    assert "某乙" in client.get(reverse("development:cases")).content.decode()
    assert audit.looks(subject="development.cases")
    assert client_of("inspector").get(reverse("development:case", args=[case_id])).status_code == 403
    ended = client.post(reverse("development:ending", args=[case_id]), {"end-on": "2020-04-01", "end-why": "撤回"})
    assert ended.status_code == 302
    desk = client.get(reverse("regulations:desk", args=[branch])).content.decode()
    assert "某乙" not in desk, "a desk names cases by number"


def test_the_list_takes_a_fixed_number_of_queries(branch: int) -> None:
    client = client_of("director")

    def asked() -> int:
        client.get(reverse("development:cases"))
        with CaptureQueriesContext(connection) as said:
            assert client.get(reverse("development:cases")).status_code == 200
        return len(said)

    opened(branch)
    one = asked()
    for n in range(2):
        opened(branch, person_id=make_staff(name=f"丁{n}"))
    assert asked() == one
