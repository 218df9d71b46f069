"""My own application, on the first page of my library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

from django.http import HttpRequest

from shushan.development.queries.cases import next_steps, open_case_of, results_of
from shushan.development.words import STAGES, step_name
from shushan.kernel.actor import ActorKind
from shushan.ledger import public as ledger
from shushan.ui.components import Component
from shushan.ui.http import Request


@dataclass
class MyApplication(Component):
    """Where my application stands, and what comes next."""

    template: ClassVar[str] = "development/mine.html"

    stage: object
    opened_on: object
    upcoming: list[tuple[str, object]]


def mine(request: HttpRequest) -> MyApplication | None:
    """Return the block for whoever applied; nothing for others."""
    known = cast(Request, request)
    if known.actor.kind is not ActorKind.STAFF:
        return None
    today = ledger.local_day(known.at)
    found = open_case_of(known.actor.id, today=today)
    if found is None:
        return None
    coming = next_steps(found, results_of(found, today=today))
    return MyApplication(
        STAGES[found.stage], found.opened_on, [(step_name(one.step), one.due_on) for one in coming[:3]]
    )
