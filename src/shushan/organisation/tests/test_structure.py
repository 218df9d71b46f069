"""The structure changes only from the day of its approval; a past day keeps what it had."""

from __future__ import annotations

from datetime import date

import pytest

from shushan.approvals import public as approvals
from shushan.kernel.actor import system
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.organisation import policy, states
from shushan.organisation import public as organisation
from shushan.organisation.checks import checks
from shushan.organisation.models import Post
from shushan.organisation.tests.make import (
    AT,
    CHECKER,
    FIRST,
    TODAY,
    WRITER,
    approve,
    decide,
    draft,
    enrol,
    found,
    plan,
)
from shushan.people.tests.make import counted
from shushan.units import public as units

pytestmark = pytest.mark.django_db
APPROVED = date(2020, 3, 9)


def codes(on: date) -> list[str]:
    return [value.code for value in units.tree(on=on)]


def test_a_case_has_no_effect_before_its_approval_and_from_its_day_on_it_has() -> None:
    case_id = draft(plan("found", "Z", "general-branch"), plan("found", "Z1", parent="Z"))
    request_id = organisation.submit_case(actor=WRITER, at=AT, today=TODAY, case_id=case_id)
    decide(request_id, None)
    assert codes(TODAY) == [] and organisation.case(case_id).effective_on is None
    decide(request_id, approvals.Document("局党委", "2020-3", APPROVED))
    assert codes(date(2020, 3, 8)) == [] and codes(APPROVED) == ["Z", "Z1"]
    done = organisation.case(case_id)
    assert (done.state, done.effective_on) == (states.CaseState.EFFECTIVE, APPROVED)
    assert done.document == approvals.Document("局党委", "2020-3", APPROVED)
    assert units.tree(on=APPROVED)[1].basis == f"organisation.structure-case:{case_id}"
    assert counted("organisation.structure-changed") == 1
    assert [list(check.run()) for check in checks()] == [[], [], [], []]


def test_a_wished_day_holds_when_it_comes_after_the_approval_never_before() -> None:
    late = draft(plan("found", "A"), wished_on=date(2020, 5, 1))
    approve(late, on=APPROVED)
    assert organisation.case(late).effective_on == date(2020, 5, 1)
    early = draft(plan("found", "B"), wished_on=date(2020, 1, 1))
    approve(early, on=APPROVED)
    assert organisation.case(early).effective_on == APPROVED


def test_units_of_the_organisation_come_change_and_go_by_a_case_only() -> None:
    ids = found(plan("found", "A"))
    boss = system("test")
    with pytest.raises(units.CaseNeeded):
        units.found_unit(actor=boss, at=AT, code="B", name="B", kind="branch", since=FIRST)
    with pytest.raises(units.CaseNeeded):
        units.change_unit(actor=boss, at=AT, unit_id=ids["A"], since=TODAY, name="x", kind="department", parent_id=None)
    with pytest.raises(units.CaseNeeded):
        units.close_unit(actor=boss, at=AT, unit_id=ids["A"], until=TODAY)
    assert units.unit(ids["A"], on=TODAY).name == "A支部"


def test_a_branch_is_renamed_and_closed_once_nobody_stands_on_its_roster() -> None:
    ids = found(plan("found", "A"))
    approve(draft(plan("change", "A", name="第一支部")), on=APPROVED)
    assert units.unit(ids["A"], on=date(2020, 3, 8)).name == "A支部"
    assert units.unit(ids["A"], on=APPROVED).name == "第一支部"
    member = enrol(ids["A"])
    person = organisation.history(member)[0].person_id
    secretary = {"unit_id": ids["A"], "kind": organisation.PostKind.SECRETARY, "person_id": person, "basis": "选举"}
    organisation.fill_post(actor=WRITER, at=AT, since=APPROVED, **secretary)
    closing = draft(plan("close", "A"))
    request_id = organisation.submit_case(actor=WRITER, at=AT, today=TODAY, case_id=closing)
    decide(request_id, None)
    with pytest.raises(organisation.StillOnRoster):
        decide(request_id, approvals.Document("局党委", "9", TODAY))
    assert organisation.case(closing).state is states.CaseState.ASKED and "A" in codes(TODAY)
    organisation.end_membership(actor=WRITER, at=AT, member_id=member, until=date(2020, 5, 2), basis="去世")
    assert [post.until for post in organisation.posts()] == [date(2020, 5, 2)], (
        "who is no member holds no post of members"
    )
    with pytest.raises(organisation.StillOnRoster):
        decide(request_id, approvals.Document("局党委", "9", date(2020, 5, 1)))  # they stood there on the day after
    Post.objects.update(until=None)
    decide(request_id, approvals.Document("局党委", "9", TODAY))
    assert codes(TODAY) == [] and codes(APPROVED) == ["A"]
    assert [post.until for post in organisation.posts()] == [TODAY], "a post ends with its unit"
    with pytest.raises(Invalid, match="已撤销"):
        enrol(ids["A"], since=APPROVED)  # entered after the branch was closed
    deputy = secretary | {"kind": organisation.PostKind.DEPUTY_SECRETARY}
    late = organisation.fill_post(actor=WRITER, at=AT, since=APPROVED, **deputy)
    assert {post.id: post.until for post in organisation.posts()}[late] == date(2020, 5, 2), (
        "entered late, it ends with the membership"
    )
    assert [list(check.run()) for check in checks()] == [[], [], [], []]


