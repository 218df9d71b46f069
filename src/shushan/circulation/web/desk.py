"""The scan-first desk: one box takes a reader card, an item barcode or a name; Enter acts.

Everything works by plain POST and redirect; with HTMX the same answer replaces the desk in place.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.circulation import public as circulation
from shushan.circulation.money.queries import owed
from shushan.circulation.queries import loan_lines, loans_of
from shushan.circulation.rules.holding import rules_and_rows
from shushan.circulation.terms import LoanAct
from shushan.circulation.used_up import used_up
from shushan.circulation.web.components import DeskResult, posted_key
from shushan.circulation.web.remembered import last_outcome, remember, sites_of, standing
from shushan.circulation.web.scanning import Desk, Outcome, Scan, handle
from shushan.kernel.errors import Refused
from shushan.kernel.ids import typed_number, uuid7
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request, is_htmx
from shushan.ui.web import staff_page

LONGEST_SCAN: Final = 400
MOST_KEPT: Final = 30  # scans that wait for the choice of a site


@require_safe
@staff_page(LoanAct.LEND)
def desk(request: Request) -> HttpResponseBase:
    """Show the desk: the box, the reader in hand, what the last scan did."""
    now = standing(request)
    if now.site_id is None:
        return _ask_site(request, [])
    last = last_outcome(request)
    result = DeskResult(**last, token=get_token(request)) if last else None
    response = render(request, "circulation/desk.html", _context(request, now, result))
    return remember(response, request, now) if last else response


@require_POST
@staff_page(LoanAct.LEND)
def scan(request: Request) -> HttpResponseBase:
    """Act on what was scanned."""
    now = standing(request)
    if now.site_id is None:  # the sign-in ended meanwhile, or its site was taken away: the scan is not lost
        return _ask_site(request, _kept_scans(request))
    outcome = handle(now, _scan(request), actor=request.actor, at=request.at)
    return _answer(request, outcome)


def _answer(request: Request, outcome: Outcome) -> HttpResponseBase:
    """Show what a scan did, in place or after a redirect."""
    if is_htmx(request):
        response = render(request, "circulation/desk_body.html", _shown(request, outcome), status=_status(outcome))
        return remember(response, request, outcome.desk)
    if outcome.choices or outcome.refusal:  # nothing was written, so it is shown at once
        response = render(request, "circulation/desk.html", _shown(request, outcome), status=_status(outcome))
        return remember(response, request, outcome.desk)
    return remember(redirect("circulation:desk"), request, outcome.desk, outcome)


@require_POST
@staff_page(LoanAct.LEND)
def session(request: Request) -> HttpResponseBase:
    """Let go of the reader in hand; turn the return-only way on or off."""
    now = standing(request)
    returns_only = {"1": True, "0": False}.get(request.POST.get("returns_only", ""), now.returns_only)
    after = Desk(site_id=now.site_id, returns_only=returns_only)
    if is_htmx(request) and after.site_id is not None:
        return remember(render(request, "circulation/desk_body.html", _context(request, after, None)), request, after)
    return remember(redirect("circulation:desk"), request, after)


@require_POST
@staff_page(LoanAct.LEND)
def choose_site(request: Request) -> HttpResponseBase:
    """Say at which site this desk stands; an empty choice asks again. What was scanned before is done then, in order."""
    chosen, kept = typed_number(request.POST.get("site", "")), _kept_scans(request)
    request.session.pop("site_id", None)
    if chosen is None:
        return _ask_site(request, kept) if kept else redirect("circulation:desk")
    request.actor.require(LoanAct.LEND, site_id=chosen)
    request.session["site_id"] = chosen
    now = Desk(site_id=chosen)
    if not kept:
        return remember(redirect("circulation:desk"), request, now)
    return _do_kept(request, now, kept)


def _do_kept(request: Request, now: Desk, kept: list[str]) -> HttpResponseBase:
    """Act on scans that waited for the choice of the site; stop where one is refused or asks something."""
    form, done = posted_key(request, "form"), 0
    for text in kept:
        outcome = handle(now, Scan(text=text, form=form), actor=request.actor, at=request.at)
        now, done = outcome.desk, done + 1
        if outcome.refusal or outcome.choices:
            break
    if kept[done:]:
        messages.warning(request, _("还没有办、请再扫一次：%(scans)s") % {"scans": "、".join(kept[done:])})
    return _answer(request, outcome)


def _ask_site(request: Request, kept: list[str]) -> HttpResponseBase:
    context = {"sites": sites_of(request), "kept": kept, "form": uuid7()}
    part = "circulation/desk_site_form.html" if is_htmx(request) else "circulation/desk_site.html"
    return render(request, part, context)


def _kept_scans(request: Request) -> list[str]:
    """Return what was scanned before the site was known, the oldest first."""
    scans = [*request.POST.getlist("kept"), request.POST.get("scan", ""), _card_of(request)]
    return [text[:LONGEST_SCAN] for text in (scan.strip() for scan in scans) if text][:MOST_KEPT]


def _card_of(request: Request) -> str:
    """Return the card of a reader who was chosen on the reader's own page, before the desk knew where it stands."""
    chosen = typed_number(request.POST.get("reader", ""))
    return (people.reader(chosen, at=request.at).card_number or "") if chosen else ""


