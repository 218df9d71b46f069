"""Pay by phone: an order, the provider's notice, and every way in which the two can miss each other."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from shushan.circulation.locks import one_at_a_time
from shushan.circulation.money import book, events
from shushan.circulation.money.errors import ChargeSettled, NoSuchOrder, PhoneOff
from shushan.circulation.money.models import Charge, OrderPart, PaymentNotice, PaymentOrder
from shushan.circulation.money.operations.charging import subject
from shushan.circulation.money.operations.lifting import stand
from shushan.circulation.money.options import PHONE
from shushan.circulation.money.ports import Failed, Forged, NothingPaid, Paid, Provider, provider
from shushan.circulation.money.terms import Account, Method, ReceiptKind
from shushan.circulation.money.verbs import MoneyAct
from shushan.database.public import write
from shushan.kernel.actor import Actor, system
from shushan.kernel.errors import NotAllowed
from shushan.kernel.ids import uuid7
from shushan.options import public as options
from shushan.people import public as people

LASTS: Final = timedelta(minutes=15)
A_MINUTE: Final = timedelta(minutes=1)
BY_PHONE: Final = system("payment-notice")


@dataclass(frozen=True, slots=True)
class OrderValue:
    """An order as its reader sees it. ``state`` is ``expired`` too, once its time is over."""

    id: UUID
    amount_fen: int
    state: str
    code: str
    expires_at: datetime
    receipt_id: int | None
    surplus_fen: int
    is_demonstration: bool


def phone(at: datetime) -> Provider | None:
    """Return the provider by which readers pay by phone now, or None where the library has none."""
    return provider(options.get(PHONE, at=at))


def start_order(*, actor: Actor, at: datetime) -> UUID:
    """Make an order over all that the actor owes and return its id; while one waits over the same, it is that one.

    The provider is asked outside the transaction: no desk waits for another house.

    :raises NotAllowed: :raises PhoneOff: :raises ChargeSettled: nothing is owed
    """
    _own(actor)
    behind = phone(at)
    if behind is None:
        raise PhoneOff(_("本馆还不能用手机付"), remedy=_("请到服务台付"))
    order, is_new = _made(actor, at)
    if is_new:
        try:
            code = behind.begin(order.pk, order.amount_fen, str(_("图书馆费用")), expires_at=order.expires_at)
        except Failed as error:
            with write():
                PaymentOrder.objects.filter(pk=order.pk, state="waiting").update(state="cancelled")
            raise PhoneOff(_("支付机构现在没有应答"), remedy=_("请过一会儿再试，或到服务台付")) from error
        with write():
            PaymentOrder.objects.filter(pk=order.pk).update(code=code[:500])
    return order.pk


@write()
def _made(actor: Actor, at: datetime) -> tuple[PaymentOrder, bool]:
    reader = _own(actor)
    one_at_a_time(reader.id)
    owed = list(Charge.objects.filter(reader_id=reader.id, left_fen__gt=0).order_by("made_at", "pk"))
    if not owed:
        raise ChargeSettled(_("没有要付的费用"), remedy=_("请刷新后再看"))
    total = sum(charge.left_fen for charge in owed)
    waiting = PaymentOrder.objects.filter(reader_id=reader.id, state="waiting", expires_at__gt=at).order_by("-made_at")
    for old in waiting:
        if {(part.charge_id, part.amount_fen) for part in old.parts.all()} == {(c.pk, c.left_fen) for c in owed}:
            return old, not old.code
    waiting.update(state="cancelled")
    made = PaymentOrder.objects.create(
        id=uuid7(), provider=options.get(PHONE, at=at), reader_id=reader.id, site_id=owed[-1].site_id,
        amount_fen=total, made_at=at, expires_at=at + LASTS,
    )  # fmt: skip
    OrderPart.objects.bulk_create([OrderPart(order=made, charge=c, amount_fen=c.left_fen) for c in owed])
    return made, True


def cancel_order(*, actor: Actor, at: datetime, order_id: UUID) -> None:
    """Give up one's own order; money that comes all the same is booked, never lost.

    The provider is told outside the transaction; where it cannot be told, its code runs out by itself.

    :raises NotAllowed: :raises NoSuchOrder:
    """
    own_order(actor, order_id, at=at)
    with write():
        given_up = PaymentOrder.objects.filter(pk=order_id, state="waiting")
        code = given_up.values_list("provider", flat=True).first()
        given_up.update(state="cancelled")
    behind = provider(code) if code else None
    if behind is not None:
        with suppress(Failed):
            behind.close(order_id)


def look_after_orders(*, actor: Actor, at: datetime, limit: int = 20) -> int:
    """Ask the providers about orders whose notice did not come, and end those whose time is over; return how many.

    Every waiting order is asked about once it is a minute old, at most every half minute by the worker's clock; one
    that ran out unpaid is closed. :raises NotAllowed:
    """
    actor.require(MoneyAct.KEEP_ORDERLY)
    waiting = PaymentOrder.objects.filter(state="waiting", made_at__lt=at - A_MINUTE).order_by("made_at")
    rows = list(waiting.values_list("pk", "provider", "expires_at")[:limit])
    for pk, code, expires_at in rows:
        behind = provider(code)
        with suppress(Failed):
            paid = behind.ask(pk) if behind is not None else None
            if paid is not None and behind is not None:
                settle(code, Method(behind.method), paid, at=at)
            elif expires_at <= at:
                if behind is not None:
                    behind.close(pk)
                with write():
                    PaymentOrder.objects.filter(pk=pk, state="waiting").update(state="cancelled")
    return len(rows)


def own_order(actor: Actor, order_id: UUID, *, at: datetime) -> OrderValue:
    """Return one's own order. :raises NotAllowed: :raises NoSuchOrder:"""
    row = PaymentOrder.objects.filter(pk=order_id, reader_id=_own(actor).id).first()
    if row is None:
        raise NoSuchOrder(_("没有这张付款单"))
    behind = provider(row.provider)
    state = "expired" if row.state == "waiting" and row.expires_at <= at else row.state
    return OrderValue(
        row.pk, row.amount_fen, state, row.code, row.expires_at, row.receipt_id, row.surplus_fen,
        behind is None or behind.is_demonstration,
    )  # fmt: skip


