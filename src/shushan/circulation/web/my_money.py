"""My money: what I owe, what I get back, what I paid."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.circulation import public as circulation
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.money.words import KINDS, METHODS, RECEIPTS
from shushan.kernel.errors import NotAllowed
from shushan.people import public as people
from shushan.ui.http import Request
from shushan.ui.web import member_page


@require_safe
@member_page
def my_money(request: Request) -> HttpResponseBase:
    """Show one's own charges, deposits and receipts."""
    reader = me(request)
    context = {
        "balance": circulation.balance(reader.id),
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
