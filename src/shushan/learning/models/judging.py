"""What was asked of a roster and had fallen due, judged once and kept: the facts of the figures stand on it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.learning.terms import Due


class Judgement(models.Model):
    """A campaign that ended, a line of a plan that fell due, or a year that ended; judged once."""

    what = models.CharField(max_length=10, choices=[(d.value, d.name) for d in Due])
    which = models.PositiveBigIntegerField()  # the campaign, the line of the plan, or the year
    on = models.DateField()
    judged_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["what", "which"], name="learning_judged_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.which}"


class Judged(models.Model):
    """How one of the roster of that day stood, as known ``[recorded_at, dropped_at)``; ``evidence`` are the records that answer.

    A line is dropped when the roster was corrected afterwards, and another may take its place; it is never changed.
    """

    judgement = models.ForeignKey(Judgement, models.PROTECT, related_name="lines")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    is_met = models.BooleanField()
    evidence = models.JSONField(default=list)
    recorded_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["judgement", "person"], condition=Q(dropped_at=None), name="learning_judged_person_once"
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | Q(dropped_at__gte=F("recorded_at")), name="learning_judged_dropped_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.is_met}"
