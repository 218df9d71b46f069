"""Receipts go to the printer; what is settled parts from its reader after a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from shushan.circulation.money.errors import NoSuchReceipt
from shushan.circulation.money.models import Charge, Deposit, PaymentOrder, Receipt, ReceiptPrint, RetiredDeposit
from shushan.circulation.money.options import KEEP_CHARGES
from shushan.circulation.money.verbs import MoneyAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.options import public as options

SLICE = 1000


@write()
def print_receipt(*, actor: Actor, at: datetime, receipt_id: int) -> int:
    """Write down that a receipt goes to the printer; return the how manieth time it is (1 is the original).

    :raises NotAllowed: :raises NoSuchReceipt:
    """
    site_id = Receipt.objects.filter(pk=receipt_id).values_list("site_id", flat=True).first()
    if site_id is None:
        raise NoSuchReceipt(_("没有这张收据"))
    actor.require(MoneyAct.SEE, site_id=site_id)
    ReceiptPrint.objects.create(receipt_id=receipt_id, at=at, actor=actor.label)
    return ReceiptPrint.objects.filter(receipt_id=receipt_id).count()


@write()
def anonymise_charges(*, actor: Actor, at: datetime, limit: int = SLICE) -> int:
    """Cut the reader from one slice of charges and deposits that were settled long ago; return how many.

    :raises NotAllowed:
    """
    actor.require(MoneyAct.KEEP_ORDERLY)
    before = at - timedelta(days=options.get(KEEP_CHARGES, at=at))
    old = Charge.objects.filter(settled_at__lt=before, reader__isnull=False).order_by("pk")
    ids = list(old.values_list("pk", flat=True)[:limit])
    back = Deposit.objects.filter(returned_at__lt=before, reader__isnull=False).order_by("pk")
    deposits = list(back.values_list("pk", flat=True)[:limit])
    Deposit.objects.filter(pk__in=deposits).update(reader=None)
    RetiredDeposit.objects.filter(at__lt=before, reader__isnull=False).update(reader=None)
    PaymentOrder.objects.filter(made_at__lt=before, reader__isnull=False).update(reader=None)
    return Charge.objects.filter(pk__in=ids).update(reader=None, loan=None, item=None) + len(deposits)


def part_from_loans(loan_ids: list[int]) -> None:
    """Cut settled charges from loans that are anonymised, so that no charge tells who had borrowed what."""
    Charge.objects.filter(loan_id__in=loan_ids, settled_at__isnull=False).update(loan=None, item=None)


def forget_charges_of(reader_id: int) -> int:
    """Cut a reader who was erased from everything settled; nothing else can be left. Return how many."""
    gone = Charge.objects.filter(reader_id=reader_id, settled_at__isnull=False)
    back = Deposit.objects.filter(reader_id=reader_id, returned_at__isnull=False)
    PaymentOrder.objects.filter(reader_id=reader_id).update(reader=None)
    RetiredDeposit.objects.filter(reader_id=reader_id).update(reader=None)
    return gone.update(reader=None, loan=None, item=None) + back.update(reader=None)
