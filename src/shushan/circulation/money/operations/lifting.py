"""Waive a charge, take one back because its cause fell away, hand money back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.circulation.locks import one_at_a_time
from shushan.circulation.money import book, events, policy
from shushan.circulation.money.errors import ChargeSettled, NoSuchCharge, WrongAmount
from shushan.circulation.money.models import Charge
from shushan.circulation.money.operations.charging import reason_given, subject, within
from shushan.circulation.money.operations.paying import at_desk, enough, lower
from shushan.circulation.money.terms import Account, ChargeKind, Method, ReceiptKind, income
from shushan.circulation.money.verbs import MoneyAct
from shushan.database.public import write
from shushan.kernel.actor import Actor


@write()
def waive(*, actor: Actor, at: datetime, charge_id: int, amount_fen: int | None = None, reason: str) -> None:
    """Waive what is left of a charge, or a part of it, with a reason on record.

    :raises NotAllowed: :raises NoSuchCharge: :raises ChargeSettled: :raises WrongAmount: :raises ReasonNeeded:
    """
    charge = held(charge_id)
    actor.require(MoneyAct.WAIVE, site_id=charge.site_id)
    said = reason_given(reason)
    part = charge.left_fen if amount_fen is None else amount_fen
    if charge.left_fen == 0:
        raise ChargeSettled(_("这笔已经结清，没有可减免的"), remedy=_("付过的钱要退，请用退款"))
    within(part)
    if part > charge.left_fen:
        raise WrongAmount(_("减免的比欠的多：欠 %(owed)s 元") % {"owed": policy.yuan(charge.left_fen)}, field="amount")
    lower(charge, part, at)
    event = events.FeeWaived(site_id=charge.site_id, reader_id=charge.reader_id, quantity=part, kind=charge.kind)
    book.post(
        event, debit=Account.WAIVED, credit=Account.RECEIVABLE, subject=subject(charge_id), actor=actor, at=at,
        charge_id=charge_id, note=said,
    )  # fmt: skip
    audit.looked(actor=actor, act=MoneyAct.WAIVE, subject=subject(charge_id), at=at, note=said)


@write()
def refund(
    *, actor: Actor, at: datetime, charge_id: int, site_id: int, amount_fen: int, method: str, reason: str
) -> int:
    """Hand back money that was paid for a charge, what is to be given back anyway first; return the receipt's id.

    What goes beyond that was owed no longer: the charge is taken back by as much.

    :raises NotAllowed: :raises NoSuchCharge: :raises WrongAmount: :raises ReasonNeeded: :raises TillTooLow:
    :raises NotAtTheDesk:
    """
    actor.require(MoneyAct.REFUND, site_id=site_id)
    said, how = reason_given(reason), at_desk(method)
    within(amount_fen)
    charge = held(charge_id)
    _none_twice(charge_id, amount_fen)
    period = book.open_period(site_id)
    enough(site_id, how, amount_fen)
    receipt_id = hand_back(charge, amount_fen, how, said, site_id=site_id, period=period, actor=actor, at=at)
    audit.looked(actor=actor, act=MoneyAct.REFUND, subject=subject(charge_id), at=at, note=said)
    return receipt_id


def _none_twice(charge_id: int, amount_fen: int) -> None:
    """Pass when what a provider is about to give back stays untouched: it could not be booked any more."""
    going = book.on_its_way(charge_id)
    most = max(0, book.paid_net(charge_id) - going)
    if going and amount_fen > most:
        raise WrongAmount(
            _("有 %(going)s 元正在原路退回，还没有确认；现在最多再退 %(most)s 元")
            % {"going": policy.yuan(going), "most": policy.yuan(most)},
            field="amount", rule=_("同一笔钱不退两次"), remedy=_("请等支付机构回音，有了回音会自己记账"),
        )  # fmt: skip


def hand_back(
    charge: Charge, amount_fen: int, how: Method, said: str, *, site_id: int, period: int, actor: Actor, at: datetime
) -> int:
    """Write the refund of a part of what was paid; the caller holds the reader's lock and the till."""
    paid = book.paid_net(charge.pk)
    if amount_fen > paid:
        raise WrongAmount(_("退的比付的多：付过 %(paid)s 元") % {"paid": policy.yuan(paid)}, field="amount")
    beyond = max(0, amount_fen - charge.credit_fen)
    if beyond:
        _unbook(charge, beyond, why="refund", said=said, actor=actor, at=at)
    receipt = book.new_receipt(ReceiptKind.REFUND, how, amount_fen, site_id=site_id, actor=actor, at=at)
    event = events.FeeRefunded(
        site_id=site_id, reader_id=charge.reader_id, quantity=amount_fen, kind=charge.kind, method=how.value
    )
    book.post(
        event, debit=Account.RECEIVABLE, credit=how, subject=subject(charge.pk), actor=actor, at=at,
        charge_id=charge.pk, receipt_id=receipt.pk, period=period, note=said,
    )  # fmt: skip
    stand(charge, left_fen=charge.left_fen, credit_fen=charge.credit_fen + beyond - amount_fen, at=at)
    return receipt.pk


def cancel(charge: Charge, amount_fen: int, *, why: str, said: str, actor: Actor, at: datetime) -> None:
    """Take a charge back by an amount: first what is still owed; what was paid becomes a credit of the reader.

    The caller holds the reader's lock.
    """
    _unbook(charge, amount_fen, why=why, said=said, actor=actor, at=at)
    off = min(charge.left_fen, amount_fen)
    stand(charge, left_fen=charge.left_fen - off, credit_fen=charge.credit_fen + amount_fen - off, at=at)


def _unbook(charge: Charge, amount_fen: int, *, why: str, said: str, actor: Actor, at: datetime) -> None:
    event = events.FeeCancelled(
        site_id=charge.site_id, reader_id=charge.reader_id, quantity=amount_fen, kind=charge.kind, why=why
    )
    book.post(
        event, debit=income(ChargeKind(charge.kind)), credit=Account.RECEIVABLE, subject=subject(charge.pk),
        actor=actor, at=at, charge_id=charge.pk, note=said,
    )  # fmt: skip


def stand(charge: Charge, *, left_fen: int, credit_fen: int, at: datetime) -> None:
    """Write what is left and what is to be given back of a charge, by compare-and-swap.

    :raises ChargeSettled: somebody else changed it in this very moment
    """
    ended = (charge.settled_at or at) if left_fen == credit_fen == 0 else None
    seen = Charge.objects.filter(pk=charge.pk, left_fen=charge.left_fen, credit_fen=charge.credit_fen)
    if not seen.update(left_fen=left_fen, credit_fen=credit_fen, settled_at=ended):
        raise ChargeSettled(_("这笔刚刚在另一台办理过"), rule=_("一笔费用只收一次钱"), remedy=_("请刷新后再看"))
    charge.left_fen, charge.credit_fen, charge.settled_at = left_fen, credit_fen, ended


def held(charge_id: int) -> Charge:
    """Return a charge after waiting for its reader, as it is then.

    :raises NoSuchCharge:
    """
    reader_id = Charge.objects.filter(pk=charge_id).values_list("reader_id", flat=True).first()
    if reader_id is not None:
        one_at_a_time(reader_id)
    found = Charge.objects.filter(pk=charge_id).first()
    if found is None:
        raise NoSuchCharge(_("没有这笔费用"))
    return found
