"""Tables of 民主评议党员: self appraisals, counters of the mutual grades, conclusions. Written only by the operations.

Like a secret ballot (decision 0053): who has handed in a form is one row without time or sequence, what the forms say
are counters; nothing joins the two.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from shushan.meetings.terms import Grade

GRADES = [(grade.value, grade.name) for grade in Grade]


class SelfAppraisal(models.Model):
    """What a member wrote about oneself, for one appraisal."""

    seat = models.OneToOneField("meetings.Seat", models.PROTECT, primary_key=True, related_name="+")
    text = models.TextField(max_length=4000)
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="meetings_self_says_something")]

    def __str__(self) -> str:
        return self.text[:40]


class GradedForm(models.Model):
    """That somebody has handed in a form: no time, no sequence."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    seat = models.OneToOneField("meetings.Seat", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return "graded"


class GradeCell(models.Model):
    """How many forms give a member a grade. All cells of a member stand before the first form counts."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    seat = models.ForeignKey("meetings.Seat", models.PROTECT, related_name="+")
    grade = models.CharField(max_length=12, choices=GRADES)
    papers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["seat", "grade"], name="meetings_grade_cell_once")]

    def __str__(self) -> str:
        return self.grade


class Conclusion(models.Model):
    """What the branch committee concluded about a member; ``committee`` is the meeting that did, where there is one."""

    seat = models.OneToOneField("meetings.Seat", models.PROTECT, primary_key=True, related_name="+")
    grade = models.CharField(max_length=12, choices=GRADES)
    text = models.CharField(max_length=1000, blank=True)
    committee = models.ForeignKey("meetings.Meeting", models.PROTECT, null=True, blank=True, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(grade="unqualified") | ~Q(text=""), name="meetings_unqualified_says_why"
            )
        ]

    def __str__(self) -> str:
        return self.grade
