"""Nightly work: this month's dues are called, those of the last months are put right, and alerts are told. Off: nothing."""

from __future__ import annotations

from datetime import datetime

from shushan.database.public import write
from shushan.dues import policy
from shushan.dues.operations.calling import call_month
from shushan.dues.options import is_on, kept_since
from shushan.dues.telling import tell_behind
from shushan.jobs import public as jobs
from shushan.kernel.actor import system
from shushan.kernel.periods import add_months
from shushan.ledger import public as ledger

MONTHS = 13  # how far back a corrected roster is followed


def register() -> None:
    """Register the nightly work."""
    jobs.register_nightly("dues.call", hour=1, run=call_recent)


def call_recent(at: datetime) -> None:
    """Call the months from a year ago until now, each in a transaction of its own, then plan the alerts."""
    since = kept_since()
    if not is_on(at) or since is None:
        return
    today, actor = ledger.local_day(at), system("nightly")
    this = policy.first_of(today)
    month = max(add_months(this, 1 - MONTHS), policy.first_of(since))
    while month <= this:
        call_month(actor=actor, at=at, today=today, month=month)
        month = add_months(month, 1)
    with write():
        tell_behind(at=at)
