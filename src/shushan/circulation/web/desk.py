"""The scan-first desk: one box takes a reader card, an item barcode or a name; Enter acts.

The session knows the desk's site, the reader in hand and whether the desk only takes back. Everything works by plain
POST and redirect; with HTMX the same answer replaces the desk in place.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shushan.circulation.queries import loans_of, rules_for
from shushan.circulation.terms import LoanAct
from shushan.circulation.web.components import DeskResult
from shushan.circulation.web.scanning import Desk, Outcome, handle
from shushan.kernel.errors import Refused
from shushan.people import public as people
from shushan.places import public as places
from shushan.places.public import SiteValue
from shushan.ui.http import Request, is_htmx
from shushan.ui.web import staff_page

KEY = "desk"


@require_http_methods(["GET", "HEAD"])
@staff_page(LoanAct.LEND)
def desk(request: Request) -> HttpResponse:
    """Show the desk: the box, the reader in hand, what the last scan did."""
    standing = _standing(request)
    last = request.session.pop("desk_last", None)
    result = DeskResult(**last, token=get_token(request)) if last else None
    return render(request, "circulation/desk.html", _context(request, standing, result))


@require_POST
@staff_page(LoanAct.LEND)
def scan(request: Request) -> HttpResponse:
    """Act on what was scanned."""
    standing = _standing(request)
    if standing.site_id is None:
        return redirect("circulation:desk")
    outcome = handle(
        standing,
        request.POST.get("scan", ""),
        actor=request.actor,
        at=request.at,
        override_reason=request.POST.get("override_reason", ""),
    )
    request.session[KEY] = asdict(outcome.desk)
    result = _result(request, outcome)
    if is_htmx(request):
        return render(request, "circulation/desk_body.html", _context(request, outcome.desk, result, outcome.choices))
    if outcome.choices or outcome.refusal:  # shown at once: a refusal is no redirect
        context = _context(request, outcome.desk, result, outcome.choices)
        status = outcome.refusal.status if outcome.refusal else 200
        return render(request, "circulation/desk.html", context, status=status)
    kept = {name: str(getattr(result, name)) for name in ("tone", "sound", "title", "detail", "scanned")}
    request.session["desk_last"] = kept
    return redirect("circulation:desk")


@require_POST
@staff_page(LoanAct.LEND)
def end_session(request: Request) -> HttpResponse:
    """Let go of the reader in hand, or turn the return-only mode on and off."""
    standing = _standing(request)
    mode = request.POST.get("returns_only", "")
    returns_only = mode == "1" if mode else standing.returns_only
    request.session[KEY] = asdict(Desk(site_id=standing.site_id, returns_only=returns_only))
    return redirect("circulation:desk")


@require_POST
@staff_page(LoanAct.LEND)
def choose_site(request: Request) -> HttpResponse:
    """Say at which site this desk stands."""
    chosen = request.POST.get("site", "")
    if chosen.isdecimal():
        request.actor.require(LoanAct.LEND, site_id=int(chosen))
        request.session[KEY] = asdict(Desk(site_id=int(chosen)))
        request.session["site_id"] = int(chosen)
    return redirect("circulation:desk")


def _standing(request: Request) -> Desk:
    kept: dict[str, Any] = request.session.get(KEY) or {}
    standing = Desk(**kept) if kept else Desk()
    if standing.site_id is not None and not request.actor.may(LoanAct.LEND, site_id=standing.site_id):
        standing = Desk()
    if standing.site_id is None:
        sites = _sites(request)
        if len(sites) == 1:
            standing = Desk(site_id=sites[0].id)
            request.session[KEY] = asdict(standing)
    return standing


def _sites(request: Request) -> list[SiteValue]:
    allowed = request.actor.sites(LoanAct.LEND)
    return [site for site in places.sites() if allowed is None or site.id in allowed]


def _result(request: Request, outcome: Outcome) -> DeskResult:
    refusal = outcome.refusal
    may = bool(refusal and refusal.override and request.actor.may(refusal.override, site_id=outcome.desk.site_id))
    return DeskResult(
        tone=outcome.tone, sound=outcome.sound, title=outcome.title, detail=outcome.detail, refusal=refusal,
        may_override=may, scanned=outcome.scanned, token=get_token(request),
    )  # fmt: skip


def _context(
    request: Request, standing: Desk, result: DeskResult | None, choices: list[people.ReaderValue] | None = None
) -> dict[str, Any]:
    reader, loans, rules = None, [], None
    if standing.reader_id is not None:
        try:
            reader = people.reader(standing.reader_id, at=request.at)
        except Refused:
            reader = None
        else:
            loans = loans_of(standing.reader_id, at=request.at)
            rules = rules_for(reader.category, at=request.at)
    return {
        "desk": standing,
        "site": places.site(standing.site_id) if standing.site_id else None,
        "sites": _sites(request) if standing.site_id is None else [],
        "reader": reader,
        "loans": loans,
        "rules": rules,
        "result": result,
        "choices": choices or [],
        "name": _("服务台"),
    }
