"""The table of acts while cut off."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OfflineAct(models.Model):
    """What a desk or a machine did while it was cut off, and sent afterwards: recorded or listed, never refused.

    ``outcome``: ``done``, ``eased`` (a rule was set aside or something was put right), ``open`` (somebody must look),
    ``settled`` (somebody did). ``said_at`` is the clock there, ``at`` the corrected instant. The whole card number
    stays only while the line is open. ``sent_by`` is who sent it up (an actor's label), ``source`` where it was done.
    """

    key = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=60)
    sent_by = models.CharField(max_length=80, blank=True)
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+", db_index=False)
    way = models.CharField(max_length=6)
    card = models.CharField(max_length=60, blank=True)
    barcode = models.CharField(max_length=60, blank=True)
    said_at = models.DateTimeField()
    at = models.DateTimeField()
    came_at = models.DateTimeField()
    outcome = models.CharField(max_length=8)
    why = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=150, blank=True)
    told_due = models.DateField(null=True)
    loan = models.ForeignKey("circulation.Loan", models.SET_NULL, null=True, related_name="+", db_index=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("断线期间的借还")
        indexes: ClassVar = [models.Index(fields=["outcome", "-came_at"], name="offline_act_by_outcome")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="settled", settled_at__isnull=False)
                | Q(outcome__in=["done", "eased", "open"], settled_at__isnull=True),
                name="offline_act_settled_is_dated",
            ),
            models.CheckConstraint(condition=Q(way__in=["lend", "return", "renew"]), name="offline_act_way_known"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.barcode}: {self.outcome}"
