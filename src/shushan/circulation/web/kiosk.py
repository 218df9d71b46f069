"""The self-check kiosk: a full-screen page for a touch screen with a scanner. It acts as its device, never as a person.

Everything works by plain POST, so a scan is never lost to a script; a script only watches the time and the focus.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from shushan.circulation.money.policy import yuan
from shushan.circulation.money.queries import owed
from shushan.circulation.queries import loan_lines, loans_of
from shushan.circulation.rules.holding import rules_and_rows
from shushan.circulation.terms import LoanAct
from shushan.circulation.used_up import used_up
from shushan.circulation.web import kiosk_acts
from shushan.circulation.web.components import posted_key
from shushan.circulation.web.kiosk_acts import Shown
from shushan.circulation.web.kiosk_state import IDLE, Kiosk, forget, kiosk_page, remember, standing
from shushan.circulation.web.kiosk_state import sign_in as keep_token
from shushan.kernel.errors import Refused
from shushan.kernel.ids import uuid7
from shushan.people import public as people
from shushan.ui.http import Request


def sign_in(request: Request) -> HttpResponseBase:
    """Ask for the device's token, once; whoever types a person's password gets nowhere."""
    if standing(request) is not None:
        return redirect("circulation:kiosk")
    if request.method != "POST":
        return render(request, "circulation/kiosk_sign_in.html")
    token = request.POST.get("token", "").strip()
    actor = people.device_actor(token, at=request.at) if token else None
    if actor is None or not actor.may(LoanAct.LEND, site_id=actor.site_id):
        return render(request, "circulation/kiosk_sign_in.html", {"is_wrong": True}, status=422)
    return keep_token(redirect("circulation:kiosk"), request, token)


@require_safe
@kiosk_page
def kiosk(request: Request, here: Kiosk) -> HttpResponseBase:
    """Show the start page, or the reader in hand."""
    return _page(request, here, None)


@require_POST
@kiosk_page
def scan(request: Request, here: Kiosk) -> HttpResponseBase:
    """Act on what was scanned."""
    text = request.POST.get("scan", "")
    if request.POST.get("do") == "return":
        return _page(request, here, kiosk_acts.returned(here, text, at=request.at))
    return _page(request, here, kiosk_acts.scanned(here, text, at=request.at, password=request.POST.get("password")))


@require_POST
@kiosk_page
def renewal(request: Request, here: Kiosk, loan_id: int) -> HttpResponseBase:
    """Renew one of the loans of the reader in hand."""
    if here.reader_id is None:
        return redirect("circulation:kiosk")
    return _page(request, here, kiosk_acts.renewed(here, loan_id, at=request.at, form=posted_key(request, "form")))


@require_POST
@kiosk_page
def end(request: Request, here: Kiosk) -> HttpResponseBase:
    """End the reader's turn: with a slip to be printed, or without; either way the reader is wiped."""
    if request.POST.get("slip") == "1" and here.slip:
        lines = loan_lines([loan_id for _tone, loan_id in here.slip], at=request.at)
        done = [(tone, lines[loan_id]) for tone, loan_id in here.slip if loan_id in lines]
        context = {"kiosk": here, "site": kiosk_acts.site_name(here), "done": done, "at": request.at, "idle": 15}
        return forget(render(request, "circulation/kiosk_slip.html", context))
    return forget(redirect("circulation:kiosk"))


@require_POST
@kiosk_page
def height(request: Request, here: Kiosk) -> HttpResponseBase:
    """Put the buttons low for children, or back."""
    response = redirect("circulation:kiosk")
    response.set_cookie("kiosk-low", "" if here.is_low else "1", samesite="Strict", httponly=True)
    return response


def _page(request: Request, before: Kiosk, shown: Shown | None) -> HttpResponse:
    here = shown.kiosk if shown else before
    context: dict[str, Any] = {
        "kiosk": here, "site": kiosk_acts.site_name(here), "shown": shown, "form": uuid7(), "idle": IDLE, "loans": [],
        "mode": "return" if request.POST.get("do") == "return" or request.GET.get("do") == "return" else "",
    }  # fmt: skip
    if here.reader_id is not None:
        try:
            reader = people.reader(here.reader_id, at=request.at)
        except Refused:  # erased or merged meanwhile
            return forget(redirect("circulation:kiosk"))
        loans = loans_of(reader.id, at=request.at)
        rules, rows = rules_and_rows(reader.category, at=request.at)
        why_not = used_up(loans, reader.category.value, rows, at=request.at)
        context |= {"reader": reader, "loans": [(line, why_not.get(line.loan.id)) for line in loans]}
        context["free"] = max(0, rules.most_items - len(loans))
        context["owed"] = yuan(fen) if (fen := owed(reader.id)) else ""
    status = 409 if shown and shown.tone == "refused" else 200
    return remember(render(request, "circulation/kiosk.html", context, status=status), request, here)
