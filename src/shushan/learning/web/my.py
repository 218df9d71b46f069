"""My study: what is planned, what I began, what is open; a course; its certificate."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.kernel.errors import NotFound, Refused
from shushan.learning import ports
from shushan.learning.diploma import diploma
from shushan.learning.operations import companions as acts
from shushan.learning.queries import campaigns as campaign_queries
from shushan.learning.queries import companions, courses, studies
from shushan.learning.scoping import is_colleague, learner
from shushan.learning.states import CourseState
from shushan.learning.terms import Audience, CourseValue, Progress
from shushan.learning.web.shared import hours_text, minutes_text, today_of
from shushan.learning.words import KINDS
from shushan.ui.context import library_name
from shushan.ui.forms import tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.web import member_page


@require_safe
@member_page
def home(request: Request) -> HttpResponse:
    """Show everything of study that is asked of me or open to me, on one screen."""
    me, today = learner(request.actor), today_of(request)
    offered = courses.courses(only_open=True, for_colleagues=is_colleague(request.actor))
    progress = courses.progress(me)
    stands = ports.line_of(me, on=today)
    cards = [_card(one, progress) for one in offered]
    running = [
        one for one in campaign_queries.campaigns(only_open=True) if one.last >= today or one.since.year == today.year
    ]
    context = {
        "begun": [card for card in cards if card["done"] and not card["is_done"]],
        "others": [card for card in cards if not card["done"]],
        "finished": [card for card in cards if card["is_done"]],
        "plans": _plans(today.year, stands, {one.id: card for one, card in zip(offered, cards, strict=True)}),
        "campaigns": [
            (one, campaign_queries.takes_part(one, me, today=today)) for one in running
            if one.unit_id is None or campaign_queries.takes_part(one, me, today=today)
        ],
        "certificates": companions.certificates(me),
        "hours": _hours(me, stands, today.year),
        "year": today.year,
    }  # fmt: skip
    return render(request, "learning/my.html", context)


@require_safe
@member_page
def course(request: Request, course_id: int) -> HttpResponse:
    """Show one course with its lessons and how far I am."""
    me = learner(request.actor)
    found = _course_for(request, course_id)
    progress = courses.progress(me, course_ids=[course_id])
    context = {
        "course": found,
        "card": _card(found, progress),
        "lessons": [
            (one, KINDS[one.kind], minutes_text(one.seconds), progress.get(one.id)) for one in found.lessons
        ],
        "is_open": found.state is CourseState.OPEN,
        "series": courses.series(found.series_id) if found.series_id else None,
    }  # fmt: skip
    return render(request, "learning/course.html", context)


@require_POST
@member_page
def certificate_issue(request: Request, course_id: int) -> HttpResponse:
    """Give me the certificate of a course that I completed."""
    try:
        number = acts.issue_certificate(actor=request.actor, at=request.at, course_id=course_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
        return redirect("learning:course", course_id)
    messages.success(request, _("证书已发给您。"))
    return redirect("learning:certificate", number)


@require_safe
@member_page
def certificate(request: Request, number: str) -> HttpResponse:
    """Give a certificate of my own as PDF."""
    found = companions.certificate(number)
    if found.person_id != learner(request.actor):
        raise NotFound(_("没有这个编号的证书"))
    response = HttpResponse(diploma(found, library=library_name()), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _course_for(request: Request, course_id: int) -> CourseValue:
    found = courses.course(course_id)
    hidden = found.audience is Audience.COLLEAGUES and not is_colleague(request.actor)
    if hidden or found.state is CourseState.DRAFT:
        raise NotFound(_("没有这门课程"))
    return found


def _card(found: CourseValue, progress: dict[int, Progress]) -> dict[str, object]:
    """Return a course as a card: how many lessons are done, which one is next."""
    counted = found.counted
    done = [one for one in counted if one.id in progress and progress[one.id].completed_at]
    next_one = next((one for one in counted if one not in done), None)
    began = any(one.id in progress for one in counted)
    return {
        "course": found, "done": len(done) or began, "completed": len(done), "of": len(counted),
        "is_done": bool(counted) and len(done) == len(counted), "next": next_one,
        "address": reverse("learning:course", args=[found.id]),
    }  # fmt: skip


def _plans(year: int, stands: ports.RosterLine | None, cards: dict[int, dict[str, object]]) -> list[object]:
    mine = [one for one in courses.plans(year=year) if one.unit_id is None or _is_for(one.unit_id, stands, year)]
    lines = courses.lines_of_plans(one.id for one in mine)
    series: dict[int, list[dict[str, object]]] = {}
    for card in cards.values():
        found = card["course"]
        if isinstance(found, CourseValue) and found.series_id:
            series.setdefault(found.series_id, []).append(card)
    shown: list[object] = []
    for plan in mine:
        rows = []
        for line in lines.get(plan.id, []):
            some = [cards[line.course_id]] if line.course_id in cards else series.get(line.series_id or 0, [])
            rows.append((line, some, bool(some) and all(card["is_done"] for card in some)))
        shown.append((plan, rows))
    return shown


def _is_for(unit_id: int, stands: ports.RosterLine | None, year: int) -> bool:
    if stands is None:
        return False
    return any(line.person_id == stands.person_id for line in ports.roster(unit_id, on=date(year, 12, 31)))


def _hours(me: int, stands: ports.RosterLine | None, year: int) -> dict[str, object] | None:
    if stands is None:
        return None
    [line] = studies.hours([stands], year=year)
    return {
        "total": hours_text(line.total), "needed": hours_text(line.needed), "is_enough": line.is_enough,
        "unconverted": line.unconverted, "here": hours_text(line.here), "elsewhere": hours_text(line.elsewhere),
        "done": line.total, "of": line.needed,
    }  # fmt: skip
