"""Take a payment at a desk: part or whole, of one charge or several, under one receipt; and take a wrong one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.circulation.errors import KeyOfAnotherAct
from shushan.circulation.locks import one_at_a_time
from shushan.circulation.money import book, events, policy
from shushan.circulation.money.errors import (
    CannotReverse,
    ChargeSettled,
    NoSuchCharge,
    NoSuchReceipt,
    NotAtTheDesk,
    OwingChanged,
    TillTooLow,
    WrongAmount,
)
from shushan.circulation.money.models import BookEntry, Charge, Receipt
from shushan.circulation.money.operations.charging import reason_given, subject, within
from shushan.circulation.money.terms import AT_DESK, Account, Method, ReceiptKind
from shushan.circulation.money.verbs import MoneyAct
from shushan.database.public import write
from shushan.kernel.actor import Actor


@write()
def pay(
    *,
    actor: Actor,
    at: datetime,
    reader_id: int,
    site_id: int,
    charge_ids: Sequence[int],
    amount_fen: int,
    method: str,
    seen_fen: int | None = None,
    key: UUID | None = None,
) -> int:
    """Take a payment for charges of a reader, oldest first, and return the receipt's id.

    ``seen_fen`` is what the page said they came to: when it is no longer so, nothing is taken. The same key again gets
    the same receipt.

    :raises NotAllowed: :raises NoSuchCharge: :raises ChargeSettled: :raises OwingChanged: :raises WrongAmount:
    :raises NotAtTheDesk: :raises KeyOfAnotherAct:
    """
    actor.require(MoneyAct.TAKE, site_id=site_id)
    how = at_desk(method)
    one_at_a_time(reader_id)
    if key is not None and (told := Receipt.objects.filter(key=key).first()) is not None:
        return _told(told, reader_id, amount_fen)
    parts = share(open_charges(reader_id, charge_ids), amount_fen, seen_fen)
    return take(parts, how, reader_id=reader_id, site_id=site_id, actor=actor, at=at, key=key)


def take(
    parts: Sequence[tuple[Charge, int]],
    how: Method,
    *,
    reader_id: int | None,
    site_id: int,
    actor: Actor,
    at: datetime,
    key: UUID | None = None,
) -> int:
    """Write a payment of parts of charges; the caller holds the reader's lock and has checked the grant."""
    period = book.open_period(site_id)
    total = sum(part for _charge, part in parts)
    receipt = book.new_receipt(ReceiptKind.PAYMENT, how, total, site_id=site_id, actor=actor, at=at, key=key)
    for charge, part in parts:
        lower(charge, part, at)
        event = events.FeePaid(site_id=site_id, reader_id=reader_id, quantity=part, kind=charge.kind, method=how.value)
        book.post(
            event, debit=how, credit=Account.RECEIVABLE, subject=subject(charge.pk), actor=actor, at=at,
            charge_id=charge.pk, receipt_id=receipt.pk, period=period,
        )  # fmt: skip
    return receipt.pk


def open_charges(reader_id: int, charge_ids: Sequence[int]) -> list[Charge]:
    """Return charges of a reader, oldest first.

    :raises NoSuchCharge: one of them is not theirs, or none was named
    """
    rows = list(Charge.objects.filter(pk__in=set(charge_ids), reader_id=reader_id).order_by("made_at", "pk"))
    if not rows or len(rows) != len(set(charge_ids)):
        raise NoSuchCharge(_("没有选中要付的费用"), remedy=_("请刷新后勾选要付的几笔"))
    return rows


def share(rows: Sequence[Charge], amount_fen: int, seen_fen: int | None) -> list[tuple[Charge, int]]:
    """Return which part of an amount goes to which charge.

    :raises ChargeSettled: :raises OwingChanged: :raises WrongAmount:
    """
    owed = sum(row.left_fen for row in rows)
    if owed == 0:
        raise ChargeSettled(
            _("这几笔已经付清了"), rule=_("一笔费用只收一次钱"), remedy=_("请刷新；可能刚刚在另一台收过")
        )
    if seen_fen is not None and seen_fen != owed:
        said = {"seen": policy.yuan(seen_fen), "owed": policy.yuan(owed)}
        raise OwingChanged(
            _("金额有变：页面上是 %(seen)s 元，现在是 %(owed)s 元") % said,
            rule=_("按页面上看到的金额收"),
            remedy=_("请核对新的金额后再收"),
        )
    within(amount_fen)
    if amount_fen > owed:
        raise WrongAmount(
            _("收的比欠的多：欠 %(owed)s 元") % {"owed": policy.yuan(owed)}, field="amount",
            remedy=_("请按欠的数收，找零不记账"),
        )  # fmt: skip
    by_id = {row.pk: row for row in rows}
    return [(by_id[pk], part) for pk, part in policy.allot([(row.pk, row.left_fen) for row in rows], amount_fen)]


