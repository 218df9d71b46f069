"""My loans: what I hold, renewal in one tap, and my returned loans when I asked to keep them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.circulation import public as circulation
from shushan.circulation.options import HISTORY_DAYS
from shushan.circulation.rules import words
from shushan.circulation.terms import LoanAct
from shushan.circulation.web.components import LoansPanel, cards, posted_key
from shushan.kernel.errors import NotAllowed, Refused
from shushan.options import public as options
from shushan.people import public as people
from shushan.ui.http import Request, is_htmx
from shushan.ui.web import member_page


@require_safe
@member_page
def my_loans(request: Request) -> HttpResponseBase:
    """Show one's own loans, most urgent first."""
    reader = _me(request)
    token = get_token(request)
    keeps = circulation.keeps_history(reader.id)
    rules = circulation.rules_for(reader.category, at=request.at)
    context: dict[str, Any] = {
        "panel": LoansPanel(cards(circulation.loans_of(reader.id, at=request.at), token), True),
        "most": rules.most_items,
        "length": words.loan(rules.terms),
        "renewals": words.renewals(rules.terms),
        "keeps": keeps,
        "history": circulation.history_of(reader.id, at=request.at) if keeps else [],
        "history_days": options.get(HISTORY_DAYS, at=request.at),
    }
    return render(request, "circulation/my_loans.html", context)


@require_POST
@member_page
def renewals(request: Request, loan_id: int) -> HttpResponseBase:
    """Create a renewal, then show the card again (or go back when HTMX is absent)."""
    refusal: Refused | None = None
    try:
        circulation.renew(actor=request.actor, at=request.at, loan_id=loan_id, key=posted_key(request, "key"))
    except (circulation.NoSuchLoan, NotAllowed):
        raise
    except Refused as error:
        refusal = error
    if is_htmx(request):
        line = circulation.loan_lines([loan_id], at=request.at)[loan_id]
        card = replace(cards([line], get_token(request))[0], refusal=refusal, renewed=refusal is None)
        return HttpResponse(str(card), status=refusal.status if refusal else 200)
    if refusal is None:
        messages.success(request, _("已续借"))
    else:
        messages.error(request, refusal.told)
    reader_id = circulation.loan(loan_id).reader_id
    if reader_id is not None and people.acts_for(request.actor.id, reader_id, at=request.at):
        return redirect("people:my-ward", reader_id)  # a guardian goes back to the child's page
    return redirect("circulation:my-loans")


@require_POST
@member_page
def history(request: Request) -> HttpResponseBase:
    """Ask to keep one's returned loans, or stop asking and cut them off."""
    if request.POST.get("keep") == "1":
        circulation.keep_history(actor=request.actor, at=request.at)
        messages.success(request, _("从现在起保留您的借阅历史"))
    else:
        circulation.drop_history(actor=request.actor, at=request.at)
        messages.success(request, _("已停止保留，过去的借阅记录已与您脱离"))
    return redirect("circulation:my-loans")


def _me(request: Request) -> people.ReaderValue:
    request.actor.require(LoanAct.RENEW_OWN)
    reader = people.reader_of_person(request.actor.id)
    if reader is None:
        raise NotAllowed(_("这个账号不是读者账号"), remedy=_("请用读者账号登录，或到服务台办证"))
    return reader
