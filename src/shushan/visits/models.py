"""The tables of the visits. Written only by this room's operations."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


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
        indexes = [models.Index(fields=["-since", "-id"], name="visits_reading_since")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.since} +{self.entered}"
