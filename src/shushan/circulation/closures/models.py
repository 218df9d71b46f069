"""What closures moved. Written only by the circulation's operations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Shift(models.Model):
    """One due day, or one last day on the pick-up shelf, moved by a closure. ``closure`` is its number in the places.

    ``was`` and ``became`` are instants; ``settled_at`` is set when it was put back, or was changed by somebody since.
    """

    closure = models.BigIntegerField()
    loan = models.ForeignKey("circulation.Loan", models.CASCADE, null=True, related_name="+")
    hold = models.ForeignKey("circulation.Hold", models.CASCADE, null=True, related_name="+")
    was = models.DateTimeField()
    became = models.DateTimeField()
    moved_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    put_back = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(loan__isnull=False, hold__isnull=True) | Q(loan__isnull=True, hold__isnull=False),
                name="shift_of_loan_or_hold",
            ),
            models.CheckConstraint(condition=Q(became__gt=F("was")), name="shift_moves_on"),
            models.CheckConstraint(
                condition=Q(put_back=False) | Q(settled_at__isnull=False), name="shift_back_is_dated"
            ),
            models.UniqueConstraint(
                fields=["closure", "loan"], condition=Q(settled_at__isnull=True), name="shift_once_per_loan"
            ),
            models.UniqueConstraint(
                fields=["closure", "hold"], condition=Q(settled_at__isnull=True), name="shift_once_per_hold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closure}: {self.was} → {self.became}"
