"""What a reader has out and waits for, in numbers, on the staff's page of a reader; with the way to the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

from django.http import HttpRequest
from django.middleware.csrf import get_token

from shushan.circulation import public as circulation
from shushan.circulation.terms import LoanAct
from shushan.circulation.verbs import HoldAct
from shushan.people import public as people
from shushan.ui.components import Component
from shushan.ui.http import Request


@dataclass
class ReaderLoansPanel(Component):
    """How much is out, late, waited for and ready; no titles: those are shown with the reader at the desk."""

    template: ClassVar[str] = "circulation/reader_panel.html"

    reader_id: int
    card: str
    out: int
    late: int
    holds: int
    ready: int
    may_lend: bool
    may_see: bool
    may_see_holds: bool
    token: str


def reader_panel(request: HttpRequest, reader_id: int) -> ReaderLoansPanel | None:
    """Return the block for whoever lends or may see loans, else None."""
    asked = cast(Request, request)
    may_lend, may_see = asked.actor.may_somewhere(LoanAct.LEND), asked.actor.may_somewhere(LoanAct.SEE_LOANS)
    if not may_lend and not may_see:
        return None
    out, late = circulation.count_out(reader_id, at=asked.at)
    return ReaderLoansPanel(
        reader_id, people.reader(reader_id, at=asked.at).card_number or "", out, late, circulation.count_holds(reader_id),
        len(circulation.ready_for(reader_id)), may_lend, may_see, asked.actor.may_somewhere(HoldAct.SEE), get_token(request),
    )  # fmt: skip
