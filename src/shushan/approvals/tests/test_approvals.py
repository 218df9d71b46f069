"""Requests: the effect comes with the last step, who asks does not decide, a decision stands once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from shushan.approvals import public as approvals
from shushan.approvals import registry, states
from shushan.approvals.models import Delegation, Request, Step, Trail
from shushan.approvals.policy import is_late, is_whole
from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
AT = datetime(2020, 3, 10, 2, tzinfo=UTC)
TODAY = date(2020, 3, 10)
VERB = "approvals.see-requests"
PAPER = approvals.Document("局党委", "2020-3", date(2020, 3, 9))
told: list[approvals.Outcome] = []


def person(number: int, *verbs: str) -> Actor:
    return Actor(ActorKind.STAFF, number, f"人{number}", tuple(Grant(verb) for verb in verbs))


ASKER, DECIDER, STRANGER = person(1, VERB, "approvals.delegate"), person(2, VERB, "approvals.delegate"), person(3)


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    told.clear()
    registry.register(
        approvals.Kind("test", "试验", lambda subject: f"/{subject}", lambda o, _a: told.append(o), {VERB: "办"})
    )
    yield
    registry._kinds.pop("test")


def ask(*steps: approvals.StepPlan, subject: str = "test.thing:1") -> int:
    plans = steps or (approvals.StepPlan("审核", VERB), approvals.StepPlan("批复", VERB, body="局党委"))
    return approvals.ask(actor=ASKER, at=AT, kind="test", subject=subject, title="一件事", steps=plans)


def step_of(request_id: int) -> int:
    step = approvals.page(request_id).next_step
    assert step is not None
    return step.id


def agree(request_id: int, actor: Actor = DECIDER, **more: object) -> states.RequestState:
    return approvals.agree(actor=actor, at=AT, today=TODAY, request_id=request_id, step_id=step_of(request_id), **more)  # type: ignore[arg-type]


def test_the_effect_comes_with_the_last_step_and_names_its_document() -> None:
    asked = ask()
    assert agree(asked) is states.RequestState.OPEN and not told
    assert agree(asked, document=PAPER) is states.RequestState.APPROVED
    assert [(o.subject, o.state, o.document) for o in told] == [("test.thing:1", states.RequestState.APPROVED, PAPER)]
    page = approvals.page(asked)
    assert page.next_step is None and [line.act for line in page.trail] == ["ask", "agree", "agree"]
    assert [step.decided_by for step in page.steps] == ["人2", "人2"]


def test_who_asks_does_not_decide_but_may_enter_what_a_body_outside_wrote() -> None:
    asked = ask()
    with pytest.raises(approvals.OwnRequest):
        agree(asked, ASKER)
    agree(asked)
    assert agree(asked, ASKER, document=PAPER) is states.RequestState.APPROVED


@pytest.mark.parametrize(
    "paper",
    [
        None,
        approvals.Document("", "1", TODAY),
        approvals.Document("局", " ", TODAY),
        approvals.Document("局", "1", date(2020, 3, 11)),
    ],
)
def test_a_body_outside_decides_by_a_whole_document_of_no_day_to_come(paper: approvals.Document | None) -> None:
    asked = ask(approvals.StepPlan("批复", VERB, body="局党委"))
    assert is_whole(PAPER, today=TODAY) and not is_whole(paper, today=TODAY)
    with pytest.raises(approvals.DocumentNeeded):
        agree(asked, document=paper)
    assert approvals.page(asked).line.state is states.RequestState.OPEN and not told


def test_a_stranger_decides_nothing_until_somebody_delegates_and_only_on_those_days() -> None:
    asked = ask()
    with pytest.raises(NotAllowed):
        agree(asked, STRANGER)
    with pytest.raises(NotAllowed):
        approvals.delegate(
            actor=STRANGER, at=AT, verb=VERB, taker_label="staff:9", taker="九", since=TODAY, until=date(2020, 3, 20)
        )
    held = approvals.delegate(
        actor=DECIDER, at=AT, verb=VERB, taker_label=STRANGER.label, taker="人3", since=TODAY, until=date(2020, 3, 12)
    )
    assert [line.id for line in approvals.waiting_for(STRANGER, on=TODAY)] == [asked]
    assert approvals.waiting_for(STRANGER, on=date(2020, 3, 12)) == []
    agree(asked, STRANGER)
    approvals.end_delegation(actor=DECIDER, at=AT, today=TODAY, delegation_id=held)
    with pytest.raises(NotAllowed):
        agree(asked, STRANGER, document=PAPER)
    with pytest.raises(NotFound):
        approvals.end_delegation(actor=STRANGER, at=AT, today=TODAY, delegation_id=held)


def test_delegations_need_days_and_somebody_else() -> None:
    for taker, until in (("staff:9", TODAY), (DECIDER.label, date(2020, 3, 20))):
        with pytest.raises(Invalid):
            approvals.delegate(actor=DECIDER, at=AT, verb=VERB, taker_label=taker, taker="x", since=TODAY, until=until)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(
            verb=VERB, giver_label="a", giver="a", taker_label="a", taker="a", since=TODAY, until=TODAY
        )


def test_a_request_goes_back_is_asked_again_and_every_step_is_decided_anew() -> None:
    asked = ask()
    agree(asked)
    back = {"actor": DECIDER, "at": AT, "today": TODAY, "request_id": asked}
    with pytest.raises(approvals.NoteNeeded):
        approvals.send_back(**back, step_id=step_of(asked), note=" ")
    approvals.send_back(**back, step_id=step_of(asked), note="缺一张表")
    assert told[-1].state is states.RequestState.RETURNED
    with pytest.raises(NotAllowed):
        approvals.ask_again(actor=DECIDER, at=AT, request_id=asked)
    approvals.ask_again(actor=ASKER, at=AT, request_id=asked)
    page = approvals.page(asked)
    assert page.next_step is not None and (page.next_step.round, page.next_step.position) == (2, 1)
    agree(asked)
    assert agree(asked, document=PAPER) is states.RequestState.APPROVED


def test_what_waited_in_an_earlier_round_waits_no_more() -> None:
    asked = ask()
    approvals.send_back(actor=DECIDER, at=AT, today=TODAY, request_id=asked, step_id=step_of(asked), note="从头再来")
    approvals.ask_again(actor=ASKER, at=AT, request_id=asked)
    assert agree(asked) is states.RequestState.OPEN
    assert [line.waits_for for line in approvals.requests()] == ["批复"]
    assert agree(asked, document=PAPER) is states.RequestState.APPROVED


def test_a_refused_and_a_withdrawn_request_is_over() -> None:
    refused, withdrawn = ask(), ask(subject="test.thing:2")
    approvals.refuse(actor=DECIDER, at=AT, today=TODAY, request_id=refused, step_id=step_of(refused), note="不合适")
    approvals.withdraw(actor=ASKER, at=AT, request_id=withdrawn)
    assert [o.state for o in told] == [states.RequestState.REFUSED, states.RequestState.WITHDRAWN]
    for over in (refused, withdrawn):
        with pytest.raises(Conflict):
            approvals.withdraw(actor=ASKER, at=AT, request_id=over)
        with pytest.raises(Conflict):
            approvals.ask_again(actor=ASKER, at=AT, request_id=over)
    assert approvals.waiting_for(DECIDER, on=TODAY) == []


def test_a_step_is_decided_once_and_one_subject_has_one_running_request() -> None:
    asked = ask()
    first = step_of(asked)
    with pytest.raises(Conflict):
        ask()
    agree(asked)
    with pytest.raises(approvals.AlreadyDecided):
        approvals.agree(actor=DECIDER, at=AT, today=TODAY, request_id=asked, step_id=first)
    approvals.withdraw(actor=ASKER, at=AT, request_id=asked)
    assert ask() != asked
    with pytest.raises(Invalid):
        approvals.ask(actor=ASKER, at=AT, kind="test", subject="test.thing:3", title="x", steps=[])


def test_when_the_effect_refuses_the_decision_does_not_stand() -> None:
    def refusing(_outcome: approvals.Outcome, _actor: Actor) -> None:
        raise Conflict("不行")

    registry.register(approvals.Kind("test", "试验", str, refusing))
    asked = ask(approvals.StepPlan("审核", VERB))
    with pytest.raises(Conflict):
        agree(asked)
    page = approvals.page(asked)
    assert page.line.state is states.RequestState.OPEN and page.next_step is not None and len(page.trail) == 1


@pytest.mark.parametrize("state", list(states.RequestState))
@pytest.mark.parametrize("move", list(states.RequestMove))
def test_the_moves_are_those_of_the_table(state: states.RequestState, move: states.RequestMove) -> None:
    target = states.after(state, move)
    assert (target is not None) is ((state, move) in states.MOVES)
    if state not in (states.RequestState.OPEN, states.RequestState.RETURNED):
        assert target is None


def test_the_database_keeps_the_trail_and_knows_no_agreement_without_a_document() -> None:
    asked = ask()
    with pytest.raises(DatabaseError), transaction.atomic():
        Trail.objects.filter(request=asked).update(note="改")
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(request=asked, position=2).update(state="agreed", decided_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=asked).update(state="approved")


def test_lists_take_a_fixed_number_of_queries(django_assert_num_queries: object) -> None:
    for n in range(3):
        ask(subject=f"test.thing:{n}")
        with django_assert_num_queries(2):  # type: ignore[operator]
            approvals.requests()
        with django_assert_num_queries(3):  # type: ignore[operator]
            approvals.waiting_for(DECIDER, on=TODAY)
    assert is_late(TODAY, on=TODAY + timedelta(days=1)) and not is_late(TODAY, on=TODAY) and not is_late(None, on=TODAY)
