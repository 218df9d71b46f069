"""Long and nightly work: results of the last thirteen months are made anew."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.jobs import public as jobs
from shushan.kernel.actor import system
from shushan.kernel.clock import now
from shushan.kernel.periods import Period, add_months
from shushan.ledger import public as ledger
from shushan.regulations.operations.keeping import Made, rebuild

MONTHS = 13


def register() -> None:
    """Register the nightly work and the job that a page starts."""
    jobs.register_nightly("regulations.judge", hour=2, run=judge_recent)
    jobs.declare("regulations.rebuild", title=gettext_lazy("重新判定达标"))(_job)


def judge_recent(at: datetime) -> None:
    """Make the results of the last thirteen months and of this one anew."""
    _rebuild(at, MONTHS)


def _job(work: jobs.Work, *, months: int) -> None:
    made = _rebuild(now(), months)
    work.log(
        _("判定了 %(judged)d 项，其中 %(changed)d 项与原来不同") % {"judged": made.judged, "changed": made.changed}
    )


def _rebuild(at: datetime, months: int) -> Made:
    today = ledger.local_day(at)
    first = today.replace(day=1)
    window = Period(add_months(first, -months), add_months(first, 1))
    return rebuild(actor=system("nightly"), at=at, window=window, today=today)
