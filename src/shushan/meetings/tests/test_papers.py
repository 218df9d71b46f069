"""Papers, talks, the plan of a year, and the table of moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.meetings import policy, states
from shushan.meetings import public as meetings
from shushan.meetings.checks import checks
from shushan.meetings.models import Minutes
from shushan.meetings.tests.make import AFTER, AT, BEGINS, DURING, SECRETARY, Branch, Kind, State, one_of
from shushan.people.tests.make import counted, make_staff

pytestmark = pytest.mark.django_db
LONG_AFTER = datetime(2020, 7, 1, 4, tzinfo=UTC)


@pytest.fixture
def branch() -> Branch:
    return Branch()


def facts() -> tuple[int, int, int]:
    return tuple(counted(f"meetings.{name}") for name in ("meeting-held", "members-entitled", "members-present"))


def test_minutes_are_kept_in_versions_and_no_version_is_changed(branch: Branch) -> None:
    meeting_id = branch.convened()
    with pytest.raises(meetings.MeetingMoved):
        meetings.write_minutes(actor=SECRETARY, at=AT, meeting_id=meeting_id, text="早了")
    held = branch.held()
    assert meetings.write_minutes(actor=SECRETARY, at=AFTER, meeting_id=held, text="一、学习") == 1
    assert meetings.write_minutes(actor=SECRETARY, at=AFTER, meeting_id=held, text="一、学习。") == 2
    for wrong, error in (("一、学习。", Conflict), (" ", Invalid), ("字" * 40_001, Invalid)):
        with pytest.raises(error):
            meetings.write_minutes(actor=SECRETARY, at=AFTER, meeting_id=held, text=wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.filter(meeting=held).update(text="改")


def test_tasks_have_an_owner_at_the_meeting_and_a_day(branch: Branch) -> None:
    held = branch.held()
    task = {"actor": SECRETARY, "at": AFTER, "meeting_id": held, "text": "报名单", "person_id": branch.persons[1]}
    for wrong in ({"text": " "}, {"due_on": date(2020, 6, 9)}, {"person_id": make_staff(name="外人")}):
        with pytest.raises(Invalid):
            meetings.set_task(**({**task, "due_on": date(2020, 6, 20)} | wrong))
    made = meetings.set_task(**task, due_on=date(2020, 6, 20))
    with pytest.raises(NotFound):
        meetings.finish_task(actor=one_of(branch.persons[2]), at=AFTER, task_id=made)
    meetings.finish_task(actor=one_of(branch.persons[1]), at=AFTER, task_id=made, note="已报")
    with pytest.raises(Conflict):
        meetings.finish_task(actor=SECRETARY, at=AFTER, task_id=made)
    assert meetings.tasks(person_id=branch.persons[1], only_open=True) == []


def test_a_follow_up_is_written_after_the_meeting_only(branch: Branch) -> None:
    meeting_id = branch.running(Kind.THEME_DAY, title="学习")
    follow = {"actor": SECRETARY, "at": AFTER, "meeting_id": meeting_id}
    with pytest.raises(meetings.MeetingMoved):
        meetings.write_follow_up(**follow, text="已落实")
    meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    with pytest.raises(Invalid):
        meetings.write_follow_up(**follow, text=" ")
    meetings.write_follow_up(**follow, text="已落实")
    assert meetings.meeting(meeting_id).followed_up_at == AFTER


def test_a_talk_of_two_members_is_written_down_and_is_no_rate(branch: Branch) -> None:
    talk = {"actor": SECRETARY, "at": AFTER, "unit_id": branch.id, "held_at": DURING}
    for wrong in ((branch.persons[0], branch.persons[0]), (branch.persons[0], make_staff(name="外人"))):
        with pytest.raises(meetings.NobodyEntitled):
            meetings.record_talk(**talk, persons=wrong)
    with pytest.raises(Invalid):
        meetings.record_talk(**(talk | {"held_at": AFTER + timedelta(hours=1)}), persons=tuple(branch.persons[:2]))
    meetings.record_talk(**talk, persons=tuple(branch.persons[:2]), gist="思想情况")
    assert facts() == (1, 0, 0)
    assert [found for check in checks() for found in check.run()] == []


def test_the_years_plan_follows_custom_and_asks_nothing_twice(branch: Branch) -> None:
    fresh = meetings.plan_year(actor=SECRETARY, at=AT, unit_id=branch.id, year=2020)
    planned = meetings.planned(since=AT.date(), until=date(2021, 1, 1), unit_ids=[branch.id])
    kinds = [one.kind for one in planned]
    # June to December: a committee (the secretary) and a theme day each month, members' meetings in 6, 9, 12
    expected = {Kind.MEMBERS: 3, Kind.COMMITTEE: 7, Kind.THEME_DAY: 7, Kind.LIFE: 1, Kind.APPRAISAL: 1}
    assert {kind: kinds.count(kind) for kind in expected} == expected and fresh == len(planned) == 19
    assert meetings.plan_year(actor=SECRETARY, at=AT, unit_id=branch.id, year=2020) == 0
    assert meetings.plan_year(actor=SECRETARY, at=AT, unit_id=branch.id, year=2019) == 0
    with pytest.raises(NotAllowed):
        meetings.plan_year(actor=one_of(branch.persons[0]), at=AT, unit_id=branch.id, year=2020)
    first = planned[0]
    again = {"actor": SECRETARY, "at": AT, "unit_id": branch.id, "kind": first.kind, "meeting_id": first.id}
    meetings.plan_meeting(**again, day=date(2020, 6, 28), title="改期")
    assert meetings.meeting(first.id).day == date(2020, 6, 28)


def test_grants_hold_at_the_unit_only(branch: Branch) -> None:
    other = Branch(full=2, probationary=0, code="B")
    here = Actor(ActorKind.STAFF, 7, "支书", (Grant("meetings.plan-meetings", unit_id=branch.id),))
    meetings.convene(actor=here, at=AT, said=branch.said())
    with pytest.raises(NotAllowed):
        meetings.convene(actor=here, at=AT, said=other.said())


@pytest.mark.parametrize("state", list(states.MeetingState))
@pytest.mark.parametrize("move", list(states.MeetingMove))
def test_meetings_move_as_the_table_says(state: State, move: states.MeetingMove, branch: Branch) -> None:
    from shushan.meetings.operations.moving import move as do

    ids = {
        State.PLANNED: lambda: meetings.plan_meeting(
            actor=SECRETARY, at=AT, unit_id=branch.id, kind=Kind.MEMBERS, day=date(2020, 6, 10)
        ),
        State.CONVENED: branch.convened,
        State.RUNNING: branch.running,
        State.HELD: branch.held,
    }
    meeting_id = ids.get(state, branch.held if state is State.REVERSED else branch.convened)()
    if state is State.REVERSED:
        meetings.reverse(actor=SECRETARY, at=AFTER, meeting_id=meeting_id, reason="x")
    if state is State.CANCELLED:
        meetings.call_off(actor=SECRETARY, at=AT, meeting_id=meeting_id, reason="x")
    assert meetings.meeting(meeting_id).state is state
    target = states.MOVES.get((state, move))
    whole = {
        states.MeetingMove.CONVENE: {"begins_at": BEGINS, "site_id": branch.site_id},
        states.MeetingMove.START: {"started_at": DURING},
        states.MeetingMove.CLOSE: {"ended_at": AFTER},
        states.MeetingMove.CANCEL: {"ended_at": None},
    }.get(move, {})
    if target is None:
        with pytest.raises(meetings.MeetingMoved):
            do(meeting_id, state, move, **whole)
    else:
        do(meeting_id, state, move, **whole)
        assert meetings.meeting(meeting_id).state is target
        with pytest.raises(meetings.MeetingMoved):
            do(meeting_id, State.PLANNED, move, **whole)


def test_quorums_at_their_edge() -> None:
    assert not policy.has_quorum(3, 7) and policy.has_quorum(4, 7) and policy.has_quorum(3, 6)
    assert not policy.has_quorum(8, 11, 4, 5) and policy.has_quorum(9, 11, 4, 5)
    assert not policy.has_quorum(0, 0)
    assert [policy.is_pair(a, b) for a, b in ((True, True), (False, True), (False, False))] == [
        "committee-committee", "committee-member", "member-member",
    ]  # fmt: skip
    assert policy.most_common([5, 15, 15, 5, 5]) == 5 and policy.most_common([]) is None
