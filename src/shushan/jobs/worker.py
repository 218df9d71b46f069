"""The worker: takes jobs, does chores and nightly work, until it is told to stop. A process or a thread."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import traceback
from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, connection
from django.db.models import Q

from shushan.database.public import look_after_sessions, write
from shushan.jobs.models import Job, Night
from shushan.jobs.registry import Chore, chores, kind, nightlies
from shushan.jobs.states import JobState
from shushan.jobs.work import LEASE, Cancelled, LeaseLost, Work
from shushan.kernel.clock import now

log = logging.getLogger("shushan.worker")
IDLE = 0.5  # seconds between two looks when there is nothing to do
MOST_ATTEMPTS = 3


def run(stop: threading.Event) -> None:
    """Work until told to stop; a job in hand is left at its checkpoint and goes on in the next worker."""
    name = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    due: dict[str, float] = {}
    while not stop.is_set():
        busy = False
        try:
            look_after_sessions()
            busy = do_chores(due) | do_nightly(now()) | do_one_job(name, between=partial(do_chores, due, rests=True))
        except Exception:
            log.exception("the worker stumbled and goes on")
            stop.wait(5)
        if not busy:
            stop.wait(IDLE)


def do_one_job(name: str, *, between: Callable[[], object] | None = None) -> bool:
    """Take the next job that waits or whose worker is gone, and run it; return whether there was one.

    ``between`` is called after each slice of the job.
    """
    job = _take(name)
    if job is None:
        return False
    work = Work(job, name, between)
    known = kind(job.code)
    try:
        if known is None:
            raise LookupError(f"no job named {job.code}")
        known.handler(work, **job.arguments)
    except LeaseLost:
        log.warning("job %s went to another worker", job.pk)
    except Cancelled:
        _end(job.pk, name, JobState.CANCELLED)
    except Exception:
        log.exception("job %s failed", job.pk)
        _end(job.pk, name, JobState.FAILED, traceback.format_exc(limit=-6)[-4000:])
    else:
        _end(job.pk, name, JobState.DONE)
    return True


def do_chores(due: dict[str, float], *, rests: bool = False) -> bool:
    """Do every chore whose time has come; return whether one of them found anything to do.

    ``rests``: a chore that found something waits its seconds all the same (beside a job it must not take every turn).
    """
    busy = False
    for chore in chores():
        if time.monotonic() >= due.get(chore.name, 0.0):
            found = _stumbling(chore)
            busy = busy or found
            due[chore.name] = time.monotonic() + (0 if found and not rests else chore.seconds)
    return busy


def _stumbling(chore: Chore) -> bool:
    """Do a chore; one that stumbles is logged and comes again in its time: neither the others nor the jobs wait for it."""
    try:
        return chore.run(now())
    except Exception:
        log.exception("the chore %s stumbled", chore.name)
        return False


def do_nightly(at: datetime) -> bool:
    """Do the nightly work that is due today and that no other worker took; return whether there was any."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    did = False
    for nightly in nightlies():
        if local.hour < nightly.hour or not _take_night(nightly.code, local):
            continue
        did = True
        try:
            nightly.run(at)
        except Exception:
            log.exception("nightly %s failed", nightly.code)
            with write():
                Night.objects.filter(code=nightly.code, day=local.date()).update(error=traceback.format_exc()[-2000:])
    return did


def _take_night(code: str, local: datetime) -> bool:
    if Night.objects.filter(code=code, day=local.date()).exists():
        return False
    try:
        with write():
            Night.objects.create(code=code, day=local.date(), taken_at=local)
    except IntegrityError:
        return False
    return True


def _take(name: str) -> Job | None:
    at = now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=at)
    if not Job.objects.filter(free).exists():
        return None
    with write():
        waiting = Job.objects.filter(free).order_by("pk")
        if connection.vendor == "postgresql":
            waiting = waiting.select_for_update(skip_locked=True)
        job = waiting.first()
        if job is None:
            return None
        if job.attempts >= MOST_ATTEMPTS:
            Job.objects.filter(pk=job.pk).update(
                state=JobState.FAILED, finished_at=at, error=f"its worker died {job.attempts} times"
            )
            return None
        job.state, job.worker, job.lease_until = JobState.RUNNING, name, at + LEASE
        job.attempts += 1
        job.started_at = job.started_at or at
        job.save(update_fields=["state", "worker", "lease_until", "attempts", "started_at"])
    return job


def _end(job_id: int, name: str, state: JobState, error: str = "") -> None:
    with write():
        Job.objects.filter(pk=job_id, worker=name, state=JobState.RUNNING).update(
            state=state, finished_at=now(), error=error, lease_until=None, cancel_asked=False
        )
