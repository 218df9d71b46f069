"""The tables of what goes wrong with loans. Written only by this room's operations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Damage(models.Model):
    """What was seen on an item after a loan; ``photo`` is the id of a kept file."""

    loan = models.ForeignKey("circulation.Loan", models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="+")
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    note = models.CharField(max_length=200)
    photo = models.UUIDField(null=True)
    charge = models.ForeignKey("circulation.Charge", models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("污损")

    def __str__(self) -> str:
        return f"{self.pk}: {self.item_id}"


class Claim(models.Model):
    """A reader says that an item was returned. ``outcome``: ``found``, ``not-found`` or ``lost`` once it ended."""

    loan = models.ForeignKey("circulation.Loan", models.PROTECT, related_name="+")
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("声明已还")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["loan"], condition=Q(ended_at__isnull=True), name="claim_open_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="claim_end_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.loan_id}"


class Recall(models.Model):
    """A loan was called back before its day."""

    loan = models.OneToOneField("circulation.Loan", models.PROTECT, primary_key=True, related_name="+")
    at = models.DateTimeField()
    old_due_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    def __str__(self) -> str:
        return str(self.pk)


class Stray(models.Model):
    """An item in hand that the catalogue cannot explain, on the list for cataloguing until it was dealt with.

    ``why``: ``unknown`` barcode, ``withdrawn``, ``missing``.
    """

    barcode = models.CharField(max_length=60)
    item = models.ForeignKey("catalogue.Item", models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    why = models.CharField(max_length=10)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["barcode"], condition=Q(ended_at__isnull=True), name="stray_open_once")
        ]
        indexes: ClassVar = [models.Index(fields=["ended_at", "site"], name="stray_by_site")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.barcode}"
