"""民主评议党员: self appraisal, mutual grades in secret, the committee's conclusion; each refusal beside its success."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.kernel.errors import Invalid, NotAllowed
from shushan.meetings import public as meetings
from shushan.meetings.bulk import take_over_appraisal
from shushan.meetings.checks import checks
from shushan.meetings.errors import ConclusionDoesNotFit, GradesDoNotFit, NoAppraisal
from shushan.meetings.models import Meeting
from shushan.meetings.models_appraisal import Conclusion, GradeCell, GradedForm
from shushan.meetings.queries.appraising import appraisal, own_results
from shushan.meetings.terms import AppraisalLine, Grade
from shushan.meetings.tests.make import AFTER, AT, BEGINS, DURING, SECRETARY, Branch, Kind, one_of
from shushan.organisation import public as organisation
from shushan.people.tests.make import client_of, make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db
GOOD, FAIR, BAD = Grade.EXCELLENT, Grade.QUALIFIED, Grade.UNQUALIFIED


@pytest.fixture
def branch() -> Branch:
    """Return a branch of four with a secretary and no committee."""
    return Branch(full=4, probationary=0)


def _seats(meeting_id: int) -> dict[int, int]:
    return {seat.person_id: seat.id for seat in meetings.seats(meeting_id)}


def _grade(branch: Branch, meeting_id: int, person_id: int, grade: Grade = FAIR) -> None:
    said = {seat: grade for who, seat in _seats(meeting_id).items() if who != person_id}
    meetings.grade_others(actor=one_of(person_id), at=DURING, meeting_id=meeting_id, grades=said)


def _lines(meeting_id: int) -> dict[int, AppraisalLine]:
    return {one.person_id: one for one in appraisal(meetings.meeting(meeting_id))}


def _held(branch: Branch, forms: int = 4) -> int:
    meeting_id = branch.running(Kind.APPRAISAL)
    for person_id in branch.persons[:forms]:
        _grade(branch, meeting_id, person_id)
    meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    return meeting_id


def _conclude(meeting_id: int, person_id: int, grade: Grade = FAIR, **more: object) -> None:
    said = {"actor": SECRETARY, "at": AFTER, "meeting_id": meeting_id, "seat_id": _seats(meeting_id)[person_id]}
    meetings.conclude(**(said | {"grade": grade} | more))  # type: ignore[arg-type]


def test_a_self_appraisal_is_written_before_and_at_the_meeting_and_not_after(branch: Branch) -> None:
    meeting_id, me = branch.convened(Kind.APPRAISAL), one_of(branch.persons[1])
    meetings.write_self(actor=me, at=AT, meeting_id=meeting_id, text="做得好的和不足")
    for text in (" ", "字" * 4001):
        with pytest.raises(Invalid):
            meetings.write_self(actor=me, at=AT, meeting_id=meeting_id, text=text)
    with pytest.raises(meetings.NotEntitled):
        meetings.write_self(actor=one_of(make_staff()), at=AT, meeting_id=meeting_id, text="x")
    meetings.start(actor=SECRETARY, at=DURING, meeting_id=meeting_id)
    meetings.write_self(actor=me, at=DURING, meeting_id=meeting_id, text="改过的")
    meetings.mark_all(actor=SECRETARY, at=DURING, meeting_id=meeting_id)
    assert _lines(meeting_id)[branch.persons[1]].self_text == "改过的"
    meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    with pytest.raises(meetings.MeetingMoved):
        meetings.write_self(actor=me, at=AFTER, meeting_id=meeting_id, text="晚了")


def test_other_meetings_appraise_nobody_but_a_life_meeting_may(branch: Branch) -> None:
    me = one_of(branch.persons[1])
    with pytest.raises(NoAppraisal):
        meetings.write_self(actor=me, at=AT, meeting_id=branch.convened(Kind.LIFE), text="x")
    both = branch.convened(Kind.LIFE, with_appraisal=True)
    meetings.write_self(actor=me, at=AT, meeting_id=both, text="x")
    assert _lines(both)[branch.persons[1]].self_text == "x"


def test_grades_are_counted_and_seen_only_after_the_meeting_without_a_voter(branch: Branch) -> None:
    meeting_id = branch.running(Kind.APPRAISAL)
    first, *others = branch.persons
    _grade(branch, meeting_id, first, BAD)
    for person_id in others:
        _grade(branch, meeting_id, person_id)
    assert all(one.has_graded and one.tally == {} for one in _lines(meeting_id).values())
    meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    lines = _lines(meeting_id)
    assert Counter(lines[first].tally) == Counter({FAIR: 3}) | Counter()
    assert all(lines[who].tally[FAIR] == 2 and lines[who].tally[BAD] == 1 for who in others)
    assert {field.name for field in GradedForm._meta.fields} == {"key", "seat"}
    assert {field.name for field in GradeCell._meta.fields} == {"key", "seat", "grade", "papers"}
    assert GradeCell.objects.count() == 4 * len(Grade)  # every cell stands, whatever was chosen


def test_the_doctor_finds_a_form_that_counts_twice_and_one_that_was_lost(branch: Branch) -> None:
    meeting_id = _held(branch)

    def found() -> list[str]:
        return [one.where for check in checks() for one in check.run()]

    assert found() == []
    seat_id = _seats(meeting_id)[branch.persons[0]]
    for papers in (4, 2):
        GradeCell.objects.filter(seat=seat_id, grade="qualified").update(papers=papers)
        assert found() == [f"meetings.meeting:{meeting_id}"]


def test_an_appraisal_of_the_past_is_taken_over_whole(branch: Branch) -> None:
    meeting_id = branch.held(Kind.APPRAISAL)
    persons = branch.persons
    forms = [{who: FAIR for who in persons if who != voter} for voter in persons[:3]]
    said = {
        "actor": SECRETARY, "at": AFTER, "meeting_id": meeting_id, "selves": {persons[0]: "自评"}, "forms": forms,
        "concluded": {persons[1]: (GOOD, "带头")},
    }  # fmt: skip
    with pytest.raises(ValueError, match="one form"):
        take_over_appraisal(**said, handed_in=persons[:2])  # type: ignore[arg-type]
    take_over_appraisal(**said, handed_in=persons[:3])  # type: ignore[arg-type]
    lines = _lines(meeting_id)
    assert lines[persons[3]].tally[FAIR] == 3 and lines[persons[1]].grade is GOOD
    assert [one for check in checks() for one in check.run()] == []


def test_too_few_forms_show_no_tally(branch: Branch) -> None:
    assert all(one.tally == {} for one in _lines(_held(branch, forms=2)).values())


def test_forms_that_do_not_fit_are_refused_and_count_nothing(branch: Branch) -> None:
    meeting_id = branch.running(Kind.APPRAISAL, here=3)
    seats, me = _seats(meeting_id), branch.persons[0]
    others = {seat: FAIR for who, seat in seats.items() if who != me}
    wrong = (
        {}, others | {seats[me]: GOOD}, dict(list(others.items())[:-1]), others | {999_999: FAIR},
    )  # fmt: skip
    for grades in wrong:
        with pytest.raises(GradesDoNotFit):
            meetings.grade_others(actor=one_of(me), at=DURING, meeting_id=meeting_id, grades=grades)
    with pytest.raises(meetings.NoVote):  # not marked as here
        _grade(branch, meeting_id, branch.persons[3])
    _grade(branch, meeting_id, me)
    with pytest.raises(meetings.AlreadyVoted):
        _grade(branch, meeting_id, me, GOOD)
    assert sum(GradeCell.objects.values_list("papers", flat=True)) == 3
    meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    with pytest.raises(meetings.MeetingMoved):
        _grade(branch, meeting_id, branch.persons[1])


def test_a_branch_without_a_committee_concludes_and_the_member_has_it_on_record(branch: Branch) -> None:
    running = branch.running(Kind.APPRAISAL)
    with pytest.raises(meetings.MeetingMoved):  # not before the meeting is over
        _conclude(running, branch.persons[1])
    meetings.close(actor=SECRETARY, at=AFTER, meeting_id=running)
    with pytest.raises(NotAllowed):
        _conclude(running, branch.persons[1], actor=one_of(branch.persons[2]))
    with pytest.raises(ConclusionDoesNotFit):
        _conclude(running, branch.persons[1], BAD)
    with pytest.raises(meetings.NotEntitled):
        _conclude(running, branch.persons[1], seat_id=999_999)
    _conclude(running, branch.persons[1], GOOD, text="全年带头")
    _conclude(running, branch.persons[1], FAIR, text="更正")
    assert own_results(branch.persons[1]) == [(BEGINS.date(), running, FAIR, "更正")]
    with pytest.raises(IntegrityError), transaction.atomic():
        Conclusion.objects.update(grade="unqualified", text="")
    meetings.reverse(actor=SECRETARY, at=AFTER, meeting_id=running, reason="登记错了")
    assert own_results(branch.persons[1]) == []


def test_a_branch_with_a_committee_names_the_meeting_that_concluded(branch: Branch) -> None:
    for person_id, kind in zip(
        branch.persons[1:3],
        (organisation.PostKind.DEPUTY_SECRETARY, organisation.PostKind.ORGANISATION_MEMBER),
        strict=True,
    ):
        branch.fill(person_id, kind)
    meeting_id, member = _held(branch), branch.persons[3]
    before = branch.convened(Kind.COMMITTEE)
    for committee in (None, before, meeting_id):
        with pytest.raises(ConclusionDoesNotFit):
            _conclude(meeting_id, member, committee_id=committee)
    held = branch.held(Kind.COMMITTEE)
    _conclude(meeting_id, member, committee_id=held)
    assert _lines(meeting_id)[member].committee_id == held
    Meeting.objects.filter(pk=held).update(day=BEGINS.date() - timedelta(days=1))
    with pytest.raises(ConclusionDoesNotFit):  # the committee met before the appraisal
        _conclude(meeting_id, branch.persons[2], committee_id=held)


def test_the_list_asks_as_often_for_four_as_for_two() -> None:
    counts = []
    for code, full in (("A", 2), ("B", 4)):
        branch = Branch(full=full, probationary=0, code=code)
        meeting_id = _held(branch, forms=2)
        found = meetings.meeting(meeting_id)
        with CaptureQueriesContext(connection) as asked:
            appraisal(found)
        counts.append(len(asked))
    assert counts[0] <= counts[1] <= 5


def test_a_book_with_two_appraisals_takes_as_many_queries_as_with_one_and_hides_few_forms(branch: Branch) -> None:
    secretary, counts = client_of("secretary"), []
    book = reverse("meetings:book", args=[branch.id, 2020])
    for forms in (4, 2):
        _held(branch, forms=forms)
        secretary.get(book)
        with CaptureQueriesContext(connection) as asked:
            page = secretary.get(book).text
        counts.append(len(asked))
        assert "合格 3" in page and ("少于 3 份" in page) is (forms == 2)
    assert counts[0] == counts[1]


def test_the_whole_path_on_pages(branch: Branch) -> None:
    without_second_factor()
    from shushan.kernel.clock import now
    from shushan.people import public as people
    from shushan.people.tests.make import LONG_AGO, TESTER

    people.give_role(actor=TESTER, at=LONG_AGO, role="secretary", person_id=branch.persons[0])
    clients = {}
    for person_id in branch.persons:
        clients[person_id] = Client()
        clients[person_id].force_login(make_user(person_id))
    boss, member = clients[branch.persons[0]], clients[branch.persons[1]]
    meeting_id = branch.convened(Kind.APPRAISAL)
    mine, grades = reverse("meetings:my-appraisal", args=[meeting_id]), reverse("meetings:my-grades", args=[meeting_id])
    assert mine in member.get(reverse("meetings:my-meeting", args=[meeting_id])).text
    assert member.post(mine, {"text": ""}).status_code == 422
    assert member.post(mine, {"text": "我的自评"}).status_code == 302
    assert "我的自评" in member.get(mine).text and "交测评表" not in member.get(mine).text
    meetings.start(actor=SECRETARY, at=DURING, meeting_id=meeting_id)
    assert "登记到会以后" in member.get(mine).text
    meetings.mark_all(actor=SECRETARY, at=DURING, meeting_id=meeting_id)
    seats = _seats(meeting_id)
    assert member.post(grades, {}).status_code == 422
    for person_id, client in clients.items():
        form = {f"seat-{seat}": "qualified" for who, seat in seats.items() if who != person_id}
        assert client.post(grades, form).status_code == 302
    assert "测评表已交" in member.get(mine).text
    meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    page = reverse("meetings:appraisal", args=[meeting_id])
    assert page in boss.get(reverse("meetings:meeting", args=[meeting_id])).text
    assert "4 / 4" in boss.get(page).text and "合格 3" in boss.get(page).text
    assert member.get(page).status_code == 403
    seat = seats[branch.persons[1]]
    act = reverse("meetings:conclusion", args=[meeting_id, seat])
    assert boss.post(act, {f"s{seat}-grade": "unqualified"}).status_code == 422
    assert member.post(act, {f"s{seat}-grade": "excellent"}).status_code == 403
    assert boss.post(act, {f"s{seat}-grade": "excellent", f"s{seat}-text": "带头"}).status_code == 302
    book = boss.get(reverse("meetings:book", args=[branch.id, 2020])).text
    for part in ("我的自评", "合格 3", "优秀", "带头", "4 / 4"):
        assert part in book, part
    assert "优秀" in member.get(mine).text and "民主评议结果" in member.get(reverse("meetings:my")).text
    english = member.get("/en" + mine).text if not mine.startswith("/en") else ""
    assert "Self appraisal" in english and now()
