"""One duty: who answers for it, its chain of units, indicators, targets; and the acts upon it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.figures import public as figures
from shushan.indicators.duties import operations as acts
from shushan.indicators.duties import queries
from shushan.indicators.duties.terms import DutyLine, HolderRole, TargetLine
from shushan.indicators.terms import IndicatorAct
from shushan.indicators.web.duty_forms import DutyForm, EndForm, HandOverForm, LinkForm, PartForm, TargetForm
from shushan.indicators.words import COMPARISONS, ROLES, STATUS_LOOKS, STATUSES
from shushan.kernel.actor import ActorKind
from shushan.kernel.errors import NotAllowed, NotFound, Refused
from shushan.ledger import public as ledger
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import member_page, staff_page
from shushan.units import public as units


@require_safe
@member_page
def page(request: Request, duty_id: int) -> HttpResponse:
    """Show one duty to who may see duties, and to everybody who has a part in it."""
    line = queries.duty(duty_id, at=request.at)
    _require_look(request, line)
    return _shown(request, line, None)


def _require_look(request: Request, line: DutyLine) -> None:
    has_part = request.actor.kind is ActorKind.STAFF and request.actor.id in {h.person_id for h in line.holders}
    if not has_part:
        request.actor.require_somewhere(IndicatorAct.SEE_DUTIES)


def _shown(request: Request, line: DutyLine, wrong: tuple[str, forms.Form] | None) -> HttpResponse:
    today = ledger.local_day(request.at)
    on = min(max(today, line.since), line.until or date.max)
    holders = [(one, ROLES[one.role], one.until is None or one.until > today) for one in line.holders]
    links = [(link, _measure(link.code), [_target(link.code, t) for t in link.targets]) for link in line.links]
    may_edit = _may_edit(request, line)
    context = {
        "duty": line, "chain": _chain(line.unit_id, on), "holders": holders, "links": links, "may_edit": may_edit,
        "accountable": next((h for h, _w, now in holders if h.role is HolderRole.ACCOUNTABLE and now), None),
        "forms": _forms(line, today, wrong) if may_edit else {}, "wrong": wrong[0] if wrong else "", "today": today,
        "parent": queries.duty(line.parent_id, at=request.at) if line.parent_id else None,
    }  # fmt: skip
    return render(request, "indicators/duty.html", context, status=422 if wrong else 200)


def _chain(unit_id: int, on: date) -> list[units.UnitValue]:
    """Return the units from the top down to that of the duty, as they stood on a day."""
    known = {unit.id: unit for unit in units.tree(on=on)}
    found: list[units.UnitValue] = []
    here = known.get(unit_id)
    while here is not None and here not in found:
        found.insert(0, here)
        here = known.get(here.parent_id or 0)
    return found


def _measure(code: str) -> figures.Measure | None:
    try:
        return figures.measure(code)
    except Refused:
        return None


def _target(code: str, one: TargetLine) -> dict[str, object]:
    measure = _measure(code)
    words: Callable[[Any], str] = measure.words if measure else str
    span = one.plan.number - one.plan.start
    done = 0 if one.actual is None or not span else int((one.actual - one.plan.start) * 100 / span)
    return {
        "target": one, "last": date.fromordinal(one.plan.until.toordinal() - 1), "number": words(one.plan.number),
        "actual": "—" if one.actual is None else words(one.actual), "expected": words(one.expected),
        "status": STATUSES[one.status], "look": STATUS_LOOKS[one.status], "comparison": COMPARISONS[one.plan.comparison],
        "percent": max(0, min(100, done)), "is_floor": one.plan.comparison == "at-least",
        "counted_to": date.fromordinal(one.until.toordinal() - 1),
    }  # fmt: skip


def _may_edit(request: Request, line: DutyLine) -> bool:
    try:
        acts.require_at(request.actor, line.unit_id)
    except NotAllowed:
        return False
    return line.until is None


def _forms(line: DutyLine, today: date, wrong: tuple[str, forms.Form] | None) -> dict[str, forms.Form]:
    begin = {"since": today}
    links = [(str(link.id), link.code) for link in line.links if link.until is None]
    found: dict[str, forms.Form] = {
        "hand_over": HandOverForm(initial=begin, auto_id="hand-%s"), "part": PartForm(initial=begin, auto_id="part-%s"),
        "link": LinkForm(initial=begin, auto_id="link-%s"),
        "target": TargetForm(initial=begin, links=links, auto_id="target-%s"),
        "end": EndForm(initial={"until": today}, auto_id="end-%s"),
    }  # fmt: skip
    return found | ({wrong[0].replace("-", "_"): wrong[1]} if wrong else {})


@staff_page(IndicatorAct.EDIT_DUTIES)
def new(request: Request) -> HttpResponse:
    """Enter a duty."""
    today = ledger.local_day(request.at)
    parents = [(str(one.id), f"{one.code} {called(one)}") for one in queries.register(on=today)]
    typed = request.POST if request.method == "POST" else None
    form = DutyForm(typed, on=today, parents=parents, initial={"since": today})
    if typed is not None and form.is_valid():
        try:
            made = acts.take_up_duty(actor=request.actor, at=request.at, **form.cleaned_data)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已登记。请挂上指标和目标。"))
            return redirect("indicators:duty", made)
    return render(request, "indicators/duty_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@staff_page(IndicatorAct.EDIT_DUTIES)
def act(request: Request, duty_id: int, act: str) -> HttpResponse:
    """Hand over, give a part, link an indicator, set a target, end."""
    line = queries.duty(duty_id, at=request.at)
    links = [(str(link.id), link.code) for link in line.links if link.until is None]
    made: dict[str, forms.Form] = {
        "hand-over": HandOverForm(request.POST, auto_id="hand-%s"), "part": PartForm(request.POST, auto_id="part-%s"),
        "link": LinkForm(request.POST, auto_id="link-%s"),
        "target": TargetForm(request.POST, links=links, auto_id="target-%s"),
        "end": EndForm(request.POST, auto_id="end-%s"),
    }  # fmt: skip
    if act not in made:
        raise NotFound(_("没有这个步骤"))
    form = made[act]
    if form.is_valid():
        try:
            _done(request, duty_id, act, form)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已登记。"))
            return redirect("indicators:duty", duty_id)
    return _shown(request, line, (act, form))


def _done(request: Request, duty_id: int, act: str, form: forms.Form) -> None:
    who: dict[str, Any] = {"actor": request.actor, "at": request.at}
    said = form.cleaned_data
    if act == "hand-over":
        acts.hand_over(duty_id=duty_id, **who, **said)
    elif act == "part":
        acts.give_part(duty_id=duty_id, **who, **said)
    elif act == "link":
        sites = tuple(said["sites"]) or None
        acts.link_indicator(duty_id=duty_id, code=said["code"], since=said["since"], site_ids=sites, **who)
    elif act == "target":
        assert isinstance(form, TargetForm)
        acts.set_target(link_id=said["link_id"], plan=form.plan(), **who)
    else:
        acts.end_duty(duty_id=duty_id, **who, **said)


@require_POST
@staff_page(IndicatorAct.EDIT_DUTIES)
def part_end(request: Request, holder_id: int) -> HttpResponse:
    """End somebody's part from today on."""
    return _ended(request, lambda said: acts.take_part_away(holder_id=holder_id, reason=_("分工结束"), **said))


@require_POST
@staff_page(IndicatorAct.EDIT_DUTIES)
def link_end(request: Request, link_id: int) -> HttpResponse:
    """Measure by an indicator no longer, from today on."""
    return _ended(request, lambda said: acts.unlink_indicator(link_id=link_id, **said))


def _ended(request: Request, do: Callable[[dict[str, Any]], None]) -> HttpResponse:
    try:
        do({"actor": request.actor, "at": request.at, "until": ledger.local_day(request.at)})
    except Refused as refusal:
        if refusal.code == "not-allowed":
            raise
        messages.error(request, refusal.told)
    else:
        messages.success(request, _("已登记。"))
    back = request.POST.get("duty", "")
    return (
        redirect("indicators:duty", int(back)) if back.isdecimal() and len(back) < 18 else redirect("indicators:duties")
    )
