"""Lessons watched at a meeting and what was said; meetings taken over; what the rules are offered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.kernel.periods import Period
from shushan.ledger import public as ledger
from shushan.meetings import bulk, ports, ruling
from shushan.meetings import public as meetings
from shushan.meetings.checks import checks
from shushan.meetings.models import AgendaPoint, Meeting, Minutes, Remark, Seat
from shushan.meetings.tests.make import AFTER, AT, BEGINS, DURING, SECRETARY, Branch, Kind, Presence, one_of
from shushan.meetings.tests.test_pages import act, client_of, convene
from shushan.organisation import public as organisation
from shushan.people.tests.make import make_staff
from shushan.regulations import public as regulations
from shushan.regulations.public import Asked

pytestmark = pytest.mark.django_db
JUNE = Asked(Period(date(2020, 6, 1), date(2020, 7, 1)))
LESSON = meetings.Lesson(7, "一分钟读懂", "微党课", "/learning/7/", 5)


class Offered:
    """A room of lessons with one lesson."""

    def every(self) -> list[meetings.Lesson]:
        return [LESSON]


@pytest.fixture
def branch() -> Branch:
    return Branch()


@pytest.fixture
def lessons() -> Iterator[None]:
    before = ports._lessons
    meetings.use_lessons(Offered())
    yield
    meetings.use_lessons(before)


def test_a_lesson_is_linked_once_and_what_was_said_stays(branch: Branch, lessons: None) -> None:
    meeting_id = branch.convened(Kind.THEME_DAY, title="在线观看")
    link = {"actor": SECRETARY, "at": AT, "meeting_id": meeting_id}
    meetings.link_lesson(**link, lesson_id=7)
    with pytest.raises(Conflict):
        meetings.link_lesson(**link, lesson_id=7)
    with pytest.raises(Invalid):
        meetings.link_lesson(**link, lesson_id=8)
    with pytest.raises(NotAllowed):
        meetings.link_lesson(**(link | {"actor": one_of(branch.persons[1])}), lesson_id=7)
    me = {"actor": one_of(branch.persons[1]), "meeting_id": meeting_id}
    with pytest.raises(meetings.MeetingMoved):
        meetings.say(**me, at=AT, text="早了")
    meetings.start(actor=SECRETARY, at=DURING, meeting_id=meeting_id)
    meetings.say(**me, at=DURING, text="很受触动")
    for text in (" ", "字" * 2001):
        with pytest.raises(Invalid):
            meetings.say(**me, at=DURING, text=text)
    with pytest.raises(meetings.NotEntitled):
        meetings.say(actor=one_of(make_staff(name="外人")), at=DURING, meeting_id=meeting_id, text="我也说")
    note = {"actor": SECRETARY, "at": DURING, "meeting_id": meeting_id, "text": "同意"}
    meetings.note_remark(**note, person_id=branch.persons[2])
    with pytest.raises(Invalid):
        meetings.note_remark(**note, person_id=10**9)
    with pytest.raises(NotAllowed):
        meetings.note_remark(**(note | {"actor": one_of(branch.persons[1])}), person_id=branch.persons[2])
    assert [line.text for line in meetings.remarks_of([meeting_id])[meeting_id]] == ["很受触动", "同意"]
    assert meetings.lessons_of([meeting_id])[meeting_id][0].name == "一分钟读懂"
    with pytest.raises(DatabaseError), transaction.atomic():
        Remark.objects.filter(meeting=meeting_id).update(text="改")


def test_the_pages_link_lessons_and_take_remarks(branch: Branch, lessons: None) -> None:
    secretary, member = client_of("secretary"), client_of(person_id=branch.persons[1])
    meeting_id = convene(secretary, branch, kind="theme-day", title="在线观看")
    assert "已记下会上看的这一课" in act(secretary, meeting_id, "lessons", **{"lesson-lesson": "7"})
    act(secretary, meeting_id, "start")
    own = reverse("meetings:my-meeting", args=[meeting_id])
    assert "/learning/7/" in member.get(own).content.decode()
    say = reverse("meetings:my-say", args=[meeting_id])
    assert member.post(say, {"text": ""}).status_code == 422
    assert "很受触动" in member.post(say, {"text": "很受触动"}, follow=True).content.decode()
    said = {"remark-person": str(branch.persons[2]), "remark-text": "把学到的用到窗口"}
    assert "把学到的用到窗口" in act(secretary, meeting_id, "remarks", **said)
    assert client_of("desk").post(say, {"text": "x"}).status_code == 403
    act(secretary, meeting_id, "everybody")
    act(secretary, meeting_id, "close")
    book = secretary.get(reverse("meetings:book", args=[branch.id, meetings.meeting(meeting_id).day.year]))
    assert "一分钟读懂" in book.content.decode() and "很受触动" in book.content.decode()


def _rows(model: type, meeting_id: int, *names: str) -> list[tuple[object, ...]]:
    return sorted(model.objects.filter(meeting=meeting_id).values_list(*names), key=str)  # type: ignore[attr-defined]


def test_a_meeting_taken_over_is_row_for_row_one_that_was_held(branch: Branch) -> None:
    deputy = branch.persons[1]
    branch.fill(deputy, organisation.PostKind.DEPUTY_SECRETARY)
    points = (meetings.Point("学习"), meetings.Point("换届", is_important=True))
    said = branch.said(Kind.MEMBERS, points=points, chair_id=deputy, chair_basis="书记委托", place="三楼")
    held = meetings.convene(actor=SECRETARY, at=AT, said=said)
    meetings.start(actor=SECRETARY, at=BEGINS, meeting_id=held)
    seats = {seat.person_id: seat.id for seat in meetings.seats(held)}
    marks = dict.fromkeys(seats.values(), Presence.PRESENT) | {seats[branch.persons[2]]: Presence.ABSENT}
    meetings.mark(actor=SECRETARY, at=BEGINS, meeting_id=held, marks=marks)
    meetings.write_minutes(actor=SECRETARY, at=AFTER, meeting_id=held, text="记录")
    meetings.close(actor=SECRETARY, at=AFTER, meeting_id=held)
    past = bulk.PastMeeting(
        said, topic_on=AT.date(), ended_at=AFTER, missing={branch.persons[2]: Presence.ABSENT}, minutes="记录"
    )
    [taken] = bulk.take_over(actor=SECRETARY, at=AT, meetings=[past])
    columns = [
        field.attname for field in Meeting._meta.concrete_fields if field.attname not in ("id", "token")
    ]  # fmt: skip
    assert (
        Meeting.objects.filter(pk=held).values_list(*columns)[0]
        == Meeting.objects.filter(pk=taken).values_list(*columns)[0]
    )
    for model, names in (
        (Seat, ("person", "standing", "may_vote", "presence", "marked_by", "marked_at")),
        (AgendaPoint, ("position", "title", "is_important")),
        (Minutes, ("number", "text", "by", "at")),
    ):
        assert _rows(model, held, *names) == _rows(model, taken, *names), model
    facts = [
        [(row.fact, row.quantity, row.dims, row.occurred_at, row.recorded_at) for row in _facts(meeting_id)]
        for meeting_id in (held, taken)
    ]
    assert facts[0] == facts[1] and len(facts[0]) == 3
    assert [found for check in checks() for found in check.run()] == []


def _facts(meeting_id: int) -> list[ledger.EntryRow]:
    day = ledger.SiteSpan(None, date(2020, 6, 1), date(2020, 7, 1))
    found = [row for fact in ("meeting-held", "members-entitled", "members-present")
             for row in ledger.rows(ledger.Where((f"meetings.{fact}",), (day,)))]  # fmt: skip
    return [row for row in found if row.subject == f"meetings.meeting:{meeting_id}"]


def test_taking_over_keeps_every_rule_and_needs_a_fixed_number_of_queries(branch: Branch) -> None:
    for wrong, error in (
        ({"chair_id": branch.persons[2]}, meetings.ChairDoesNotFit),
        ({"kind": Kind.GROUP}, meetings.KindDoesNotFit),
        ({"kind": Kind.TALK, "chosen": (branch.persons[0],)}, meetings.NobodyEntitled),
    ):
        said = branch.said(**wrong)
        with pytest.raises(error):
            bulk.take_over(
                actor=SECRETARY, at=AT, meetings=[bulk.PastMeeting(said, topic_on=AT.date(), ended_at=AFTER)]
            )
    past = bulk.PastMeeting(branch.said(), topic_on=AT.date(), ended_at=AFTER)
    with pytest.raises(NotAllowed):
        bulk.take_over(actor=one_of(branch.persons[0]), at=AT, meetings=[past])
    bulk.take_over(actor=SECRETARY, at=AT, meetings=[past])
    seen = []
    for many in (1, 3):
        with CaptureQueriesContext(connection) as held:
            bulk.take_over(actor=SECRETARY, at=AT, meetings=[past] * many)
        seen.append(len(held))
    assert seen[0] == seen[1]


def test_the_rules_are_offered_what_was_held_and_nothing_planned(branch: Branch) -> None:
    branch.convened(Kind.THEME_DAY, title="还没有开")
    point = meetings.Point("换届", is_important=True)
    branch.held(Kind.MEMBERS, points=(point,), here=2)
    [alone] = ruling.meeting_records(JUNE)
    assert (alone.subject_id, alone.on, alone.dims["kind"]) == (branch.id, date(2020, 6, 10), "members")
    assert alone.dims["important"] and not alone.dims["committee_before"] and alone.dims["quorum"]
    assert alone.dims["held"] and alone.dims["chair_entitled"] and not alone.dims["by_secretary"]
    before = {"begins_at": BEGINS - timedelta(days=2)}
    branch.held(Kind.COMMITTEE, points=(point,), **before)
    members = next(one for one in ruling.meeting_records(JUNE) if one.dims["kind"] == "members")
    assert members.dims["committee_before"]
    branch.held(Kind.LECTURE, title="党课", speaker_id=branch.persons[0])
    branch.held(Kind.LECTURE, title="党课", speaker_id=branch.persons[1])
    lectures = [one.dims["by_secretary"] for one in ruling.meeting_records(JUNE) if one.dims["kind"] == "lecture"]
    assert sorted(lectures) == [False, True]
    branch.held(Kind.LIFE, with_appraisal=True)
    life = next(one for one in ruling.meeting_records(JUNE) if one.dims["kind"] == "life")
    assert life.dims["appraisal"]
    nobody = Asked(JUNE.period, frozenset({branch.top_id}))
    assert list(ruling.meeting_records(nobody)) == []


def test_the_rules_are_offered_what_was_known_then(branch: Branch) -> None:
    meeting_id = branch.held()
    early, late = (Asked(JUNE.period, None, at) for at in (AFTER, AFTER + timedelta(hours=1)))
    assert list(ruling.meeting_records(early)) == [] and len(list(ruling.meeting_records(late))) == 1
    meetings.reverse(actor=SECRETARY, at=AFTER + timedelta(days=1), meeting_id=meeting_id, reason="登记错了")
    assert list(ruling.meeting_records(JUNE)) == [] and len(list(ruling.meeting_records(late))) == 1
    after = Asked(JUNE.period, None, AFTER + timedelta(days=2))
    assert list(ruling.meeting_records(after)) == []


def test_talks_votes_and_elections_are_records_of_their_own() -> None:
    branch = Branch(full=7, probationary=0)
    for first, second in ((0, 1), (1, 2)):
        meetings.record_talk(
            actor=SECRETARY, at=AFTER, unit_id=branch.id, persons=(branch.persons[first], branch.persons[second]),
            held_at=DURING,
        )  # fmt: skip
    assert sorted(str(one.dims["pair"]) for one in ruling.talk_records(JUNE)) == ["committee-member", "member-member"]
    assert len({one.who for one in ruling.talk_records(JUNE)}) == 2
    meeting_id = branch.running(here=6)
    tellers = (branch.persons[4], branch.persons[5])
    for kind, more in (
        (meetings.VoteKind.RESOLUTION, {}),
        (meetings.VoteKind.ELECTION, {"candidates": tuple(branch.persons[:2]), "places": 1}),
    ):
        plan = meetings.BallotPlan("x", kind, meetings.BallotWay.PAPER, tellers=tellers, **more)
        _decided(meeting_id, plan, tellers)
    meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    votes = list(ruling.vote_records(JUNE))
    assert len(votes) == 2 and all(one.dims["valid"] and one.dims["only_entitled"] for one in votes)
    [election] = ruling.election_records(JUNE)
    assert set(election.dims.values()) == {True}
    assert "/staff/meetings/" in ruling._page(votes[0].id) and "/ballots/" in ruling._page(election.id)


def _decided(meeting_id: int, plan: meetings.BallotPlan, tellers: tuple[int, int]) -> None:
    ballot_id = meetings.prepare_ballot(actor=SECRETARY, at=DURING, meeting_id=meeting_id, plan=plan)
    meetings.open_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id)
    meetings.close_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id, given=6)
    options = [option.id for option in meetings.ballot(ballot_id).options]
    tallies = {option: meetings.Tally(6 if n == 0 else 0, 0 if n == 0 else 6) for n, option in enumerate(options)}
    for teller in tellers:
        meetings.count_ballot(
            actor=one_of(teller), at=DURING, ballot_id=ballot_id, teller_id=teller, tallies=tallies
        )  # fmt: skip
    meetings.decide_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id)


def test_every_name_that_a_shipped_rule_asks_of_meetings_is_offered() -> None:
    import json
    from importlib import resources

    offered = {
        "meetings.meeting": set(ruling.MEETING_DIMS), "meetings.vote": set(ruling.VOTE_DIMS),
        "meetings.election": set(ruling.ELECTION_DIMS), "meetings.talk": set(),
    }  # fmt: skip
    from shushan.regulations.conditions import parse

    asked = 0
    for name in ("set-2020-07-01.jsonl", "set-present.jsonl"):
        for line in resources.files("shushan.regulations").joinpath("data", name).read_text("utf-8").splitlines():
            rule = json.loads(line)
            for record_type, where in (
                (rule.get("record_type", ""), rule.get("where", "")),
                (rule.get("from_type") or rule.get("record_type", ""), rule.get("from_where", "")),
            ):
                if record_type in offered:
                    asked += 1
                    names = {part.name for part in parse(where)}
                    assert names <= offered[record_type], rule["code"]
    assert asked > 20


def test_the_act_of_a_duty_convenes_the_kind_that_its_rule_asks(branch: Branch) -> None:
    offered = regulations.source("meetings.meeting", regulations.SubjectKind.UNIT)
    assert offered is not None and offered.act is not None
    address, month = offered.act[1], Period.month(2020, 6)
    new = f"/staff/meetings/new/?unit={branch.id}&kind="
    for where, kind in (
        ("kind = committee & held & quorum", "committee"), ("kind = theme-day & held", "theme-day"),
        ("appraisal & held", "appraisal"),
    ):  # fmt: skip
        assert address(branch.id, month, where) == new + kind
    assert address(branch.id, month, "chair_entitled") == f"/staff/meetings/plan/?unit={branch.id}&year=2020"


def test_records_take_a_fixed_number_of_queries(branch: Branch) -> None:
    seen = []
    for many in (1, 3):
        while len(list(ruling.meeting_records(JUNE))) < many:
            branch.held(Kind.MEMBERS, points=(meetings.Point("换届", is_important=True),))
        with CaptureQueriesContext(connection) as held:
            list(ruling.meeting_records(JUNE))
        seen.append(len(held))
    assert seen[0] == seen[1]
