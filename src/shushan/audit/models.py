"""The table of looks; triggers keep it append-only."""

from __future__ import annotations

from django.db import models


class Look(models.Model):
    """One look by one actor at one subject."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    name = models.CharField(max_length=80, blank=True)
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, db_index=True)
    note = models.CharField(max_length=200, blank=True)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.actor} {self.act} {self.subject}"
