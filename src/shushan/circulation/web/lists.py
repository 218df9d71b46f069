"""Lists of loans: one's own with renewal, and the staff's."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.terms import LoanAct
from shushan.circulation.web.components import LoanCard, LoansPanel
from shushan.kernel.errors import NotAllowed, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request, is_htmx
from shushan.ui.web import member_page, staff_page

PAGE = 50


@require_safe
@member_page
def my_loans(request: Request) -> HttpResponse:
    """Show one's own loans, most urgent first."""
    reader = people.reader_of_user(request.user.pk)
    if reader is None:
        raise NotAllowed(_("这个账号不是读者账号"), remedy=_("请用读者账号登录，或到服务台办证"))
    token = get_token(request)
    cards = [LoanCard(line, token) for line in circulation.loans_of(reader.id, at=request.at)]
    rules = circulation.rules_for(reader.category, at=request.at)
    return render(request, "circulation/my_loans.html", {"panel": LoansPanel(cards), "reader": reader, "rules": rules})


@require_POST
@member_page
def renewals(request: Request, loan_id: int) -> HttpResponse:
    """Create a renewal, then show the card again (or go back when HTMX is absent)."""
    refusal: Refused | None = None
    try:
        circulation.renew(
            actor=request.actor, at=request.at, loan_id=loan_id, override_reason=request.POST.get("override_reason", "")
        )
    except circulation.NoSuchLoan:
        raise
    except Refused as error:
        refusal = error
    if not is_htmx(request):
        if refusal is None:
            messages.success(request, _("已续借"))
        else:
            messages.error(request, " ".join(part for part in (refusal.message, refusal.rule, refusal.remedy) if part))
        return redirect(_back(request))
    loan = circulation.loan(loan_id)
    assert loan.reader_id is not None
    line = next(x for x in circulation.loans_of(loan.reader_id, at=request.at) if x.loan.id == loan_id)
    card = LoanCard(line, get_token(request), refusal=refusal, renewed=refusal is None)
    return HttpResponse(str(card), status=refusal.status if refusal else 200)


@require_safe
@staff_page(LoanAct.SEE_LOANS)
def loans(request: Request) -> HttpResponse:
    """Show loans of the sites that the actor may see, newest first; every filter stands in the address."""
    allowed = request.actor.sites(LoanAct.SEE_LOANS)
    sites = [site for site in places.sites() if allowed is None or site.id in allowed]
    chosen = next((site for site in sites if site.code == request.GET.get("site")), None)
    if chosen is None and allowed is not None:
        chosen = sites[0] if sites else None
    state, before = request.GET.get("state", "out"), request.GET.get("before", "0")
    overdue = request.GET.get("overdue") == "1"
    wanted = circulation.LoanFilter((chosen.id,) if chosen else None, state if state != "all" else "", overdue)
    shown = circulation.loans(wanted, at=request.at, before=int(before) if before.isdecimal() else 0, limit=PAGE + 1)
    readers = people.readers({x.loan.reader_id for x in shown if x.loan.reader_id}, at=request.at)
    names = {site.id: site.name for site in sites}
    lines = [(x, readers.get(x.loan.reader_id or 0), names.get(x.loan.lent_site_id, "")) for x in shown[:PAGE]]
    following = shown[PAGE - 1].loan.id if len(shown) > PAGE else None
    context = {
        "lines": lines, "sites": sites, "chosen": chosen, "state": state, "overdue": overdue, "next": following,
        "all_sites": allowed is None,
    }  # fmt: skip
    return render(request, "circulation/loans.html", context)


@require_safe
@staff_page(LoanAct.SEE_LOANS)
def loan(request: Request, loan_id: int) -> HttpResponse:
    """Show one loan with every record about it."""
    found = circulation.loan(loan_id)
    request.actor.require(LoanAct.SEE_LOANS, site_id=found.lent_site_id)
    context = {
        "loan": found,
        "item": catalogue.item(found.item_id),
        "reader": people.reader(found.reader_id, at=request.at) if found.reader_id else None,
        "lent_site": places.site(found.lent_site_id),
        "return_site": places.site(found.return_site_id) if found.return_site_id else None,
        "rows": ledger.rows_of(f"circulation.loan:{loan_id}"),
    }
    return render(request, "circulation/loan.html", context)


def _back(request: HttpRequest) -> str:
    return "circulation:my-loans" if cast(Request, request).actor.kind == "reader" else "circulation:desk"
