"""A member's own meetings: what is asked of them, leave, signing in, tasks, where they were."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.meetings.operations import attendance, discussing, papers
from shushan.meetings.queries import meetings as reads
from shushan.meetings.queries.appraising import is_appraisal, own_results
from shushan.meetings.queries.ballots import ballots, has_voted
from shushan.meetings.queries.discussing import remarks_of
from shushan.meetings.scoping import PEOPLE, may_run
from shushan.meetings.states import LeaveState, MeetingState, Presence
from shushan.meetings.terms import MeetingLine, OwnSeat, Standing
from shushan.meetings.web.asking import heading_of, unit_names, watched_at
from shushan.meetings.web.ballots import words_of
from shushan.meetings.web.forms import ReasonForm, SayForm
from shushan.meetings.words import GRADE_WORDS, KIND_WORDS, LEAVE_WORDS, PRESENCE_WORDS, STATE_TONES, STATE_WORDS
from shushan.places import public as places
from shushan.ui.forms import show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import member_page

OPEN = (MeetingState.CONVENED, MeetingState.RUNNING)


@require_safe
@member_page
def page(request: Request) -> HttpResponse:
    """Show one's own meetings and tasks; nobody else's, and looking at oneself is no look."""
    person_id = request.actor.id if request.actor.kind in PEOPLE else 0
    mine = [one for one in reads.own_seats(person_id) if one.meeting.state is not MeetingState.PLANNED]
    names, today = unit_names(), ledger.local_day(request.at)
    tasks = reads.tasks(person_id=person_id)
    context = {
        "coming": [_row(one, names) for one in reversed(mine) if one.meeting.state in OPEN],
        "past": [_row(one, names) for one in mine if one.meeting.state is MeetingState.HELD],
        "tasks": [(task, task.due_on < today) for task in tasks if task.done_at is None],
        "done": [task for task in tasks if task.done_at is not None],
        "results": [(day, pk, GRADE_WORDS[grade], text) for day, pk, grade, text in own_results(person_id)],
    }
    return render(request, "meetings/my.html", context)


@require_safe
@member_page
def meeting(request: Request, meeting_id: int) -> HttpResponse:
    """Show one meeting to somebody who has a seat there."""
    return draw_own(request, meeting_id, None)


@require_POST
@member_page
def leave(request: Request, meeting_id: int) -> HttpResponse:
    """Ask for leave."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            attendance.ask_leave(actor=request.actor, at=request.at, meeting_id=meeting_id, **form.cleaned_data)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已请假，等主持人答复。"))
            return redirect("meetings:my-meeting", meeting_id)
    return draw_own(request, meeting_id, form)


@require_POST
@member_page
def online(request: Request, meeting_id: int) -> HttpResponse:
    """Sign in on line."""
    try:
        attendance.sign_in_online(actor=request.actor, at=request.at, meeting_id=meeting_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    else:
        messages.success(request, _("已签到：线上到会。"))
    return redirect("meetings:my-meeting", meeting_id)


@require_POST
@member_page
def say(request: Request, meeting_id: int) -> HttpResponse:
    """Say something in the discussion."""
    form = SayForm(request.POST)
    if form.is_valid():
        try:
            discussing.say(actor=request.actor, at=request.at, meeting_id=meeting_id, **form.cleaned_data)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("发言已记下。"))
            return redirect("meetings:my-meeting", meeting_id)
    return draw_own(request, meeting_id, None, form)


@member_page
def here(request: Request, token: UUID) -> HttpResponse:
    """Sign in with the code of the room: the page asks once, the button signs in."""
    found = reads.meeting_by_token(token)
    attendance.own_seat(found, request.actor)
    if request.method == "POST":
        attendance.sign_in_here(actor=request.actor, at=request.at, token=token)
        messages.success(request, _("已签到：到会。"))
        return redirect("meetings:my-meeting", found.id)
    return render(request, "meetings/here.html", {"heading": heading_of(found), "meeting": found})


@require_POST
@member_page
def task_done(request: Request, task_id: int) -> HttpResponse:
    """Say that a task is done, from one's own page or from the meeting's."""
    note = request.POST.get("note", "")[:300]
    papers.finish_task(actor=request.actor, at=request.at, task_id=task_id, note=note)
    messages.success(request, _("已办完。"))
    meeting_id = request.POST.get("meeting", "")
    if meeting_id.isascii() and meeting_id.isdecimal() and len(meeting_id) < 19:
        return redirect("meetings:meeting", int(meeting_id))
    return redirect("meetings:my")


def draw_own(
    request: Request, meeting_id: int, form: object | None, say_form: object | None = None
) -> HttpResponse:  # fmt: skip
    """Draw a meeting as somebody who has a seat sees it; ``form`` is a wish for leave with errors.

    :raises NotEntitled: they have none
    """
    found = reads.meeting(meeting_id)
    seat = attendance.own_seat(found, request.actor)
    context = {
        "meeting": found,
        "heading": heading_of(found),
        "kind": KIND_WORDS[found.kind],
        "state": STATE_WORDS[found.state],
        "tone": STATE_TONES[found.state],
        "unit_name": unit_names().get(found.unit_id, ""),
        "site": called(places.site(found.site_id)) if found.site_id else "",
        "seat": seat,
        "presence": _presence(found, seat.presence),
        "leave": LEAVE_WORDS[seat.leave_state],
        "points": reads.points(meeting_id),
        "may_ask": found.state is MeetingState.CONVENED and seat.leave_state in (LeaveState.NONE, LeaveState.REFUSED),
        "is_online": bool(found.online_address) and found.state in OPEN and not seat.is_here,
        "takes_sign_in": attendance.takes_sign_in(found, request.at),
        "may_run": may_run(request.actor, found),
        "ballots": [(one, words_of(one), has_voted(one, seat)) for one in ballots([meeting_id])],
        "appraises": is_appraisal(found) and seat.standing is Standing.MEMBER,
        "lessons": watched_at(meeting_id),
        "remarks": remarks_of([meeting_id]).get(meeting_id, []),
        "may_say": found.state in discussing.SAID_IN,
        "say_form": say_form or SayForm(),
        "form": form or ReasonForm(),
    }
    return render(
        request, "meetings/my_meeting.html", context, status=422 if form is not None or say_form is not None else 200
    )


def _presence(found: MeetingLine, presence: Presence) -> object:
    """Return where somebody is in words; before a meeting begins nobody is late for it, so nothing."""
    is_to_come = presence is Presence.EXPECTED and found.state is MeetingState.CONVENED
    return "" if is_to_come else PRESENCE_WORDS[presence]


def _row(one: OwnSeat, names: dict[int, str]) -> tuple[MeetingLine, str, object, object, str, bool]:
    found = one.meeting
    is_missed = one.seat.presence is Presence.ABSENT
    return (
        found, heading_of(found), KIND_WORDS[found.kind], _presence(found, one.seat.presence),
        names.get(found.unit_id, ""), is_missed,
    )  # fmt: skip
