"""The staff's list of loans and the page of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shushan.audit import public as audit
from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.scan import is_number, normalise
from shushan.circulation.terms import LoanAct, LoanLine
from shushan.circulation.web.csv_files import as_csv
from shushan.kernel.errors import NotFound
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.web import staff_page

PAGE: Final = 50
STATES: Final = ("out", "overdue", "back", "all")


@dataclass(frozen=True, slots=True)
class LoanRow:
    """One line of the list."""

    line: LoanLine
    reader: people.ReaderValue | None
    site: places.SiteValue | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as the page shows it and as the query takes it."""

    wanted: circulation.LoanFilter
    sites: list[places.SiteValue]
    chosen: places.SiteValue | None
    state: str
    text: str


@require_safe
@staff_page(LoanAct.SEE_LOANS)
def loans(request: Request) -> HttpResponseBase:
    """Show loans of the sites that the actor may see, newest first; every filter stands in the address."""
    every = places.sites()
    asked = _asked(request, every)
    if request.GET.get("format") == "csv":
        return as_csv(asked.wanted, at=request.at)
    shown = circulation.loans(asked.wanted, at=request.at, before=_before(request), limit=PAGE + 1)
    readers = people.readers({x.loan.reader_id for x in shown if x.loan.reader_id}, at=request.at)
    by_id = {site.id: site for site in every}
    context = {
        "rows": [LoanRow(x, readers.get(x.loan.reader_id or 0), by_id.get(x.loan.lent_site_id)) for x in shown[:PAGE]],
        "asked": asked,
        "next": shown[PAGE - 1].loan.id if len(shown) > PAGE else None,
        "is_first": not _before(request),
    }
    return render(request, "circulation/loans.html", context)


@require_safe
@staff_page(LoanAct.SEE_LOANS)
def loan(request: Request, loan_id: int) -> HttpResponseBase:
    """Show one loan with every record about it. The look is on record when the loan is over: then it is history."""
    found = circulation.loan(loan_id)
    request.actor.require(LoanAct.SEE_LOANS, site_id=found.lent_site_id)
    subject = f"circulation.loan:{loan_id}"
    if found.back_at is not None and found.reader_id is not None:
        audit.looked(actor=request.actor, act=LoanAct.SEE_LOANS, subject=subject, at=request.at)
    context = {
        "loan": found,
        "line": circulation.loan_lines([loan_id], at=request.at)[loan_id],
        "item": catalogue.item(found.item_id),
        "reader": people.reader(found.reader_id, at=request.at) if found.reader_id else None,
        "lent_site": places.site(found.lent_site_id),
        "return_site": places.site(found.return_site_id) if found.return_site_id else None,
        "rows": ledger.rows_of(subject),
    }
    return render(request, "circulation/loan.html", context)


def _asked(request: Request, every: tuple[places.SiteValue, ...]) -> Asked:
    allowed = request.actor.sites(LoanAct.SEE_LOANS)
    sites = [site for site in every if allowed is None or site.id in allowed]
    chosen = next((site for site in sites if site.code == request.GET.get("site")), None)
    state = request.GET.get("state", "")
    state = state if state in STATES else "out"
    text = normalise(request.GET.get("q", ""))
    reader_id, item_id = _who_or_what(text, request)
    wanted = circulation.LoanFilter(
        site_ids=(chosen.id,) if chosen else None if allowed is None else tuple(sorted(allowed)),
        state={"all": "", "overdue": "out"}.get(state, state),
        is_overdue=state == "overdue",
        reader_id=reader_id,
        item_id=item_id,
    )
    return Asked(wanted, sites, chosen, state, text)


def _who_or_what(text: str, request: Request) -> tuple[int | None, int | None]:
    """Return the reader's id or the item's id that a card number or barcode names; (0, None) when it names nothing."""
    if not text:
        return None, None
    if not is_number(text):
        return 0, None
    try:
        return None, catalogue.item_by_barcode(text).id
    except NotFound:
        pass
    try:
        return people.reader_by_card(text, at=request.at).id, None
    except NotFound:
        return 0, None


def _before(request: Request) -> int:
    typed = request.GET.get("before", "")
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0
