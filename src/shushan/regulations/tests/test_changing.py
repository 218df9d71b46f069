"""A rule changes by a draft that was tried against the past and that a second person approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from shushan.approvals import public as approvals
from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.kernel.periods import Period
from shushan.regulations import public as regulations
from shushan.regulations.models import RuleCode, RuleVersion
from shushan.regulations.public import Outcome, Verification
from shushan.regulations.states import DRAFT_MOVES, DraftMove, DraftState
from shushan.regulations.tests.offering import BRANCH, Above, above

pytestmark = pytest.mark.django_db
__all__ = ["above"]
AT, TODAY = datetime(2020, 7, 10, 2, tzinfo=UTC), date(2020, 7, 10)
GRANTS = (Grant("regulations.*"), Grant("approvals.*"))
WRITER, SECOND = Actor(ActorKind.STAFF, 901, "起草", GRANTS), Actor(ActorKind.STAFF, 902, "审定", GRANTS)
PAST = Period(date(2019, 7, 1), date(2020, 7, 1))


def twice(**said: object) -> regulations.Rule:
    """Return the members' meeting rule with two meetings a quarter from a day to come."""
    [now] = regulations.rules(code="MTG-01")
    return replace(now, **({"threshold": 2, "valid_from": date(2020, 10, 1)} | said))  # type: ignore[arg-type]


def drafted(rule: regulations.Rule | None = None) -> int:
    return regulations.draft_rule(actor=WRITER, at=AT, rule=rule or twice(), why="上级通知")


def tried(draft_id: int) -> int:
    return regulations.try_rule(actor=WRITER, at=AT, today=TODAY, draft_id=draft_id, window=PAST)


def approve(request_id: int, actor: Actor = SECOND) -> None:
    step = approvals.page(request_id).next_step
    assert step is not None
    approvals.agree(actor=actor, at=AT, today=TODAY, request_id=request_id, step_id=step.id)


def test_the_shipped_sets_stand_with_their_marks_and_days() -> None:
    in_2020, now = regulations.rules(on=date(2020, 7, 1)), regulations.rules(on=date(2026, 11, 1))
    assert len(in_2020) >= 55 and len(now) >= 65
    assert {one.verification for one in in_2020} == set(Verification)
    by_code = {one.code: one for one in in_2020}
    assert "超过" in by_code["ORG-11"].text and by_code["DEV-02"].article == "第六条"
    later = {one.code: one for one in now}
    assert later["DEV-02"].article == "第七条" and "DEV-13" in later and "DEV-13" not in by_code
    assert "EDU-02" in by_code and "EDU-02" not in later, "the plan of 2019 to 2023 is over"
    assert {one.code for one in in_2020 if one.figure == "G01"} == {
        "MTG-01", "MTG-03", "MTG-05", "MTG-07", "MTG-09", "MTG-10",
    }  # fmt: skip
    assert all(one.source for one in (*in_2020, *now))


def test_a_change_is_tried_approved_by_a_second_person_and_leaves_the_past_alone(above: Above) -> None:
    above.facts = {1: BRANCH, 2: BRANCH}
    for day in (date(2019, 8, 1), date(2019, 11, 1), date(2020, 2, 1), date(2020, 5, 1)):
        above.hold(1, day)
        above.hold(2, day)
    above.hold(2, date(2020, 5, 20))
    draft_id = drafted()
    with pytest.raises(regulations.NotTried):
        regulations.submit_rule(actor=WRITER, at=AT, draft_id=draft_id)
    assert tried(draft_id) == 7, "eight quarters were met once, one of them twice"
    changes, judged = regulations.trial(regulations.draft(draft_id).rule, window=PAST, today=TODAY)
    assert judged == 8 and {one.any.subject_id for one in changes} == {1, 2}
    request_id = regulations.submit_rule(actor=WRITER, at=AT, draft_id=draft_id)
    with pytest.raises(approvals.OwnRequest):
        approve(request_id, WRITER)
    assert [one.threshold for one in regulations.history("MTG-01")] == [1]
    approve(request_id)
    new, old = regulations.history("MTG-01")
    assert (new.version, new.threshold, old.valid_until) == (2, 2, date(2020, 10, 1))
    found = regulations.evaluate(window=PAST, today=date(2021, 2, 1), unit_ids=[1])
    assert {one.outcome for one in found if one.rule.code == "MTG-01"} == {Outcome.MET}
    after = regulations.evaluate(
        window=Period(date(2020, 10, 1), date(2021, 1, 1)), today=date(2021, 2, 1), unit_ids=[1]
    )
    assert [one.rule.version for one in after if one.rule.code == "MTG-01"] == [2]


