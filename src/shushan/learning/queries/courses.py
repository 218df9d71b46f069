"""Read courses, series, plans, and how far somebody is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.learning import policy
from shushan.learning.models import Attendance, Course, Lesson, Plan, PlanItem, Question, Series
from shushan.learning.states import CourseState
from shushan.learning.terms import (
    Audience,
    CourseValue,
    LessonKind,
    LessonValue,
    PlanLine,
    PlanValue,
    Progress,
    SeriesValue,
)


def courses(
    *, course_ids: Iterable[int] | None = None, series_id: int | None = None, only_open: bool = False,
    for_colleagues: bool = True, state: str = "",
) -> list[CourseValue]:  # fmt: skip
    """Return courses with their lessons, by name, in two queries."""
    standing = Lesson.objects.filter(retired_at=None).order_by("position")
    found = Course.objects.order_by("name").prefetch_related(Prefetch("lessons", queryset=standing))
    if course_ids is not None:
        found = found.filter(pk__in=list(course_ids))
    if series_id is not None:
        found = found.filter(series=series_id)
    if only_open:
        found = found.filter(state=CourseState.OPEN)
    if state:
        found = found.filter(state=state)
    if not for_colleagues:
        found = found.filter(audience=Audience.EVERYONE)
    return [_course(row) for row in found]


def course(course_id: int) -> CourseValue:
    """Return one course.

    :raises NotFound:
    """
    found = courses(course_ids=[course_id])
    if not found:
        raise NotFound(_("没有这门课程"))
    return found[0]


def lesson(lesson_id: int) -> LessonValue:
    """Return one lesson that stands in its course.

    :raises NotFound:
    """
    row = Lesson.objects.filter(pk=lesson_id, retired_at=None).first()
    if row is None:
        raise NotFound(_("没有这一课"))
    return _lesson(row)


def questions_of(lesson_id: int) -> list[policy.Asked]:
    """Return the questions of a test, in two queries."""
    found = Question.objects.filter(lesson=lesson_id).order_by("position").prefetch_related("answers")
    return [
        policy.Asked(
            one.text,
            tuple((a.text, a.is_right) for a in sorted(one.answers.all(), key=lambda answer: answer.position)),
        )
        for one in found
    ]


def progress(person_id: int, *, course_ids: Iterable[int] | None = None) -> dict[int, Progress]:
    """Return how far a person is, by lesson, in one query."""
    found = Attendance.objects.filter(person=person_id)
    if course_ids is not None:
        found = found.filter(lesson__course__in=list(course_ids))
    return {
        row.lesson_id: Progress(
            row.lesson_id,
            row.watched_seconds,
            row.at_second,
            row.last_at,
            row.completed_at,
            row.best_percent,
            row.reported_at,
        )
        for row in found
    }


def every_series() -> list[SeriesValue]:
    """Return every series by name, in one query."""
    return [_series(row) for row in Series.objects.order_by("name")]


def series(series_id: int) -> SeriesValue:
    """Return one series.

    :raises NotFound:
    """
    row = Series.objects.filter(pk=series_id).first()
    if row is None:
        raise NotFound(_("没有这个系列"))
    return _series(row)


def plans(*, year: int | None = None, plan_id: int | None = None) -> list[PlanValue]:
    """Return study plans, the newest year first, in one query."""
    found = Plan.objects.order_by("-year", "name")
    if year is not None:
        found = found.filter(year=year)
    if plan_id is not None:
        found = found.filter(pk=plan_id)
    return [PlanValue(row.pk, row.year, row.name, row.unit_id, row.note) for row in found]


def plan(plan_id: int) -> PlanValue:
    """Return one plan.

    :raises NotFound:
    """
    found = plans(plan_id=plan_id)
    if not found:
        raise NotFound(_("没有这份计划"))
    return found[0]


def lines_of_plans(plan_ids: Iterable[int]) -> dict[int, list[PlanLine]]:
    """Return what stands in plans, by plan, what is due first at the head, in one query."""
    found: dict[int, list[PlanLine]] = {}
    rows = PlanItem.objects.filter(plan__in=list(plan_ids)).select_related("course", "series")
    for row in sorted(rows, key=lambda item: (item.due_on or date.max, item.pk)):
        name = row.course.name if row.course is not None else row.series.name if row.series is not None else ""
        found.setdefault(row.plan_id, []).append(PlanLine(row.pk, row.course_id, row.series_id, name, row.due_on))
    return found


def _series(row: Series) -> SeriesValue:
    return SeriesValue(row.pk, row.name, row.name_en, row.about)


def _course(row: Course) -> CourseValue:
    return CourseValue(
        row.pk, row.name, row.name_en, row.about, Audience(row.audience), CourseState(row.state), row.has_certificate,
        row.series_id, tuple(_lesson(one) for one in row.lessons.all()),
    )  # fmt: skip


def _lesson(row: Lesson) -> LessonValue:
    return LessonValue(
        row.pk, row.course_id, row.position, row.name, row.name_en, LessonKind(row.kind), row.body, row.file,
        row.media_type, row.address, row.seconds, row.percent, row.tries, row.package_id,
    )  # fmt: skip