def lower(charge: Charge, part: int, at: datetime) -> None:
    """Take a part off what is left of a charge, by compare-and-swap.

    :raises ChargeSettled: somebody else took it in this very moment
    """
    ends = charge.left_fen == part and charge.credit_fen == 0
    seen = Charge.objects.filter(pk=charge.pk, left_fen=charge.left_fen, credit_fen=charge.credit_fen)
    if not seen.update(left_fen=F("left_fen") - part, settled_at=at if ends else None):
        raise ChargeSettled(_("这笔刚刚在另一台办理过"), rule=_("一笔费用只收一次钱"), remedy=_("请刷新后再看"))


@write()
def reverse_payment(*, actor: Actor, at: datetime, receipt_id: int, reason: str) -> int:
    """Take a wrong payment back whole: its charges are owed again; return the id of the reversing receipt.

    :raises NotAllowed: :raises NoSuchReceipt: :raises ReasonNeeded: :raises CannotReverse: :raises TillTooLow:
    """
    old = Receipt.objects.filter(pk=receipt_id).first()
    if old is None:
        raise NoSuchReceipt(_("没有这张收据"))
    actor.require(MoneyAct.REVERSE, site_id=old.site_id)
    said = reason_given(reason)
    entries = list(BookEntry.objects.filter(receipt=old).select_related("charge").order_by("pk"))
    for reader_id in sorted({e.charge.reader_id for e in entries if e.charge and e.charge.reader_id}):
        one_at_a_time(reader_id)
    period = book.open_period(old.site_id)
    # A lost item that comes back in this moment changes its charges without the reader's lock: row by row, as there.
    list(Charge.objects.select_for_update(of=("self",)).filter(entries__receipt=old).order_by("pk"))
    _reversible(old, entries)
    how = Method(old.method)
    enough(old.site_id, how, old.total_fen)
    made = book.new_receipt(
        ReceiptKind.REVERSAL, how, old.total_fen, site_id=old.site_id, actor=actor, at=at, corrects=old
    )
    for entry in entries:
        book.take_back(entry, site_id=old.site_id, receipt_id=made.pk, period=period, reason=said, actor=actor, at=at)
        Charge.objects.filter(entries=entry).update(left_fen=F("left_fen") + entry.amount_fen, settled_at=None)
    audit.looked(actor=actor, act=MoneyAct.REVERSE, subject=f"circulation.receipt:{receipt_id}", at=at, note=said)
    return made.pk


def _reversible(old: Receipt, entries: Sequence[BookEntry]) -> None:
    if old.kind != ReceiptKind.PAYMENT or old.method not in AT_DESK:
        raise CannotReverse(
            _("这张收据不能冲正"), rule=_("能冲正的是在服务台收的费用"), remedy=_("手机付的请退款；押金请退押金")
        )
    if Receipt.objects.filter(corrects=old).exists():
        raise CannotReverse(_("这张收据已经冲正过"), rule=_("一张收据只冲正一次"), remedy=_("请看冲正的收据"))
    for entry in entries:
        charge = Charge.objects.get(entries=entry)
        if charge.reader_id is None:
            raise CannotReverse(_("这笔费用已与读者脱离，不能再记到谁名下"), remedy=_("请交财务另行处理"))
        if charge.credit_fen or book.paid_net(charge.pk) < entry.amount_fen:
            raise CannotReverse(
                _("这笔钱已经退过，或已记为应退"), rule=_("退过的付款不再冲正"), remedy=_("请看这笔费用的账")
            )


def at_desk(method: str) -> Method:
    """Return a way in which a desk may take or give money.

    :raises NotAtTheDesk:
    """
    if method not in AT_DESK:
        raise NotAtTheDesk(
            _("服务台收不了这种付款"),
            field="method",
            rule=_("手机付款到没到账，只认支付机构的通知"),
            remedy=_("请选现金或刷卡"),
        )
    return Method(method)


def enough(site_id: int, how: Method, amount_fen: int) -> None:
    """Pass when cash to be handed out lies in the till; the caller holds it.

    :raises TillTooLow:
    """
    if how is Method.CASH and (there := book.in_till(site_id)) < amount_fen:
        raise TillTooLow(
            _("钱箱里按账只有 %(there)s 元，不够付出 %(amount)s 元")
            % {"there": policy.yuan(there), "amount": policy.yuan(amount_fen)},
            rule=_("钱箱不能付成负数"),
            remedy=_("请先放入备用金，或换一种方式"),
        )


def _told(told: Receipt, reader_id: int, amount_fen: int) -> int:
    of = BookEntry.objects.filter(receipt=told, charge__reader_id=reader_id)
    if told.total_fen != amount_fen or not of.exists():
        raise KeyOfAnotherAct(_("这张单子已经用来收过别的款"), remedy=_("请刷新后再收"))
    return told.pk
