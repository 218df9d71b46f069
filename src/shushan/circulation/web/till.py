"""The till of a site: what is in it by the book, putting change in, closing it over what was counted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.circulation import public as circulation
from shushan.circulation.money.papers import WIDTHS
from shushan.circulation.money.policy import DENOMINATIONS, fen_of
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.money.words import METHODS
from shushan.circulation.web.papers import closing_paper
from shushan.circulation.web.remembered import standing
from shushan.kernel.errors import NotAllowed, NotFound, Refused
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@require_safe
@staff_page(MoneyAct.CLOSE)
def till(request: Request) -> HttpResponseBase:
    """Show the till of this desk's site: what should be in it, the form of the closing, the closings before."""
    return _till(request)


def _till(request: Request, *, refusal: Refused | None = None, at_form: str = "") -> HttpResponseBase:
    site_id = standing(request).site_id
    if site_id is None:
        return redirect("circulation:desk")
    request.actor.require(MoneyAct.CLOSE, site_id=site_id)
    now = circulation.till(site_id)
    typed: Any = request.POST if refusal else {}
    context = {
        "site": places.site(site_id),
        "till": now,
        "methods": [(METHODS[code], into, out) for code, (into, out) in sorted(now.by_method.items())],
        "coins": [(fen, typed.get(f"coin-{fen}", "")) for fen in DENOMINATIONS],
        "closings": circulation.closings((site_id,), limit=14),
        "typed": typed,
        "refusal": refusal,
        "at_form": at_form,
    }
    return render(request, "circulation/money_till.html", context, status=refusal.status if refusal else 200)


@require_POST
@staff_page(MoneyAct.CLOSE)
def closings(request: Request) -> HttpResponseBase:
    """Close the till of this desk's site, then show the closing."""
    site_id = standing(request).site_id
    if site_id is None:
        return redirect("circulation:desk")
    coins = {fen: _pieces(request.POST.get(f"coin-{fen}", "")) for fen in DENOMINATIONS}
    carried = fen_of(request.POST.get("carried", "") or "0")
    try:
        made = circulation.close_till(
            actor=request.actor,
            at=request.at,
            site_id=site_id,
            coins=coins,
            carried_fen=-1 if carried is None else carried,
            seen_fen=_signed(request.POST.get("seen", "")),
            reason=request.POST.get("reason", "")[:150],
        )
    except NotAllowed:
        raise
    except Refused as refusal:
        return _till(request, refusal=refusal, at_form="close")
    messages.success(request, _("已日结"))
    return redirect("circulation:closing", made)


@require_POST
@staff_page(MoneyAct.CLOSE)
def change(request: Request) -> HttpResponseBase:
    """Put change into the till."""
    site_id = standing(request).site_id
    if site_id is None:
        return redirect("circulation:desk")
    try:
        circulation.put_change(
            actor=request.actor,
            at=request.at,
            site_id=site_id,
            amount_fen=fen_of(request.POST.get("amount", "")) or 0,
            note=request.POST.get("note", "")[:150],
        )
    except NotAllowed:
        raise
    except Refused as refusal:
        return _till(request, refusal=refusal, at_form="change")
    messages.success(request, _("已放入备用金"))
    return redirect("circulation:till")


@require_safe
@staff_page(MoneyAct.CLOSE)
def closing(request: Request, closing_id: int) -> HttpResponseBase:
    """Show one closing, to be printed and signed."""
    found = circulation.closing(closing_id)
    allowed = request.actor.sites(MoneyAct.CLOSE)
    if allowed is not None and found.site_id not in allowed:
        raise NotFound(_("没有这次日结"))
    if request.GET.get("format") == "pdf":
        width = request.GET.get("width", "a4")
        return closing_paper(found, width=width if width in WIDTHS else "a4")
    context = {
        "closing": found,
        "site": places.site(found.site_id),
        "methods": [(METHODS[code], into, out) for code, (into, out) in sorted(found.by_method.items())],
    }
    return render(request, "circulation/money_closing.html", context)


def _pieces(typed: str) -> int:
    """Return how many pieces were typed: nothing is none, what is no number is refused below."""
    text = typed.strip()
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1


def _signed(typed: str) -> int:
    text = typed.removeprefix("-")
    return int(typed) if text.isascii() and text.isdecimal() and len(text) < 16 else -1
