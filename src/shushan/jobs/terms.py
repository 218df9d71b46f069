"""What others see of the jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from shushan.jobs.states import JobState
from shushan.kernel.verbs import Act

EXAMINATION: Final = "house.examination"  # the job in which every room is asked whether anything is wrong


class JobAct(Act):
    """Verbs of the jobs."""

    SEE_JOBS = "jobs.see-jobs"
    CANCEL_JOB = "jobs.cancel-job"


@dataclass(frozen=True, slots=True)
class JobValue:
    """A job. ``total`` 0 means that nobody knows yet how much there is to do."""

    id: int
    code: str
    title: str
    state: JobState
    done: int
    total: int
    message: str
    error: str
    made_by: str
    made_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int
    file_id: UUID | None
    is_cancel_asked: bool
    is_repeatable: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Examination:
    """The last examination of the house: so many of its questions found something wrong; the job's log says what."""

    job_id: int
    at: datetime
    wrong: int
    asked: int
