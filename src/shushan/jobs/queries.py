"""Read jobs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shushan.jobs.models import Job, LogLine
from shushan.jobs.states import JobState
from shushan.jobs.terms import JobValue
from shushan.kernel.errors import NotFound


def job(job_id: int) -> JobValue:
    """Return one job.

    :raises NotFound:
    """
    found = Job.objects.filter(pk=job_id).first()
    if found is None:
        raise NotFound(_("没有这项作业"))
    return _value(found)


def jobs(*, before: int = 0, limit: int = 50) -> list[JobValue]:
    """Return jobs, newest first, below an id, in one query."""
    found = Job.objects.order_by("-pk")
    return [_value(j) for j in (found.filter(pk__lt=before) if before else found)[:limit]]


def log_of(job_id: int, *, limit: int = 200) -> list[str]:
    """Return the last lines of a job's log, oldest first."""
    lines = LogLine.objects.filter(job_id=job_id).order_by("-pk")[:limit]
    return [line.text for line in reversed(lines)]


def is_anything_waiting() -> bool:
    """Say whether a job waits or runs."""
    return Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).exists()


def _value(j: Job) -> JobValue:
    return JobValue(
        j.pk, j.code, _(j.title) if j.title else "", JobState(j.state), j.done, j.total, j.message, j.error, j.actor.get("name", ""),
        j.made_at, j.started_at, j.finished_at, j.attempts, j.file_id, j.cancel_asked,
    )  # fmt: skip
