"""The staff's pages of transits: what is on its way, what is late, slips, sending by hand, giving up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.scan import normalise
from shushan.circulation.verbs import HoldAct
from shushan.circulation.web.holds import scope, sites_for
from shushan.circulation.web.lists import who_or_what
from shushan.kernel.errors import NotAllowed, NotFound, Refused
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.forms import tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList, View
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

WHY = {
    "hold": pgettext_lazy("one", "预约"),
    "home": gettext_lazy("回所属馆区"),
    "only": gettext_lazy("只在所属馆区还"),
    "other": gettext_lazy("人工调拨"),
}


@dataclass(frozen=True, slots=True)
class TransitRow:
    """One line of the list."""

    line: circulation.TransitLine
    origin: places.SiteValue
    target: places.SiteValue


def _titled(row: TransitRow) -> object:
    address = reverse("circulation:transit", args=[row.line.transit.id])
    return format_html('<a href="{}">{}</a>', address, row.line.title)


def _state(row: TransitRow) -> tuple[str, object]:
    return state_of(row.line)


def state_of(line: circulation.TransitLine) -> tuple[str, object]:
    """Return the tone and the words of where a transit stands."""
    if line.is_late:
        return "chip--bad", _("迟到")
    words = {
        "sent": ("chip--sea", _("途中")),
        "received": ("chip--good", _("已收到")),
        "lost": ("chip--warn", _("没有到")),
    }
    return words[line.transit.state]


class TransitsList(KeyedList[TransitRow]):
    """Transits from or to the sites that the actor may see, newest first."""

    code = "circulation.transits"
    title = gettext_lazy("馆际调拨")
    ordinary = gettext_lazy("途中")
    nothing = gettext_lazy("路上没有书。")
    template = "circulation/transits.html"
    views = (View(gettext_lazy("迟到"), "state=late"), View(gettext_lazy("没有到"), "state=lost"))
    columns = (
        Column[TransitRow]("title", gettext_lazy("题名"), _titled, lambda r: r.line.title, is_head=True),
        Column[TransitRow]("barcode", gettext_lazy("条码"), lambda r: r.line.barcode, look="code"),
        Column[TransitRow]("from", gettext_lazy("从"), lambda r: called(r.origin)),
        Column[TransitRow]("to", gettext_lazy("送往"), lambda r: called(r.target)),
        Column[TransitRow]("sent", gettext_lazy("送出"), lambda r: ledger.local_day(r.line.transit.sent_at)),
        Column[TransitRow]("days", gettext_lazy("天数"), lambda r: r.line.days, look="number"),
        Column[TransitRow]("why", gettext_lazy("缘由"), lambda r: WHY[r.line.transit.why]),
        Column[TransitRow](
            "state",
            gettext_lazy("状态"),
            lambda r: format_html('<span class="chip {}">{}</span>', *_state(r)),
            lambda r: _state(r)[1],
        ),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose transits this actor may see."""
        return sites_for(self.request, HoldAct.SEE_TRANSITS)

    @property
    def filters(self) -> Sequence[Filter]:
        """Barcode; destination; state (without one: on the way)."""
        states = (("late", _("迟到")), ("received", _("已收到")), ("lost", _("没有到")), ("all", _("全部")))
        return (
            Filter("q", gettext_lazy("条码"), kind="text"),
            Filter("to", gettext_lazy("送往"), tuple((site.code, called(site)) for site in places.sites())),
            Filter("state", gettext_lazy("状态"), states, every=gettext_lazy("途中")),
        )

    def more(self) -> dict[str, object]:
        """Return what the form for sending by hand needs."""
        may = self.request.actor.may_somewhere(HoldAct.SEND)
        return {"sites": places.sites() if may else (), "typed": self.request.GET.get("barcode", "")}

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[TransitRow]:
        """Return transits below an id, in a fixed number of queries."""
        before = typed_number(after) or 0
        found = circulation.transits(self._wanted(asked), at=self.request.at, before=before, limit=limit)
        by_id = {site.id: site for site in places.sites()}
        return [TransitRow(x, by_id[x.transit.from_site_id], by_id[x.transit.to_site_id]) for x in found]

    def identify(self, row: TransitRow) -> str:
        """Return the transit's id, by which the list goes on."""
        return str(row.line.transit.id)

    def _wanted(self, asked: Asked) -> circulation.TransitFilter:
        reader_id, item_id = who_or_what(asked["q"], self.request)
        return circulation.TransitFilter(
            state={"": "sent", "late": "sent", "all": ""}.get(asked["state"], asked["state"]),
            is_late=asked["state"] == "late",
            site_ids=scope(self.request, HoldAct.SEE_TRANSITS),
            to_site_id=next((site.id for site in places.sites() if site.code == asked["to"]), None),
            item_id=0 if reader_id is not None else item_id,
        )


