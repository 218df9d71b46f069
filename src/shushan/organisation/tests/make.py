"""Branches, members and cases for tests, made through the operations."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from shushan.approvals import public as approvals
from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.organisation import public as organisation
from shushan.people.tests.make import make_staff

AT = datetime(2020, 6, 1, 2, tzinfo=UTC)
TODAY = date(2020, 6, 1)
FIRST = date(2019, 7, 1)
WRITER = Actor(ActorKind.STAFF, 901, "起草", (Grant("organisation.*"), Grant("approvals.*")))
CHECKER = Actor(ActorKind.STAFF, 902, "审核", (Grant("organisation.*"), Grant("approvals.*")))
_numbers = count(1)


def plan(
    act: str, code: str, kind: str = "branch", parent: str = "", name: str = "", site_id: int | None = None
) -> organisation.LinePlan:
    return organisation.LinePlan(organisation.LineAct(act), code, name or f"{code}支部", "", kind, parent, site_id)


def draft(*lines: organisation.LinePlan, wished_on: date | None = None) -> int:
    return organisation.draft_case(
        actor=WRITER, at=AT, title="设立支部", reason="工作需要", body="局党委", lines=lines, wished_on=wished_on
    )


def decide(request_id: int, paper: approvals.Document | None) -> None:
    step = approvals.page(request_id).next_step
    assert step is not None
    approvals.agree(actor=CHECKER, at=AT, today=TODAY, request_id=request_id, step_id=step.id, document=paper)


def approve(case_id: int, *, on: date) -> None:
    """Submit a case and let it be approved by a document of that day."""
    request_id = organisation.submit_case(actor=WRITER, at=AT, today=TODAY, case_id=case_id)
    decide(request_id, None)
    decide(request_id, approvals.Document("局党委", f"第{next(_numbers)}号", on))


def found(*lines: organisation.LinePlan, on: date = FIRST) -> dict[str, int]:
    """Found units by an approved case and return their ids by code."""
    from shushan.units import public as units

    approve(draft(*lines), on=on)
    return {value.code: value.id for value in units.tree(on=on)}


def enrol(unit_id: int, *, name: str = "", full: bool = True, since: date = FIRST, person_id: int | None = None) -> int:
    """Put somebody onto a roster and return the member's id."""
    kind = organisation.MemberKind.FULL if full else organisation.MemberKind.PROBATIONARY
    return organisation.enrol_member(
        actor=WRITER, at=AT, person_id=person_id or make_staff(name=name or f"党员{next(_numbers)}"), unit_id=unit_id,
        kind=kind, since=since, came=organisation.Came.TAKEN_OVER,
    )  # fmt: skip
