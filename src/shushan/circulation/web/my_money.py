"""My money: what I owe, what I get back, what I paid."""

from __future__ import annotations

from typing import cast
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from shushan.circulation import public as circulation
from shushan.circulation.money import demonstration, refund_list
from shushan.circulation.money.ports import provider as payment_provider
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.money.words import KINDS, METHODS, RECEIPTS, provider_name
from shushan.circulation.web.papers import receipt_paper
from shushan.kernel.errors import NotAllowed, Refused
from shushan.people import public as people
from shushan.ui.forms import tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.web import member_page


@require_safe
@member_page
def my_money(request: Request) -> HttpResponseBase:
    """Show one's own charges, deposits and receipts."""
    reader = me(request)
    context = {
        "may_phone": circulation.phone(request.at) is not None,
        "balance": circulation.balance(reader.id),
        "going_back": [(fen, provider_name(code)) for fen, code in refund_list.on_their_way_to(reader.id)],
        "lines": [(line, KINDS[line.charge.kind]) for line in circulation.charges_of(reader.id)],
        "settled": [(line, KINDS[line.charge.kind]) for line in circulation.settled_charges_of(reader.id, limit=20)],
        "receipts": [(x, RECEIPTS[x.kind], METHODS[x.method]) for x in circulation.receipts_of(reader.id, limit=20)],
    }
    return render(request, "circulation/money_my.html", context)


def me(request: Request) -> people.ReaderValue:
    """Return the reader who is signed in.

    :raises NotAllowed: a colleague without a card
    """
    request.actor.require(MoneyAct.PAY_OWN)
    reader = people.reader_of_person(request.actor.id)
    if reader is None:
        raise NotAllowed(_("这个账号不是读者账号"), remedy=_("请用读者账号登录，或到服务台办证"))
    return reader


@require_safe
@member_page
def my_receipt(request: Request, receipt_id: int) -> HttpResponse:
    """Give one of one's own receipts as PDF; nobody else's, of which not even that it exists is told."""
    reader = me(request)
    found = next((one for one in circulation.receipts_of(reader.id, limit=500) if one.id == receipt_id), None)
    if found is None:
        raise circulation.NoSuchReceipt(_("没有这张收据"))
    return receipt_paper(found, width="a4", note=_("电子件"), reader=reader)


@require_POST
@member_page
def orders(request: Request) -> HttpResponseBase:
    """Make an order over all that is owed, and show its code."""
    try:
        order_id = circulation.start_order(actor=request.actor, at=request.at)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
        return redirect("circulation:my-money")
    return redirect("circulation:my-order", order_id)


@require_safe
@member_page
def order(request: Request, order_id: UUID) -> HttpResponseBase:
    """Show the code of one's own order, or what became of it."""
    found = circulation.own_order(request.actor, order_id, at=request.at)
    code = segno.make(found.code, error="m").svg_data_uri(scale=6) if found.code else ""
    return render(request, "circulation/money_order.html", {"order": found, "qr": code})


@require_POST
@member_page
def order_cancellations(request: Request, order_id: UUID) -> HttpResponseBase:
    """Give up one's own order."""
    circulation.cancel_order(actor=request.actor, at=request.at, order_id=order_id)
    messages.success(request, _("已取消这次付款"))
    return redirect("circulation:my-money")


@require_POST
@member_page
def order_demonstrations(request: Request, order_id: UUID) -> HttpResponseBase:
    """Play the provider of the demonstration: send its signed notice. Refused for every other provider."""
    found = circulation.own_order(request.actor, order_id, at=request.at)
    if not found.is_demonstration or circulation.phone(request.at) is None:
        raise NotAllowed(_("只有演示可以假装付款"))
    body = demonstration.notice(order_id, found.amount_fen, f"demo-{order_id}")
    circulation.take_notice("demonstration", {}, body, at=request.at)
    return redirect("circulation:my-order", order_id)


@csrf_exempt
@require_POST
def notices(request: HttpRequest, provider: str) -> HttpResponse:
    """Take a provider's notice: thanked as it wants (204 without words) when it is dealt with, 400 when it is forged."""
    asked = cast(Request, request)
    verdict = circulation.take_notice(provider, dict(request.headers), request.body, at=asked.at)
    if verdict == "forged":
        return HttpResponse(status=400)
    behind = payment_provider(provider)
    thanks = behind.thanks if behind is not None else b""
    return HttpResponse(thanks, status=200 if thanks else 204, content_type="text/plain")
