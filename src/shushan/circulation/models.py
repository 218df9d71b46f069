"""The tables of the circulation. Written only by this room's operations (and row for row alike by the bulk path)."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

IS_OPEN: Final = Q(state="out")


class Loan(models.Model):
    """One item in one reader's hands. ``reader`` is null once anonymised; category and age band are as at lending.

    ``due_at`` is the last second of the due day (an instant for loans of hours). ``rule`` is the version that gave it,
    null for loans from before the table of rules and for those taken over from another system.
    ``back_at``: when the item came back, or was declared lost.
    """

    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="+", db_index=False)
    reader = models.ForeignKey("people.Reader", models.PROTECT, null=True, related_name="+", db_index=False)
    category = models.CharField(max_length=8)
    age_band = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=4, default="out")
    lent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True)
    lent_site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    return_site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    renewals = models.PositiveSmallIntegerField(default=0)
    renewed_at = models.DateTimeField(null=True)
    rule = models.ForeignKey(
        "circulation.LendingRuleVersion", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item"], condition=IS_OPEN, name="loan_one_open_per_item"),
            models.CheckConstraint(condition=Q(due_at__gt=F("lent_at")), name="loan_due_after_lent"),
            models.CheckConstraint(condition=~IS_OPEN | Q(reader__isnull=False), name="loan_open_has_reader"),
            models.CheckConstraint(
                condition=Q(state="out", back_at__isnull=True, return_site__isnull=True)
                | Q(state="back", back_at__isnull=False, return_site__isnull=False)
                | Q(state="lost", back_at__isnull=False, return_site__isnull=True),
                name="loan_back_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(back_at__isnull=True) | Q(back_at__gte=F("lent_at")), name="loan_back_after_lent"
            ),
            models.CheckConstraint(
                condition=Q(renewals=0, renewed_at__isnull=True) | Q(renewals__gt=0, renewed_at__isnull=False),
                name="loan_renewal_is_dated",
            ),
        ]
        # Whole indexes, not partial ones: SQLite cannot use a partial index when the state is a bound parameter.
        indexes: ClassVar = [
            models.Index(fields=["reader", "state"], name="loan_of_reader"),
            models.Index(fields=["item", "-id"], name="loan_of_item"),
            models.Index(fields=["state", "due_at"], name="loan_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class KeyedAct(models.Model):
    """The answer to an act that came with an idempotency key: the same key again gets this answer and acts not again.

    ``act`` is the verb. Who borrowed is asked of the loan, so that nothing here outlives its anonymisation.
    """

    key = models.UUIDField(primary_key=True)
    act = models.CharField(max_length=40)
    loan = models.ForeignKey(Loan, models.CASCADE, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)  # where the item was then
    came_from = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    done_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.act}"


class HistoryWish(models.Model):
    """A reader who asked to keep returned loans for a while; without a row they are cut off soon after return."""

    reader = models.OneToOneField("people.Reader", models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


from shushan.circulation.closures.models import Shift  # noqa: E402 - Django finds a room's tables here
from shushan.circulation.holds.models import Hold, Transit  # noqa: E402 - Django finds a room's tables here
from shushan.circulation.money.models import (  # noqa: E402
    BookEntry,
    Charge,
    Closing,
    Deposit,
    DepositRun,
    NoticeEnd,
    OrderPart,
    PaymentNotice,
    PaymentOrder,
    PhoneRefund,
    Receipt,
    ReceiptNumber,
    ReceiptPrint,
    RetiredDeposit,
    Till,
)
from shushan.circulation.offline.models import OfflineAct  # noqa: E402
from shushan.circulation.rules.models import LendingRule, LendingRuleVersion  # noqa: E402
from shushan.circulation.troubles.models import Claim, Damage, Recall, Stray  # noqa: E402

__all__ = [
    "BookEntry", "Charge", "Claim", "Closing", "Damage", "Deposit", "DepositRun", "HistoryWish", "Hold", "KeyedAct", "LendingRule",
    "LendingRuleVersion", "Loan", "NoticeEnd", "OfflineAct", "OrderPart", "PaymentNotice", "PaymentOrder",
    "PhoneRefund", "Recall", "Receipt", "ReceiptNumber",
    "ReceiptPrint", "RetiredDeposit", "Shift", "Stray", "Till", "Transit",
]  # fmt: skip
