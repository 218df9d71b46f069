"""My family: the children I am guardian of, their cards and loans; who may pick up for me, and I for whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.people import panels
from shushan.people.errors import NoSuchReader
from shushan.people.operations import cards as card_acts
from shushan.people.operations import consents, family
from shushan.people.operations.erasing import erase_person
from shushan.people.queries import family as queries
from shushan.people.queries.own import what_is_kept
from shushan.people.queries.readers import reader
from shushan.people.terms import ReaderValue
from shushan.people.web import family_forms as forms
from shushan.people.web.forms import EraseForm
from shushan.people.web.my import exported, own_page
from shushan.people.words import CARD_STATES, CATEGORIES
from shushan.places import public as places
from shushan.ui.forms import show_refusal
from shushan.ui.http import Request

P = ParamSpec("P")
WardPage = Callable[Concatenate[Request, ReaderValue, ReaderValue, P], HttpResponse]


def ward_page(page: WardPage[P]) -> Callable[Concatenate[HttpRequest, int, P], HttpResponseBase]:
    """Let in the guardian of a child under eighteen; to anybody else there is no such reader."""

    def guarded(request: Request, me: ReaderValue, reader_id: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        child = queries.ward(me.id, reader_id, at=request.at)
        if child is None:
            raise NoSuchReader(_("没有这位读者。"))
        return page(request, me, child, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, int, P], HttpResponseBase], own_page(wraps(page)(guarded)))


@own_page
@require_safe
def home(request: Request, me: ReaderValue) -> HttpResponse:
    """Show the children, and who may pick up for whom."""
    return _home(request, me, forms.ProxyForm())


@own_page
def new_child(request: Request, me: ReaderValue) -> HttpResponse:
    """Register one's own child, with the guardian's consent."""
    form = forms.ChildForm(request.POST if request.method == "POST" else None, initial={"home_site": me.home_site_id})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            child_id = family.register_child(
                actor=request.actor,
                at=request.at,
                name=said["name"],
                birth_on=said["birth_on"],
                gender=said["gender"] or None,
                home_site_id=int(said["home_site"]),
            )
        except Refused as error:
            if error.status == 403:
                raise
            show_refusal(form, error)
        else:
            messages.success(request, _("已为孩子办理读者证 %(number)s。") % {"number": reader(child_id).card_number})
            return redirect("people:my-ward", child_id)
    return render(request, "people/my/new_child.html", {"form": form, "me": me}, status=422 if form.errors else 200)


@ward_page
@require_safe
def ward(request: Request, me: ReaderValue, child: ReaderValue) -> HttpResponse:
    """Show a child's card and what other rooms hang here (loans, to be renewed)."""
    return render(request, "people/my/ward.html", _ward(request, me, child))


@ward_page
@require_POST
def card_loss(request: Request, me: ReaderValue, child: ReaderValue) -> HttpResponse:
    """Report a child's card lost."""
    try:
        card_acts.report_lost(actor=request.actor, at=request.at, reader_id=child.id)
    except Refused as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("已挂失，旧证不能再用。请带证件到任一服务台补证。"))
    return redirect("people:my-ward", child.id)


@ward_page
@require_safe
def export(request: Request, me: ReaderValue, child: ReaderValue) -> HttpResponse:
    """Give everything that is kept about a child as one JSON file."""
    return exported(request, child)


@ward_page
@require_POST
def withdrawal(request: Request, me: ReaderValue, child: ReaderValue) -> HttpResponse:
    """Take one's consent back."""
    try:
        consents.withdraw_consent(actor=request.actor, at=request.at, child_id=child.id)
    except Refused as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("已撤回同意，孩子的证暂停借书。可以申请删除资料，或到服务台重新同意。"))
    return redirect("people:my-ward", child.id)


@ward_page
def erasure(request: Request, me: ReaderValue, child: ReaderValue) -> HttpResponse:
    """Ask once more, then cut what is kept about a child."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(actor=request.actor, at=request.at, person_id=child.person_id)
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("孩子的资料已删除，读者证已注销。"))
            return redirect("people:my-family")
    context = {"form": form, "child": child, "in_the_way": panels.hindrances(child.id, request.at)}
    return render(request, "people/my/erase_ward.html", context, status=422 if form.errors else 200)


@own_page
@require_POST
def proxies(request: Request, me: ReaderValue) -> HttpResponse:
    """Name somebody who may pick up for me."""
    form = forms.ProxyForm(request.POST)
    if form.is_valid():
        try:
            family.name_proxy(
                actor=request.actor,
                at=request.at,
                proxy_id=form.cleaned_data["card_number"],
                until=form.cleaned_data["until"],
            )
        except Refused as error:
            if error.status == 403:
                raise
            show_refusal(form, error)
        else:
            messages.success(request, _("已委托，对方凭自己的读者证为您代取。"))
            return redirect("people:my-family")
    return _home(request, me, form, status=422)


@own_page
@require_POST
def proxy_end(request: Request, me: ReaderValue, proxy_id: int) -> HttpResponse:
    """Take it back, or step back."""
    try:
        family.end_proxy(actor=request.actor, at=request.at, proxy_id=proxy_id)
    except Refused as error:
        if error.status == 403:
            raise
        messages.error(request, error.message)
    else:
        messages.success(request, _("已收回。"))
    return redirect("people:my-family")


def _home(request: Request, me: ReaderValue, form: forms.ProxyForm, status: int = 200) -> HttpResponse:
    today = ledger.local_day(request.at)
    context = {
        "me": me,
        "wards": [(one, CARD_STATES.get(one.card_state) if one.card_state else "") for one in _wards(request, me)],
        "form": form,
        "proxies": queries.proxies_of(me.id, on=today),
        "picks_up_for": queries.picks_up_for(me.id, on=today),
    }
    return render(request, "people/my/family.html", context, status=status)


def _wards(request: Request, me: ReaderValue) -> list[ReaderValue]:
    return queries.wards_of(me.id, at=request.at)


def _ward(request: Request, me: ReaderValue, child: ReaderValue) -> dict[str, object]:
    code = segno.make(child.card_number or "0", error="m", micro=False)
    today = ledger.local_day(request.at)
    return {
        "me": me,
        "child": child,
        "wards": _wards(request, me),
        "panels": list(panels.family_panels(request, child.id)),
        "qr": code.svg_data_uri(scale=5, border=2) if child.card_number else "",
        "category": CATEGORIES[child.category],
        "site": places.site(child.home_site_id),
        "state": CARD_STATES.get(child.card_state) if child.card_state else "",
        "is_good": child.has_good_card(today),
        "consents": queries.consents_of(child.id),
        "lacks_consent": queries.lacks_consent(child, on=today),
        "parts": what_is_kept(child.person_id, at=request.at),
    }