@staff_page(HoldAct.SEE_TRANSITS)
def transits(request: Request) -> HttpResponseBase:
    """Show transits, newest first; every filter stands in the address."""
    return TransitsList(request).response()


@require_POST
@staff_page(HoldAct.SEND)
def send(request: Request) -> HttpResponseBase:
    """Send an item by its barcode to another site, then show the slip."""
    code = request.POST.get("to", "")
    try:
        item = catalogue.item_by_barcode(normalise(request.POST.get("barcode", "")))
        made = circulation.send_item(
            actor=request.actor, at=request.at, item_id=item.id, to_site_id=places.site_by_code(code).id
        )
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
        return redirect("circulation:transits")
    messages.success(request, _("已登记送出，请夹上夹条放入调拨架"))
    return redirect("circulation:transit-slip", made)


@require_safe
@staff_page(HoldAct.SEE_TRANSITS)
def transit(request: Request, transit_id: int) -> HttpResponseBase:
    """Show one transit with every record about it, and its end when it does not arrive."""
    return _shown(request, transit_id)


@require_POST
@staff_page(HoldAct.GIVE_UP)
def give_up(request: Request, transit_id: int) -> HttpResponseBase:
    """Look no more for an item that did not arrive."""
    reason = request.POST.get("reason", "")[:150]
    try:
        circulation.give_up_transit(actor=request.actor, at=request.at, transit_id=transit_id, reason=reason)
    except (NotAllowed, circulation.NoSuchTransit):
        raise
    except Refused as refusal:
        return _shown(request, transit_id, refusal)
    messages.success(request, _("已登记为没有到；为它等着的读者回到队里原来的位置"))
    return redirect("circulation:transit", transit_id)


@require_safe
@staff_page(HoldAct.SEE_TRANSITS)
def slip(request: Request, transit_id: int) -> HttpResponseBase:
    """Show the slip that travels in the book."""
    return render(request, "circulation/transits_slip.html", _context(request, transit_id))


def _shown(request: Request, transit_id: int, refusal: Refused | None = None) -> HttpResponseBase:
    context = _context(request, transit_id) | {"refusal": refusal}
    return render(request, "circulation/transits_one.html", context, status=refusal.status if refusal else 200)


def _context(request: Request, transit_id: int) -> dict[str, object]:
    line = circulation.transit_line(transit_id, at=request.at)
    found, allowed = line.transit, scope(request, HoldAct.SEE_TRANSITS)
    if allowed is not None and not {found.from_site_id, found.to_site_id} & set(allowed):
        raise NotFound(_("没有这次调拨"))
    tone, state = state_of(line)
    return {
        "line": line,
        "tone": tone,
        "state": state,
        "why": WHY[found.why],
        "origin": places.site(found.from_site_id),
        "target": places.site(found.to_site_id),
        "received": places.site(found.received_site_id) if found.received_site_id else None,
        "rows": (rows := ledger.rows_of(f"circulation.transit:{transit_id}")),
        "names": people.names_of_actors(row.actor for row in rows),
        "may_give_up": found.ended_at is None and request.actor.may(HoldAct.GIVE_UP, site_id=found.to_site_id),
        "may_see_hold": found.hold_id is not None and request.actor.may(HoldAct.SEE, site_id=found.to_site_id),
        "at": request.at,
    }
