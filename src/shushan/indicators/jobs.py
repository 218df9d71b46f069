"""What this room does at night, and what takes longer than a page."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shushan.jobs import public as jobs
from shushan.kernel.actor import system
from shushan.kernel.clock import now
from shushan.ledger import public as ledger


def register() -> None:
    """Register the nightly work."""
    jobs.register_nightly("indicators.late", hour=2, run=_late)
    jobs.register_nightly("indicators.duties", hour=6, run=_duties)


def _late(at: datetime) -> None:
    from shushan.indicators.values.late import find_late

    find_late(actor=system("nightly"), at=at)


def _duties(at: datetime) -> None:
    """Tell the ledger which duties began or ended today; on Mondays tell those who answer for them how they stand."""
    from shushan.indicators.duties.operations import retell_every
    from shushan.indicators.duties.telling import MONDAY, plan_digests

    retell_every(actor=system("nightly"), at=at)
    if ledger.local_day(at).weekday() == MONDAY:
        plan_digests(at=at)


@jobs.declare("indicators.check", title=_("核对数值并计算核对码"))
def check(work: jobs.Work, *, value_id: int, note: str = "") -> None:
    """Check one large value in the name of whoever asked for it; asked again after a fall it is refused as done."""
    from shushan.indicators.values.signing import check_value

    check_value(actor=work.actor, at=now(), value_id=value_id, note=note)
    work.progress(1, 1)
