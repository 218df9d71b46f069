"""Read jobs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shushan.jobs.models import Job, LogLine
from shushan.jobs.registry import kind
from shushan.jobs.states import JobState
from shushan.jobs.terms import EXAMINATION, Examination, JobValue
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


def examination() -> Examination | None:
    """Return what the last examination of the house that came to its end found; None: there was none yet. One query."""
    found = Job.objects.filter(code=EXAMINATION, state=JobState.DONE).order_by("-pk").first()
    if found is None or found.finished_at is None:
        return None
    return Examination(found.pk, found.finished_at, found.total - found.done, found.total)


def newest(code: str, *, state: JobState | None = None) -> JobValue | None:
    """Return the newest job of a kind, or the newest in that state; None when there never was one. One query."""
    found = Job.objects.filter(code=code) if state is None else Job.objects.filter(code=code, state=state)
    last = found.order_by("-pk").first()
    return None if last is None else _value(last)


def is_anything_waiting() -> bool:
    """Say whether a job waits or runs."""
    return Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).exists()


def _value(j: Job) -> JobValue:
    return JobValue(
        j.pk, j.code, _(j.title) if j.title else "", JobState(j.state), j.done, j.total, j.message, j.error, j.actor.get("name", ""),
        j.made_at, j.started_at, j.finished_at, j.attempts, j.file_id, j.cancel_asked, _is_repeatable(j.code),
    )  # fmt: skip


def _is_repeatable(code: str) -> bool:
    known = kind(code)
    return known is not None and known.is_repeatable
