"""The cash book: post one amount with the fact that explains it, or take one back. Called inside operations."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from shushan.circulation.locks import one_till_at_a_time
from shushan.circulation.money.errors import NumberTaken
from shushan.circulation.money.models import BookEntry, PhoneRefund, Receipt, ReceiptNumber, Till
from shushan.circulation.money.terms import Method, ReceiptKind
from shushan.kernel.actor import Actor
from shushan.kernel.events import Event
from shushan.ledger import public as ledger

_MONEY = tuple(str(method) for method in Method)


def post(
    event: Event,
    *,
    debit: str,
    credit: str,
    subject: str,
    actor: Actor,
    at: datetime,
    charge_id: int | None = None,
    deposit_id: int | None = None,
    receipt_id: int | None = None,
    period: int | None = None,
    note: str = "",
) -> BookEntry:
    """Write a fact and the entry it explains; the fact's quantity is the amount, its site the entry's."""
    if event.site_id is None:
        raise ValueError("money moves at a site")
    fact = ledger.record(event, actor=actor, subject=subject, at=at)
    return BookEntry.objects.create(
        at=at,
        on=ledger.local_day(at),
        site_id=event.site_id,
        debit=str(debit),
        credit=str(credit),
        amount_fen=event.quantity,
        kind=getattr(event, "kind", ""),
        charge_id=charge_id,
        deposit_id=deposit_id,
        receipt_id=receipt_id,
        period=period,
        fact=fact,
        actor=actor.label,
        note=note[:200],
    )


def take_back(
    old: BookEntry, *, site_id: int, receipt_id: int, period: int, reason: str, actor: Actor, at: datetime
) -> BookEntry:
    """Reverse an entry: the fact by a reversing fact, the entry by one with its sides exchanged, now and here."""
    fact = ledger.reverse(old.fact, actor=actor, reason=reason, at=at)
    return BookEntry.objects.create(
        at=at, on=ledger.local_day(at), site_id=site_id, debit=old.credit, credit=old.debit,
        amount_fen=old.amount_fen, kind=old.kind, charge_id=old.charge_id, deposit_id=old.deposit_id,
        receipt_id=receipt_id, period=period, fact=fact, actor=actor.label, note=reason[:200], corrects=old,
    )  # fmt: skip


def open_period(site_id: int) -> int:
    """Wait for the till of a site and return the period it is in; held to the end of the transaction."""
    one_till_at_a_time(site_id)
    return Till.objects.get_or_create(site_id=site_id)[0].period


def in_till(site_id: int) -> int:
    """Return the cash in a site's till by the book, in fen, in one query."""
    cash = Method.CASH
    found = BookEntry.objects.filter(Q(debit=cash) | Q(credit=cash), site_id=site_id).aggregate(
        into=Sum("amount_fen", filter=Q(debit=cash)), out=Sum("amount_fen", filter=Q(credit=cash))
    )
    return (found["into"] or 0) - (found["out"] or 0)


def paid_net(charge_id: int) -> int:
    """Return what was paid for a charge and not handed back, in fen, in one query."""
    found = BookEntry.objects.filter(charge_id=charge_id).aggregate(
        into=Sum("amount_fen", filter=Q(debit__in=_MONEY)), out=Sum("amount_fen", filter=Q(credit__in=_MONEY))
    )
    return (found["into"] or 0) - (found["out"] or 0)


def new_receipt(
    kind: ReceiptKind,
    method: Method,
    total_fen: int,
    *,
    site_id: int,
    actor: Actor,
    at: datetime,
    key: UUID | None = None,
    corrects: Receipt | None = None,
) -> Receipt:
    """Write a receipt under the next number of its site and year; the caller holds the till, so no number is missing."""
    year = ledger.local_day(at).year
    number = next_number(last_number(site_id, year))
    return Receipt.objects.create(
        site_id=site_id, year=year, number=number, kind=kind, method=method, total_fen=total_fen, at=at,
        actor=actor.label, actor_name=actor.name[:80], key=key, corrects=corrects,
    )  # fmt: skip


def on_its_way(charge_id: int) -> int:
    """Return what a provider was asked to give back of a charge and has not confirmed, in fen, in one query."""
    found = PhoneRefund.objects.filter(charge_id=charge_id, state="asked").aggregate(n=Sum("amount_fen"))
    return found["n"] or 0


def last_number(site_id: int, year: int) -> ReceiptNumber:
    """Return the row that keeps the last number of a site and year; the first time it is made, with none given."""
    return ReceiptNumber.objects.get_or_create(site_id=site_id, year=year)[0]


def next_number(last: ReceiptNumber) -> int:
    """Take the number after the last one that was given, by compare-and-swap.

    :raises NumberTaken: somebody else took it in this very moment
    """
    seen = ReceiptNumber.objects.filter(pk=last.pk, last=last.last)
    if not seen.update(last=F("last") + 1):
        raise NumberTaken(
            _("这个收据号刚刚给了另一台"), rule=_("一个收据号只用一次"), remedy=_("什么也没有记，请再收一次")
        )
    return last.last + 1
