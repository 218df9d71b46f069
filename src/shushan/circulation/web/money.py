"""Money at the desk: a reader's account, taking payments, charging, deposits; one charge with its waiver and refund."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.audit import public as audit
from shushan.circulation import public as circulation
from shushan.circulation.money.operations import phone_refunds
from shushan.circulation.money.policy import fen_of, yuan
from shushan.circulation.money.terms import AT_DESK
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.money.words import ACCOUNTS, KINDS, METHODS
from shushan.circulation.web.components import posted_key
from shushan.circulation.web.remembered import standing
from shushan.kernel.errors import NotAllowed, NotFound, Refused
from shushan.kernel.ids import uuid7
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.web import staff_page

BY_PHONE = "phone"  # the way back through the provider


@require_safe
@staff_page(MoneyAct.SEE)
def account(request: Request, reader_id: int) -> HttpResponseBase:
    """Show what a reader owes, gets back and has deposited; with ``all=1`` what is settled, which is on record."""
    return _account(request, reader_id)


def _account(
    request: Request, reader_id: int, *, refusal: Refused | None = None, at_form: str = ""
) -> HttpResponseBase:
    reader = people.reader(reader_id, at=request.at)
    lines, site_id = circulation.charges_of(reader_id), standing(request).site_id
    balance = circulation.balance(reader_id)
    whole = request.GET.get("all") == "1"
    if whole:
        subject = f"people.reader:{reader_id}"
        audit.looked(actor=request.actor, act=MoneyAct.SEE, subject=subject, at=request.at)
    context: dict[str, Any] = {
        "reader": reader,
        "lines": [(line, KINDS[line.charge.kind]) for line in lines],
        "owing": [line for line in lines if line.charge.left_fen],
        "balance": balance,
        "settled": [(x, KINDS[x.charge.kind]) for x in circulation.settled_charges_of(reader_id)] if whole else [],
        "receipts": circulation.receipts_of(reader_id) if whole else [],
        "whole": whole,
        "site": places.site(site_id) if site_id else None,
        "may": _may(request, site_id),
        "methods": [(method, METHODS[method]) for method in AT_DESK],
        "kinds": KINDS.items(),
        "key": uuid7(),
        "deposit_key": uuid7(),
        "typed": request.POST if refusal else {},
        "refusal": refusal,
        "at_form": at_form,
    }
    return render(request, "circulation/money_account.html", context, status=refusal.status if refusal else 200)


def _may(request: Request, site_id: int | None) -> dict[str, bool]:
    verbs = {"take": MoneyAct.TAKE, "charge": MoneyAct.CHARGE, "give_back": MoneyAct.REFUND_DEPOSIT}
    return {name: site_id is not None and request.actor.may(verb, site_id=site_id) for name, verb in verbs.items()}


@require_POST
@staff_page(MoneyAct.TAKE)
def payments(request: Request, reader_id: int) -> HttpResponseBase:
    """Take a payment for the charges that were ticked, then show the receipt."""
    site_id = standing(request).site_id
    if site_id is None:
        return redirect("circulation:desk")
    ids = _numbers(request.POST.getlist("charge"))
    seen = [request.POST.get(f"left-{pk}", "") for pk in ids]
    try:
        receipt_id = circulation.pay(
            actor=request.actor,
            at=request.at,
            reader_id=reader_id,
            site_id=site_id,
            charge_ids=ids,
            amount_fen=fen_of(request.POST.get("amount", "")) or 0,
            method=request.POST.get("method", ""),
            seen_fen=sum(_numbers(seen)) if all(seen) else None,
            key=posted_key(request, "key"),
        )
    except (NotAllowed, people.NoSuchReader):
        raise
    except Refused as refusal:
        return _account(request, reader_id, refusal=refusal, at_form="pay")
    messages.success(request, _("已收款"))
    return redirect("circulation:receipt", receipt_id)


@require_POST
@staff_page(MoneyAct.CHARGE)
def new_charge(request: Request, reader_id: int) -> HttpResponseBase:
    """Charge a reader by hand."""
    site_id = standing(request).site_id
    if site_id is None:
        return redirect("circulation:desk")
    try:
        circulation.charge_reader(
            actor=request.actor,
            at=request.at,
            reader_id=reader_id,
            site_id=site_id,
            kind=request.POST.get("kind", ""),
            amount_fen=fen_of(request.POST.get("amount", "")) or 0,
            reason=request.POST.get("reason", "")[:150],
        )
    except (NotAllowed, people.NoSuchReader):
        raise
    except Refused as refusal:
        return _account(request, reader_id, refusal=refusal, at_form="charge")
    messages.success(request, _("已记下这笔费用"))
    return redirect("circulation:account", reader_id)


@require_POST
@staff_page(MoneyAct.TAKE)
def deposits(request: Request, reader_id: int) -> HttpResponseBase:
    """Take a deposit, then show the receipt."""
    site_id = standing(request).site_id
    if site_id is None:
        return redirect("circulation:desk")
    try:
        receipt_id = circulation.take_deposit(
            actor=request.actor,
            at=request.at,
            reader_id=reader_id,
            site_id=site_id,
            amount_fen=fen_of(request.POST.get("amount", "")) or 0,
            method=request.POST.get("method", ""),
            key=posted_key(request, "key"),
        )
    except (NotAllowed, people.NoSuchReader):
        raise
    except Refused as refusal:
        return _account(request, reader_id, refusal=refusal, at_form="deposit")
    messages.success(request, _("已收押金"))
    return redirect("circulation:receipt", receipt_id)


@require_POST
@staff_page(MoneyAct.REFUND_DEPOSIT)
def deposit_returns(request: Request, reader_id: int) -> HttpResponseBase:
    """Give the deposit back, then show the receipt."""
    site_id = standing(request).site_id
    if site_id is None:
        return redirect("circulation:desk")
    try:
        receipt_id = circulation.return_deposit(
            actor=request.actor,
            at=request.at,
            reader_id=reader_id,
            site_id=site_id,
            method=request.POST.get("method", ""),
        )
    except (NotAllowed, people.NoSuchReader):
        raise
    except Refused as refusal:
        return _account(request, reader_id, refusal=refusal, at_form="deposit-back")
    messages.success(request, _("已退押金"))
    return redirect("circulation:receipt", receipt_id)


@require_safe
@staff_page(MoneyAct.SEE)
def charge(request: Request, charge_id: int) -> HttpResponseBase:
    """Show one charge with its book entries and facts, its waiver and its refund."""
    return _charge(request, charge_id)


def _charge(request: Request, charge_id: int, *, refusal: Refused | None = None, at_form: str = "") -> HttpResponseBase:
    found = circulation.charge(charge_id)
    actor, site_id = request.actor, standing(request).site_id
    allowed = actor.sites(MoneyAct.SEE)
    if allowed is not None and found.site_id not in allowed:
        raise NotFound(_("没有这笔费用"))
    entries, way = circulation.entries_of([charge_id]), phone_refunds.way_back(charge_id)
    paid = sum((x.debit in METHODS) * x.amount_fen - (x.credit in METHODS) * x.amount_fen for x in entries)
    context = {
        "charge": found,
        "kind": KINDS[found.kind],
        "line": circulation.charge_line(charge_id),
        "reader": people.reader(found.reader_id, at=request.at) if found.reader_id else None,
        "where": places.site(found.site_id),
        "entries": [(x, ACCOUNTS.get(x.debit, x.debit), ACCOUNTS.get(x.credit, x.credit)) for x in entries],
        "paid_fen": paid,
        "rows": (rows := ledger.rows_of(f"circulation.charge:{charge_id}")),
        "names": people.names_of_actors(row.actor for row in rows),
        "may_waive": found.left_fen > 0 and actor.may(MoneyAct.WAIVE, site_id=found.site_id),
        "may_refund": paid > 0 and site_id is not None and actor.may(MoneyAct.REFUND, site_id=site_id),
        "methods": _ways_back(way),
        "suggested_fen": found.credit_fen or way[1] or paid,
        "phone_refunds": phone_refunds.refunds_of(charge_id),
        "typed": request.POST if refusal else {},
        "refusal": refusal,
        "at_form": at_form,
    }
    return render(request, "circulation/money_charge.html", context, status=refusal.status if refusal else 200)


def _ways_back(way: tuple[str, int]) -> list[tuple[str, object]]:
    """Return how money can go back: first the way it came, where it came by phone."""
    method, room = way
    desk: list[tuple[str, object]] = [(str(one), METHODS[one]) for one in AT_DESK]
    if not room:
        return desk
    said = {"method": METHODS[method], "most": yuan(room)}
    return [(BY_PHONE, _("原路退回：%(method)s（最多 %(most)s 元）") % said), *desk]


@require_POST
@staff_page(MoneyAct.WAIVE)
def waivers(request: Request, charge_id: int) -> HttpResponseBase:
    """Waive a charge or a part of it, with a reason."""
    try:
        circulation.waive(
            actor=request.actor,
            at=request.at,
            charge_id=charge_id,
            amount_fen=fen_of(request.POST.get("amount", "")) or 0,
            reason=request.POST.get("reason", "")[:150],
        )
    except (NotAllowed, circulation.NoSuchCharge):
        raise
    except Refused as refusal:
        return _charge(request, charge_id, refusal=refusal, at_form="waive")
    messages.success(request, _("已减免，原因已记入查阅记录"))
    return redirect("circulation:charge", charge_id)


@require_POST
@staff_page(MoneyAct.REFUND)
def refunds(request: Request, charge_id: int) -> HttpResponseBase:
    """Hand money back that was paid for a charge, then show the receipt."""
    site_id = standing(request).site_id
    if request.POST.get("method") == BY_PHONE:
        return _refund_by_phone(request, charge_id)
    if site_id is None:
        return redirect("circulation:desk")
    try:
        receipt_id = circulation.refund(
            actor=request.actor,
            at=request.at,
            charge_id=charge_id,
            site_id=site_id,
            amount_fen=fen_of(request.POST.get("amount", "")) or 0,
            method=request.POST.get("method", ""),
            reason=request.POST.get("reason", "")[:150],
        )
    except (NotAllowed, circulation.NoSuchCharge):
        raise
    except Refused as refusal:
        return _charge(request, charge_id, refusal=refusal, at_form="refund")
    messages.success(request, _("已退款"))
    return redirect("circulation:receipt", receipt_id)


def _refund_by_phone(request: Request, charge_id: int) -> HttpResponseBase:
    """Give money back the way it came; say so when the provider has not confirmed it yet."""
    try:
        receipt_id = phone_refunds.refund_by_phone(
            actor=request.actor,
            at=request.at,
            charge_id=charge_id,
            amount_fen=fen_of(request.POST.get("amount", "")) or 0,
            reason=request.POST.get("reason", "")[:150],
        )
    except (NotAllowed, circulation.NoSuchCharge):
        raise
    except Refused as refusal:
        return _charge(request, charge_id, refusal=refusal, at_form="refund")
    if receipt_id is None:
        messages.warning(request, _("退款已交给支付机构，还没有确认；有了回音会自己记账，在这一页可以看到"))
        return redirect("circulation:charge", charge_id)
    messages.success(request, _("已原路退回"))
    return redirect("circulation:receipt", receipt_id)


def _numbers(typed: list[str]) -> list[int]:
    return [int(text) for text in typed if text.isascii() and text.isdecimal() and len(text) < 19]
