"""Courses, lessons, tests, series, plans."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shushan.learning.states import CourseState
from shushan.learning.terms import Audience, LessonKind


class Series(models.Model):
    """Courses that belong together under a name."""

    name = models.CharField(max_length=120, unique=True)
    name_en = models.CharField(max_length=160, blank=True)
    about = models.TextField(max_length=4000, blank=True)

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """Lessons in an order."""

    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="courses")
    name = models.CharField(max_length=120, unique=True)
    name_en = models.CharField(max_length=160, blank=True)
    about = models.TextField(max_length=4000, blank=True)
    audience = models.CharField(max_length=12, choices=[(a.value, a.name) for a in Audience])
    state = models.CharField(max_length=8, default=CourseState.DRAFT, choices=[(s.value, s.name) for s in CourseState])
    has_certificate = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    made_label = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=CourseState.DRAFT) | Q(opened_at__isnull=False), name="learning_open_since"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Lesson(models.Model):
    """One lesson. A lesson that people studied is taken out of its course (``retired_at``), never deleted."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="lessons")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=8, choices=[(k.value, k.name) for k in LessonKind])
    body = models.TextField(max_length=100_000, blank=True)
    file = models.UUIDField(null=True, blank=True)
    media_type = models.CharField(max_length=40, blank=True)
    address = models.URLField(max_length=500, blank=True)
    package = models.ForeignKey("learning.Package", models.PROTECT, null=True, blank=True, related_name="+")
    seconds = models.PositiveIntegerField()
    percent = models.PositiveSmallIntegerField(default=90)
    tries = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["course", "position"], condition=Q(retired_at=None), name="learning_lesson_position"
            ),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="learning_lesson_percent"),
            models.CheckConstraint(
                condition=~Q(kind__in=[LessonKind.VIDEO, LessonKind.AUDIO]) | Q(file__isnull=False, seconds__gt=0),
                name="learning_played_has_file",
            ),
            models.CheckConstraint(condition=~Q(kind=LessonKind.LINK) | ~Q(address=""), name="learning_link_leads"),
            models.CheckConstraint(
                condition=Q(kind=LessonKind.PACKAGE, package__isnull=False, seconds__gt=0)
                | (~Q(kind=LessonKind.PACKAGE) & Q(package=None)),
                name="learning_package_lesson",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """A question of a test."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "position"], name="learning_question_position")
        ]

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """A possible answer to a question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    is_right = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "position"], name="learning_answer_position")
        ]

    def __str__(self) -> str:
        return self.text


class Plan(models.Model):
    """What is studied in a year; no unit: by everyone."""

    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(max_length=4000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "name"], name="learning_plan_once"),
            models.CheckConstraint(condition=Q(year__gte=1949, year__lte=2200), name="learning_plan_year"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class PlanItem(models.Model):
    """A course or a series of a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="items")
    course = models.ForeignKey(Course, models.PROTECT, null=True, blank=True, related_name="+")
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(course=None, series__isnull=False) | Q(course__isnull=False, series=None),
                name="learning_plan_item_one",
            ),
            models.UniqueConstraint(fields=["plan", "course"], name="learning_plan_course_once"),
            models.UniqueConstraint(fields=["plan", "series"], name="learning_plan_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.course_id or self.series_id}"
