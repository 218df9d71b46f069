"""Give money back the way it came: through the provider by which it was paid, and book it once the provider says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.circulation.money import book, policy
from shushan.circulation.money.errors import ChargeSettled, NoPhonePayment, NotGivenBack, WrongAmount
from shushan.circulation.money.models import OrderPart, PhoneRefund
from shushan.circulation.money.operations.charging import reason_given, subject, within
from shushan.circulation.money.operations.lifting import hand_back, held
from shushan.circulation.money.ports import Failed, provider
from shushan.circulation.money.terms import Method
from shushan.circulation.money.verbs import MoneyAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Refused
from shushan.kernel.ids import uuid7

AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PhoneRefundValue:
    """A refund through a provider. ``state``: ``asked``, ``done``, ``failed``; ``said`` what the provider said last."""

    amount_fen: int
    state: str
    said: str
    asked_at: datetime
    receipt_id: int | None
    actor_name: str


def refund_by_phone(*, actor: Actor, at: datetime, charge_id: int, amount_fen: int, reason: str) -> int | None:
    """Give back what was paid for a charge by phone; return the receipt's id, None while nobody knows.

    The wish is kept first, the provider is asked outside the transaction, and what it confirms is booked. Asked again
    under the same key it gives nothing twice.

    :raises NotAllowed: :raises NoSuchCharge: :raises NoPhonePayment: :raises WrongAmount: :raises ReasonNeeded:
    :raises ChargeSettled: another refund of this charge is on its way
    :raises NotGivenBack: the provider refused; that is kept too
    """
    refund_id = _wish(actor, at, charge_id, amount_fen, reason)
    receipt_id = go_on(refund_id, actor=actor, at=at)
    said = PhoneRefund.objects.filter(pk=refund_id, state="failed").values_list("said", flat=True).first()
    if said is not None:
        raise NotGivenBack(
            _("支付机构没有退：%(said)s") % {"said": said}, rule=_("支付机构退了，才记退款"),
            remedy=_("账上没有动。请退现金或刷卡，或在支付机构的后台看清以后再试"),
        )  # fmt: skip
    return receipt_id


def look_after_refunds(*, actor: Actor, at: datetime, limit: int = 20) -> int:
    """Ask again about refunds that a provider has not confirmed; return how many. :raises NotAllowed:"""
    actor.require(MoneyAct.KEEP_ORDERLY)
    waiting = PhoneRefund.objects.filter(state="asked", asked_at__lt=at - AGAIN_AFTER).order_by("asked_at")
    ids = list(waiting.values_list("pk", flat=True)[:limit])
    for refund_id in ids:
        go_on(refund_id, actor=actor, at=at)
    return len(ids)


def way_back(charge_id: int) -> tuple[str, int]:
    """Return the method by which a charge was paid by phone and what can still go back by it, in fen; none: ("", 0)."""
    part = _part(charge_id)
    behind = provider(part.order.provider) if part else None
    if part is None or behind is None:
        return "", 0
    most = min(_room(part), book.paid_net(charge_id) - book.on_its_way(charge_id))
    return (behind.method, most) if most > 0 else ("", 0)


@write()
def _wish(actor: Actor, at: datetime, charge_id: int, amount_fen: int, reason: str) -> UUID:
    charge = held(charge_id)
    actor.require(MoneyAct.REFUND, site_id=charge.site_id)
    said = reason_given(reason)
    within(amount_fen)
    part = _part(charge_id)
    if part is None:
        raise NoPhonePayment(_("这笔不是用手机付的，不能原路退回"), remedy=_("请退现金或刷卡"))
    if PhoneRefund.objects.filter(charge_id=charge_id, state="asked").exists():
        raise ChargeSettled(_("这笔的退款已经交给支付机构，还没有回音"), remedy=_("请等一会儿再看"))
    room = max(0, min(_room(part), book.paid_net(charge_id)))
    if amount_fen > room:
        raise WrongAmount(_("退的比付的多：最多 %(most)s 元") % {"most": policy.yuan(room)}, field="amount")
    made = PhoneRefund.objects.create(
        id=uuid7(), order=part.order, charge=charge, amount_fen=amount_fen, reason=said, asked_at=at,
        actor=actor.label, actor_name=actor.name[:80],
    )  # fmt: skip
    audit.looked(actor=actor, act=MoneyAct.REFUND, subject=subject(charge_id), at=at, note=said)
    return made.pk


def go_on(refund_id: UUID, *, actor: Actor, at: datetime) -> int | None:
    """Ask the provider for a refund, book it when it is done; return the receipt's id, None when it is not."""
    row = PhoneRefund.objects.select_related("order").get(pk=refund_id)
    behind = provider(row.order.provider)
    try:
        if behind is None:
            raise Failed(f"no provider {row.order.provider}")
        is_done = behind.refund(row.order_id, row.pk, row.amount_fen, row.order.amount_fen, row.reason)
    except Failed as error:
        _failed(row, error, at)
        return None
    if not is_done:
        return None
    try:
        return _book(row, Method(behind.method), actor, at)
    except Refused as refusal:  # it stays on the list of what is not booked, and the next ones go on
        _failed(row, Failed(refusal.told), at)
        return None


@write()
def _failed(row: PhoneRefund, error: Failed, at: datetime) -> None:
    waiting = PhoneRefund.objects.filter(pk=row.pk, state="asked")
    if error.is_final:
        waiting.update(state="failed", said=str(error)[:200], ended_at=at)
    else:
        waiting.update(said=str(error)[:200])


@write()
def _book(row: PhoneRefund, how: Method, actor: Actor, at: datetime) -> int | None:
    charge = held(row.charge_id)
    if not PhoneRefund.objects.filter(pk=row.pk, state="asked").exists():
        return PhoneRefund.objects.filter(pk=row.pk).values_list("receipt_id", flat=True).first()
    period = book.open_period(charge.site_id)
    receipt_id = hand_back(
        charge, row.amount_fen, how, row.reason, site_id=charge.site_id, period=period, actor=actor, at=at
    )
    PhoneRefund.objects.filter(pk=row.pk, state="asked").update(
        state="done", said="", ended_at=at, receipt_id=receipt_id
    )
    return receipt_id


def _part(charge_id: int) -> OrderPart | None:
    """Return the part of the last paid order that paid a charge."""
    found = OrderPart.objects.filter(charge_id=charge_id, order__state="paid").select_related("order")
    return found.order_by("-order__made_at", "-pk").first()


def _room(part: OrderPart) -> int:
    gone = PhoneRefund.objects.filter(order=part.order, charge_id=part.charge_id).exclude(state="failed")
    return part.amount_fen - (gone.aggregate(n=Sum("amount_fen"))["n"] or 0)


def refunds_of(charge_id: int) -> list[PhoneRefundValue]:
    """Return the refunds of a charge through providers, latest first, in one query."""
    rows = PhoneRefund.objects.filter(charge_id=charge_id).order_by("-asked_at", "-pk")
    names = ("amount_fen", "state", "said", "asked_at", "receipt_id", "actor_name")
    return [PhoneRefundValue(*row) for row in rows.values_list(*names)]
