"""The tables of the circulation. Written only by this room's operations (and row for row alike by the bulk path)."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from shushan.circulation.states import LoanState

IS_OPEN: Final = Q(state=LoanState.OUT.value)


class LoansQuerySet(models.QuerySet["Loan"]):
    """Filters over loans."""

    def open(self) -> LoansQuerySet:
        """Keep those whose item is out."""
        return self.filter(state=LoanState.OUT.value)

    def returned(self) -> LoansQuerySet:
        """Keep those whose item is back."""
        return self.filter(state=LoanState.BACK.value)


class Loan(models.Model):
    """One item in one reader's hands. ``reader`` is null once anonymised; category and age band are as at lending.

    ``due_at`` is the last second of the due day. The keys make an act that is sent twice the same act.
    """

    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="+")
    reader = models.ForeignKey("people.Reader", models.PROTECT, null=True, related_name="+")
    category = models.CharField(max_length=8)
    age_band = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=8, choices=[(s.value, s.name) for s in LoanState])
    lent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True)
    lent_site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")
    return_site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+")
    renewals = models.PositiveSmallIntegerField(default=0)
    renewed_at = models.DateTimeField(null=True)
    lent_key = models.UUIDField(null=True, unique=True)
    return_key = models.UUIDField(null=True, unique=True)

    objects = LoansQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item"], condition=IS_OPEN, name="loan_one_open_per_item"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in LoanState]), name="loan_state_known"),
            models.CheckConstraint(condition=Q(due_at__gt=F("lent_at")), name="loan_due_after_lent"),
            models.CheckConstraint(condition=~IS_OPEN | Q(reader__isnull=False), name="loan_open_has_reader"),
            models.CheckConstraint(
                condition=Q(state=LoanState.OUT.value, back_at__isnull=True, return_site__isnull=True)
                | Q(state=LoanState.BACK.value, back_at__isnull=False, return_site__isnull=False),
                name="loan_back_when_back",
            ),
            models.CheckConstraint(
                condition=Q(back_at__isnull=True) | Q(back_at__gte=F("lent_at")), name="loan_back_after_lent"
            ),
            models.CheckConstraint(
                condition=Q(renewals=0, renewed_at__isnull=True) | Q(renewals__gt=0, renewed_at__isnull=False),
                name="loan_renewed_when_renewed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="loan_by_due"),
            models.Index(fields=["-lent_at"], name="loan_by_lent"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class HistoryWish(models.Model):
    """A reader who asked to keep returned loans for a while; without a row they are cut off soon after return."""

    reader = models.OneToOneField("people.Reader", models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
