"""The demonstration's work report: built on the day of the report by the page editor, finished by the director."""

from __future__ import annotations

from datetime import datetime, time

from shushan.demonstration.build.signing import REPORT_ON
from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.ledger import public as ledger
from shushan.reporting import public as reporting


def build_work_report(staff: dict[str, int]) -> None:
    """Build the report from the shipped template and finish it; every figure of it was signed that day."""
    writer, director = (
        Actor(ActorKind.STAFF, staff[name], said, (Grant("reporting.*"),))
        for name, said in (("bianji", "秦若溪"), ("guanzhang", "沈清荷"))
    )
    made = reporting.build_report(actor=writer, at=_at(17), code="work", as_of=REPORT_ON)
    reporting.finish_report(actor=director, at=_at(18), report_id=made)


def _at(hour: int) -> datetime:
    return datetime.combine(REPORT_ON, time(hour), tzinfo=ledger.zone())
