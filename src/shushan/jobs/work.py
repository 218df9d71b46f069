"""The work in a handler's hands: progress, log, slices with checkpoints, cancel, a file at the end."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from shushan.database.public import is_waited_for, write
from shushan.files import public as files
from shushan.jobs.models import Job, LogLine
from shushan.jobs.operations import thawed
from shushan.jobs.states import JobState
from shushan.kernel.actor import Actor
from shushan.kernel.clock import now

LEASE = timedelta(seconds=60)


class LeaseLost(Exception):
    """Another worker holds the job now: stop without a trace."""


class Cancelled(Exception):
    """Somebody asked the job to stop."""


class Work:
    """One run of one job by one worker."""

    def __init__(self, job: Job, worker: str, between: Callable[[], object] | None = None) -> None:
        self.job_id: int = job.pk
        self.actor: Actor = thawed(job.actor)
        self.made_at: datetime = job.made_at
        self.resume_from: dict[str, Any] = dict(job.checkpoint)
        self.held: float = 0.0  # seconds that the last slice kept other writers out
        self.is_waited_for: bool = False  # whether another writer stood at the gate when the last slice ended
        self._worker = worker
        self._between = between

    @contextmanager
    def slice(self) -> Generator[dict[str, Any]]:
        """Open a transaction for one slice; yields the checkpoint, which is saved with the slice's effect.

        Keys ``done``, ``total`` and ``message`` in it are shown as progress.

        :raises LeaseLost: :raises Cancelled: both before anything of the slice is kept
        """
        with write():
            began = perf_counter()
            checkpoint = dict(self.resume_from)
            yield checkpoint
            self._keep(checkpoint)
            self.resume_from = checkpoint
            self.is_waited_for = is_waited_for()
        self.held = perf_counter() - began
        self._breathe()

    def progress(self, done: int, total: int = 0, message: str = "") -> None:
        """Say how far the work has come (outside a slice).

        :raises LeaseLost: :raises Cancelled:
        """
        with write():
            shown = {"done": done, "message": message} | ({"total": total} if total else {})
            self._keep(self.resume_from | shown)
            self.resume_from |= shown
        self._breathe()

    def _breathe(self) -> None:
        """Let the worker do what is due between two slices: short work does not wait for the end of long work."""
        if self._between is not None:
            self._between()

    def log(self, text: str) -> None:
        """Add a line to the log."""
        with write():
            LogLine.objects.create(job_id=self.job_id, at=now(), text=text[:500])

    def attach(self, name: str, chunks: Iterable[bytes]) -> None:
        """Keep the file that the work made; the job's page offers it."""
        kept = files.keep(chunks, name=name, kind="job-result", actor=self.actor, at=now())
        with write():
            Job.objects.filter(pk=self.job_id, worker=self._worker).update(file_id=kept.id)

    def _keep(self, checkpoint: dict[str, Any]) -> None:
        held = Job.objects.filter(pk=self.job_id, worker=self._worker, state=JobState.RUNNING)
        if held.filter(cancel_asked=True).exists():
            raise Cancelled
        kept = held.update(
            checkpoint=checkpoint,
            lease_until=now() + LEASE,
            done=int(checkpoint.get("done", 0)),
            total=int(checkpoint.get("total", 0)),
            message=str(checkpoint.get("message", ""))[:300],
        )
        if not kept:
            raise LeaseLost
