"""The tables of money. Written only by this room's operations; the book and the receipts refuse UPDATE and DELETE."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Charge(models.Model):
    """What a reader owes for one thing, in fen. ``left_fen`` is still owed, ``credit_fen`` is to be given back.

    Both are sums of the charge's book entries, kept here so that two desks cannot take the same money (compare and
    swap); the doctor adds them up again. ``reader`` is null once anonymised.
    """

    reader = models.ForeignKey("people.Reader", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    amount_fen = models.BigIntegerField()
    left_fen = models.BigIntegerField()
    credit_fen = models.BigIntegerField(default=0)
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    loan = models.ForeignKey("circulation.Loan", models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey("catalogue.Item", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("费用")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="charge_of_something"),
            models.CheckConstraint(
                condition=Q(left_fen__gte=0, left_fen__lte=F("amount_fen")), name="charge_left_within"
            ),
            # More than the amount can be owed back: it was paid at a desk and twice by phone.
            models.CheckConstraint(condition=Q(credit_fen__gte=0), name="charge_credit_within"),
            models.CheckConstraint(
                condition=Q(left_fen=0, credit_fen=0, settled_at__isnull=False)
                | Q(~Q(left_fen=0, credit_fen=0), settled_at__isnull=True, reader__isnull=False),
                name="charge_open_has_reader",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["reader", "left_fen"], name="charge_of_reader"),
            models.Index(fields=["settled_at", "site"], name="charge_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind} {self.left_fen}/{self.amount_fen}"


class Deposit(models.Model):
    """A sum that a reader left with the library, in fen; ``returned_at`` set once all of it went back."""

    reader = models.ForeignKey("people.Reader", models.PROTECT, null=True, related_name="+", db_index=False)
    amount_fen = models.BigIntegerField()
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("押金")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="deposit_of_something"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=False) | Q(reader__isnull=False), name="deposit_held_has_reader"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["reader", "returned_at"], name="deposit_of_reader")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.amount_fen}"


class Till(models.Model):
    """The cash of a site's desks: only which period it is in. How much is in it is a sum of the book."""

    site = models.OneToOneField("places.Site", models.PROTECT, primary_key=True, related_name="+")
    period = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.pk}: {self.period}"


class ReceiptNumber(models.Model):
    """The last number given at a site in a year."""

    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "year"], name="receipt_number_once")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.last}"


class Receipt(models.Model):
    """What was handed to a reader for money. Append-only; without the reader, who is asked of its charges."""

    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    method = models.CharField(max_length=8)
    total_fen = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=80, blank=True)
    key = models.UUIDField(null=True, unique=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "year", "number"], name="receipt_numbered_once"),
            models.CheckConstraint(condition=Q(total_fen__gt=0), name="receipt_of_something"),
        ]
        indexes: ClassVar = [models.Index(fields=["site", "at"], name="receipt_by_day")]

    def __str__(self) -> str:
        return f"{self.site_id}-{self.year}-{self.number}"


