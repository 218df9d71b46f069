"""One member: where they ever stood, posts, letters, and the changes; each look is on record."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.audit import public as audit
from shushan.kernel.errors import Refused
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.organisation.operations import groups as group_acts
from shushan.organisation.operations import members as acts
from shushan.organisation.operations import transfers as transfer_acts
from shushan.organisation.policy import ROSTERS
from shushan.organisation.queries.groups import group_history, groups_of
from shushan.organisation.queries.members import history, left_as, transfer, transfers
from shushan.organisation.queries.posts import posts
from shushan.organisation.scoping import may_at, require_at
from shushan.organisation.states import TransferState
from shushan.organisation.terms import MemberKind, MemberLine, OrganisationAct
from shushan.organisation.web.forms import DayAndBasisForm, LetterForm, ReceiptForm
from shushan.organisation.web.groups import GroupMoveForm, choices_of
from shushan.organisation.words import MEMBER_KINDS, POST_WORDS, TRANSFERS, WAYS
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units

Change = Callable[[Request, int, forms.Form], None]


@require_safe
@staff_page(OrganisationAct.SEE_MEMBERS)
def page(request: Request, member_id: int) -> HttpResponse:
    """Show one member; the look is recorded."""
    return _draw(request, member_id, {})


@require_POST
@staff_page(OrganisationAct.EDIT_MEMBERS)
def change(request: Request, member_id: int, act: str) -> HttpResponse:
    """Confirm, suspend or restore the vote, put into a group, send by letter, or take off the roster."""
    if act not in CHANGES:
        raise Http404
    form = _forms(request, member_id, typed=request.POST)[act]
    if form.is_valid():
        try:
            CHANGES[act](request, member_id, form)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已登记。"))
            return redirect("organisation:member", member_id)
    return _draw(request, member_id, {act: form})


@require_POST
@staff_page(OrganisationAct.EDIT_MEMBERS)
def receipt(request: Request, transfer_id: int) -> HttpResponse:
    """Register the receipt of a letter."""
    found = transfer(transfer_id)
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            transfer_acts.receive_member(
                actor=request.actor, at=request.at, transfer_id=transfer_id, today=ledger.local_day(request.at),
                **form.cleaned_data,
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("回执已登记，从那一天起在新支部的名册上。"))
            return redirect("organisation:member", found.member_id)
    return _draw(request, found.member_id, {"receipt": form})


@require_POST
@staff_page(OrganisationAct.EDIT_MEMBERS)
def withdrawal(request: Request, transfer_id: int) -> HttpResponse:
    """Take a letter back."""
    found = transfer(transfer_id)
    transfer_acts.withdraw_transfer(actor=request.actor, at=request.at, transfer_id=transfer_id)
    messages.success(request, _("介绍信已撤回。"))
    return redirect("organisation:member", found.member_id)


def _draw(request: Request, member_id: int, wrong: dict[str, forms.Form]) -> HttpResponse:
    lines = history(member_id)
    last, today = lines[0], ledger.local_day(request.at)
    require_at(request.actor, OrganisationAct.SEE_MEMBERS, last.unit_id)
    audit.looked(
        actor=request.actor, act=OrganisationAct.SEE_MEMBERS, subject=f"organisation.member:{member_id}", at=request.at
    )
    names, ways = _names(lines), left_as(member_id)
    under_way = next((t for t in transfers(member_id=member_id) if t.state is TransferState.SENT), None)
    context = {
        "member": last,
        "kind": MEMBER_KINDS[last.kind],
        "is_on_roster": last.until is None,
        "lines": [
            (
                one,
                names[one.unit_id],
                MEMBER_KINDS[one.kind],
                WAYS[one.came],
                WAYS[ways[one.since]] if one.since in ways else "",
            )
            for one in lines
        ],
        "posts": [(post, POST_WORDS[post.kind], names_of(post.unit_id)) for post in posts(person_id=last.person_id)],
        "letters": [
            (t, TRANSFERS[t.state], names_of(t.from_unit_id) or t.outside, names_of(t.to_unit_id) or t.outside)
            for t in transfers(member_id=member_id)
        ],
        "under_way": under_way,
        "groups": [(one, names_of(one.unit_id)) for one in group_history(member_id)],
        "has_groups": bool(groups_of(last.unit_id, on=today)),
        "may_edit": last.until is None and may_at(request.actor, OrganisationAct.EDIT_MEMBERS, last.unit_id),
        "may_confirm": last.kind is MemberKind.PROBATIONARY,
        "forms": _forms(request, member_id) | wrong,
        "receipt": wrong.get("receipt") or ReceiptForm(initial={"received_on": today}),
        "wrong": next(iter(wrong), ""),
    }
    return render(request, "organisation/member.html", context, status=422 if wrong else 200)


def _forms(request: Request, member_id: int, *, typed: QueryDict | None = None) -> dict[str, forms.Form]:
    today = ledger.local_day(request.at)
    branches = [(str(one.id), called(one)) for one in units.tree(on=today) if one.kind in ROSTERS]
    begin = {"since": today}
    groups = choices_of(history(member_id)[0].unit_id, on=today)
    now = next((one.unit_id for one in group_history(member_id) if one.until is None), "")
    return {
        "confirmation": DayAndBasisForm(typed, initial=begin, prefix="confirm"),
        "vote": DayAndBasisForm(typed, initial=begin, prefix="vote"),
        "group": GroupMoveForm(typed, groups=groups, initial=begin | {"unit": now}, prefix="group"),
        "letter": LetterForm(typed, branches=branches, initial={"letter_on": today}, prefix="letter"),
        "end": DayAndBasisForm(typed, initial=begin, prefix="end"),
    }


def _confirm(request: Request, member_id: int, form: forms.Form) -> None:
    acts.confirm_member(actor=request.actor, at=request.at, member_id=member_id, **form.cleaned_data)


def _vote(request: Request, member_id: int, form: forms.Form) -> None:
    votes = history(member_id)[0].may_vote
    acts.change_vote(actor=request.actor, at=request.at, member_id=member_id, may_vote=not votes, **form.cleaned_data)


def _group(request: Request, member_id: int, form: forms.Form) -> None:
    said = form.cleaned_data
    group_acts.move_to_group(
        actor=request.actor, at=request.at, member_id=member_id, unit_id=said["unit"], since=said["since"]
    )


def _letter(request: Request, member_id: int, form: forms.Form) -> None:
    said = dict(form.cleaned_data)
    to_unit = typed_number(said.pop("to_unit"))
    transfer_acts.send_member(actor=request.actor, at=request.at, member_id=member_id, to_unit_id=to_unit, **said)


def _end(request: Request, member_id: int, form: forms.Form) -> None:
    said = form.cleaned_data
    acts.end_membership(
        actor=request.actor, at=request.at, member_id=member_id, until=said["since"], basis=said["basis"]
    )


CHANGES: dict[str, Change] = {"confirmation": _confirm, "vote": _vote, "group": _group, "letter": _letter, "end": _end}


def names_of(unit_id: int | None) -> str:
    """Return what a unit is called now, or was called last; nothing for None."""
    return called(units.history(unit_id)[0]) if unit_id is not None else ""


def _names(lines: list[MemberLine]) -> dict[int, str]:
    return {unit_id: names_of(unit_id) for unit_id in {line.unit_id for line in lines}}
