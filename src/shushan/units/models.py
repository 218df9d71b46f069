"""The tables of the units. Written only by this room's operations."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Unit(models.Model):
    """The lasting identity of an organisational unit."""

    code = models.CharField(max_length=24, unique=True)

    def __str__(self) -> str:
        return self.code


class UnitVersion(models.Model):
    """What a unit was, ``[since, until)``."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=24)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=80, blank=True)  # what allowed it: ``room.noun:id``, empty for an ordinary unit

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="units_some_day"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")), name="units_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name
