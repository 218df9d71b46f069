"""What this room does every night."""

from __future__ import annotations

from datetime import datetime

from shushan.jobs import public as jobs
from shushan.kernel.actor import system


def register() -> None:
    """Register the nightly work."""
    jobs.register_nightly("places.keep-days", hour=0, run=_keep_days)


def _keep_days(at: datetime) -> None:
    from shushan.places.days import keep_every_day

    keep_every_day(actor=system("nightly"), at=at)
