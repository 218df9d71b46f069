"""What this room does at night, and what takes longer than a page."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shushan.jobs import public as jobs
from shushan.kernel.actor import system
from shushan.kernel.clock import now


def register() -> None:
    """Register the nightly work."""
    jobs.register_nightly("indicators.late", hour=2, run=_late)


def _late(at: datetime) -> None:
    from shushan.indicators.values.late import find_late

    find_late(actor=system("nightly"), at=at)


@jobs.declare("indicators.check", title=_("核对数值并计算核对码"))
def check(work: jobs.Work, *, value_id: int, note: str = "") -> None:
    """Check one large value in the name of whoever asked for it; asked again after a fall it is refused as done."""
    from shushan.indicators.values.signing import check_value

    check_value(actor=work.actor, at=now(), value_id=value_id, note=note)
    work.progress(1, 1)