def test_a_second_draft_and_a_second_version_of_a_day_are_refused(above: Above) -> None:
    draft_id = drafted()
    with pytest.raises(Conflict):
        drafted()
    regulations.withdraw_draft(actor=WRITER, at=AT, draft_id=draft_id)
    back = drafted(twice(valid_from=date(2018, 10, 28)))
    tried(back)
    request_id = regulations.submit_rule(actor=WRITER, at=AT, draft_id=back)
    with pytest.raises(Conflict):
        approve(request_id)
    assert regulations.draft(back).state is DraftState.ASKED and len(regulations.history("MTG-01")) == 1
    code = RuleCode.objects.get(code="MTG-01")
    version = RuleVersion.objects.get(rule=code)
    version.pk, version.number, version.valid_from = None, 9, date(2020, 1, 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        version.save(force_insert=True)


def test_what_is_sent_back_can_be_mended_tried_again_and_asked_again(above: Above) -> None:
    draft_id = drafted()
    tried(draft_id)
    request_id = regulations.submit_rule(actor=WRITER, at=AT, draft_id=draft_id)
    with pytest.raises(Conflict):
        regulations.draft_rule(actor=WRITER, at=AT, rule=twice(), why="x", draft_id=draft_id)
    step = approvals.page(request_id).next_step
    assert step is not None
    approvals.send_back(actor=SECOND, at=AT, today=TODAY, request_id=request_id, step_id=step.id, note="出处不清")
    regulations.draft_rule(actor=WRITER, at=AT, rule=twice(source="通知"), why="x", draft_id=draft_id)
    with pytest.raises(regulations.NotTried):
        regulations.submit_rule(actor=WRITER, at=AT, draft_id=draft_id)
    tried(draft_id)
    assert regulations.submit_rule(actor=WRITER, at=AT, draft_id=draft_id) == request_id
    approve(request_id)
    assert regulations.history("MTG-01")[0].source == "通知"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"applies_if": "full_members => 7"}, "applies_if"),
        ({"applies_if": "colour = red"}, "applies_if"),
        ({"where": "kind = members & nonsense"}, "where"),
        ({"offset": "1 month"}, "offset"),
        ({"offset": "0d"}, "offset"),
        ({"threshold": 3, "threshold_max": 2}, "threshold_max"),
        ({"measure": regulations.Measuring.DEADLINE}, "period"),
        ({"measure": regulations.Measuring.STATE, "where": ""}, "where"),
        ({"record_type": ""}, "record_type"),
        ({"valid_until": date(2020, 10, 1)}, "valid_until"),
        ({"text": " "}, "text"),
    ],
)
def test_what_could_not_be_judged_is_refused_beside_its_field(
    above: Above, said: dict[str, object], field: str
) -> None:
    with pytest.raises(regulations.RuleDoesNotFit) as refusal:
        drafted(twice(**said))
    assert refusal.value.field == field
    assert drafted()


def test_who_may_and_when(above: Above) -> None:
    reader = Actor(ActorKind.STAFF, 7, "看", (Grant("regulations.see-rules"),))
    with pytest.raises(NotAllowed):
        regulations.draft_rule(actor=reader, at=AT, rule=twice(), why="x")
    with pytest.raises(Invalid):
        regulations.draft_rule(actor=WRITER, at=AT, rule=twice(), why=" ")
    draft_id = drafted()
    for other in (SECOND, reader):
        with pytest.raises(NotAllowed):
            regulations.try_rule(actor=other, at=AT, today=TODAY, draft_id=draft_id, window=PAST)
        with pytest.raises(NotAllowed):
            regulations.withdraw_draft(actor=other, at=AT, draft_id=draft_id)
    for window in (Period(date(2020, 7, 1), date(2020, 8, 1)), Period(date(2017, 7, 1), date(2020, 7, 1))):
        with pytest.raises(Invalid):
            regulations.try_rule(actor=WRITER, at=AT, today=TODAY, draft_id=draft_id, window=window)
    assert tried(draft_id) == 0


def test_the_moves_of_a_draft_are_these_and_no_others() -> None:
    allowed = {(state, move) for state, move in DRAFT_MOVES}
    assert len(allowed) == 6
    for state in DraftState:
        for move in DraftMove:
            ends = state in (DraftState.LIVE, DraftState.REFUSED, DraftState.WITHDRAWN)
            assert not (ends and (state, move) in allowed)
