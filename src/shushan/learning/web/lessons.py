"""A lesson: played, read or answered; heartbeats; notes and discussion."""

from __future__ import annotations

import json
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from shushan.files import public as files
from shushan.kernel.clock import now
from shushan.kernel.errors import NotFound, Refused
from shushan.kernel.ids import typed_number
from shushan.learning import policy
from shushan.learning.operations import companions as acts
from shushan.learning.operations import watching
from shushan.learning.operations.beats import Told, beat
from shushan.learning.options import FASTEST
from shushan.learning.queries import companions, courses
from shushan.learning.scoping import is_colleague, learner
from shushan.learning.states import CourseState
from shushan.learning.terms import PLAYED, READ, Audience, LessonKind
from shushan.learning.web.packages import shown
from shushan.learning.web.shared import minutes_text
from shushan.learning.words import KINDS
from shushan.options import public as options
from shushan.ui.forms import tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.web import member_page

MOST_BODY: Final = 20_000  # bytes of a heartbeat
MOST_SPANS: Final = 500
MOST_SECONDS: Final = 1_000_000


@require_safe
@member_page
def lesson(request: Request, lesson_id: int) -> HttpResponse:
    """Show a lesson with my notes and what others said."""
    me = learner(request.actor)
    found = courses.lesson(lesson_id)
    course = courses.course(found.course_id)
    if course.state is CourseState.DRAFT or (
        course.audience is Audience.COLLEAGUES and not is_colleague(request.actor)
    ):
        raise NotFound(_("没有这一课"))
    progress = courses.progress(me, course_ids=[course.id])
    mine = progress.get(lesson_id)
    after = next((one for one in course.lessons if one.position > found.position), None)
    context: dict[str, Any] = {
        "lesson": found, "course": course, "kind": KINDS[found.kind], "length": minutes_text(found.seconds),
        "progress": mine, "next": after, "is_open": course.state is CourseState.OPEN,
        "needed": policy.needed(found.seconds, found.percent),
        "notes": [(one, minutes_text(one.at_second)) for one in companions.notes(me, lesson_id)],
        "remarks": [(one, one.person_id == me) for one in companions.remarks(lesson_id)],
        "me": me, "is_played": found.kind in PLAYED, "is_read": found.kind in READ,
        "fastest": options.get(FASTEST, at=request.at),
    }  # fmt: skip
    if found.kind in PLAYED and found.file_id:
        context["media"] = files.playing_address(found.file_id, found.media_type)
    elif found.kind is LessonKind.DOCUMENT and found.file_id:
        context["document"] = files.signed_address(found.file_id)
    elif found.kind is LessonKind.PACKAGE and found.package_id:
        context |= shown(found, me)
        context["item"] = request.GET.get("item", "") or context["item"]
    elif found.kind is LessonKind.QUIZ:
        context["questions"] = list(enumerate(courses.questions_of(lesson_id), 1))
    return render(request, "learning/lesson.html", context)


@require_POST
@member_page
def begin(request: Request, lesson_id: int) -> HttpResponse:
    """Begin a sitting: the player gets its token, a reader the page again."""
    is_player = request.headers.get("X-Requested-With") == "lesson"
    try:
        made = watching.begin(actor=request.actor, at=request.at, lesson_id=lesson_id)
    except Refused as refusal:
        if is_player:
            return JsonResponse({"code": refusal.code, "message": refusal.message}, status=refusal.status)
        tell_unless_forbidden(request, refusal)
        return redirect("learning:lesson", lesson_id)
    if is_player:
        return JsonResponse({"token": made.token, "at": made.at_second})
    messages.info(request, _("开始计时。读完后点页面下方的“读完了”。"))
    return redirect("learning:lesson", lesson_id)


