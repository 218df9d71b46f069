"""The question page: what happens if this reader takes this item at this site at this time?"""

from __future__ import annotations

from datetime import datetime

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.catalogue import public as catalogue
from shushan.circulation.asking import Forecast, forecast
from shushan.circulation.rules import words
from shushan.circulation.rules.policy import Unit
from shushan.circulation.scan import normalise
from shushan.circulation.terms import LoanAct
from shushan.circulation.web.remembered import sites_of
from shushan.kernel.errors import Invalid, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@require_safe
@staff_page(LoanAct.LEND)
def question(request: Request) -> HttpResponseBase:
    """Ask the rules without writing anything; the whole question stands in the address."""
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("card", "barcode", "site", "at")}
    sites = sites_of(request)
    chosen = next((site for site in sites if site.code == asked["site"]), sites[0] if sites else None)
    answer: Forecast | None = None
    refusals: dict[str, Refused] = {}
    if chosen and (asked["card"] or asked["barcode"]):
        answer, refusals = _answered(asked, chosen.id, request.at)
    context = {"asked": asked, "sites": sites, "chosen": chosen, "answer": answer, "refusals": refusals}
    return render(request, "circulation/question.html", context | (_words(answer) if answer else {}))


def _words(answer: Forecast) -> dict[str, object]:
    terms, back = answer.rules.terms, answer.coming_back
    return {
        "rule": words.numbered(answer.rules.row),
        "home": places.site(answer.item.home_site_id),
        "length": words.loan(terms),
        "renewals": words.renewals(terms),
        "moved": words.due(answer.due, answer.reader.card_expires_on),
        "is_timed": terms.on_site or terms.loan_unit is Unit.HOURS,
        "renewal": answer.renewal,
        "renewal_rule": words.numbered(answer.renewal.rules.row) if answer.renewal else "",
        "back": answer.coming_back,
        "back_rule": words.numbered(back.rule) if back and back.rule else "",
        "back_cost": words.lateness(back.lateness) if back and back.lateness else "",
        "others": [words.numbered(row) for row in answer.rules.others],
    }


def _answered(asked: dict[str, str], site_id: int, now: datetime) -> tuple[Forecast | None, dict[str, Refused]]:
    """Return the answer, or what was not understood by field."""
    refusals: dict[str, Refused] = {}
    reader_id = item_id = 0
    at = now
    try:
        at = _instant(asked["at"], now)
    except Invalid as refusal:
        refusals["at"] = refusal
    try:
        reader_id = people.reader_by_card(normalise(asked["card"]), at=at).id
    except Refused as refusal:
        refusals["card"] = refusal
    try:
        item_id = catalogue.item_by_barcode(normalise(asked["barcode"])).id
    except Refused as refusal:
        refusals["barcode"] = refusal
    if refusals:
        return None, refusals
    return forecast(item_id=item_id, reader_id=reader_id, site_id=site_id, at=at), {}


def _instant(text: str, now: datetime) -> datetime:
    """Read a local instant; empty means now."""
    if not text:
        return now
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(_("看不懂这个时刻：%(text)s") % {"text": text}, field="at") from error
    return found if found.tzinfo else found.replace(tzinfo=ledger.zone())
