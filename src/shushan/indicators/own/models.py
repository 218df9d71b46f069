"""The tables of own definitions. A version in use is append-only: the database refuses every change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.indicators.own.terms import CountRule, DraftState, Whole


class OwnContent(models.Model):
    """What a definition says; see ``terms.OwnPlan``."""

    code = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    unit = models.CharField(max_length=16)
    unit_en = models.CharField(max_length=32)
    definition = models.CharField(max_length=600)
    definition_en = models.CharField(max_length=800)
    source = models.CharField(max_length=300)
    note = models.CharField(max_length=400, blank=True)
    rule = models.CharField(max_length=8, choices=[(r.value, r.name) for r in CountRule])
    whole = models.CharField(max_length=7, choices=[(w.value, w.name) for w in Whole])
    valid_from = models.DateField()
    facts = models.JSONField(default=list)
    minus = models.JSONField(default=list)
    filters = models.JSONField(default=list)
    present = models.JSONField(default=list)
    keys = models.JSONField(default=list)
    dim = models.CharField(max_length=40, blank=True)
    numerator = models.CharField(max_length=12, blank=True)
    denominator = models.CharField(max_length=12, blank=True)
    factor = models.PositiveIntegerField(default=1)
    base = models.PositiveIntegerField(default=1)
    decimals = models.PositiveSmallIntegerField(default=0)
    breakdowns = models.JSONField(default=list)
    is_personal = models.BooleanField(default=True)
    is_internal = models.BooleanField(default=True)
    made_by = models.CharField(max_length=40)

    class Meta:
        abstract = True


class OwnDraft(OwnContent):
    """A definition that is being written; at most one is open for a code."""

    state = models.CharField(max_length=9, default=DraftState.OPEN, choices=[(s.value, s.name) for s in DraftState])
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    editors = models.JSONField(default=list)  # everybody who wrote at it
    why = models.CharField(max_length=400, blank=True)  # it was discarded

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(state=DraftState.OPEN), name="indicators_one_open_definition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class OwnVersion(OwnContent):
    """A definition in use from ``valid_from``. Append-only."""

    checked_by = models.CharField(max_length=40)
    checked_at = models.DateTimeField()
    check_note = models.CharField(max_length=400, blank=True)
    proofs = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="indicators_own_version_once"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="indicators_own_version_day"),
            models.CheckConstraint(condition=~Q(checked_by=F("made_by")), name="indicators_own_checker_is_another"),
            models.CheckConstraint(condition=Q(code__startswith="Z"), name="indicators_own_code"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_en="") & ~Q(unit="") & ~Q(definition="") & ~Q(source=""),
                name="indicators_own_texts",
            ),
            models.CheckConstraint(
                condition=~Q(rule=CountRule.RATIO) | (~Q(numerator="") & ~Q(denominator="")),
                name="indicators_own_ratio_has_parts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class OwnRetirement(models.Model):
    """From the day after ``on`` a code is asked for no more; what was signed under it stays. Append-only."""

    code = models.CharField(max_length=10, unique=True)
    on = models.DateField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    reason = models.CharField(max_length=400)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="indicators_own_retired_why"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.on}"
