"""The tables of the development of members. Written only by this room's operations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.development.states import CaseState


class Case(models.Model):
    """One applicant's way."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, default=CaseState.OPEN, choices=[(s.value, s.name) for s in CaseState])
    opened_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    why_ended = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state=CaseState.OPEN), name="development_one_open_case_each"
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, ended_on=None)
                | (~Q(state=CaseState.OPEN) & Q(ended_on__gte=F("opened_on"))),
                name="development_ended_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Receiving(models.Model):
    """A temporary branch that looks after somebody who is deployed, ``[since, until)``."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="received")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="development_receiving_days"
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.case_id} at {self.unit_id}"


class StepRecord(models.Model):
    """A step that was taken, or (``corrects``) the taking back of such a record. Appended, never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="records")
    step = models.CharField(max_length=20)
    on = models.DateField()
    who = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.PositiveIntegerField(default=0)
    entitled = models.PositiveSmallIntegerField(default=0)
    present = models.PositiveSmallIntegerField(default=0)
    yes = models.PositiveSmallIntegerField(default=0)
    is_secret = models.BooleanField(default=False)
    is_separate = models.BooleanField(default=False)
    is_passed = models.BooleanField(default=False)
    basis = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=400, blank=True)
    despite = models.CharField(max_length=240, blank=True)
    file = models.UUIDField(null=True, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="taken_back_by")
    by = models.CharField(max_length=80)
    by_label = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(yes__lte=F("present"), present__lte=F("entitled")), name="development_vote_is_sound"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "on"], name="development_steps")]

    def __str__(self) -> str:
        return f"{self.step} {self.on}"
