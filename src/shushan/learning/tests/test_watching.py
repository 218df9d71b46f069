"""Watched time: what a heartbeat earns, and what it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Invalid, NotAllowed, NotFound
from shushan.learning import public as learning
from shushan.learning.models import Attendance, Sitting
from shushan.learning.tests.make import AT, NOBODY, ORGANISER, beat, make_course, person
from shushan.people.tests.make import counted

pytestmark = pytest.mark.django_db


def begin(actor: object, lesson_id: int, *, after: float = 0) -> learning.SittingValue:
    return learning.begin(actor=actor, at=AT + timedelta(seconds=after), lesson_id=lesson_id)  # type: ignore[arg-type]


def test_a_lesson_is_completed_by_the_seconds_that_were_played_and_counted_once() -> None:
    one, me = make_course("video").lessons[0], person()
    token = begin(me, one.id).token
    first = beat(token, 1, (0, 40), after=40)
    assert (first.watched, first.needed, first.is_completed, first.acknowledged) == (40, 90, False, 1)
    assert counted("learning.lesson-completed") == 0
    last = beat(token, 2, (30, 90), after=90)
    assert last.watched == 90 and last.is_completed
    beat(token, 3, (90, 100), after=100)
    assert counted("learning.lesson-completed") == 1
    assert learning.progress(me.id)[one.id].at_second == 100


def test_a_lost_heartbeat_costs_nothing_and_a_repeated_one_earns_nothing() -> None:
    one, me = make_course("video").lessons[0], person()
    token = begin(me, one.id).token
    beat(token, 1, (0, 10), after=10)
    told_again = beat(token, 3, (10, 20), (20, 30), after=30)  # number 2 never came: its seconds come with number 3
    assert told_again.watched == 30
    late = beat(token, 2, (10, 20), after=31)
    assert late.is_old and late.watched == 30 and late.acknowledged == 3
    again = beat(token, 3, (30, 60), after=60)
    assert again.is_old and again.watched == 30


def test_nobody_is_faster_than_the_clock_times_the_allowed_speed() -> None:
    one, me = make_course("video").lessons[0], person()
    token = begin(me, one.id).token
    forged = beat(token, 1, (0, 100), after=20)
    assert forged.watched == 30 and forged.cut == 70 and not forged.is_completed
    assert beat(token, 2, (0, 100), after=20).watched == 30
    assert beat(token, 3, (0, 100), after=70).is_completed


def test_the_background_counts_as_far_as_its_rule_for_film_and_whole_for_sound() -> None:
    course, me = make_course("video", "audio"), person()
    film, sound = course.lessons
    answer = beat(begin(me, film.id).token, 1, (0, 10), hidden=[(10, 60)], after=60)
    assert answer.watched == 25 and answer.cut == 35
    assert beat(begin(me, sound.id, after=100).token, 1, hidden=[(0, 60)], after=160).watched == 60


def test_a_token_that_was_forged_belongs_to_nobody() -> None:
    one, me = make_course("video").lessons[0], person()
    token = begin(me, one.id).token
    for wrong in ("", "x", token[:-1] + ("A" if token[-1] != "A" else "B"), token.swapcase()):
        with pytest.raises(learning.ForgedToken):
            beat(wrong, 1, (0, 10), after=10)
    assert Attendance.objects.get().watched_seconds == 0


def test_of_two_devices_the_one_opened_last_counts() -> None:
    course, me = make_course("video", "video"), person()
    first = begin(me, course.lessons[0].id).token
    second = begin(me, course.lessons[1].id, after=20).token
    assert Sitting.objects.filter(ended_at=None).count() == 1
    on_the_way = beat(first, 1, (0, 60), after=60)  # played until the other device took over: twenty seconds times 1.5
    assert on_the_way.is_over and on_the_way.watched == 30
    assert beat(second, 1, (0, 40), after=60).watched == 40
    with pytest.raises(learning.SittingOver):
        beat(first, 2, (60, 90), after=20 + 601)


def test_many_heartbeats_at_once_share_commits_and_all_are_answered() -> None:
    from shushan.learning.operations import beats

    one = make_course("video").lessons[0]
    tokens = [begin(person(), one.id).token for _n in range(5)]
    for n, token in enumerate(tokens):
        from django.core import signing

        sitting, who = signing.loads(token, salt="learning.sitting")
        told = learning.Told(token, 1, ((0, 10 + n),), (), 10)
        beats._queue.append(beats._Waiting(told, sitting, who, AT + timedelta(seconds=60)))
    waiting = list(beats._queue)
    beats._commit_some()
    assert [one.answer.watched for one in waiting if one.answer] == [10, 11, 12, 13, 14]


def test_a_text_is_read_no_faster_than_its_time_and_one_at_a_time() -> None:
    course, me = make_course("text", "text", "video"), person()
    text, other, film = course.lessons
    with pytest.raises(learning.TooSoon):
        learning.finish_reading(actor=me, at=AT, lesson_id=text.id)
    begin(me, text.id)
    with pytest.raises(learning.TooSoon):
        learning.finish_reading(actor=me, at=AT + timedelta(seconds=107), lesson_id=text.id)
    begin(me, other.id, after=107)
    with pytest.raises(learning.TooSoon):
        learning.finish_reading(actor=me, at=AT + timedelta(seconds=200), lesson_id=text.id)
    learning.finish_reading(actor=me, at=AT + timedelta(seconds=107 + 108), lesson_id=other.id)
    assert counted("learning.lesson-completed") == 1
    with pytest.raises(Invalid):
        learning.finish_reading(actor=me, at=AT + timedelta(hours=1), lesson_id=film.id)


def test_a_test_is_passed_by_right_answers_and_taken_no_oftener_than_allowed() -> None:
    from shushan.learning.tests.make import lesson

    course, me = make_course("quiz"), person()
    quiz = course.lessons[0]
    learning.save_lesson(actor=ORGANISER, course_id=course.id, lesson_id=quiz.id, said=lesson("quiz", tries=2))
    take = {"actor": me, "at": AT, "lesson_id": quiz.id}
    with pytest.raises(Invalid):
        learning.take_test(**take, answers={1: {1}})
    assert learning.take_test(**take, answers={1: {1}, 2: {1}}) == (1, 2, False)
    assert learning.take_test(**take, answers={1: {1}, 2: {1, 2}}) == (2, 2, True)
    with pytest.raises(learning.NoTriesLeft):
        learning.take_test(**take, answers={1: {1}, 2: {1, 2}})
    assert learning.progress(me.id)[quiz.id].best_percent == 100
    assert counted("learning.lesson-completed") == 1


def test_a_certificate_is_for_who_completed_everything_that_counts() -> None:
    course, me = make_course("text", "link", certificate=True), person()
    issue = {"actor": me, "at": AT + timedelta(seconds=200), "course_id": course.id}
    with pytest.raises(learning.NotCompleted):
        learning.issue_certificate(**issue)
    begin(me, course.lessons[0].id)
    learning.finish_reading(actor=me, at=AT + timedelta(seconds=120), lesson_id=course.lessons[0].id)
    number = learning.issue_certificate(**issue)
    assert learning.issue_certificate(**issue) == number
    assert counted("learning.certificate-issued") == 1
    with pytest.raises(NotFound):
        learning.issue_certificate(**(issue | {"course_id": make_course("text").id}))


def test_who_may_study_what() -> None:
    hidden, shown = make_course("video", audience="colleagues"), make_course("video")
    with pytest.raises(NotAllowed):
        begin(ANONYMOUS, shown.lessons[0].id)
    from shushan.kernel.actor import Actor, ActorKind, Grant

    reader = Actor(ActorKind.READER, person().id, "读者", (Grant("learning.study-own"),))
    begin(reader, shown.lessons[0].id)
    with pytest.raises(NotFound):
        begin(reader, hidden.lessons[0].id)
    learning.close_course(actor=ORGANISER, course_id=shown.id)
    with pytest.raises(learning.CourseNotOpen):
        begin(person(), shown.lessons[0].id)
    with pytest.raises(NotAllowed):
        learning.close_course(actor=NOBODY, course_id=hidden.id)


def test_notes_are_ones_own_and_remarks_can_be_hidden() -> None:
    one, me, other = make_course("video").lessons[0], person(), person()
    note = learning.take_note(actor=me, at=AT, lesson_id=one.id, text="要点", at_second=500)
    assert learning.notes(me.id, one.id)[0].at_second == 100 and learning.notes(other.id, one.id) == []
    with pytest.raises(NotFound):
        learning.drop_note(actor=other, note_id=note)
    learning.drop_note(actor=me, note_id=note)
    said = learning.say(actor=me, at=AT, lesson_id=one.id, text="说得好")
    with pytest.raises(NotAllowed):
        learning.hide_remark(actor=other, at=AT, remark_id=said)
    learning.hide_remark(actor=ORGANISER, at=AT, remark_id=said)
    assert learning.remarks(one.id) == []
    with pytest.raises(Invalid):
        learning.say(actor=me, at=AT, lesson_id=one.id, text=" ")


def test_courses_are_written_by_those_who_may_and_need_what_their_kind_needs() -> None:
    from shushan.kernel.errors import Conflict
    from shushan.learning.tests.make import lesson

    draft = learning.save_course(actor=ORGANISER, at=AT, name="草", audience=learning.Audience.EVERYONE)
    with pytest.raises(NotAllowed):
        learning.save_course(actor=NOBODY, at=AT, name="无", audience=learning.Audience.EVERYONE)
    with pytest.raises(Conflict):
        learning.save_course(actor=ORGANISER, at=AT, name="草", audience=learning.Audience.EVERYONE)
    with pytest.raises(Invalid):
        learning.open_course(actor=ORGANISER, at=AT, course_id=draft)
    for kind, lacking in (
        ("video", {"file_id": None}), ("text", {"body": ""}), ("quiz", {"questions": "题\n- 一\n- 二"}),
        ("link", {"address": "javascript:alert(1)"}), ("document", {"file_id": None}), ("text", {"percent": 0}),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            learning.save_lesson(actor=ORGANISER, course_id=draft, said=lesson(kind, **lacking))
    first, second = (learning.save_lesson(actor=ORGANISER, course_id=draft, said=lesson(k)) for k in ("text", "quiz"))
    learning.move_lesson_up(actor=ORGANISER, lesson_id=second)
    assert [one.id for one in learning.course(draft).lessons] == [second, first]
    learning.retire_lesson(actor=ORGANISER, at=AT, lesson_id=second)
    assert [one.id for one in learning.course(draft).lessons] == [first]
    plan = learning.save_plan(actor=ORGANISER, year=2020, name="计划")
    learning.plan_study(actor=ORGANISER, plan_id=plan, course_id=draft)
    with pytest.raises(Conflict):
        learning.plan_study(actor=ORGANISER, plan_id=plan, course_id=draft)
    with pytest.raises(Invalid):
        learning.plan_study(actor=ORGANISER, plan_id=plan)
