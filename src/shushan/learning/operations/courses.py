"""Write courses, lessons, tests, series and plans; open and close a course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.learning import events, policy
from shushan.learning.models import Answer, Course, Lesson, Plan, PlanItem, Question, Series
from shushan.learning.states import COURSE_MOVES, CourseMove, CourseState
from shushan.learning.terms import PLAYED, Audience, LearningAct, LessonKind
from shushan.ledger import public as ledger


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """What a lesson says. ``questions`` are typed as ``policy.questions`` reads them; ``seconds`` 0: estimated from the text."""

    name: str
    kind: LessonKind
    name_en: str = ""
    body: str = ""
    file_id: UUID | None = None
    media_type: str = ""
    address: str = ""
    seconds: int = 0
    percent: int = 90
    tries: int = 0
    questions: str = ""
    package_id: int | None = None


@write()
def save_series(*, actor: Actor, name: str, name_en: str = "", about: str = "", series_id: int | None = None) -> int:
    """Make a series, or write it anew, and return its id.

    :raises NotAllowed: :raises NotFound: :raises Conflict: another has this name
    """
    actor.require_somewhere(LearningAct.EDIT_COURSES)
    said = {"name": _named(name), "name_en": name_en.strip()[:160], "about": about.strip()[:4000]}
    if Series.objects.filter(name=said["name"]).exclude(pk=series_id or 0).exists():
        raise Conflict(_("已有同名的系列"), remedy=_("请换一个名称"))
    if series_id is None:
        return Series.objects.create(**said).pk
    if not Series.objects.filter(pk=series_id).update(**said):
        raise NotFound(_("没有这个系列"))
    return series_id


@write()
def save_course(
    *, actor: Actor, at: datetime, name: str, audience: Audience, name_en: str = "", about: str = "",
    series_id: int | None = None, has_certificate: bool = False, course_id: int | None = None,
) -> int:  # fmt: skip
    """Draft a course, or write it anew, and return its id.

    :raises NotAllowed: :raises NotFound: :raises Invalid: no name :raises Conflict: another has this name
    """
    actor.require_somewhere(LearningAct.EDIT_COURSES)
    said = {
        "name": _named(name), "name_en": name_en.strip()[:160], "about": about.strip()[:4000], "audience": audience,
        "series_id": series_id, "has_certificate": has_certificate,
    }  # fmt: skip
    if Course.objects.filter(name=said["name"]).exclude(pk=course_id or 0).exists():
        raise Conflict(_("已有同名的课程"), remedy=_("请换一个名称"))
    if course_id is None:
        return Course.objects.create(**said, made_label=actor.label, made_at=at).pk
    if not Course.objects.filter(pk=course_id).update(**said):
        raise NotFound(_("没有这门课程"))
    return course_id


@write()
def save_lesson(*, actor: Actor, course_id: int, said: LessonPlan, lesson_id: int | None = None) -> int:
    """Add a lesson at the end of a course, or write one anew, and return its id.

    What was watched of a lesson stays watched; a lesson whose file changes keeps its seconds by their number.

    :raises NotAllowed: :raises NotFound: :raises Invalid: something lacks, or questions cannot be read
    """
    actor.require_somewhere(LearningAct.EDIT_COURSES)
    row = _lesson_row(said)
    asked = _asked(said)
    if lesson_id is None:
        _course(course_id)
        last = Lesson.objects.filter(course=course_id, retired_at=None).aggregate(last=Max("position"))["last"]
        lesson_id = Lesson.objects.create(course_id=course_id, position=(last or 0) + 1, **row).pk
    elif not Lesson.objects.filter(pk=lesson_id, course=course_id, retired_at=None).update(**row):
        raise NotFound(_("没有这一课"))
    Question.objects.filter(lesson=lesson_id).delete()
    for number, one in enumerate(asked, 1):
        question = Question.objects.create(lesson_id=lesson_id, position=number, text=one.text[:500])
        Answer.objects.bulk_create(
            Answer(question=question, position=n, text=text[:300], is_right=right)
            for n, (text, right) in enumerate(one.answers, 1)
        )
    return lesson_id


@write()
def retire_lesson(*, actor: Actor, at: datetime, lesson_id: int) -> None:
    """Take a lesson out of its course; who completed it keeps that.

    :raises NotAllowed: :raises NotFound:
    """
    actor.require_somewhere(LearningAct.EDIT_COURSES)
    if not Lesson.objects.filter(pk=lesson_id, retired_at=None).update(retired_at=at):
        raise NotFound(_("没有这一课"))


@write()
def move_lesson_up(*, actor: Actor, lesson_id: int) -> None:
    """Let a lesson change places with the one before it; the first stays.

    :raises NotAllowed: :raises NotFound:
    """
    actor.require_somewhere(LearningAct.EDIT_COURSES)
    row = Lesson.objects.filter(pk=lesson_id, retired_at=None).first()
    if row is None:
        raise NotFound(_("没有这一课"))
    before = Lesson.objects.filter(course=row.course_id, retired_at=None, position__lt=row.position)
    other = before.order_by("-position").first()
    if other is not None:
        here, there, free = row.position, other.position, 30_000
        for pk, position in ((row.pk, free), (other.pk, here), (row.pk, there)):
            Lesson.objects.filter(pk=pk).update(position=position)


@write()
def open_course(*, actor: Actor, at: datetime, course_id: int) -> None:
    """Offer a course.

    :raises NotAllowed: :raises NotFound: :raises Conflict: it is open :raises Invalid: it has no lesson that counts
    """
    actor.require_somewhere(LearningAct.EDIT_COURSES)
    counted = Lesson.objects.filter(course=course_id, retired_at=None).exclude(kind=LessonKind.LINK)
    if not counted.exists():
        raise Invalid(_("课程里还没有可以学的课"), remedy=_("请先添加至少一课"))
    _move(course_id, CourseMove.OPEN, opened_at=at)
    event = events.CourseOpened(site_id=actor.site_id)
    ledger.record(event, actor=actor, subject=f"learning.course:{course_id}", at=at)


@write()
def close_course(*, actor: Actor, course_id: int) -> None:
    """Stop offering a course; who completed it keeps that.

    :raises NotAllowed: :raises NotFound: :raises Conflict: it is not open
    """
    actor.require_somewhere(LearningAct.EDIT_COURSES)
    _move(course_id, CourseMove.CLOSE)


@write()
def save_plan(
    *, actor: Actor, year: int, name: str, unit_id: int | None = None, note: str = "", plan_id: int | None = None
) -> int:
    """Make a study plan of a year, or write it anew, and return its id.

    :raises NotAllowed: :raises NotFound: :raises Invalid: :raises Conflict: that year has one of this name
    """
    actor.require_somewhere(LearningAct.EDIT_COURSES)
    if not 1949 <= year <= 2200:
        raise Invalid(_("年份要写成四位数字"), field="year")
    said = {"year": year, "name": _named(name), "unit_id": unit_id, "note": note.strip()[:4000]}
    if Plan.objects.filter(year=year, name=said["name"]).exclude(pk=plan_id or 0).exists():
        raise Conflict(_("这一年已有同名的计划"))
    if plan_id is None:
        return Plan.objects.create(**said).pk
    if not Plan.objects.filter(pk=plan_id).update(**said):
        raise NotFound(_("没有这份计划"))
    return plan_id


@write()
def plan_study(
    *,
    actor: Actor,
    plan_id: int,
    course_id: int | None = None,
    series_id: int | None = None,
    due_on: date | None = None,
) -> int:
    """Put a course or a series into a plan and return the line's id.

    :raises NotAllowed: :raises NotFound: :raises Invalid: none or both :raises Conflict: it stands there already
    """
    actor.require_somewhere(LearningAct.EDIT_COURSES)
    if (course_id is None) == (series_id is None):
        raise Invalid(_("请选择一门课程或一个系列，二者取一"), field="course")
    if not Plan.objects.filter(pk=plan_id).exists():
        raise NotFound(_("没有这份计划"))
    try:
        with transaction.atomic():
            return PlanItem.objects.create(plan_id=plan_id, course_id=course_id, series_id=series_id, due_on=due_on).pk
    except IntegrityError as error:
        raise Conflict(_("计划里已经有它")) from error


@write()
def drop_from_plan(*, actor: Actor, item_id: int) -> None:
    """Take a line out of a plan.

    :raises NotAllowed: :raises NotFound:
    """
    actor.require_somewhere(LearningAct.EDIT_COURSES)
    if not PlanItem.objects.filter(pk=item_id).delete()[0]:
        raise NotFound(_("计划里没有这一项"))


def _named(name: str) -> str:
    if not name.strip():
        raise Invalid(_("请填写名称"), field="name")
    return name.strip()[:120]


def _course(course_id: int) -> Course:
    row = Course.objects.filter(pk=course_id).first()
    if row is None:
        raise NotFound(_("没有这门课程"))
    return row


def _move(course_id: int, move: CourseMove, **more: object) -> None:
    row = _course(course_id)
    target = COURSE_MOVES.get((CourseState(row.state), move))
    if target is None or not Course.objects.filter(pk=course_id, state=row.state).update(state=target, **more):
        raise Conflict(_("课程现在的状态不能这样做"), remedy=_("请刷新页面看现在的情况"))


def _lesson_row(said: LessonPlan) -> dict[str, object]:
    if said.kind in PLAYED and (said.file_id is None or said.seconds <= 0):
        raise Invalid(_("音视频课要有文件和时长"), field="file")
    if said.kind is LessonKind.TEXT and not said.body.strip():
        raise Invalid(_("请写正文"), field="body")
    if said.kind is LessonKind.DOCUMENT and said.file_id is None:
        raise Invalid(_("请上传文档"), field="file")
    if said.kind is LessonKind.LINK and not said.address.startswith(("https://", "http://")):
        raise Invalid(_("请填写以 https:// 开头的地址"), field="address")
    if said.kind is LessonKind.PACKAGE and said.package_id is None:
        raise Invalid(_("请上传课件包"), field="file")
    if said.kind is LessonKind.PACKAGE and said.seconds <= 0:
        raise Invalid(_("请写明这一课估计学多久"), field="seconds")
    if not 1 <= said.percent <= 100:
        raise Invalid(_("百分比要在 1 到 100 之间"), field="percent")
    seconds = said.seconds or (policy.reading_seconds(said.body) if said.kind is LessonKind.TEXT else 0)
    return {
        "name": _named(said.name), "name_en": said.name_en.strip()[:160], "kind": said.kind, "body": said.body[:100_000],
        "file": said.file_id, "media_type": said.media_type, "address": said.address[:500], "seconds": seconds,
        "percent": said.percent, "tries": said.tries,
        "package_id": said.package_id if said.kind is LessonKind.PACKAGE else None,
    }  # fmt: skip


def _asked(said: LessonPlan) -> list[policy.Asked]:
    if said.kind is not LessonKind.QUIZ:
        return []
    try:
        asked = policy.questions(said.questions)
    except ValueError as error:
        raise Invalid(
            _("第 %(n)s 题看不懂：要有题目、至少两个答案、至少一个正确答案") % {"n": error.args[0]},
            field="questions",
            remedy=_("一行题目，错的答案以“-”开头，对的以“*”开头，题与题之间空一行"),
        ) from error
    if not asked:
        raise Invalid(_("测验至少要有一题"), field="questions")
    return asked
