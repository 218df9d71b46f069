"""The face of the jobs."""

from shushan.jobs.operations import cancel, repeat, retry, start
from shushan.jobs.queries import examination, is_anything_waiting, job, jobs, log_of, newest
from shushan.jobs.registry import job as declare
from shushan.jobs.registry import register_chore, register_nightly
from shushan.jobs.states import JobState
from shushan.jobs.terms import EXAMINATION, Examination, JobAct, JobValue
from shushan.jobs.work import Cancelled, LeaseLost, Work

__all__ = [
    "EXAMINATION",
    "Cancelled",
    "Examination",
    "JobAct",
    "JobState",
    "JobValue",
    "LeaseLost",
    "Work",
    "cancel",
    "declare",
    "examination",
    "is_anything_waiting",
    "job",
    "jobs",
    "log_of",
    "newest",
    "register_chore",
    "register_nightly",
    "repeat",
    "retry",
    "start",
]