def test_a_branch_with_members_does_not_become_a_group_and_one_without_loses_the_posts_of_branches() -> None:
    ids = found(plan("found", "A"), plan("found", "B"))
    person = organisation.history(enrol(ids["A"]))[0].person_id
    secretary = {"kind": organisation.PostKind.SECRETARY, "person_id": person, "basis": "选举", "since": APPROVED}
    organisation.fill_post(actor=WRITER, at=AT, unit_id=ids["B"], **secretary)
    with pytest.raises(organisation.StillOnRoster, match="没有名册"):
        approve(draft(plan("change", "A", "group", parent="B")), on=TODAY)
    approve(draft(plan("change", "B", "group", parent="A")), on=TODAY)
    assert [post.until for post in organisation.posts()] == [TODAY]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ((plan("found", "X"), plan("found", "X")), "taken"),
        ((plan("change", "N"),), "unknown"),
        ((plan("close", "N"),), "unknown"),
        ((plan("found", "X", kind="department"),), "kind"),
        ((plan("found", "X", parent="N"),), "parent"),
        ((plan("found", "X", kind="group"),), "parent"),
        ((plan("found", "Z", kind="general-branch", parent="A"),), "parent"),
        ((plan("found", "X", parent="X"),), "under-itself"),
        ((organisation.LinePlan(organisation.LineAct.FOUND, "X", " ", "", "branch"),), "name"),
    ],
)
def test_lines_that_do_not_fit_are_named_and_nothing_is_submitted(
    lines: tuple[organisation.LinePlan, ...], fault: str
) -> None:
    found(plan("found", "A"))
    assert [what for _position, what in policy.misfits(lines, {"A": "branch"})] == [fault]
    case_id = draft(*lines)
    with pytest.raises(organisation.CaseCannotBeDone):
        organisation.submit_case(actor=WRITER, at=AT, today=TODAY, case_id=case_id)
    assert organisation.case(case_id).state is states.CaseState.DRAFT


def test_a_case_that_was_sent_back_is_mended_and_asked_again() -> None:
    case_id = draft(plan("found", "A"))
    request_id = organisation.submit_case(actor=WRITER, at=AT, today=TODAY, case_id=case_id)
    step = approvals.page(request_id).next_step
    assert step is not None
    approvals.send_back(actor=CHECKER, at=AT, today=TODAY, request_id=request_id, step_id=step.id, note="名称不对")
    assert organisation.case(case_id).state is states.CaseState.DRAFT
    organisation.draft_case(
        actor=WRITER, at=AT, title="改", reason="改", body="局党委", lines=[plan("found", "B")], case_id=case_id
    )
    assert organisation.submit_case(actor=WRITER, at=AT, today=TODAY, case_id=case_id) == request_id
    decide(request_id, None)
    decide(request_id, approvals.Document("局党委", "1", APPROVED))
    assert codes(APPROVED) == ["B"]


def test_others_change_no_draft_and_a_submitted_one_is_changed_by_nobody() -> None:
    case_id = draft(plan("found", "A"))
    said = {"at": AT, "title": "x", "reason": "x", "body": "x", "lines": [plan("found", "B")], "case_id": case_id}
    with pytest.raises(NotAllowed):
        organisation.draft_case(actor=CHECKER, **said)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        organisation.withdraw_case(actor=CHECKER, at=AT, case_id=case_id)
    organisation.submit_case(actor=WRITER, at=AT, today=TODAY, case_id=case_id)
    with pytest.raises(Conflict):
        organisation.draft_case(actor=WRITER, **said)  # type: ignore[arg-type]
    organisation.withdraw_case(actor=WRITER, at=AT, case_id=case_id)
    assert organisation.case(case_id).state is states.CaseState.WITHDRAWN
    with pytest.raises(Invalid):
        organisation.draft_case(actor=WRITER, at=AT, title="x", reason="x", body="x", lines=[])


@pytest.mark.parametrize("state", list(states.CaseState))
@pytest.mark.parametrize("move", list(states.CaseMove))
def test_cases_move_as_the_table_says(state: states.CaseState, move: states.CaseMove) -> None:
    over = (states.CaseState.EFFECTIVE, states.CaseState.REFUSED, states.CaseState.WITHDRAWN)
    assert state not in over or (state, move) not in states.CASE_MOVES


def test_months_end_where_the_month_does_and_terms_are_reminded_of() -> None:
    assert policy.add_months(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert policy.add_months(date(2021, 3, 31), -1) == date(2021, 2, 28)
    assert policy.add_months(date(2020, 7, 1), -6) == date(2020, 1, 1)
    assert policy.is_ending(date(2020, 7, 1), on=date(2020, 1, 1), months=6)
    assert not policy.is_ending(date(2020, 7, 1), on=date(2019, 12, 31), months=6)
    assert not policy.is_ending(None, on=TODAY, months=6)
