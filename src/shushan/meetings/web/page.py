"""The page through which a meeting is run, on a phone too: one page, from the notice to the record."""

from __future__ import annotations

from collections.abc import Callable

import segno
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from shushan.files import public as files
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.meetings import policy, ports
from shushan.meetings.operations import attendance, discussing, papers, planning, running
from shushan.meetings.queries import meetings as reads
from shushan.meetings.queries.appraising import is_appraisal
from shushan.meetings.queries.ballots import ballots
from shushan.meetings.queries.discussing import remarks_of
from shushan.meetings.scoping import may_at, may_run
from shushan.meetings.states import LeaveState, MeetingState, Presence
from shushan.meetings.terms import MeetingAct, MeetingKind, MeetingLine, SeatLine, Standing
from shushan.meetings.web import forms as asked
from shushan.meetings.web.asking import heading_of, name_of, require_sight, watched_at
from shushan.meetings.web.ballots import words_of
from shushan.meetings.words import (
    KIND_WORDS,
    LEAVE_WORDS,
    MARKED_WORDS,
    PRESENCE_WORDS,
    STANDING_WORDS,
    STATE_TONES,
    STATE_WORDS,
)
from shushan.notices import public as notices
from shushan.organisation import public as organisation
from shushan.places import public as places
from shushan.ui.forms import show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import member_page

MOST = 20_000_000  # bytes of a file
Act = Callable[[Request, MeetingLine, forms.Form | None], None]


@require_safe
@member_page
def page(request: Request, meeting_id: int) -> HttpResponse:
    """Show a meeting to whoever runs it (names; the look is recorded) or may see it (numbers)."""
    return draw(request, meeting_id, {})


@require_POST
@member_page
def act(request: Request, meeting_id: int, act: str) -> HttpResponse:
    """Do one of the acts of a meeting, then show its page again."""
    if act not in ACTS:
        raise Http404
    found = reads.meeting(meeting_id)
    require_sight_of_acts(request, found)
    doing, said = ACTS[act]
    form = forms_of(request, found, typed=True).get(act)
    if form is not None and not form.is_valid():
        return draw(request, meeting_id, {act: form})
    try:
        doing(request, found, form)
    except Refused as refusal:
        if form is None:
            if refusal.status == 404:
                raise
            tell_unless_forbidden(request, refusal)
            return redirect("meetings:meeting", meeting_id)
        show_unless_forbidden(form, refusal)
        return draw(request, meeting_id, {act: form})
    if said:
        messages.success(request, str(said))
    return redirect("meetings:meeting", meeting_id)


def require_sight_of_acts(request: Request, found: MeetingLine) -> None:
    """Let in whoever may do anything with a meeting; which act is checked by the operation.

    :raises NotAllowed:
    """
    if may_run(request.actor, found) or may_at(request.actor, MeetingAct.PLAN, found.unit_id):
        return
    request.actor.require(MeetingAct.REVERSE, unit_id=found.unit_id, site_id=found.site_id)


def draw(request: Request, meeting_id: int, wrong: dict[str, forms.Form]) -> HttpResponse:
    """Draw the page; ``wrong`` are forms with errors."""
    found = reads.meeting(meeting_id)
    sees_names = require_sight(request, found)
    seats = reads.seats(meeting_id) if sees_names else []
    runs, today = sees_names, ledger.local_day(request.at)
    minutes = reads.minutes_of([meeting_id]).get(meeting_id, []) if sees_names else []
    tasks = reads.tasks(meeting_ids=[meeting_id]) if sees_names else []
    context = {
        "meeting": found,
        "heading": heading_of(found),
        "kind": KIND_WORDS[found.kind],
        "state": STATE_WORDS[found.state],
        "tone": STATE_TONES[found.state],
        "unit_name": name_of(found.unit_id),
        "site": called(places.site(found.site_id)) if found.site_id else "",
        "speaker_posts": _posts(found),
        "points": reads.points(meeting_id),
        "seats": [(s, PRESENCE_WORDS[s.presence], STANDING_WORDS[s.standing], MARKED_WORDS[s.marked_by]) for s in seats],
        "presences": list(PRESENCE_WORDS.items()),
        "leaves": [(s, LEAVE_WORDS[s.leave_state]) for s in seats if s.leave_state],
        "unreached": _unreached(found, seats),
        "has_quorum": running.quorum_of(found),
        "minutes": minutes,
        "attachments": [(a, files.signed_address(a.file_id)) for a in reads.attachments(meeting_id)] if sees_names else [],
        "tasks": [(t, t.done_at is None and t.due_on < today) for t in tasks],
        "sees_names": sees_names,
        "runs": runs,
        "may_plan": may_at(request.actor, MeetingAct.PLAN, found.unit_id),
        "may_reverse": may_at(request.actor, MeetingAct.REVERSE, found.unit_id),
        "ballots": [(one, words_of(one)) for one in ballots([meeting_id])],
        "appraises": runs and is_appraisal(found),
        "may_decide": runs
        and policy.KINDS[found.kind].may_decide
        and found.state in (MeetingState.CONVENED, MeetingState.RUNNING),
        "lessons": watched_at(meeting_id),
        "remarks": remarks_of([meeting_id]).get(meeting_id, []) if sees_names else [],
        "offers_lessons": bool(ports.lessons()),
        "is_talk": found.kind is MeetingKind.TALK,
        "wants_follow_up": found.kind is MeetingKind.THEME_DAY and not found.follow_up,
        "forms": forms_of(request, found, seats=seats) | wrong,
        "wrong": next(iter(wrong), ""),
        "state_is": {state.name.lower(): found.state is state for state in MeetingState},
    }  # fmt: skip
    return render(request, "meetings/meeting.html", context, status=422 if wrong else 200)


