"""Staff pages of courses, lessons and series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from shushan.files import public as files
from shushan.kernel.errors import Invalid, Refused
from shushan.kernel.ids import typed_number
from shushan.learning import policy
from shushan.learning.operations import companions as companion_acts
from shushan.learning.operations import courses as acts
from shushan.learning.queries import companions, courses
from shushan.learning.states import CourseState
from shushan.learning.terms import PLAYED, CourseValue, LearningAct, LessonKind, LessonValue
from shushan.learning.web.forms import CourseForm, LessonForm, SeriesForm
from shushan.learning.web.shared import minutes_text
from shushan.learning.words import AUDIENCES, COURSES, KINDS
from shushan.ui.forms import show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.web import staff_page

EDIT = LearningAct.EDIT_COURSES


def _name(row: CourseValue) -> object:
    return format_html('<a href="{}">{}</a>', reverse("learning:staff-course", args=[row.id]), row.name)


class CoursesList(NumberedList[CourseValue]):
    """Courses by name."""

    code = "learning.courses"
    title = gettext_lazy("课程")
    lead = gettext_lazy("课程由若干课组成；开放之后学员才看得到。学习时间由服务器计算，不靠打勾。")
    nothing = gettext_lazy("还没有课程。")
    template = "learning/staff_courses.html"
    columns = (
        Column[CourseValue]("name", gettext_lazy("名称"), _name, lambda c: c.name, is_head=True),
        Column[CourseValue]("state", gettext_lazy("状态"), lambda c: COURSES[c.state]),
        Column[CourseValue]("audience", gettext_lazy("给谁学"), lambda c: AUDIENCES[c.audience]),
        Column[CourseValue]("lessons", gettext_lazy("课数"), lambda c: len(c.lessons), look="number"),
        Column[CourseValue]("minutes", gettext_lazy("分钟"), lambda c: c.minutes, look="number"),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """State."""
        return (Filter("state", gettext_lazy("状态"), tuple((str(s), words) for s, words in COURSES.items())),)

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[CourseValue], int]:
        """Return courses by position."""
        found = courses.courses(state=asked["state"])
        return found[first : first + limit], len(found)

    def identify(self, row: CourseValue) -> str:
        """Return the id of the course."""
        return str(row.id)

    def counted(self, total: int) -> object:
        """Return how many courses."""
        return ngettext("%(n)s 门课程", "%(n)s 门课程", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Return the series beside."""
        return {"series": courses.every_series()}


@staff_page(EDIT)
def listed(request: Request) -> HttpResponseBase:
    """Show every course."""
    return CoursesList(request).response()


@require_safe
@staff_page(EDIT)
def course(request: Request, course_id: int) -> HttpResponse:
    """Show one course with its lessons, and what can be done."""
    found = courses.course(course_id)
    context = {
        "course": found, "state": COURSES[found.state], "audience": AUDIENCES[found.audience],
        "lessons": [(one, KINDS[one.kind], minutes_text(one.seconds)) for one in found.lessons],
        "series": courses.series(found.series_id) if found.series_id else None,
        "may_open": found.state is not CourseState.OPEN, "kinds": KINDS.items(),
        "may_see": request.actor.may_somewhere(LearningAct.SEE_STUDY),
    }  # fmt: skip
    return render(request, "learning/staff_course.html", context)


@staff_page(EDIT)
def new(request: Request) -> HttpResponse:
    """Draft a course."""
    return _edit(request, None)


@staff_page(EDIT)
def edit(request: Request, course_id: int) -> HttpResponse:
    """Write a course anew."""
    return _edit(request, courses.course(course_id))


