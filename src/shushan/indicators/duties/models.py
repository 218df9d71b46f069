"""The tables of duties."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shushan.indicators.duties.terms import Comparison

_SPAN = Q(until__isnull=True) | Q(until__gt=F("since"))


class Duty(models.Model):
    """Something that somebody answers for, ``[since, until)``. ``told_*`` is what the ledger was told of it last."""

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    source = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    told_standing = models.BooleanField(default=False)
    told_unowned = models.BooleanField(default=False)
    told_unmeasured = models.BooleanField(default=False)
    told_covered = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_SPAN, name="indicators_duty_days"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="indicators_duty_under_itself"),
        ]

    def __str__(self) -> str:
        return self.code


class DutyHolder(models.Model):
    """Somebody's part in a duty. ``slot`` stands once at a time: 0 for the accountable one, else the person's id."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="holders")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    role = models.PositiveSmallIntegerField()
    slot = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_SPAN, name="indicators_holder_days"),
            models.CheckConstraint(
                condition=Q(role=1, slot=0) | (~Q(role=1) & Q(slot=F("person"))), name="indicators_holder_slot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.duty_id}"


class DutyLink(models.Model):
    """An indicator by which a duty is measured, ``[since, until)``."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="links")
    code = models.CharField(max_length=12)
    site_ids = models.JSONField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=_SPAN, name="indicators_link_days")]

    def __str__(self) -> str:
        return f"{self.code} of {self.duty_id}"


class Target(models.Model):
    """What an indicator is to reach over ``[since, until)``."""

    link = models.ForeignKey(DutyLink, models.PROTECT, related_name="targets")
    since = models.DateField()
    until = models.DateField()
    number = models.CharField(max_length=60)
    start = models.CharField(max_length=60, default="0")
    points = models.JSONField(default=list, blank=True)
    comparison = models.CharField(max_length=8, choices=[(c.value, c.name) for c in Comparison])
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="indicators_target_days"),
            models.UniqueConstraint(fields=["link", "since", "until"], name="indicators_target_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} by {self.until}"