@require_safe
@member_page
def code(request: Request, meeting_id: int) -> HttpResponse:
    """Show the code of the room, large, to be put on the wall or on a screen."""
    found = reads.meeting(meeting_id)
    require_sight(request, found)
    if not may_run(request.actor, found) or found.state not in (MeetingState.CONVENED, MeetingState.RUNNING):
        return redirect("meetings:meeting", meeting_id)
    address = request.build_absolute_uri(reverse("meetings:here", args=[found.token]))
    drawn = segno.make(address, error="m").svg_data_uri(scale=8)
    context = {"meeting": found, "heading": heading_of(found), "code": drawn, "address": address}
    return render(request, "meetings/code.html", context)


def forms_of(
    request: Request, found: MeetingLine, *, typed: bool = False, seats: list[SeatLine] | None = None
) -> dict[str, forms.Form]:  # fmt: skip
    """Return the forms of a meeting's page by act, filled with what was posted where ``typed``."""
    data = request.POST if typed else None
    sent = request.FILES if typed else None
    there = seats if seats is not None else reads.seats(found.id)
    everybody = [(str(s.person_id), s.name) for s in there]
    counted = [(str(s.person_id), s.name) for s in there if s.standing is not Standing.GUEST]
    last = reads.minutes_of([found.id]).get(found.id, [])
    return {
        "start": asked.MomentForm(data, prefix="start"),
        "close": asked.MomentForm(data, prefix="close"),
        "cancellation": asked.ReasonForm(data, prefix="cancel"),
        "reversal": asked.ReasonForm(data, prefix="reverse"),
        "mending": asked.MendForm(data, prefix="mend", people=counted),
        "minutes": asked.MinutesForm(data, prefix="minutes", initial={"text": last[0].text if last else ""}),
        "lessons": asked.LessonForm(data, prefix="lesson"),
        "remarks": asked.RemarkForm(data, prefix="remark", people=everybody),
        "files": asked.FileForm(data, sent, prefix="file"),
        "tasks": asked.TaskForm(data, prefix="task", people=everybody),
        "after": asked.FollowUpForm(data, prefix="after", initial={"follow_up": found.follow_up}),
    }


def _posts(found: MeetingLine) -> str:
    """Return the posts that the speaker holds on the day, in words."""
    if found.speaker_id is None:
        return ""
    held = organisation.posts(on=found.day, person_id=found.speaker_id)
    return "、".join(f"{name_of(post.unit_id)}{organisation.POST_WORDS[post.kind]}" for post in held)


def _unreached(found: MeetingLine, seats: list[SeatLine]) -> int:
    if found.state is not MeetingState.CONVENED:
        return 0
    return len(seats) - len(notices.reachable(seat.person_id for seat in seats))