class ReceiptPrint(models.Model):
    """A receipt went to the printer; the first time it is the original, later a copy. Append-only."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="prints")
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.at}"


class Closing(models.Model):
    """The end of a till's period: what was expected, counted, carried over. Append-only; the period is then shut."""

    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    period = models.PositiveIntegerField()
    at = models.DateTimeField()
    opening_fen = models.BigIntegerField()
    expected_fen = models.BigIntegerField()
    counted_fen = models.BigIntegerField()
    carried_fen = models.BigIntegerField()
    coins = models.JSONField(default=dict)
    by_method = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "period"], name="closing_once"),
            models.CheckConstraint(condition=Q(counted_fen__gte=0), name="closing_counts_cash"),
            models.CheckConstraint(
                condition=Q(carried_fen__gte=0, carried_fen__lte=F("counted_fen")), name="closing_carries_cash"
            ),
            models.CheckConstraint(
                condition=Q(expected_fen=F("counted_fen")) | ~Q(reason=""), name="closing_difference_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id}: {self.period}"


class BookEntry(models.Model):
    """One amount from the account ``credit`` to the account ``debit``, in fen. Append-only.

    Both sides stand in one row, so that debits and credits cannot differ. ``fact`` is the id of the ledger's entry
    that explains it, ``period`` that of the site's till when money changed hands. ``corrects`` names what it reverses.
    """

    at = models.DateTimeField()
    on = models.DateField()
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    debit = models.CharField(max_length=20)
    credit = models.CharField(max_length=20)
    amount_fen = models.BigIntegerField()
    kind = models.CharField(max_length=10, blank=True)
    charge = models.ForeignKey(Charge, models.PROTECT, null=True, related_name="entries")
    deposit = models.ForeignKey(Deposit, models.PROTECT, null=True, related_name="entries")
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="entries")
    period = models.PositiveIntegerField(null=True)
    fact = models.BigIntegerField(unique=True)
    actor = models.CharField(max_length=60)
    note = models.CharField(max_length=200, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="book_amount_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="book_two_accounts"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | Q(corrects__lt=F("id")), name="book_reversal_comes_later"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["site", "period"], name="book_by_period"),
            models.Index(fields=["site", "on"], name="book_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.debit} ← {self.credit} {self.amount_fen}"


class PaymentOrder(models.Model):
    """A reader's wish to pay charges by phone; ``id`` is the number the provider knows it by.

    ``state``: ``waiting``, ``paid``, ``cancelled``. ``surplus_fen``: what came in although it was owed no longer; it is
    a credit of the reader.
    """

    id = models.UUIDField(primary_key=True)
    provider = models.CharField(max_length=20)
    reader = models.ForeignKey("people.Reader", models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, default="waiting")
    code = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reference = models.CharField(max_length=60, null=True, unique=True)
    receipt = models.OneToOneField(Receipt, models.PROTECT, null=True, related_name="+")
    surplus_fen = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("付款单")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="order_of_something"),
            models.CheckConstraint(
                condition=Q(state="paid", reference__isnull=False, receipt__isnull=False)
                | (~Q(state="paid") & Q(reference__isnull=True, receipt__isnull=True)),
                name="order_paid_has_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class OrderPart(models.Model):
    """How much of a charge an order is to pay."""

    order = models.ForeignKey(PaymentOrder, models.CASCADE, related_name="parts")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.order_id}: {self.amount_fen}"


class PaymentNotice(models.Model):
    """Every notice of a provider and what became of it. Append-only.

    ``verdict``: ``booked``, ``booked-late`` (part of it is a credit), ``again``, ``paid-twice``, ``amount-differs``,
    ``unknown-order``, ``no-payment`` (an order was closed, a refund went through), ``forged``.
    """

    at = models.DateTimeField()
    provider = models.CharField(max_length=20)
    order = models.CharField(max_length=36, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    amount_fen = models.BigIntegerField(null=True)
    verdict = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"{self.pk}: {self.verdict}"


class NoticeEnd(models.Model):
    """A colleague has dealt with a notice of payment that needed a person. Append-only."""

    notice = models.OneToOneField(PaymentNotice, models.PROTECT, primary_key=True, related_name="end")
    at = models.DateTimeField()
    note = models.CharField(max_length=200)
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(note=""), name="notice_end_has_note")]

    def __str__(self) -> str:
        return str(self.pk)


class PhoneRefund(models.Model):
    """Money of an order on its way back to whoever paid it, through the provider; ``id`` is the provider's key for it.

    ``state``: ``asked`` until the provider has said so, ``done`` (booked, with a receipt), ``failed`` (``said`` why).
    """

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(PaymentOrder, models.PROTECT, related_name="refunds")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=6, default="asked")
    said = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    receipt = models.OneToOneField(Receipt, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("原路退回")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="phone_refund_of_something"),
            models.CheckConstraint(
                condition=Q(state="asked", ended_at__isnull=True, receipt__isnull=True)
                | Q(state="done", ended_at__isnull=False, receipt__isnull=False)
                | Q(state="failed", ended_at__isnull=False, receipt__isnull=True),
                name="phone_refund_done_has_receipt",
            ),
            models.UniqueConstraint(fields=["charge"], condition=Q(state="asked"), name="phone_refund_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class DepositRun(models.Model):
    """One run that gives the deposits of many readers back: of a category (empty: all), taken at a site (null: all).

    ``with_loans``: readers with something out get theirs back too, because nobody needs a deposit any more.
    ``readers`` and ``amount_fen`` are what the page said when it was started.
    """

    category = models.CharField(max_length=8, blank=True)
    only_site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    with_loans = models.BooleanField(default=True)
    reason = models.CharField(max_length=200)
    readers = models.PositiveIntegerField()
    amount_fen = models.BigIntegerField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    job_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("批量退押金")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="deposit_run_has_reason"),
            models.UniqueConstraint(
                models.Value(1), condition=Q(ended_at__isnull=True), name="deposit_run_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.reason}"


class RetiredDeposit(models.Model):
    """What a run did for one reader at one site: went back under a receipt, or was left for a reason (``why``)."""

    run = models.ForeignKey(DepositRun, models.PROTECT, related_name="lines")
    reader = models.ForeignKey("people.Reader", models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    amount_fen = models.BigIntegerField()
    receipt = models.OneToOneField(Receipt, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "reader", "site"], name="retired_deposit_once_a_run"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="retired_deposit_of_something"),
            models.CheckConstraint(
                condition=Q(receipt__isnull=False, why="") | (Q(receipt__isnull=True) & ~Q(why="")),
                name="retired_deposit_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.reader_id}"