@require_safe
@staff_page(LoanAct.LEND)
def slip(request: Request) -> HttpResponseBase:
    """Show what was done for the reader in hand, to be printed."""
    now = standing(request)
    if now.site_id is None:
        return redirect("circulation:desk")
    reader = people.reader(now.reader_id, at=request.at) if now.reader_id else None
    context = {"lines": _slip(now, request), "site": places.site(now.site_id), "reader": reader, "at": request.at}
    return render(request, "circulation/slip.html", context)


def _scan(request: Request) -> Scan:
    reader = request.POST.get("reader", "")
    return Scan(
        text=request.POST.get("scan", ""),
        do=request.POST.get("do", ""),
        reader_id=typed_number(reader),
        reason=request.POST.get("override_reason", ""),
        form=posted_key(request, "form"),
    )


def _status(outcome: Outcome) -> int:
    return outcome.refusal.status if outcome.refusal else 200


def _shown(request: Request, outcome: Outcome) -> dict[str, Any]:
    refusal = outcome.refusal
    may = bool(refusal and refusal.override and request.actor.may(refusal.override, site_id=outcome.desk.site_id))
    result = DeskResult(
        tone=outcome.tone,
        sound=outcome.sound,
        title=outcome.title,
        detail=outcome.detail,
        refusal=refusal,
        may_override=may,
        scanned=outcome.scanned,
        token=get_token(request),
        choices=outcome.choices,
        do=request.POST.get("do", ""),
        paper=outcome.paper,
        back=outcome.back,
    )
    return _context(request, outcome.desk, result)


def _context(request: Request, now: Desk, result: DeskResult | None) -> dict[str, Any]:
    reader, loans, rules, ready = None, [], None, []
    why_not: dict[int, Refused] = {}
    if now.reader_id is not None:
        try:
            reader = people.reader(now.reader_id, at=request.at)
        except Refused:
            reader = None
        else:
            loans = loans_of(reader.id, at=request.at)
            rules, rows = rules_and_rows(reader.category, at=request.at)
            why_not = used_up(loans, reader.category.value, rows, at=request.at)
            ready = circulation.ready_for(reader.id)
    return {
        "desk": now,
        "site": places.site(now.site_id) if now.site_id and not is_htmx(request) else None,  # the heading stays
        "reader": reader,
        "has_good_card": bool(reader and reader.has_good_card(ledger.local_day(request.at))),
        "loans": [(line, why_not.get(line.loan.id)) for line in loans],
        "several": len(loans) - len(why_not) > 1,
        "may_override": bool(why_not) and request.actor.may(LoanAct.OVERRIDE, site_id=now.site_id),
        "ready": [one for one in ready if one.site_id == now.site_id],
        "ready_elsewhere": sum(one.site_id != now.site_id for one in ready),
        "owes": owed(reader.id) if reader else 0,
        "free": max(0, rules.most_items - len(loans)) if rules else 0,
        "rules": rules,
        "result": result,
        "form": result.form if result else uuid7(),
    }


def _slip(now: Desk, request: Request) -> list[tuple[str, Any]]:
    lines = loan_lines([loan_id for _tone, loan_id in now.slip], at=request.at)
    return [(tone, lines[loan_id]) for tone, loan_id in now.slip if loan_id in lines]
