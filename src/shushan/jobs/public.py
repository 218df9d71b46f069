"""The face of the jobs."""

from shushan.jobs.operations import cancel, retry, start
from shushan.jobs.queries import is_anything_waiting, job, jobs, log_of
from shushan.jobs.registry import job as declare
from shushan.jobs.registry import register_chore, register_nightly
from shushan.jobs.states import JobState
from shushan.jobs.terms import JobAct, JobValue
from shushan.jobs.work import Cancelled, LeaseLost, Work

__all__ = [
    "Cancelled",
    "JobAct",
    "JobState",
    "JobValue",
    "LeaseLost",
    "Work",
    "cancel",
    "declare",
    "is_anything_waiting",
    "job",
    "jobs",
    "log_of",
    "register_chore",
    "register_nightly",
    "retry",
    "start",
]
