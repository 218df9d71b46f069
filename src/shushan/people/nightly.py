"""What this room does every night."""

from __future__ import annotations

from datetime import datetime

from shushan.jobs import public as jobs
from shushan.kernel.actor import system


def register() -> None:
    """Register the nightly work."""
    jobs.register_nightly("people.end-merges", hour=3, run=_end_merges)


def _end_merges(at: datetime) -> None:
    from shushan.people.operations.unmerging import end_merges

    while end_merges(actor=system("nightly"), at=at):
        pass
