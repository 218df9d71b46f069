"""The tables of evaluation sets. A version never changes: a change is a new version."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shushan.indicators.duties.terms import Comparison


class SetVersion(models.Model):
    """One version of an evaluation set. Append-only."""

    code = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    source = models.CharField(max_length=400)
    note = models.CharField(max_length=1000, blank=True)
    grades = models.JSONField(default=list, blank=True)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="indicators_set_version"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Criterion(models.Model):
    """One criterion of a version: mapped to an indicator, or marked as not from this platform. Append-only."""

    version = models.ForeignKey(SetVersion, models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=240, blank=True)
    points = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12, blank=True)
    why_not = models.CharField(max_length=300, blank=True)
    comparison = models.CharField(max_length=8, choices=[(c.value, c.name) for c in Comparison])
    threshold = models.CharField(max_length=60, blank=True)
    bands = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=300, blank=True)
    is_checked = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "number"], name="indicators_criterion_once"),
            models.CheckConstraint(
                condition=~Q(code="") | ~Q(why_not=""), name="indicators_criterion_mapped_or_marked"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Evidence(models.Model):
    """What was put beside a criterion for a year. Points given by hand are marked as such."""

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="evidence")
    year = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    file = models.UUIDField(null=True, blank=True)
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.text
