"""My loans: what I hold, renewal in one tap, and my returned loans when I asked to keep them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shushan.circulation import public as circulation
from shushan.circulation.options import HISTORY_DAYS
from shushan.circulation.rules import words
from shushan.circulation.terms import LoanAct
from shushan.circulation.web.components import LoansPanel, cards, posted_key
from shushan.kernel.errors import NotAllowed, Refused
from shushan.kernel.ids import typed_number
from shushan.options import public as options
from shushan.people import public as people
from shushan.ui.http import Request, is_htmx
from shushan.ui.web import member_page


@require_safe
@member_page
def my_loans(request: Request) -> HttpResponseBase:
    """Show one's own loans, most urgent first."""
    return _loans(request, _me(request), [])


def _loans(request: Request, reader: people.ReaderValue, renewed: Sequence[circulation.Renewal]) -> HttpResponseBase:
    token = get_token(request)
    of = {one.line.loan.id: one for one in renewed}
    drawn = [
        replace(card, renewed=one.refusal is None, refusal=one.refusal) if (one := of.get(card.line.loan.id)) else card
        for card in cards(circulation.loans_of(reader.id, at=request.at), token, reader.category, request.at)
    ]
    keeps = circulation.keeps_history(reader.id)
    rules = circulation.rules_for(reader.category, at=request.at)
    context: dict[str, Any] = {
        "panel": LoansPanel(drawn, True, token, reader.id),
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
        category = people.reader(line.loan.reader_id or 0, at=request.at).category
        [drawn] = cards([line], get_token(request), category, request.at)
        card = replace(drawn, refusal=refusal, renewed=refusal is None)
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
def renewals_of_all(request: Request) -> HttpResponseBase:
    """Renew all of one's own loans, or of a child's, and say of each what became of it."""
    me = _me(request)
    reader_id = typed_number(request.POST.get("reader", "")) or me.id
    if reader_id != me.id and not people.acts_for(request.actor.id, reader_id, at=request.at):
        raise NotAllowed(_("您不能为这位读者续借"), remedy=_("监护人可以为孩子续借；请在“家人与代取”里看"))
    found = circulation.renew_all(actor=request.actor, at=request.at, reader_id=reader_id)
    done = sum(one.refusal is None for one in found)
    if done:
        messages.success(request, ngettext("续借了 %(n)s 册", "续借了 %(n)s 册", done) % {"n": done})
    if left := len(found) - done:
        said = ngettext("%(n)s 册没有续成，原因见下", "%(n)s 册没有续成，原因见下", left)
        messages.warning(request, said % {"n": left})
    if reader_id == me.id:
        return _loans(request, me, found)
    for one in found:
        if one.refusal is not None:
            messages.error(request, f"{one.line.title}：{one.refusal.told}")
    return redirect("people:my-ward", reader_id)


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
