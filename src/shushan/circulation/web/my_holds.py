"""Holds as readers and the desk place and change them; my holds."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.holds.options import MOST_HOLDS
from shushan.circulation.scan import normalise
from shushan.circulation.verbs import HoldAct
from shushan.circulation.web.hold_panels import HoldsPanel, cards_of
from shushan.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from shushan.kernel.ids import typed_number
from shushan.options import public as options
from shushan.people import public as people
from shushan.ui.forms import tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.web import member_page


@require_safe
@member_page
def my_holds(request: Request) -> HttpResponseBase:
    """Show one's own holds, those that can be fetched first, and those that are over."""
    request.actor.require(HoldAct.PLACE_OWN)
    reader = people.reader_of_person(request.actor.id)
    if reader is None:
        raise NotAllowed(_("这个账号不是读者账号"), remedy=_("请用读者账号登录，或到服务台办证"))
    most = options.get(MOST_HOLDS, at=request.at)
    panel = HoldsPanel(cards_of(reader.id, get_token(request)), True, most)
    past = circulation.past_holds_of(reader.id)
    return render(request, "circulation/my_holds.html", {"panel": panel, "most": most, "past": past})


@require_POST
@member_page
def place(request: Request) -> HttpResponseBase:
    """Place a hold, for oneself or at the desk for the reader of a card; say on the record's page what became of it."""
    record_id = _number(request, "record")
    back = redirect("catalogue:record", record_id)
    try:
        reader = _for_whom(request)
        hold_id = circulation.place_hold(
            actor=request.actor,
            at=request.at,
            reader_id=reader.id,
            record_id=record_id,
            pickup_site_id=_number(request, "site"),
            volume=request.POST.get("volume", "")[:80],
            item_id=_item(request),
            needed_until=_day(request, "needed_until", _("“最晚要到”不是一个日子")),
        )
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
        return back
    line = circulation.hold_line(hold_id)
    if request.POST.get("card") or reader.person_id != request.actor.id:
        told = _("已替 %(name)s 预约，排在第 %(n)s 位") % {"name": reader.masked_name, "n": line.position}
    else:
        told = _("已预约，您排在第 %(n)s 位；书到了在“我的预约”里看得到") % {"n": line.position}
    messages.success(request, told)
    return back


@require_POST
@member_page
def cancel(request: Request, hold_id: int) -> HttpResponseBase:
    """Cancel a hold."""
    circulation.cancel_hold(actor=request.actor, at=request.at, hold_id=hold_id)
    messages.success(request, _("已取消预约"))
    return _back(request)


@require_POST
@member_page
def suspend(request: Request, hold_id: int) -> HttpResponseBase:
    """Suspend a hold."""
    try:
        until = _day(request, "until", _("“恢复排队”不是一个日子"))
        circulation.suspend_hold(actor=request.actor, at=request.at, hold_id=hold_id, until=until)
    except Invalid as refusal:
        messages.error(request, refusal.told)
        return _back(request)
    if until is None:
        told = _("已暂停，位置还在；恢复以前书会先给后面的人")
    else:
        told = _("已暂停到 %(day)s，到那天自动恢复排队，位置还在") % {"day": until.isoformat()}
    messages.success(request, told)
    return _back(request)


@require_POST
@member_page
def thaw(request: Request, hold_id: int) -> HttpResponseBase:
    """Let a suspended hold be served again."""
    circulation.thaw_hold(actor=request.actor, at=request.at, hold_id=hold_id)
    messages.success(request, _("已恢复排队"))
    return _back(request)


def _for_whom(request: Request) -> people.ReaderValue:
    card = normalise(request.POST.get("card", ""))
    if "card" in request.POST:
        request.actor.require_somewhere(HoldAct.PLACE)
        if not card:
            raise Invalid(_("请填写读者证号"), field="card")
        return people.reader_by_card(card, at=request.at)
    request.actor.require(HoldAct.PLACE_OWN)
    child_id = typed_number(request.POST.get("reader", ""))
    if child_id is not None and people.acts_for(request.actor.id, child_id, at=request.at):
        return people.reader(child_id, at=request.at)
    reader = people.reader_of_person(request.actor.id)
    if reader is None:
        raise NotAllowed(_("这个账号不是读者账号"), remedy=_("请用读者账号登录，或到服务台办证"))
    if child_id is not None and child_id != reader.id:
        raise NotAllowed(_("您不能为这位读者预约"), remedy=_("监护人可以为孩子预约；请在“家人与代取”里看"))
    return reader


def _number(request: Request, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound(_("没有这条书目") if name == "record" else _("没有这个馆区"))
    return int(text)


def _item(request: Request) -> int | None:
    """Return the item that a barcode names; a hold on one copy is rare and typed by its barcode."""
    barcode = normalise(request.POST.get("barcode", ""))
    return catalogue.item_by_barcode(barcode).id if barcode else None


def _day(request: Request, field: str, wrong: str) -> date | None:
    """Return the day typed in a field, None where nothing is; ``wrong`` says that it is none."""
    text = request.POST.get(field, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(wrong, field=field) from None


def _back(request: Request) -> HttpResponseBase:
    """Go back to the page that the form was on, when it is one of ours."""
    asked = request.POST.get("back", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}):
        return redirect(asked)
    return redirect("circulation:my-holds")
