"""My library: the first page, the card, how I am reached, what is kept about me."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

import segno
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.people import panels, policy
from shushan.people.operations import cards as card_acts
from shushan.people.operations import readers as reader_acts
from shushan.people.operations.erasing import erase_person
from shushan.people.queries import lists
from shushan.people.queries.family import wards_of
from shushan.people.queries.own import what_is_kept
from shushan.people.queries.readers import cards_of, reader_of_user
from shushan.people.terms import PeopleAct, ReaderValue
from shushan.people.web import forms
from shushan.people.words import CARD_STATES, CATEGORIES
from shushan.places import public as places
from shushan.ui.forms import show_refusal
from shushan.ui.http import Request

P = ParamSpec("P")
Page = Callable[Concatenate[Request, ReaderValue, P], HttpResponse]


def own_page(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Lead whoever is not signed in to the door, and whoever is no reader to the page that says so."""

    @wraps(page)
    def view(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        me = reader_of_user(request.user.pk)
        if me is None or not cast(Request, request).actor.may(PeopleAct.SEE_OWN):
            blocks = list(panels.personal_panels(request))
            return render(request, "people/not_a_reader.html", {"panels": blocks})
        return page(cast(Request, request), me, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], view)


@own_page
@require_safe
def home(request: Request, me: ReaderValue) -> HttpResponse:
    """Show the card, and the blocks that other rooms hang here (loans, bookings)."""
    wards = wards_of(me.id, at=request.at)
    context = {"panels": list(panels.panels(request)), "wards": wards, **_card(request, me)}
    return render(request, "people/my/home.html", context)


@own_page
@require_safe
def card(request: Request, me: ReaderValue) -> HttpResponse:
    """Show the card as large as the screen, for the scanner at the desk."""
    context = {"cards": [(c, CARD_STATES[c.state]) for c in cards_of(me.id)], **_card(request, me)}
    return render(request, "people/my/card.html", context)


@own_page
@require_POST
def card_loss(request: Request, me: ReaderValue) -> HttpResponse:
    """Report one's own card lost."""
    try:
        card_acts.report_lost(actor=request.actor, at=request.at, reader_id=me.id)
    except Refused as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("已挂失，旧证不能再用。请带证件到任一服务台补证。"))
    return redirect("people:my-card")


@own_page
@require_POST
def card_renewal(request: Request, me: ReaderValue) -> HttpResponse:
    """Renew one's own card."""
    try:
        card_acts.renew_own_card(actor=request.actor, at=request.at)
    except Refused as error:
        messages.error(request, f"{error.message} {error.remedy}")
    else:
        messages.success(request, _("读者证已续期。"))
    return redirect("people:my-card")


@own_page
def profile(request: Request, me: ReaderValue) -> HttpResponse:
    """Mend how one is reached."""
    person = lists.person_in_full(me.id)
    begin = {"phone": person.phone, "email": person.email, "home_site": str(me.home_site_id)}
    form = forms.ProfileForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            reader_acts.edit_own(
                actor=request.actor,
                at=request.at,
                reader_id=me.id,
                phone=said["phone"],
                email=said["email"],
                home_site_id=int(said["home_site"]),
            )
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("people:my-profile")
    context = {"form": form, "me": me, "person": person}
    return render(request, "people/my/profile.html", context, status=422 if form.errors else 200)


@own_page
@require_safe
def privacy(request: Request, me: ReaderValue) -> HttpResponse:
    """Say what is kept, why, and how to take it along or have it cut."""
    context = {"parts": what_is_kept(me.person_id, at=request.at), "me": me}
    return render(request, "people/my/privacy.html", context)


@own_page
@require_safe
def export(request: Request, me: ReaderValue) -> HttpResponse:
    """Give everything that is kept as one JSON file."""
    return exported(request, me)


def exported(request: Request, who: ReaderValue) -> HttpResponse:
    """Return everything that is kept about a reader as one JSON file to be saved."""
    parts = what_is_kept(who.person_id, at=request.at)
    told = {
        "made_at": request.at.astimezone(ledger.zone()).isoformat(timespec="seconds"),
        "parts": [{"code": p.code, "title": p.title, "why": p.why, "rows": list(p.rows)} for p in parts],
    }
    text = json.dumps(told, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="my-library-{who.id}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@own_page
def erasure(request: Request, me: ReaderValue) -> HttpResponse:
    """Ask once more, then cut what is kept and sign out."""
    form = forms.EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(actor=request.actor, at=request.at, person_id=me.person_id)
        except Refused as error:
            show_refusal(form, error)
        else:
            logout(request)
            return render(request, "people/my/erased.html")
    context = {"form": form, "me": me, "in_the_way": panels.hindrances(me.id, request.at)}
    return render(request, "people/my/erase.html", context, status=422 if form.errors else 200)


def _card(request: Request, me: ReaderValue) -> dict[str, object]:
    code = segno.make(me.card_number or "0", error="m", micro=False)
    return {
        "me": me,
        "may_renew": me.card_state == "active"
        and policy.may_renew_own(me.card_expires_on, ledger.local_day(request.at)),
        "category": CATEGORIES[me.category],
        "site": places.site(me.home_site_id),
        "state": CARD_STATES.get(me.card_state) if me.card_state else "",
        "is_good": me.has_good_card(ledger.local_day(request.at)),
        "qr": code.svg_data_uri(scale=6, border=2) if me.card_number else "",
    }
