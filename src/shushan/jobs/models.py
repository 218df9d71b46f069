"""The tables of the jobs."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """One piece of long work. ``actor`` is a snapshot of who asked, with the grants of that moment."""

    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    actor = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="queued")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    checkpoint = models.JSONField(default=dict)
    worker = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    file_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="jobs_by_state")]

    def __str__(self) -> str:
        return f"{self.pk} {self.code} {self.state}"


class LogLine(models.Model):
    """One line of a job's log."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="log")
    at = models.DateTimeField()
    text = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.text


class Night(models.Model):
    """A nightly chore that was done on a day: the row is taken before the work, so that only one worker does it."""

    code = models.CharField(max_length=60)
    day = models.DateField()
    taken_at = models.DateTimeField()
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "day"], name="jobs_once_a_night")]

    def __str__(self) -> str:
        return f"{self.code} {self.day}"
