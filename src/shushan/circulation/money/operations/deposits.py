"""Take a deposit and give it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from shushan.circulation.errors import KeyOfAnotherAct
from shushan.circulation.locks import one_at_a_time
from shushan.circulation.money import book, events, policy
from shushan.circulation.money.errors import DepositNeeded, NoDeposit
from shushan.circulation.money.models import BookEntry, Deposit, Receipt
from shushan.circulation.money.operations.charging import within
from shushan.circulation.money.operations.paying import at_desk, enough
from shushan.circulation.money.queries import balance
from shushan.circulation.money.terms import Account, Method, ReceiptKind
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.queries import count_open
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.people import public as people


def subject(deposit_id: int) -> str:
    """Return the subject of a deposit's facts."""
    return f"circulation.deposit:{deposit_id}"


@write()
def take_deposit(
    *, actor: Actor, at: datetime, reader_id: int, site_id: int, amount_fen: int, method: str, key: UUID | None = None
) -> int:
    """Take a deposit of a reader and return the receipt's id. The same key again gets the same receipt.

    :raises NotAllowed: :raises NoSuchReader: :raises WrongAmount: :raises NotAtTheDesk: :raises KeyOfAnotherAct:
    """
    actor.require(MoneyAct.TAKE, site_id=site_id)
    how = at_desk(method)
    within(amount_fen)
    people.reader(reader_id, at=at)
    one_at_a_time(reader_id)
    if key is not None and (told := Receipt.objects.filter(key=key).first()) is not None:
        theirs = BookEntry.objects.filter(receipt=told, deposit__reader_id=reader_id)
        if told.total_fen != amount_fen or not theirs.exists():
            raise KeyOfAnotherAct(_("这张单子已经用来收过别的款"), remedy=_("请刷新后再收"))
        return told.pk
    period = book.open_period(site_id)
    receipt = book.new_receipt(ReceiptKind.DEPOSIT, how, amount_fen, site_id=site_id, actor=actor, at=at, key=key)
    made = Deposit.objects.create(reader_id=reader_id, amount_fen=amount_fen, site_id=site_id, taken_at=at)
    event = events.DepositTaken(site_id=site_id, reader_id=reader_id, quantity=amount_fen, method=how.value)
    book.post(
        event, debit=how, credit=Account.DEPOSITS, subject=subject(made.pk), actor=actor, at=at, deposit_id=made.pk,
        receipt_id=receipt.pk, period=period,
    )  # fmt: skip
    return receipt.pk


@write()
def return_deposit(*, actor: Actor, at: datetime, reader_id: int, site_id: int, method: str) -> int:
    """Give a reader every deposit back and return the receipt's id.

    :raises NotAllowed: :raises NoDeposit: :raises DepositNeeded: something is out or owed :raises TillTooLow:
    :raises NotAtTheDesk:
    """
    actor.require(MoneyAct.REFUND_DEPOSIT, site_id=site_id)
    how = at_desk(method)
    one_at_a_time(reader_id)
    not_needed(reader_id)
    return give_back(reader_id, how, site_id=site_id, actor=actor, at=at)


def not_needed(reader_id: int) -> None:
    """Pass when nothing of the reader is out or owed.

    :raises DepositNeeded:
    """
    out, owes = count_open(reader_id), balance(reader_id).owed_fen
    if out or owes:
        raise DepositNeeded(
            _("还有 %(n)s 册没有还、%(owed)s 元没有付") % {"n": out, "owed": policy.yuan(owes)},
            rule=_("书还清、费付清才退押金（本馆押金办法）"),
            remedy=_("请先还书、付费"),
        )


def give_back(
    reader_id: int, how: Method, *, site_id: int, actor: Actor, at: datetime, taken_at_site: int | None = None
) -> int:
    """Write the return of what a reader deposited (``taken_at_site``: there only); the caller holds the reader's lock.

    A bank transfer moves no till, so it belongs to no till's period.

    :raises NoDeposit: :raises TillTooLow:
    """
    found = Deposit.objects.filter(reader_id=reader_id, returned_at=None).order_by("pk")
    held = list(found if taken_at_site is None else found.filter(site_id=taken_at_site))
    total = sum(one.amount_fen for one in held)
    if not held:
        raise NoDeposit(_("这位读者没有押金在馆里"), remedy=_("请核对读者"))
    period = book.open_period(site_id)
    enough(site_id, how, total)
    receipt = book.new_receipt(ReceiptKind.DEPOSIT_BACK, how, total, site_id=site_id, actor=actor, at=at)
    for one in held:
        if not mark_returned(one, at):
            raise NoDeposit(_("押金刚刚在另一台退过"), remedy=_("请刷新后再看"))
        event = events.DepositReturned(site_id=site_id, reader_id=reader_id, quantity=one.amount_fen, method=how.value)
        book.post(
            event, debit=Account.DEPOSITS, credit=how, subject=subject(one.pk), actor=actor, at=at,
            deposit_id=one.pk, receipt_id=receipt.pk, period=None if how is Method.TRANSFER else period,
        )  # fmt: skip
    return receipt.pk


def mark_returned(deposit: Deposit, at: datetime) -> bool:
    """Say that a deposit went back, by compare-and-swap; return whether this caller said it."""
    return bool(Deposit.objects.filter(pk=deposit.pk, returned_at=None).update(returned_at=at))
