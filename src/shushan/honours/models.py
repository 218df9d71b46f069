"""The tables of the honours. Written only by this room's operations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.honours.states import HonourState


class Criteria(models.Model):
    """What an issuer asks; a change is another row from a later day. ``items``: ``[{"text": …, "rules": […]}]``."""

    issuer = models.CharField(max_length=80)
    title = models.CharField(max_length=80)
    source = models.CharField(max_length=160)
    since = models.DateField()
    items = models.JSONField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "title", "since"], name="honours_criteria_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Honour(models.Model):
    """A recommendation and what became of it."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    criteria = models.ForeignKey(Criteria, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=12, default=HonourState.RECOMMENDED, choices=[(s.value, s.name) for s in HonourState]
    )
    body = models.CharField(max_length=80)
    recommended_on = models.DateField()
    words = models.CharField(max_length=400, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=80, blank=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "criteria"], condition=Q(state=HonourState.RECOMMENDED), name="honours_one_open_each"
            ),
            models.CheckConstraint(
                condition=Q(state=HonourState.RECOMMENDED, decided_on=None)
                | (~Q(state=HonourState.RECOMMENDED) & Q(decided_on__gte=F("recommended_on"))),
                name="honours_decided_after_recommended",
            ),
            models.CheckConstraint(
                condition=~Q(state=HonourState.AWARDED) | ~Q(number=""), name="honours_award_has_document"
            ),
        ]

    def __str__(self) -> str:
        return f"honour {self.pk}"


class EvidenceRow(models.Model):
    """One month of the evidence, for a criterion or (empty) for all duties. Appended, never changed."""

    honour = models.ForeignKey(Honour, models.PROTECT, related_name="evidence")
    month = models.DateField()
    criterion = models.CharField(max_length=160, blank=True)
    met = models.PositiveIntegerField()
    applicable = models.PositiveIntegerField()
    excused = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["honour", "month", "criterion"], name="honours_evidence_once"),
            models.CheckConstraint(condition=Q(met__lte=F("applicable")), name="honours_met_of_applicable"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.met}/{self.applicable}"