@require_POST
@staff_page(EDIT)
def opening(request: Request, course_id: int) -> HttpResponse:
    """Offer a course."""
    try:
        acts.open_course(actor=request.actor, at=request.at, course_id=course_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    else:
        messages.success(request, _("课程已开放。"))
    return redirect("learning:staff-course", course_id)


@require_POST
@staff_page(EDIT)
def closing(request: Request, course_id: int) -> HttpResponse:
    """Stop offering a course."""
    try:
        acts.close_course(actor=request.actor, course_id=course_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    else:
        messages.success(request, _("课程已停开；学过的记录都在。"))
    return redirect("learning:staff-course", course_id)


@staff_page(EDIT)
def lesson_new(request: Request, course_id: int) -> HttpResponse:
    """Add a lesson."""
    return _lesson(request, courses.course(course_id), None)


@staff_page(EDIT)
def lesson_edit(request: Request, lesson_id: int) -> HttpResponse:
    """Write a lesson anew."""
    found = courses.lesson(lesson_id)
    if found.kind is LessonKind.PACKAGE:
        return redirect("learning:staff-package", lesson_id)
    return _lesson(request, courses.course(found.course_id), found)


@require_POST
@staff_page(EDIT)
def lesson_retirement(request: Request, lesson_id: int) -> HttpResponse:
    """Take a lesson out of its course."""
    found = courses.lesson(lesson_id)
    acts.retire_lesson(actor=request.actor, at=request.at, lesson_id=lesson_id)
    messages.success(request, _("这一课已从课程里拿掉；学过的人记录还在。"))
    return redirect("learning:staff-course", found.course_id)


@require_POST
@staff_page(EDIT)
def lesson_up(request: Request, lesson_id: int) -> HttpResponse:
    """Move a lesson up."""
    found = courses.lesson(lesson_id)
    acts.move_lesson_up(actor=request.actor, lesson_id=lesson_id)
    return redirect("learning:staff-course", found.course_id)


@staff_page(EDIT)
def series(request: Request, series_id: int | None = None) -> HttpResponse:
    """Make a series or write one anew."""
    found = courses.series(series_id) if series_id else None
    begin = {"name": found.name, "name_en": found.name_en, "about": found.about} if found else {}
    form = SeriesForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            acts.save_series(actor=request.actor, series_id=series_id, **form.cleaned_data)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("系列已保存。"))
            return redirect("learning:staff-courses")
    inside = courses.courses(series_id=series_id) if series_id else []
    context = {
        "form": form,
        "heading": _("系列"),
        "back": reverse("learning:staff-courses"),
        "crumb": _("课程"),
        "inside": inside,
    }
    return render(request, "learning/staff_form.html", context, status=422 if form.errors else 200)


@require_safe
@staff_page(LearningAct.MODERATE)
def talk(request: Request, lesson_id: int) -> HttpResponse:
    """Show what was said about a lesson, to hide what must not stand."""
    found = courses.lesson(lesson_id)
    context = {"lesson": found, "remarks": companions.remarks(lesson_id, limit=500)}
    return render(request, "learning/staff_talk.html", context)


@require_POST
@staff_page(LearningAct.MODERATE)
def talk_hiding(request: Request, lesson_id: int, remark_id: int) -> HttpResponse:
    """Hide what was said."""
    companion_acts.hide_remark(actor=request.actor, at=request.at, remark_id=remark_id)
    messages.success(request, _("发言已隐藏。"))
    return redirect("learning:staff-talk", lesson_id)


def _edit(request: Request, found: CourseValue | None) -> HttpResponse:
    begin: dict[str, Any] = {}
    if found is not None:
        begin = {
            "name": found.name, "name_en": found.name_en, "about": found.about, "audience": found.audience,
            "series": str(found.series_id or ""), "has_certificate": found.has_certificate,
        }  # fmt: skip
    form = CourseForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["series_id"] = typed_number(said.pop("series"))
        try:
            saved = acts.save_course(actor=request.actor, at=request.at, course_id=found.id if found else None, **said)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("课程已保存。"))
            return redirect("learning:staff-course", saved)
    back = reverse("learning:staff-course", args=[found.id]) if found else reverse("learning:staff-courses")
    context = {"form": form, "heading": found.name if found else _("新课程"), "back": back, "crumb": _("课程")}
    return render(request, "learning/staff_form.html", context, status=422 if form.errors else 200)


def _lesson(request: Request, course_found: CourseValue, found: LessonValue | None) -> HttpResponse:
    begin: dict[str, Any] = {"kind": request.GET.get("kind", "video")}
    if found is not None:
        begin = {
            "name": found.name, "name_en": found.name_en, "kind": found.kind, "seconds": found.seconds,
            "percent": found.percent, "body": found.body, "address": found.address, "tries": found.tries,
            "questions": policy.typed(courses.questions_of(found.id)),
        }  # fmt: skip
    posted = request.method == "POST"
    form = LessonForm(request.POST if posted else None, request.FILES if posted else None, initial=begin)
    if posted and form.is_valid():
        try:
            acts.save_lesson(
                actor=request.actor, course_id=course_found.id, said=_planned(request, form, found),
                lesson_id=found.id if found else None,
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("这一课已保存。"))
            return redirect("learning:staff-course", course_found.id)
    context = {
        "form": form, "heading": found.name if found else _("新的一课"), "crumb": course_found.name,
        "back": reverse("learning:staff-course", args=[course_found.id]),
    }  # fmt: skip
    return render(request, "learning/staff_form.html", context, status=422 if form.errors else 200)


def _planned(request: Request, form: LessonForm, found: LessonValue | None) -> acts.LessonPlan:
    said = dict(form.cleaned_data)
    sent = said.pop("file")
    file_id, kind = (found.file_id, found.media_type) if found else (None, "")
    if sent:
        file_id = files.keep(
            sent.chunks(), name=sent.name or "lesson", kind="learning.lesson", actor=request.actor, at=request.at
        ).id
        kind = files.media_type(file_id)
    if said["kind"] in PLAYED and file_id is not None and not kind:
        raise Invalid(
            _("这不是浏览器能播放的音视频"), field="file", remedy=_("请转成 mp4、webm、mp3、m4a、ogg 或 wav 再传")
        )
    said["seconds"], said["tries"] = said["seconds"] or 0, said["tries"] or 0
    return acts.LessonPlan(file_id=file_id, media_type=kind, **said)