def take_notice(code: str, headers: Mapping[str, str], body: bytes, *, at: datetime) -> str:
    """Take a provider's notice and return the verdict on it; the same payment is never booked twice.

    Anybody can send one, so nothing but the signature is trusted. Every notice is kept with its verdict.
    """
    behind = provider(code)
    try:
        if behind is None:
            raise Forged
        paid = behind.read_notice(headers, body)
    except NothingPaid:
        with write():
            PaymentNotice.objects.create(at=at, provider=code[:20], verdict="no-payment")
        return "no-payment"
    except Forged:
        with write():
            PaymentNotice.objects.create(at=at, provider=code[:20], verdict="forged")
        return "forged"
    return settle(code, Method(behind.method), paid, at=at)


@write()
def settle(code: str, how: Method, paid: Paid, *, at: datetime) -> str:
    """Book what a provider vouches for, and return the verdict."""
    row = PaymentOrder.objects.filter(pk=paid.order_id, provider=code).first()
    if row is not None and row.reader_id is not None:
        one_at_a_time(row.reader_id)
        row.refresh_from_db()
    verdict = _verdict(row, paid)
    if row is not None and verdict in ("booked", "paid-twice"):
        verdict = _book(row, how, paid, verdict, at)
    PaymentNotice.objects.create(
        at=at, provider=code, order=str(paid.order_id), reference=paid.reference, amount_fen=paid.amount_fen,
        verdict=verdict,
    )  # fmt: skip
    return verdict


def _verdict(row: PaymentOrder | None, paid: Paid) -> str:
    if row is None or row.reader_id is None:
        return "unknown-order"
    known = PaymentNotice.objects.filter(
        provider=row.provider, reference=paid.reference, verdict__in=["booked", "booked-late", "paid-twice"]
    )
    if row.reference == paid.reference or known.exists():
        return "again"
    if paid.amount_fen != row.amount_fen:
        return "amount-differs"
    return "paid-twice" if row.state == "paid" else "booked"


def _book(row: PaymentOrder, how: Method, paid: Paid, verdict: str, at: datetime) -> str:
    """Write the payment: to each charge what is left of it, the rest as a credit of the reader."""
    period = book.open_period(row.site_id)
    receipt = book.new_receipt(ReceiptKind.PAYMENT, how, paid.amount_fen, site_id=row.site_id, actor=BY_PHONE, at=at)
    surplus = 0
    for part in OrderPart.objects.filter(order=row).order_by("pk"):
        charge = Charge.objects.get(pk=part.charge_id)
        off = min(charge.left_fen, part.amount_fen)
        surplus += part.amount_fen - off
        event = events.FeePaid(
            site_id=row.site_id, reader_id=row.reader_id, quantity=part.amount_fen, kind=charge.kind, method=how.value
        )
        book.post(
            event, debit=how, credit=Account.RECEIVABLE, subject=subject(charge.pk), actor=BY_PHONE, at=at,
            charge_id=charge.pk, receipt_id=receipt.pk, period=period,
        )  # fmt: skip
        stand(charge, left_fen=charge.left_fen - off, credit_fen=charge.credit_fen + part.amount_fen - off, at=at)
    if verdict == "paid-twice":
        PaymentOrder.objects.filter(pk=row.pk).update(surplus_fen=row.surplus_fen + surplus)
        return verdict
    PaymentOrder.objects.filter(pk=row.pk).update(
        state="paid", reference=paid.reference, receipt=receipt, surplus_fen=surplus
    )
    return "booked-late" if surplus else "booked"


def _own(actor: Actor) -> people.ReaderValue:
    actor.require(MoneyAct.PAY_OWN)
    reader = people.reader_of_person(actor.id)
    if reader is None:
        raise NotAllowed(verb=MoneyAct.PAY_OWN)
    return reader