@require_POST
@member_page
def end_of_reading(request: Request, lesson_id: int) -> HttpResponse:
    """Say that it was read to its end."""
    try:
        watching.finish_reading(actor=request.actor, at=request.at, lesson_id=lesson_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    else:
        messages.success(request, _("这一课学完了。"))
    return redirect("learning:lesson", lesson_id)


@require_POST
@member_page
def test(request: Request, lesson_id: int) -> HttpResponse:
    """Take the test of a lesson."""
    answers: dict[int, set[int]] = {}
    for name in request.POST:
        if name.startswith("q") and (number := typed_number(name[1:])) is not None:
            answers[number] = {at for typed in request.POST.getlist(name) if (at := typed_number(typed)) is not None}
    try:
        right, total, is_passed = watching.take_test(
            actor=request.actor, at=request.at, lesson_id=lesson_id, answers=answers
        )
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    else:
        said = _("答对 %(right)s 题，共 %(total)s 题。") % {"right": right, "total": total}
        if is_passed:
            messages.success(request, said + _("通过了。"))
        else:
            messages.warning(request, said + _("还没有通过，可以再做一次。"))
    return redirect("learning:lesson", lesson_id)


@require_POST
@member_page
def note(request: Request, lesson_id: int) -> HttpResponse:
    """Note something for myself."""
    place = typed_number(request.POST.get("at_second", "")) or 0
    try:
        acts.take_note(
            actor=request.actor, at=request.at, lesson_id=lesson_id, text=request.POST.get("note", ""), at_second=place
        )
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    return redirect("learning:lesson", lesson_id)


@require_POST
@member_page
def note_removal(request: Request, lesson_id: int, note_id: int) -> HttpResponse:
    """Throw a note of mine away."""
    acts.drop_note(actor=request.actor, note_id=note_id)
    return redirect("learning:lesson", lesson_id)


@require_POST
@member_page
def remark(request: Request, lesson_id: int) -> HttpResponse:
    """Say something to all who study this lesson."""
    try:
        acts.say(actor=request.actor, at=request.at, lesson_id=lesson_id, text=request.POST.get("remark", ""))
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    return redirect("learning:lesson", lesson_id)


@require_POST
@member_page
def remark_hiding(request: Request, lesson_id: int, remark_id: int) -> HttpResponse:
    """Hide what was said."""
    acts.hide_remark(actor=request.actor, at=request.at, remark_id=remark_id)
    messages.success(request, _("发言已隐藏。"))
    return redirect("learning:lesson", lesson_id)


@csrf_exempt  # the signed token of the sitting is what proves where it comes from
@require_POST
def heartbeat(request: HttpRequest) -> JsonResponse:
    """Count what a player tells; the answer comes when it is committed."""
    said = _read(request.body if len(request.body) <= MOST_BODY else b"")
    if said is None:
        return JsonResponse({"code": "learning.unreadable", "message": _("看不懂这次心跳")}, status=422)
    try:
        found = beat(said, at=now())
    except Refused as refusal:
        return JsonResponse({"code": refusal.code, "message": refusal.message}, status=refusal.status)
    return JsonResponse(
        {
            "acknowledged": found.acknowledged, "watched": found.watched, "needed": found.needed, "cut": found.cut,
            "is_completed": found.is_completed, "is_old": found.is_old, "is_over": found.is_over,
        }
    )  # fmt: skip


def _read(body: bytes) -> Told | None:
    try:
        said = json.loads(body)
        seen, hidden = (tuple((a, b) for a, b in said.get(name, [])) for name in ("seen", "hidden"))
        number, place = said["number"], said.get("at", 0)
        token = said["token"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    numbers = [number, place, *(part for pair in (*seen, *hidden) for part in pair)]
    is_whole = all(type(one) is int and 0 <= one <= MOST_SECONDS for one in numbers)
    if (
        not is_whole
        or not isinstance(token, str)
        or len(token) > 300
        or number < 1
        or len(seen) + len(hidden) > MOST_SPANS
    ):
        return None
    return Told(token, number, seen, hidden, place)