def _start(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    assert form is not None
    running.start(actor=request.actor, at=request.at, meeting_id=found.id, began_at=form.cleaned_data["moment"])


def _close(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    assert form is not None
    running.close(actor=request.actor, at=request.at, meeting_id=found.id, ended_at=form.cleaned_data["moment"])


def _cancel(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    assert form is not None
    planning.call_off(actor=request.actor, at=request.at, meeting_id=found.id, **form.cleaned_data)


def _reverse(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    assert form is not None
    running.reverse(actor=request.actor, at=request.at, meeting_id=found.id, **form.cleaned_data)


def _mend(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    assert form is not None
    said = form.cleaned_data
    running.mend_attendance(
        actor=request.actor, at=request.at, meeting_id=found.id, person_id=said["person"], presence=said["presence"],
        reason=said["reason"],
    )  # fmt: skip


def _mark(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    known = {presence.value for presence in Presence}
    marks = {
        seat.id: Presence(said)
        for seat in reads.seats(found.id)
        if (said := request.POST.get(f"presence-{seat.id}", "")) in known and said != seat.presence
    }
    changed = attendance.mark(actor=request.actor, at=request.at, meeting_id=found.id, marks=marks)
    messages.success(request, ngettext("已登记 %(n)d 人。", "已登记 %(n)d 人。", changed) % {"n": changed})


def _mark_all(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    attendance.mark_all(actor=request.actor, at=request.at, meeting_id=found.id)


def _leave(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    seat_id = request.POST.get("seat", "")
    decide = attendance.grant_leave if request.POST.get("answer") == LeaveState.GRANTED else attendance.refuse_leave
    number = int(seat_id) if seat_id.isascii() and seat_id.isdecimal() and len(seat_id) < 19 else 0
    decide(actor=request.actor, at=request.at, meeting_id=found.id, seat_id=number)


def _code(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    running.new_code(actor=request.actor, at=request.at, meeting_id=found.id)


def _minutes(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    assert form is not None
    papers.write_minutes(actor=request.actor, at=request.at, meeting_id=found.id, **form.cleaned_data)


def _files(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    assert form is not None
    sent = form.cleaned_data["file"]
    kept = files.keep(
        sent.chunks(),
        name=sent.name or "file",
        kind="meetings.attachment",
        actor=request.actor,
        at=request.at,
        most=MOST,
    )
    papers.attach(
        actor=request.actor, at=request.at, meeting_id=found.id, file_id=kept.id,
        title=form.cleaned_data["title"] or kept.name,
    )  # fmt: skip


def _task(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    assert form is not None
    said = form.cleaned_data
    papers.set_task(
        actor=request.actor, at=request.at, meeting_id=found.id, text=said["text"], person_id=said["person"],
        due_on=said["due_on"],
    )  # fmt: skip


def _lesson(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    assert form is not None
    lesson_id = form.cleaned_data["lesson"]
    discussing.link_lesson(actor=request.actor, at=request.at, meeting_id=found.id, lesson_id=lesson_id)


def _remark(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    assert form is not None
    said = form.cleaned_data
    discussing.note_remark(
        actor=request.actor, at=request.at, meeting_id=found.id, person_id=said["person"], text=said["text"]
    )


def _follow_up(request: Request, found: MeetingLine, form: forms.Form | None) -> None:
    assert form is not None
    papers.write_follow_up(actor=request.actor, at=request.at, meeting_id=found.id, text=form.cleaned_data["follow_up"])


ACTS: dict[str, tuple[Act, object]] = {
    "start": (_start, gettext_lazy("会议开始。应到会的人已按今天的名册定下来。")),
    "close": (_close, gettext_lazy("会议结束，已计入统计。")),
    "cancellation": (_cancel, gettext_lazy("会议已取消。")),
    "reversal": (_reverse, gettext_lazy("已冲正，不再计数；记录还看得到。")),
    "mending": (_mend, gettext_lazy("已更正到会情况。")),
    "attendance": (_mark, ""),
    "everybody": (_mark_all, gettext_lazy("其余的人都登记为到会。")),
    "leave": (_leave, gettext_lazy("已答复请假。")),
    "code": (_code, gettext_lazy("签到码已更换，旧的作废。")),
    "minutes": (_minutes, gettext_lazy("会议记录已保存为新的一版。")),
    "lessons": (_lesson, gettext_lazy("已记下会上看的这一课。")),
    "remarks": (_remark, gettext_lazy("发言已记下。")),
    "files": (_files, gettext_lazy("附件已保存。")),
    "tasks": (_task, gettext_lazy("任务已交办。")),
    "after": (_follow_up, gettext_lazy("会后落实已登记。")),
}
