"""Who watched what: progress, sittings, tests taken, notes, discussion, certificates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shushan.learning.models.courses import Course, Lesson


class Attendance(models.Model):
    """A person's progress in a lesson. ``watched`` is the set of seconds that count, as pairs."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="attendances")
    watched = models.JSONField(default=list)
    watched_seconds = models.PositiveIntegerField(default=0)
    at_second = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)  # a package said for the first time that it is done
    best_percent = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "lesson"], name="learning_attendance_once"),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_at__gte=models.F("began_at")),
                name="learning_completed_after_begin",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["lesson", "completed_at"], name="learning_completed")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.lesson_id}"


class Sitting(models.Model):
    """One sitting on one device; a person has one open at a time. ``number`` is the last heartbeat acknowledged."""

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="sittings")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveIntegerField(default=0)
    earned = models.PositiveIntegerField(default=0)
    hidden = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="learning_one_open_sitting"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("opened_at")), name="learning_sitting_time"
            ),
        ]

    def __str__(self) -> str:
        return f"sitting {self.pk}"


class Attempt(models.Model):
    """A test that was taken."""

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    right = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attendance", "number"], name="learning_attempt_once"),
            models.CheckConstraint(condition=Q(right__lte=models.F("total")), name="learning_attempt_right"),
        ]

    def __str__(self) -> str:
        return f"{self.right}/{self.total}"


class Note(models.Model):
    """What somebody noted for themselves at a place of a lesson."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="+")
    at_second = models.PositiveIntegerField(default=0)
    text = models.TextField(max_length=2000)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note {self.pk}"


class Remark(models.Model):
    """What somebody said about a lesson to all who study it."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="remarks")
    text = models.TextField(max_length=1000)
    made_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"remark {self.pk}"


class Certificate(models.Model):
    """That somebody completed a course."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, unique=True)
    completed_on = models.DateField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "course"], name="learning_certificate_once")]

    def __str__(self) -> str:
        return self.number
