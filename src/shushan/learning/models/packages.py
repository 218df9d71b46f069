"""Packages of course ware, what they stored for a learner, what they stated."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shushan.learning.models.watching import Attendance
from shushan.learning.packages.terms import PackageKind


class Package(models.Model):
    """A package that was brought, kept whole by its digest; the same file is one package. ``items``: what it launches."""

    sha256 = models.CharField(max_length=64, unique=True)
    file = models.UUIDField()
    name = models.CharField(max_length=200)  # of the file
    kind = models.CharField(max_length=10, choices=[(k.value, k.name) for k in PackageKind])
    title = models.CharField(max_length=120, blank=True)
    activity = models.CharField(max_length=500, blank=True)
    items = models.JSONField()
    files = models.PositiveIntegerField()
    unpacked = models.PositiveBigIntegerField()
    made_label = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(kind=PackageKind.XAPI) & ~Q(activity="")) | (~Q(kind=PackageKind.XAPI) & Q(activity="")),
                name="learning_package_activity",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """What one unit of a package stored for a learner. ``session_seconds`` and ``claimed_seconds`` are its own account."""

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="runs")
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    item = models.CharField(max_length=200, blank=True)
    cmi = models.JSONField(default=dict)
    sitting = models.PositiveBigIntegerField(default=0)
    number = models.PositiveIntegerField(default=0)
    is_done = models.BooleanField(default=False)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    session_seconds = models.PositiveIntegerField(default=0)
    claimed_seconds = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attendance", "package", "item"], name="learning_run_once"),
            models.CheckConstraint(condition=Q(percent=None) | Q(percent__lte=100), name="learning_run_percent"),
        ]

    def __str__(self) -> str:
        return f"run of {self.attendance_id}"


class Statement(models.Model):
    """A statement of a package, as it came: the time it claims and the time it was kept."""

    statement = models.UUIDField(unique=True)
    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="statements")
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=500)
    object_id = models.CharField(max_length=500)
    said_at = models.DateTimeField()
    stored_at = models.DateTimeField()
    body = models.JSONField()

    def __str__(self) -> str:
        return str(self.statement)


class Document(models.Model):
    """What a package of xAPI keeps for a learner under a name, to go on later."""

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="documents")
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    text = models.TextField(max_length=200_000)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attendance", "package", "name"], name="learning_document_once")
        ]

    def __str__(self) -> str:
        return self.name
