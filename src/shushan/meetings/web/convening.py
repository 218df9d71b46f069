"""Convene a meeting: which, then all that its notice says. Write down a talk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.kernel.errors import Refused
from shushan.kernel.periods import Period
from shushan.ledger import public as ledger
from shushan.meetings.entitled import chairs, entitled, roster_of
from shushan.meetings.operations import planning as acts
from shushan.meetings.operations.talks import record_talk
from shushan.meetings.queries.meetings import lines, meeting, points, seats, some
from shushan.meetings.scoping import require_at
from shushan.meetings.states import MeetingState
from shushan.meetings.terms import MeetingAct, MeetingKind, MeetingLine, Standing
from shushan.meetings.web.asking import heading_of, name_of, units_of
from shushan.meetings.web.forms import BeginForm, ConveneForm, TalkForm
from shushan.meetings.words import KIND_WORDS
from shushan.notices import public as notices
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units

USUAL = time(15)


@staff_page(MeetingAct.PLAN)
def new(request: Request) -> HttpResponse:
    """Ask which unit and kind (``?unit=&kind=``), then convene; what is planned for this month is gone on with."""
    choices = [(str(one.id), called(one)) for one in units_of(request, MeetingAct.PLAN)]
    form = BeginForm(request.GET if "unit" in request.GET else None, units=choices)
    if form.is_valid():
        waiting = _waiting(request, form.cleaned_data["unit"], form.cleaned_data["kind"])
        if waiting is not None and request.method == "GET":
            return redirect("meetings:notice", waiting)
        return _convene(request, form.cleaned_data["unit"], form.cleaned_data["kind"], None)
    return render(request, "meetings/begin.html", {"form": form, "has_units": bool(choices)})


@staff_page(MeetingAct.PLAN)
def again(request: Request, meeting_id: int) -> HttpResponse:
    """Convene a planned meeting, or change the notice of a convened one."""
    found = meeting(meeting_id)
    require_at(request.actor, MeetingAct.PLAN, found.unit_id)
    if found.state not in (MeetingState.PLANNED, MeetingState.CONVENED):
        return redirect("meetings:meeting", meeting_id)
    return _convene(request, found.unit_id, found.kind, found)


@staff_page(MeetingAct.RUN)
def talk(request: Request, unit_id: int) -> HttpResponse:
    """Write down a heart-to-heart talk that was held."""
    require_at(request.actor, MeetingAct.RUN, unit_id)
    today = ledger.local_day(request.at)
    unit = units.unit(unit_id, on=today)
    here = [(str(one.person_id), one.name) for one in roster_of(unit, on=today)]
    _look(request, unit_id)
    form = TalkForm(request.POST if request.method == "POST" else None, members=here)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = record_talk(
                actor=request.actor, at=request.at, unit_id=unit_id, persons=(said["first"], said["second"]),
                held_at=said["held_at"], gist=said["gist"],
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("谈心谈话已登记。"))
            return redirect("meetings:meeting", made)
    context = {"form": form, "unit": unit, "heading": _("登记谈心谈话：%(unit)s") % {"unit": called(unit)}}
    return render(request, "meetings/talk.html", context, status=422 if form.errors else 200)


def _waiting(request: Request, unit_id: int, kind: MeetingKind) -> int | None:
    """Return the meeting of a kind that a unit planned for this month and has not convened yet, or None."""
    today = ledger.local_day(request.at)
    month = Period.month(today.year, today.month)
    found = lines(
        some(unit_ids=[unit_id], kind=kind, states=[MeetingState.PLANNED], since=month.since, until=month.until)
    )
    return found[-1].id if found else None


def _convene(request: Request, unit_id: int, kind: MeetingKind, found: MeetingLine | None) -> HttpResponse:
    require_at(request.actor, MeetingAct.PLAN, unit_id)
    form, expected = _form(request, unit_id, kind, found)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.convene(
                actor=request.actor,
                at=request.at,
                said=form.said(unit_id, kind),
                meeting_id=found.id if found else None,
            )
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            _say_who_was_told(request, made)
            return redirect("meetings:meeting", made)
    _look(request, unit_id)
    context = {
        "form": form,
        "meeting": found,
        "unit_name": name_of(unit_id),
        "kind": KIND_WORDS[kind],
        "heading": heading_of(found) if found else str(KIND_WORDS[kind]),
        "expected": expected,
        "group_id": unit_id if kind is MeetingKind.GROUP else None,
    }
    return render(request, "meetings/convene.html", context, status=422 if form.errors else 200)


def _form(
    request: Request, unit_id: int, kind: MeetingKind, found: MeetingLine | None
) -> tuple[ConveneForm, int]:  # fmt: skip
    today = ledger.local_day(request.at)
    typed = request.POST if request.method == "POST" else None
    day = _day(request.POST.get("begins_at", "")) or (found.day if found else today)
    unit = units.unit(unit_id, on=day)
    expected = 0 if kind is MeetingKind.TALK else len(entitled(kind, unit, on=day))
    known = people_of(found) if found else {}
    seen = chairs(kind, unit, on=day)
    choices = [
        (str(one.person_id), f"{one.name} · {_('书记或组长') if one.is_first else _('受委托主持')}") for one in seen
    ]
    begins = found.begins_at if found and found.begins_at else datetime.combine(day, USUAL, tzinfo=ledger.zone())
    initial = {
        "begins_at": begins.astimezone(ledger.zone()),
        "chair": choices[0][0] if choices else "",
        "guests": [str(one) for one in known.get(Standing.GUEST, ())],
    }
    if found:
        initial |= {
            "title": found.title, "site": found.site_id or "", "place": found.place,
            "online_address": found.online_address, "chair_basis": found.chair_basis, "speaker": found.speaker_id or "",
            "with_appraisal": found.with_appraisal, "chair": found.chair_id or initial["chair"],
            "points": "\n".join(("★ " if p.is_important else "") + p.title for p in points(found.id)),
        }  # fmt: skip
    return ConveneForm(typed, kind=kind, chairs=choices, initial=initial), expected


def people_of(found: MeetingLine) -> dict[Standing, list[int]]:
    """Return who has seats at a meeting, by standing."""
    by_standing: dict[Standing, list[int]] = {}
    for seat in seats(found.id):
        by_standing.setdefault(seat.standing, []).append(seat.person_id)
    return by_standing


def _look(request: Request, unit_id: int) -> None:
    """Record that the names of a unit's members were shown."""
    audit.looked(actor=request.actor, act=MeetingAct.PLAN, subject=f"units.unit:{unit_id}", at=request.at)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed[:10])
    except ValueError:
        return None


def _say_who_was_told(request: Request, meeting_id: int) -> None:
    found, there = meeting(meeting_id), seats(meeting_id)
    if found.begins_at is not None and found.begins_at < request.at - timedelta(days=1):
        messages.success(request, _("已登记。会议日期已过，没有发通知。"))
        return
    told = len(notices.reachable(seat.person_id for seat in there))
    said = _("已召集，应到 %(n)d 人。%(told)d 人有读者证或账号，会收到通知；其他人请当面或电话通知。")
    messages.success(request, said % {"n": found.turnout.entitled, "told": told})
