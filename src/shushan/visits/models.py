"""The tables of the visits. Written only by this room's operations."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shushan.visits.terms import Side


class Gate(models.Model):
    """One door where people are counted, ``[since, until)``. Its name is what facts carry and is never changed."""

    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    side = models.CharField(max_length=4, choices=[(s.value, s.name) for s in Side])
    device = models.ForeignKey("people.Device", models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="visits_gate_some_day"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="visits_gate_named"),
            models.CheckConstraint(condition=Q(side__in=[s.value for s in Side]), name="visits_gate_side"),
            models.UniqueConstraint(fields=["site", "name"], name="visits_gate_name_once"),
            models.UniqueConstraint(
                fields=["device"], condition=Q(until__isnull=True), name="visits_one_open_gate_per_device"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.name}"


class Reading(models.Model):
    """What was counted in one span, and by which way it came. Its facts stand under ``visits.reading:id``."""

    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")
    way = models.CharField(max_length=6)
    gate = models.CharField(max_length=40, blank=True)
    device_id = models.BigIntegerField(null=True)
    sequence = models.BigIntegerField(null=True)
    since = models.DateTimeField()
    entered = models.PositiveIntegerField()
    left = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device_id", "sequence"], name="visits_device_sequence_once"),
            models.UniqueConstraint(
                fields=["site", "gate", "since"],
                condition=Q(way="csv", reversed_at__isnull=True),
                name="visits_file_hour_once",
            ),
            models.CheckConstraint(
                condition=~Q(way="device") | Q(device_id__isnull=False, sequence__isnull=False),
                name="visits_device_has_sequence",
            ),
        ]
        indexes = [
            models.Index(fields=["-since", "-id"], name="visits_reading_since"),
            models.Index(fields=["site", "gate", "since"], name="visits_reading_gate"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.since} +{self.entered}"
