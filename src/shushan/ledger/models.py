"""The tables of the ledger. Written only by this room's operations; the triggers of 0001 refuse the rest."""

from __future__ import annotations

import zlib
from functools import lru_cache

from django.db import models
from django.db.models import F, Q


@lru_cache(maxsize=1024)
def kind_id(fact: str) -> int:
    """Return the number of a fact's kind: a 31-bit checksum of its name, equal in every installation."""
    return zlib.crc32(fact.encode()) & 0x7FFFFFFF


class FactKind(models.Model):
    """One kind of fact, as its room declares it."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    unit = models.CharField(max_length=12)
    is_stock = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One fact. ``quantity`` in base units, signed; ``occurred_on`` the local day of ``occurred_at``."""

    fact = models.ForeignKey(FactKind, models.PROTECT, related_name="+", db_index=False)
    quantity = models.BigIntegerField()
    site_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=80, db_index=True)
    actor = models.CharField(max_length=60)
    source = models.CharField(max_length=10)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    occurred_on = models.DateField()
    recorded_on = models.DateField()
    dims = models.JSONField(default=dict)
    reader = models.CharField(max_length=32, default="")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    note = models.CharField(max_length=200, default="")
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["fact", "occurred_on", "site_id"], name="ledger_entry_by_day"),
            # different readers are counted from the index alone; what came from another site is few among many
            models.Index(
                fields=["fact", "occurred_on", "site_id", "reader", "quantity"], condition=Q(reader__gt=""),
                name="ledger_entry_readers",
            ),
            models.Index(
                fields=["fact", "occurred_on", "site_id", "quantity"], condition=Q(dims__from_site__isnull=False),
                name="ledger_entry_from_site",
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(condition=Q(corrects__isnull=True) | ~Q(note=""), name="ledger_reversal_has_reason"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | Q(corrects__lt=F("id")), name="ledger_reversal_comes_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact_id} × {self.quantity} {self.subject}"


class Delivery(models.Model):
    """A fact that one handler has to hear of. ``done_at`` and the handler's effect commit together."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    handler = models.CharField(max_length=60)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(default="")
    not_before = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "handler"], name="ledger_delivery_once")]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(done_at__isnull=True), name="ledger_delivery_pending")
        ]

    def __str__(self) -> str:
        return f"{self.handler} ← {self.entry_id}"


class Seal(models.Model):
    """A run of entries in the order of recording, chained to the seal before. ``ids`` like ``1-1000,1002``."""

    first_id = models.BigIntegerField(unique=True)
    last_id = models.BigIntegerField(unique=True)
    entries = models.PositiveIntegerField()
    ids = models.TextField()
    head = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id} {self.head[:12]}"


class RollUp(models.Model):
    """Sums of the sealed entries by fact, day of act, day of recording, site and unit (0 = none).

    ``corrections``: how many of the entries take another back; ``latest_at``: when the last of them was recorded.
    """

    fact = models.ForeignKey(FactKind, models.PROTECT, related_name="+", db_index=False)
    occurred_on = models.DateField()
    recorded_on = models.DateField()
    site_id = models.BigIntegerField(default=0)
    unit_id = models.BigIntegerField(default=0)
    quantity = models.BigIntegerField()
    entries = models.PositiveBigIntegerField()
    corrections = models.PositiveBigIntegerField(default=0)
    latest_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fact", "occurred_on", "site_id", "unit_id", "recorded_on"], name="ledger_rollup_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact_id} {self.occurred_on} {self.quantity}"
