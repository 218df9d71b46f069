"""The tables of the reports. Written only by this room's operations; nothing in them is ever changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class TemplateVersion(models.Model):
    """One version of a template; the highest number is the one in use. Number 0 is the text that came with the software."""

    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    note = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "number"], name="reporting_version_once"),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="reporting_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class Report(models.Model):
    """A report as it was built for a day: what it prints, every figure with its receipt, what stood against it."""

    template = models.CharField(max_length=40)
    template_number = models.PositiveIntegerField()
    number = models.PositiveIntegerField()  # 1, 2, … of the template
    title = models.CharField(max_length=200)
    as_of = models.DateField()
    built = models.JSONField()
    digest = models.CharField(max_length=64)  # SHA-256 of ``built``
    figures = models.PositiveIntegerField()
    problems = models.PositiveIntegerField()
    made_label = models.CharField(max_length=40)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "number"], name="reporting_report_once"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"


class Finish(models.Model):
    """A report that somebody other than its maker has finished."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="finish")
    finished_label = models.CharField(max_length=40)
    finished_by = models.CharField(max_length=80)
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"finish of {self.report_id}"
