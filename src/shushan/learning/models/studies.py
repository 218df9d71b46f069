"""Study elsewhere: channels, files, records, and what counts as a class hour."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.learning.terms import StudyUnit

UNITS = [(unit.value, unit.name) for unit in StudyUnit]


class Channel(models.Model):
    """A study channel outside this house."""

    code = models.SlugField(max_length=24, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class StudyImport(models.Model):
    """A file of study elsewhere, with its digest; ``lines`` are those that were not taken: number, why (a code), what."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="imports")
    file = models.UUIDField()
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    taken = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    differing = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    lines = models.JSONField(default=list)
    made_label = models.CharField(max_length=40)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class StudyRecord(models.Model):
    """One study of a person in a channel on a day, as it was told: never changed, never converted where it stands."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="records")
    day = models.DateField()
    title = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()  # hundredths of the unit
    unit = models.CharField(max_length=12, choices=UNITS)
    source = models.ForeignKey(StudyImport, models.PROTECT, null=True, blank=True, related_name="records")
    line = models.PositiveIntegerField(default=0)
    made_label = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "person", "day", "title"], name="learning_study_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="learning_study_something"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "day"], name="learning_study_person")]

    def __str__(self) -> str:
        return f"{self.day} {self.title}"


class Conversion(models.Model):
    """How many hundredths of a class hour one unit is, ``[since, until)``; the database keeps one at a time."""

    unit = models.CharField(max_length=12, choices=UNITS)
    number = models.PositiveSmallIntegerField()  # the unit as a number, for the database's promise
    hundredths = models.PositiveIntegerField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=120)
    made_label = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="learning_conversion_days"),
            models.CheckConstraint(condition=~Q(unit=StudyUnit.CLASS_HOUR), name="learning_class_hour_is_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} = {self.hundredths}"
