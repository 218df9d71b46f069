"""The book drop: what lay in it is taken in, dated back to when it was put there."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.scan import normalise
from shushan.circulation.troubles.operations import backdating
from shushan.circulation.troubles.verbs import TroubleAct
from shushan.circulation.web.remembered import standing
from shushan.kernel.errors import NotAllowed, NotFound, Refused
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.web import staff_page

MOST_LINES: Final = 300  # barcodes in one emptying of the book drop


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(TroubleAct.BACKDATE)
def book_drop(request: Request) -> HttpResponseBase:
    """Empty the book drop: barcodes one a line, all returned as of the moment that is named; nothing is refused."""
    site_id = standing(request).site_id
    if site_id is None:
        return redirect("circulation:desk")
    typed, lines, refusal = request.POST.get("came_at", ""), [], None
    if request.method == "POST":
        try:
            came_at = _moment(typed)
            backdating.check(came_at, actor=request.actor, site_id=site_id, at=request.at)
            lines = [
                _dropped(request, text, site_id, came_at)
                for text in dict.fromkeys(normalise(raw) for raw in request.POST.get("barcodes", "").splitlines())
                if text
            ][:MOST_LINES]
        except NotAllowed:
            raise
        except Refused as error:
            refusal = error
    context = {
        "site": places.site(site_id),
        "came_at": typed or request.at.astimezone(ledger.zone()).strftime("%Y-%m-%dT%H:%M"),
        "barcodes": request.POST.get("barcodes", "") if refusal else "",
        "lines": lines,
        "refusal": refusal,
    }
    return render(request, "circulation/trouble_drop.html", context, status=refusal.status if refusal else 200)


def _dropped(request: Request, text: str, site_id: int, came_at: datetime) -> tuple[str, str, str]:
    """Take in one item of the book drop; return its barcode, a tone and what became of it."""
    try:
        item = catalogue.item_by_barcode(text)
        done = circulation.return_item(
            actor=request.actor, at=request.at, item_id=item.id, site_id=site_id, came_at=came_at
        )
    except (NotFound, circulation.NotOnLoan) as refusal:
        return _left_over(request, text, site_id, refusal)
    late = (ledger.local_day(came_at) - ledger.local_day(done.due_at)).days
    said = _("已还，逾期 %(n)s 天") % {"n": late} if late > 0 else _("已还")
    return text, "good", f"{item.title} · {said}"


def _left_over(request: Request, text: str, site_id: int, refusal: Refused) -> tuple[str, str, str]:
    item = None
    if isinstance(refusal, circulation.NotOnLoan):
        item = catalogue.item_by_barcode(text)
    if item is not None and item.state is catalogue.ItemState.IN_STOCK:
        return text, "warn", f"{item.title} · {_('没有借出，请放回书架')}"
    circulation.take_stray(actor=request.actor, at=request.at, barcode=text[:60], site_id=site_id)
    return text, "warn", _("已收下，列入待编目清单")


def _moment(typed: str) -> datetime:
    try:
        found = datetime.fromisoformat(typed.strip())
    except ValueError:
        raise circulation.WrongReturnDay(_("请填投进还书箱的时间"), field="came_at") from None
    return found if found.tzinfo else found.replace(tzinfo=ledger.zone())
