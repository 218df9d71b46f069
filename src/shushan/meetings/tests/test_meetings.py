"""A meeting from the plan to the record: who is entitled, what counts, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from shushan.figures import public as figures
from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.ledger import public as ledger
from shushan.meetings import policy
from shushan.meetings import public as meetings
from shushan.meetings.checks import checks
from shushan.meetings.models import Meeting, Seat
from shushan.meetings.telling import plan_task_reminders
from shushan.meetings.tests.make import AFTER, AT, BEGINS, DURING, SECRETARY, Branch, Kind, Presence, State, one_of
from shushan.notices import public as notices
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import approve, draft, enrol, plan
from shushan.people import public as people
from shushan.people.tests.make import EVER, TESTER, counted, make_user

pytestmark = pytest.mark.django_db
LONG_AFTER = datetime(2020, 7, 1, 4, tzinfo=UTC)


@pytest.fixture
def branch() -> Branch:
    return Branch()


def facts() -> tuple[int, int, int]:
    return tuple(counted(f"meetings.{name}") for name in ("meeting-held", "members-entitled", "members-present"))


def entitled_of(branch: str) -> int:
    """Return how many were entitled to the meetings that count for a branch."""
    return ledger.total(ledger.Where(("meetings.members-entitled",), EVER, dims=(("branch", branch),)))


def test_what_is_planned_or_convened_counts_nowhere_and_what_was_held_counts(branch: Branch) -> None:
    planned = meetings.plan_meeting(
        actor=SECRETARY, at=AT, unit_id=branch.id, kind=Kind.THEME_DAY, day=date(2020, 7, 15), title="主题演讲"
    )
    assert facts() == (0, 0, 0) and meetings.held(since=date(2020, 1, 1), until=date(2021, 1, 1)) == []
    assert [one.id for one in meetings.planned(since=date(2020, 7, 1), until=date(2020, 8, 1))] == [planned]
    said = branch.said(Kind.THEME_DAY, title="主题演讲", begins_at=datetime(2020, 7, 15, 7, tzinfo=UTC))
    meetings.convene(actor=SECRETARY, at=AT, said=said, meeting_id=planned)
    with pytest.raises(meetings.NotYetDay):
        meetings.start(actor=SECRETARY, at=LONG_AFTER, meeting_id=planned)
    assert facts() == (0, 0, 0) and meetings.meeting(planned).state is State.CONVENED
    with pytest.raises(DatabaseError), transaction.atomic():
        Meeting.objects.filter(pk=planned).update(state="held")
    branch.held(here=3)
    assert facts() == (1, 5, 3)
    assert [found for check in checks() for found in check.run()] == []


def test_a_meeting_of_members_seats_the_roster_of_the_day_and_freezes_it_at_the_start(branch: Branch) -> None:
    meeting_id = branch.convened()
    seats = meetings.seats(meeting_id)
    assert len(seats) == 5 and sum(seat.may_vote for seat in seats) == 4
    late = enrol(branch.id, name="新来", since=date(2020, 6, 10))
    gone = organisation.member_of_person(branch.persons[3])
    assert gone is not None
    organisation.end_membership(actor=SECRETARY, at=AT, member_id=gone, until=date(2020, 6, 9), basis="转走")
    meetings.start(actor=SECRETARY, at=DURING, meeting_id=meeting_id)
    names = {seat.name for seat in meetings.seats(meeting_id)}
    assert "新来" in names and "A03" not in names and len(names) == 5
    organisation.end_membership(actor=SECRETARY, at=AT, member_id=late, until=date(2020, 6, 11), basis="转走")
    assert len(meetings.seats(meeting_id)) == 5


def test_a_general_branch_seats_every_branch_under_it_and_a_committee_its_posts(branch: Branch) -> None:
    other = Branch(full=2, probationary=0, code="B")
    branch.fill(branch.persons[0], organisation.PostKind.SECRETARY, unit_id=branch.top_id)
    branch.fill(other.persons[0], organisation.PostKind.PUBLICITY_MEMBER, unit_id=branch.top_id)
    branch.fill(other.persons[0], organisation.PostKind.ORGANISATION_MEMBER, unit_id=branch.top_id)
    whole = branch.convened(Kind.REPORT, unit_id=branch.top_id, title="报告", speaker_id=branch.persons[0])
    assert meetings.meeting(whole).turnout.entitled == 7
    small = branch.convened(Kind.COMMITTEE, unit_id=branch.top_id)
    assert [(s.name, s.may_vote) for s in meetings.seats(small)] == [("A00", True), ("B00", True)]


def test_a_group_sits_with_its_members_of_the_day_and_its_leader_in_the_chair(branch: Branch) -> None:
    from shushan.units import public as units

    approve(draft(plan("found", "A1", "group", parent="A")), on=date(2020, 1, 6))
    group = {one.code: one.id for one in units.tree(on=date(2020, 6, 1))}["A1"]
    said = {"unit_id": group, "chair_id": branch.persons[1]}
    with pytest.raises(meetings.NobodyEntitled):
        branch.convened(Kind.GROUP, **said, chosen=tuple(branch.persons))
    branch.group(group, 0, 1, 4, since=date(2020, 1, 6))
    branch.fill(branch.persons[1], organisation.PostKind.GROUP_LEADER, unit_id=group, since=date(2020, 1, 6))
    with pytest.raises(meetings.ChairDoesNotFit):
        branch.convened(Kind.GROUP, unit_id=group, chair_id=branch.persons[2])
    made = branch.convened(Kind.GROUP, **said, chosen=(branch.persons[2],))
    assert [(seat.name, seat.may_vote) for seat in meetings.seats(made)] == [
        ("A00", True), ("A01", True), ("A04", False),
    ]  # fmt: skip
    branch.group(group, 1, 2, 3, since=date(2020, 6, 9))
    meetings.start(actor=SECRETARY, at=DURING, meeting_id=made)
    there = meetings.seats(made)
    assert [seat.name for seat in there] == ["A01", "A02", "A03"], "asked again at the start, of the day it is held"
    marks = {there[0].id: Presence.PRESENT, there[1].id: Presence.ONLINE}
    meetings.mark(actor=SECRETARY, at=DURING, meeting_id=made, marks=marks)
    turnout = meetings.meeting(made).turnout
    assert (turnout.entitled, turnout.here, turnout.voters, turnout.voters_here) == (3, 2, 3, 2)
    meetings.close(actor=SECRETARY, at=AFTER, meeting_id=made)
    assert entitled_of("A") == 3 and entitled_of("A1") == 0, "a group's meeting counts for its branch"
    late, after = branch.running(Kind.GROUP, **said), date(2020, 6, 20)
    [lead] = [post.id for post in organisation.posts() if post.unit_id == group]
    organisation.leave_post(actor=SECRETARY, at=AT, post_id=lead, until=after)
    branch.group(group, since=after)
    moved = draft(plan("found", "B", parent="Z"), plan("change", "A1", "group", parent="B"), wished_on=after)
    approve(moved, on=date(2020, 6, 1))
    meetings.close(actor=SECRETARY, at=LONG_AFTER, meeting_id=late)
    assert entitled_of("A") == 6 and entitled_of("B") == 0, (
        "closed after the group moved: it was the branch of that day"
    )
    with pytest.raises(meetings.KindDoesNotFit):
        branch.convened(Kind.GROUP)
    with pytest.raises(meetings.KindDoesNotFit):
        branch.convened(Kind.MEMBERS, unit_id=group)


def test_the_chair_is_the_secretary_or_somebody_of_the_committee_with_a_delegation(branch: Branch) -> None:
    deputy = branch.persons[1]
    branch.fill(deputy, organisation.PostKind.DEPUTY_SECRETARY)
    with pytest.raises(meetings.ChairDoesNotFit):
        branch.convened(chair_id=branch.persons[2])
    with pytest.raises(meetings.ChairDoesNotFit):
        branch.convened(chair_id=None)
    with pytest.raises(meetings.ChairDoesNotFit) as bare:
        branch.convened(chair_id=deputy)
    assert bare.value.field == "chair_basis"
    delegated = branch.convened(chair_id=deputy, chair_basis="书记出差，6月8日委托")
    assert meetings.meeting(delegated).chair_basis.startswith("书记")
    post = organisation.posts(on=date(2020, 6, 1), person_id=deputy)[0]
    organisation.leave_post(actor=SECRETARY, at=AT, post_id=post.id, until=date(2020, 6, 9))
    with pytest.raises(meetings.ChairDoesNotFit):
        meetings.start(actor=SECRETARY, at=DURING, meeting_id=delegated)
    assert meetings.meeting(delegated).state is State.CONVENED


def test_topic_speaker_and_site_are_asked_where_they_are_needed(branch: Branch) -> None:
    with pytest.raises(meetings.TopicMissing):
        branch.convened(Kind.THEME_DAY, title=" ")
    with pytest.raises(Invalid):
        branch.convened(Kind.LECTURE, title="党课")
    with pytest.raises(Invalid):
        branch.convened(Kind.LECTURE, title="党课", speaker_id=10**9)
    with pytest.raises(Invalid):
        branch.convened(guests=(10**9,))
    made = branch.convened(Kind.THEME_DAY, title="清明祭英烈")
    first = meetings.meeting(made)
    assert first.topic_on == date(2020, 6, 1)
    later = branch.said(Kind.THEME_DAY, title="清明祭英烈", begins_at=BEGINS + timedelta(hours=2))
    meetings.convene(actor=SECRETARY, at=AT + timedelta(days=3), said=later, meeting_id=made)
    assert meetings.meeting(made).topic_on == date(2020, 6, 1)
    with pytest.raises(Invalid):
        meetings.convene(actor=SECRETARY, at=AT, said=branch.said(Kind.MEMBERS), meeting_id=made)


def test_attendance_by_the_chair_by_code_on_line_and_by_leave(branch: Branch) -> None:
    a, b, c, d, _e = branch.persons
    meeting_id = branch.convened(online_address="会议号 123")
    meetings.ask_leave(actor=one_of(d), at=AT, meeting_id=meeting_id, reason="住院")
    with pytest.raises(Conflict):
        meetings.ask_leave(actor=one_of(d), at=AT, meeting_id=meeting_id, reason="住院")
    with pytest.raises(Invalid):
        meetings.ask_leave(actor=one_of(c), at=AT, meeting_id=meeting_id, reason=" ")
    seat = next(s for s in meetings.seats(meeting_id) if s.person_id == d)
    with pytest.raises(NotAllowed):
        meetings.grant_leave(actor=one_of(b), at=AT, meeting_id=meeting_id, seat_id=seat.id)
    meetings.grant_leave(actor=one_of(a), at=AT, meeting_id=meeting_id, seat_id=seat.id)
    with pytest.raises(Conflict):
        meetings.refuse_leave(actor=one_of(a), at=AT, meeting_id=meeting_id, seat_id=seat.id)
    token = meetings.meeting(meeting_id).token
    with pytest.raises(meetings.MeetingMoved):
        meetings.sign_in_here(actor=one_of(b), at=BEGINS - policy.EARLY - timedelta(minutes=1), token=token)
    meetings.sign_in_here(actor=one_of(b), at=BEGINS - policy.EARLY, token=token)
    meetings.new_code(actor=SECRETARY, at=AT, meeting_id=meeting_id)
    with pytest.raises(NotFound):
        meetings.sign_in_here(actor=one_of(c), at=DURING, token=token)
    meetings.start(actor=one_of(a), at=DURING, meeting_id=meeting_id)
    with pytest.raises(meetings.NotEntitled):
        meetings.sign_in_here(actor=one_of(10**9), at=DURING, token=meetings.meeting(meeting_id).token)
    meetings.sign_in_online(actor=one_of(c), at=DURING, meeting_id=meeting_id)
    meetings.sign_in_here(actor=one_of(c), at=DURING, token=meetings.meeting(meeting_id).token)
    came = next(s for s in meetings.seats(meeting_id) if s.person_id == c)
    Seat.objects.filter(pk=came.id).update(leave_state="asked", leave_reason="可能迟到")
    meetings.grant_leave(actor=one_of(a), at=DURING, meeting_id=meeting_id, seat_id=came.id)
    assert next(s for s in meetings.seats(meeting_id) if s.person_id == c).is_here, "who came all the same stays here"
    with pytest.raises(NotAllowed):
        meetings.mark_all(actor=one_of(b), at=DURING, meeting_id=meeting_id)
    mine = next(s for s in meetings.seats(meeting_id) if s.person_id == a)
    meetings.mark(actor=one_of(a), at=DURING, meeting_id=meeting_id, marks={mine.id: Presence.PRESENT})
    meetings.close(actor=one_of(a), at=AFTER, meeting_id=meeting_id)
    stood = {s.person_id: (s.presence, s.marked_by) for s in meetings.seats(meeting_id)}
    assert [stood[p] for p in (a, b, c)] == [
        (Presence.PRESENT, "chair"), (Presence.PRESENT, "code"), (Presence.ONLINE, "online"),
    ]  # fmt: skip
    assert stood[d][0] is Presence.LEAVE and stood[branch.persons[4]][0] is Presence.ABSENT
    assert facts() == (1, 5, 3)
    with pytest.raises(meetings.MeetingMoved):
        meetings.sign_in_here(actor=one_of(d), at=AFTER, token=meetings.meeting(meeting_id).token)


def test_a_meeting_in_the_room_only_takes_nobody_on_line(branch: Branch) -> None:
    meeting_id = branch.running(here=1)
    with pytest.raises(Invalid):
        meetings.sign_in_online(actor=one_of(branch.persons[1]), at=DURING, meeting_id=meeting_id)


def test_start_and_close_refuse_what_cannot_be(branch: Branch) -> None:
    meeting_id = branch.convened()
    with pytest.raises(NotAllowed):
        meetings.start(actor=one_of(branch.persons[1]), at=DURING, meeting_id=meeting_id)
    with pytest.raises(Invalid):
        meetings.start(actor=SECRETARY, at=DURING, meeting_id=meeting_id, began_at=AFTER)
    with pytest.raises(meetings.MeetingMoved):
        meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    meetings.start(actor=SECRETARY, at=AFTER, meeting_id=meeting_id, began_at=DURING)
    with pytest.raises(meetings.MeetingMoved):
        meetings.start(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    with pytest.raises(Conflict):
        meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    meetings.mark_all(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    for ended in (BEGINS, AFTER + timedelta(days=1)):
        with pytest.raises(Invalid):
            meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id, ended_at=ended)
    meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    with pytest.raises(meetings.MeetingMoved):
        meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    with pytest.raises(meetings.MeetingMoved):
        meetings.call_off(actor=SECRETARY, at=AFTER, meeting_id=meeting_id, reason="x")
    assert facts() == (1, 5, 5)


def test_a_meeting_is_called_off_with_a_reason_and_its_notices_are_taken_back(branch: Branch) -> None:
    meeting_id = branch.convened()
    with pytest.raises(Invalid):
        meetings.call_off(actor=SECRETARY, at=AT, meeting_id=meeting_id, reason=" ")
    with pytest.raises(NotAllowed):
        meetings.call_off(actor=one_of(branch.persons[0]), at=AT, meeting_id=meeting_id, reason="闭馆")
    meetings.call_off(actor=SECRETARY, at=AT, meeting_id=meeting_id, reason="闭馆")
    assert meetings.meeting(meeting_id).state is State.CANCELLED and facts() == (0, 0, 0)


def test_those_with_a_card_are_told_once_a_time_and_again_when_the_time_changes(branch: Branch) -> None:
    person = branch.persons[1]
    reader = people.make_reader_of(actor=TESTER, at=AT, person_id=person, home_site_id=branch.site_id)
    meeting_id = branch.convened(Kind.THEME_DAY, title="学习交流")
    meetings.convene(actor=SECRETARY, at=AT, said=branch.said(Kind.THEME_DAY, title="学习交流"), meeting_id=meeting_id)
    notices.tell_some(actor=TESTER, at=AT + timedelta(minutes=1))
    assert [line.heading for line in notices.inbox(reader)] == ["会议通知：学习交流"]
    moved = branch.said(Kind.THEME_DAY, title="学习交流", begins_at=BEGINS + timedelta(days=1))
    meetings.convene(actor=SECRETARY, at=AT, said=moved, meeting_id=meeting_id)
    notices.tell_some(actor=TESTER, at=AT + timedelta(minutes=2))
    assert len(notices.inbox(reader)) == 2
    meetings.call_off(actor=SECRETARY, at=AT, meeting_id=meeting_id, reason="大雨")
    notices.tell_some(actor=TESTER, at=AT + timedelta(minutes=3))
    assert notices.inbox(reader)[0].heading == "会议取消：学习交流"


def test_whoever_has_an_account_is_told_of_meetings_and_tasks_once_and_reminded_once(branch: Branch) -> None:
    person, nobody = branch.persons[1], branch.persons[2]
    make_user(person)
    meeting_id = branch.convened(Kind.THEME_DAY, title="学习交流")
    meetings.call_off(actor=SECRETARY, at=AT, meeting_id=meeting_id, reason="大雨")
    held = branch.held(Kind.MEMBERS)
    due = (AFTER + timedelta(days=10)).date()
    for owner in (person, nobody):
        meetings.set_task(actor=SECRETARY, at=AFTER, meeting_id=held, text="整理档案", person_id=owner, due_on=due)
    near = AFTER + timedelta(days=8)
    assert [plan_task_reminders(at=at) for at in (AFTER, near, near)] == [0, 1, 0]
    notices.tell_some(actor=TESTER, at=near + timedelta(minutes=1))
    told = [line.heading for line in notices.inbox(None, person_id=person)]
    # the notice of the meeting that was called off was taken back; that of the held one is no longer true
    assert told == ["快到期的任务：整理档案", "请您办：整理档案", "会议取消：学习交流"]
    assert notices.reachable(branch.persons) == {person}


def test_an_answer_to_a_wish_for_leave_is_told_once_each_as_long_as_it_stands(branch: Branch) -> None:
    chair, one, two, three = branch.persons[:4]
    for person in (one, two, three):
        make_user(person)
    meeting_id = branch.convened(Kind.THEME_DAY, title="学习交流")
    seats = {seat.person_id: seat.id for seat in meetings.seats(meeting_id)}
    minute = timedelta(minutes=1)

    def heard(person: int) -> list[str]:
        return [line.heading for line in notices.inbox(None, person_id=person)][:-1]  # below: that it was convened

    for person in (one, two, three):
        meetings.ask_leave(actor=one_of(person), at=AT, meeting_id=meeting_id, reason="值班")
    meetings.grant_leave(actor=one_of(chair), at=AT, meeting_id=meeting_id, seat_id=seats[one])
    meetings.refuse_leave(actor=one_of(chair), at=AT, meeting_id=meeting_id, seat_id=seats[two])
    with pytest.raises(NotAllowed):
        meetings.grant_leave(actor=one_of(one), at=AT, meeting_id=meeting_id, seat_id=seats[three])
    with pytest.raises(Conflict):
        meetings.refuse_leave(actor=one_of(chair), at=AT, meeting_id=meeting_id, seat_id=seats[one])
    notices.tell_some(actor=TESTER, at=AT + minute)
    assert [heard(person) for person in (one, two, three)] == [["准假：学习交流"], ["请假未准：学习交流"], []]
    body = notices.inbox(None, person_id=two)[0].body
    assert "党员没有准您的假" in body and "2020-06-10 15:00" in body and "中心馆" in body
    # who asks again is answered again; an answer that no longer stands when its time comes is not told
    meetings.ask_leave(actor=one_of(two), at=AT, meeting_id=meeting_id, reason="手术")
    meetings.refuse_leave(actor=one_of(chair), at=AT + minute, meeting_id=meeting_id, seat_id=seats[two])
    meetings.ask_leave(actor=one_of(two), at=AT, meeting_id=meeting_id, reason="手术，有证明")
    meetings.grant_leave(actor=one_of(chair), at=AT + 2 * minute, meeting_id=meeting_id, seat_id=seats[two])
    notices.tell_some(actor=TESTER, at=AT + 3 * minute)
    assert heard(two) == ["准假：学习交流", "请假未准：学习交流"]
    meetings.grant_leave(actor=one_of(chair), at=AT + 3 * minute, meeting_id=meeting_id, seat_id=seats[three])
    meetings.call_off(actor=SECRETARY, at=AT + 3 * minute, meeting_id=meeting_id, reason="大雨")
    notices.tell_some(actor=TESTER, at=AT + 4 * minute)
    assert heard(three) == ["会议取消：学习交流"]


def test_a_task_that_is_done_is_not_reminded_of_and_zero_days_switch_it_off(branch: Branch) -> None:
    make_user(branch.persons[1])
    held, due = branch.held(Kind.MEMBERS), (AFTER + timedelta(days=2)).date()
    task_id = meetings.set_task(
        actor=SECRETARY, at=AFTER, meeting_id=held, text="整理档案", person_id=branch.persons[1], due_on=due
    )
    assert plan_task_reminders(at=AFTER) == 1
    meetings.finish_task(actor=one_of(branch.persons[1]), at=AFTER, task_id=task_id)
    notices.tell_some(actor=TESTER, at=AFTER + timedelta(minutes=1))
    assert notices.inbox(None, person_id=branch.persons[1]) == [] and plan_task_reminders(at=AFTER) == 0


def test_a_reversal_takes_back_every_fact_and_leaves_the_record(branch: Branch) -> None:
    meeting_id = branch.held(here=3)
    only_run = Actor(ActorKind.STAFF, 5, "书记", (Grant("meetings.run-meetings"),))
    with pytest.raises(NotAllowed):
        meetings.reverse(actor=only_run, at=AFTER, meeting_id=meeting_id, reason="登记错了")
    with pytest.raises(Invalid):
        meetings.reverse(actor=SECRETARY, at=AFTER, meeting_id=meeting_id, reason="")
    meetings.reverse(actor=SECRETARY, at=AFTER, meeting_id=meeting_id, reason="登记错了")
    assert facts() == (0, 0, 0) and meetings.meeting(meeting_id).state is State.REVERSED
    assert len(meetings.seats(meeting_id)) == 5
    with pytest.raises(meetings.MeetingMoved):
        meetings.reverse(actor=SECRETARY, at=AFTER, meeting_id=meeting_id, reason="再来")
    assert [found for check in checks() for found in check.run()] == []


def test_attendance_is_mended_by_a_reversal_and_a_new_fact(branch: Branch) -> None:
    meeting_id = branch.held(here=3)
    mend = {"actor": SECRETARY, "at": AFTER, "meeting_id": meeting_id, "reason": "签错"}
    with pytest.raises(Invalid):
        meetings.mend_attendance(**(mend | {"reason": ""}), person_id=branch.persons[0], presence=Presence.ABSENT)
    with pytest.raises(Invalid):
        meetings.mend_attendance(**mend, person_id=branch.persons[0], presence=Presence.EXPECTED)
    with pytest.raises(Conflict):
        meetings.mend_attendance(**mend, person_id=branch.persons[0], presence=Presence.PRESENT)
    meetings.mend_attendance(**mend, person_id=branch.persons[4], presence=Presence.PRESENT)
    meetings.mend_attendance(**mend, person_id=branch.persons[3], presence=Presence.LEAVE)
    assert facts() == (1, 5, 4)
    assert [found for check in checks() for found in check.run()] == []


def test_the_doctor_finds_a_meeting_unlike_the_ledger(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shushan.meetings.checks.SLICE", 2)
    *_others, meeting_id = (branch.held(here=here) for here in (2, 2, 2, 3))
    assert list(checks()[0].run()) == []
    Seat.objects.filter(meeting=meeting_id, presence="absent").update(presence="present")
    assert [finding.where for finding in checks()[0].run()] == [f"meetings.meeting:{meeting_id}"]


def test_the_rate_of_attendance_has_parts_by_branch_and_kind(branch: Branch) -> None:
    branch.held(here=4)
    branch.held(Kind.THEME_DAY, title="学习", here=2)
    scope = figures.Scope(since=date(2020, 6, 1), until=date(2020, 7, 1))
    rate = figures.value("G02", scope=scope, at=LONG_AFTER)
    assert rate.shown == "60.0"
    for breakdown in rate.measure.breakdowns:
        parts = figures.taken_apart(rate, breakdown, is_public=False)
        assert parts.parts, breakdown.code
    by_kind = figures.taken_apart(rate, rate.measure.breakdowns[0], is_public=False)
    assert {str(p.words[0]): p.cell.number for p in by_kind.parts} == {"党员大会": 80, "主题党日": 40}
    by_branch = figures.taken_apart(rate, rate.measure.breakdowns[1], is_public=False)
    assert [str(p.words[0]) for p in by_branch.parts] == ["A支部"]
    held = figures.value("G02H", scope=scope, at=LONG_AFTER)
    assert held.quantity == 2 and len(figures.rows(held)) == 2


def test_facts_happen_on_the_day_of_the_meeting_however_late_they_are_entered(branch: Branch) -> None:
    meeting_id = branch.convened()
    meetings.start(actor=SECRETARY, at=LONG_AFTER, meeting_id=meeting_id, began_at=DURING)
    meetings.mark_all(actor=SECRETARY, at=LONG_AFTER, meeting_id=meeting_id)
    meetings.close(actor=SECRETARY, at=LONG_AFTER, meeting_id=meeting_id, ended_at=AFTER)
    where = ledger.Where(("meetings.meeting-held",), (ledger.SiteSpan(None, date(2020, 6, 10), date(2020, 6, 11)),))
    [row] = ledger.rows(where)
    assert (row.occurred_at, row.recorded_at, row.unit_id) == (DURING, LONG_AFTER, branch.id)
    assert row.dims == {"kind": "members", "branch": "A"}
