"""Packages of course ware: how a learner opens one and what it stores; how staff bring one and see how it goes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shushan.audit import public as audit
from shushan.kernel.clock import now
from shushan.kernel.errors import NotFound, Refused
from shushan.learning.errors import UnusablePackage
from shushan.learning.operations import courses as course_acts
from shushan.learning.operations import packages as acts
from shushan.learning.packages import runtime
from shushan.learning.packages import statements as rules
from shushan.learning.packages.terms import PackageKind, PackageLine
from shushan.learning.queries import courses
from shushan.learning.queries import packages as queries
from shushan.learning.terms import CourseValue, LearningAct, LessonKind, LessonValue
from shushan.learning.web.forms import PackageForm
from shushan.learning.web.shared import minutes_text
from shushan.learning.words import PACKAGES
from shushan.ledger import public as ledger
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, NumberedList
from shushan.ui.web import member_page, staff_page

EDIT = LearningAct.EDIT_COURSES
MOST_BODY: Final = 1_000_000  # bytes of what a unit stores


def shown(lesson: LessonValue, me: int) -> dict[str, Any]:
    """Return what the page of a lesson shows of its package."""
    assert lesson.package_id is not None
    package = queries.package(lesson.package_id)
    runs = queries.runs(me, lesson.id, package.id)
    waiting = [one.id for one in package.items if one.is_sco and not (one.id in runs and runs[one.id].is_done)]
    return {
        "package": package, "has_begun": bool(runs), "item": waiting[0] if waiting else package.items[0].id,
        "units": [(one, runs.get(one.id)) for one in package.items] if len(package.items) > 1 else [],
        "endpoint": reverse("learning:xapi", args=["x"])[:-1],
    }  # fmt: skip


@require_POST
@member_page
def launch(request: Request, lesson_id: int) -> JsonResponse:
    """Open a unit: the player gets its tokens, where it begins and what it is told."""
    try:
        made = acts.launch(
            actor=request.actor, at=request.at, lesson_id=lesson_id, item_id=request.POST.get("item", "")[:200]
        )
    except Refused as refusal:
        return JsonResponse({"code": refusal.code, "message": refusal.message}, status=refusal.status)
    root = reverse("learning:package-file", args=[queries.signed(made.package_id), "x"])[:-1]
    is_xapi = made.kind is PackageKind.XAPI
    home = f"{request.scheme}://{request.get_host()}"
    return JsonResponse(
        {
            "token": made.sitting.token, "kind": made.kind, "item": made.item, "root": root, "href": made.href,
            "state": made.state, "activity": made.activity, "credential": made.credential if is_xapi else "",
            "actor": rules.actor_of(home, str(made.actor["name"])) if is_xapi else None,
            "watched": sum(until - since for since, until in made.sitting.watched),
        }
    )  # fmt: skip


@csrf_exempt  # the signed token of the sitting is what proves where it comes from
@require_POST
def run(request: HttpRequest) -> JsonResponse:
    """Keep what a unit stores; the answer comes when it is committed."""
    said = _read(request.body if len(request.body) <= MOST_BODY else b"")
    if said is None:
        return JsonResponse({"code": "learning.unreadable", "message": _("课件要保存的内容看不懂或太大")}, status=422)
    token, item, number, cmi = said
    try:
        found = acts.keep_run(token=token, at=now(), item_id=item, number=number, cmi=cmi)
    except Refused as refusal:
        return JsonResponse({"code": refusal.code, "message": refusal.message}, status=refusal.status)
    return JsonResponse({"is_done": found.is_done, "percent": found.percent})


def _read(body: bytes) -> tuple[str, str, int, dict[str, str]] | None:
    try:
        said = json.loads(body)
        token, item, number, cmi = said["token"], said["item"], said["number"], runtime.checked(said["cmi"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    is_right = isinstance(token, str) and len(token) <= 300 and isinstance(item, str) and len(item) <= 200
    return (token, item, number, cmi) if is_right and type(number) is int and 0 < number < 10**9 else None


@staff_page(EDIT)
def new(request: Request, course_id: int) -> HttpResponse:
    """Add a package to a course."""
    return _edit(request, courses.course(course_id), None)


@staff_page(EDIT)
def edit(request: Request, lesson_id: int) -> HttpResponse:
    """Write the lesson of a package anew, or put a newer package in its place."""
    found = courses.lesson(lesson_id)
    if found.kind is not LessonKind.PACKAGE:
        return redirect("learning:staff-lesson", lesson_id)
    return _edit(request, courses.course(found.course_id), found)


def _edit(request: Request, course: CourseValue, found: LessonValue | None) -> HttpResponse:
    begin: dict[str, Any] = {}
    package = queries.package(found.package_id) if found and found.package_id else None
    if found is not None:
        begin = {
            "name": found.name, "name_en": found.name_en, "minutes": found.minutes, "percent": found.percent,
            "body": found.body,
        }  # fmt: skip
    posted = request.method == "POST"
    form = PackageForm(request.POST if posted else None, request.FILES if posted else None, initial=begin)
    if posted and form.is_valid():
        try:
            course_acts.save_lesson(
                actor=request.actor, course_id=course.id, said=_planned(request, form, found),
                lesson_id=found.id if found else None,
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("课件包已保存。"))
            return redirect("learning:staff-course", course.id)
    context = {
        "form": form, "heading": found.name if found else _("添加课件包"), "crumb": course.name, "package": package,
        "kind": PACKAGES[package.kind] if package else "",
        "back": reverse("learning:staff-course", args=[course.id]),
    }  # fmt: skip
    return render(request, "learning/staff_package.html", context, status=422 if form.errors else 200)


def _planned(request: Request, form: forms.Form, found: LessonValue | None) -> course_acts.LessonPlan:
    said = form.cleaned_data
    package_id = found.package_id if found else None
    if said["file"]:
        package_id = acts.bring_package(
            actor=request.actor, at=request.at, stream=said["file"].file, name=said["file"].name or "package.zip"
        )
    if package_id is None:
        raise UnusablePackage(_("请选择课件包"), field="file")
    return course_acts.LessonPlan(
        said["name"] or queries.package(package_id).title, LessonKind.PACKAGE, name_en=said["name_en"],
        body=said["body"], seconds=said["minutes"] * 60, percent=said["percent"], package_id=package_id,
    )  # fmt: skip


class LearnersList(NumberedList[PackageLine]):
    """Who studied a package: what was measured, what it claims."""

    lines: Sequence[PackageLine] = ()
    code = "learning.package-learners"
    title = gettext_lazy("课件包的学习情况")
    lead = gettext_lazy("“已计”由服务器按心跳计，算作学习时间；“自报”是课件自己说的，只供对照，不算。")
    nothing = gettext_lazy("还没有人打开过这个课件包。")
    columns = (
        Column[PackageLine]("name", gettext_lazy("姓名"), lambda r: r.name, lambda r: r.name, is_head=True),
        Column[PackageLine]("measured", gettext_lazy("已计"), lambda r: minutes_text(r.measured), look="number"),
        Column[PackageLine]("claimed", gettext_lazy("自报"), lambda r: minutes_text(r.claimed), look="number"),
        Column[PackageLine]("percent", gettext_lazy("得分"), lambda r: "" if r.percent is None else r.percent, look="number"),
        Column[PackageLine]("done", gettext_lazy("学完的单元"), lambda r: r.done, look="number"),
        Column[PackageLine](
            "completed", gettext_lazy("学完于"),
            lambda r: ledger.local_day(r.completed_at).isoformat() if r.completed_at else "",
        ),
        Column[PackageLine]("last", gettext_lazy("最近学习"), lambda r: ledger.local_day(r.last_at).isoformat()),
    )  # fmt: skip

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[PackageLine], int]:
        """Return learners, the latest first."""
        found = self.lines
        return found[first : first + limit], len(found)

    def identify(self, row: PackageLine) -> str:
        """Return the person's id."""
        return str(row.person_id)

    def counted(self, total: int) -> object:
        """Return how many people."""
        return ngettext("%(n)s 人", "%(n)s 人", total) % {"n": total}


@staff_page(LearningAct.SEE_STUDY)
def learners(request: Request, lesson_id: int) -> HttpResponseBase:
    """Show who studied a package; the look is recorded."""
    request.actor.require(LearningAct.SEE_STUDY)
    found = courses.lesson(lesson_id)
    if found.package_id is None:
        raise NotFound(_("这一课不是课件包"))
    audit.looked(
        actor=request.actor, act=LearningAct.SEE_STUDY, subject=f"learning.lesson:{lesson_id}", at=request.at,
        note=request.GET.get("format", ""),
    )  # fmt: skip
    page = LearnersList(request)
    page.lines = queries.learners(lesson_id, found.package_id)
    return page.response()
