"""Begin a lesson, read it to its end, take its test, complete it."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound
from shushan.learning import events, policy, ports
from shushan.learning.errors import CourseNotOpen, NoTriesLeft, TooSoon
from shushan.learning.models import Attempt, Attendance, Lesson, Question, Sitting
from shushan.learning.scoping import is_colleague, learner
from shushan.learning.states import CourseState
from shushan.learning.terms import READ, Audience, LessonKind, SittingValue, Way
from shushan.ledger import public as ledger
from shushan.people import public as people

SALT = "learning.sitting"


@write()
def begin(*, actor: Actor, at: datetime, lesson_id: int) -> SittingValue:
    """Begin a sitting with a lesson, or go on; a sitting that the same person has elsewhere is over from now on.

    :raises NotAllowed: :raises NotFound: :raises CourseNotOpen:
    """
    person_id = learner(actor)
    lesson = lesson_for(actor, lesson_id)
    attendance, _made = Attendance.objects.get_or_create(
        person_id=person_id, lesson=lesson, defaults={"began_at": at, "last_at": at}
    )
    Sitting.objects.filter(person=person_id, ended_at=None).update(ended_at=at)
    try:
        with transaction.atomic():
            made = Sitting.objects.create(attendance=attendance, person_id=person_id, opened_at=at)
    except IntegrityError as error:  # two devices at the very same moment: the other one was first
        raise CourseNotOpen(_("另一台设备刚刚打开了课程"), remedy=_("请再点一次")) from error
    return SittingValue(
        made.pk, signing.dumps([made.pk, person_id], salt=SALT), attendance.at_second,
        tuple((a, b) for a, b in attendance.watched),
    )  # fmt: skip


@write()
def finish_reading(*, actor: Actor, at: datetime, lesson_id: int) -> None:
    """Say that a text or document was read; the time since the sitting began must be enough for it.

    :raises NotAllowed: :raises NotFound: :raises CourseNotOpen: :raises Invalid: it is not read but played or answered
    :raises TooSoon: with how long is left
    """
    person_id = learner(actor)
    lesson = lesson_for(actor, lesson_id)
    if lesson.kind not in READ:
        raise Invalid(_("这一课不是阅读课"))
    sitting = Sitting.objects.filter(person=person_id, ended_at=None, attendance__lesson=lesson).first()
    needed = policy.needed(lesson.seconds, lesson.percent)
    passed = int((at - sitting.opened_at).total_seconds()) if sitting else 0
    if sitting is None or passed < needed:
        raise TooSoon(
            _("还需要再读 %(n)s 秒") % {"n": needed - max(0, passed)},
            rule=_("阅读时间由服务器从打开时算起，至少 %(n)s 秒；同时只算一课") % {"n": needed},
            remedy=_("请读完再点“读完了”"),
        )
    Sitting.objects.filter(pk=sitting.pk).update(ended_at=at, earned=min(passed, lesson.seconds))
    Attendance.objects.filter(pk=sitting.attendance_id).update(
        watched_seconds=lesson.seconds, watched=[[0, lesson.seconds]], last_at=at
    )
    complete(sitting.attendance_id, actor=actor, at=at, way=Way.READ)


@write()
def take_test(*, actor: Actor, at: datetime, lesson_id: int, answers: dict[int, set[int]]) -> tuple[int, int, bool]:
    """Take a test: answers chosen (their positions) by the position of the question; return (right, of, passed).

    :raises NotAllowed: :raises NotFound: :raises CourseNotOpen: :raises Invalid: no test, or a question was left out
    :raises NoTriesLeft:
    """
    person_id = learner(actor)
    lesson = lesson_for(actor, lesson_id)
    if lesson.kind != LessonKind.QUIZ:
        raise Invalid(_("这一课没有测验"))
    asked = list(Question.objects.filter(lesson=lesson).order_by("position").prefetch_related("answers"))
    if any(not answers.get(one.position) for one in asked):
        raise Invalid(_("还有题目没有回答"), field="answers", remedy=_("请每题都选至少一个答案"))
    attendance, _made = Attendance.objects.get_or_create(
        person_id=person_id, lesson=lesson, defaults={"began_at": at, "last_at": at}
    )
    attendance = Attendance.objects.select_for_update().get(pk=attendance.pk)  # two tries at once count as two
    before = Attempt.objects.filter(attendance=attendance).count()
    if lesson.tries and before >= lesson.tries:
        raise NoTriesLeft(_("这个测验最多做 %(n)s 次，已经做完") % {"n": lesson.tries}, remedy=_("请与组织者联系"))
    right = sum({a.position for a in one.answers.all() if a.is_right} == answers[one.position] for one in asked)
    is_passed = policy.has_passed(right, len(asked), lesson.percent)
    Attempt.objects.create(
        attendance=attendance, number=before + 1, right=right, total=len(asked), is_passed=is_passed, at=at,
        answers={str(number): sorted(chosen) for number, chosen in answers.items()},
    )  # fmt: skip
    percent = right * 100 // len(asked)
    best = max(percent, attendance.best_percent or 0)
    Attendance.objects.filter(pk=attendance.pk).update(best_percent=best, last_at=at)
    if is_passed:
        complete(attendance.pk, actor=actor, at=at, way=Way.PASSED)
    return right, len(asked), is_passed


def lesson_for(actor: Actor, lesson_id: int) -> Lesson:
    """Return a lesson that this actor may study now.

    :raises NotFound: :raises CourseNotOpen:
    """
    lesson = Lesson.objects.select_related("course").filter(pk=lesson_id, retired_at=None).first()
    if lesson is None or (lesson.course.audience == Audience.COLLEAGUES and not is_colleague(actor)):
        raise NotFound(_("没有这一课"))
    if lesson.course.state != CourseState.OPEN:
        raise CourseNotOpen(_("这门课程现在不开放"), remedy=_("请看看别的课程"))
    return lesson


def complete(attendance_id: int, *, actor: Actor, at: datetime, way: Way) -> bool:
    """Complete a lesson once and record the fact; return whether it was not completed yet. Inside the caller's transaction."""
    open_one = Attendance.objects.filter(pk=attendance_id, completed_at=None)
    if not open_one.update(completed_at=at):
        return False
    row = Attendance.objects.select_related("lesson").get(pk=attendance_id)
    stands = ports.line_of(row.person_id, on=ledger.local_day(at))
    reader = people.reader_of_person(row.person_id)
    site_id = stands.site_id if stands else (reader.home_site_id if reader else actor.site_id)
    event = events.LessonCompleted(
        site_id=site_id, unit_id=stands.unit_id if stands else None, reader_id=reader.id if reader else None,
        course=row.lesson.course_id, lesson=row.lesson_id, kind=row.lesson.kind, way=way, percent=row.best_percent,
    )  # fmt: skip
    ledger.record(event, actor=actor, subject=f"learning.attendance:{attendance_id}", at=at)
    return True
