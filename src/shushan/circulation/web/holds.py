"""The staff's pages of holds: the list, one hold, a title's queue, slips."""

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
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.audit import public as audit
from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.holds.states import OPEN, QUEUED, HoldState
from shushan.circulation.verbs import HoldAct
from shushan.circulation.web.lists import who_or_what
from shushan.kernel.errors import NotAllowed, Refused
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList, NumberedList, View
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

STATES = {
    HoldState.WAITING: ("chip--sea", gettext_lazy("排队")),
    HoldState.SUSPENDED: ("chip--warn", gettext_lazy("已暂停")),
    HoldState.TRAVELLING: ("chip--warn", gettext_lazy("正送往取书馆区")),
    HoldState.READY: ("chip--good", gettext_lazy("可以来取")),
    HoldState.FILLED: ("", gettext_lazy("已借到")),
    HoldState.CANCELLED: ("", gettext_lazy("已取消")),
    HoldState.EXPIRED: ("", gettext_lazy("已过期")),
}


@dataclass(frozen=True, slots=True)
class HoldRow:
    """One line of a list of holds."""

    line: circulation.HoldLine
    reader: people.ReaderValue | None
    site: places.SiteValue | None


def _titled(row: HoldRow) -> object:
    return format_html('<a href="{}">{}</a>', reverse("circulation:hold", args=[row.line.hold.id]), row.line.title)


def _chip(row: HoldRow) -> object:
    tone, words = STATES[row.line.hold.state]
    return format_html('<span class="chip {}">{}</span>', tone, words)


def _name(row: HoldRow) -> object:
    return row.reader.masked_name if row.reader else "—"


def _linked(row: HoldRow) -> object:
    return format_html('<a href="{}">{}</a>', reverse("circulation:hold", args=[row.line.hold.id]), _name(row))


def draw_holds(lines: Sequence[circulation.HoldLine], request: Request) -> list[HoldRow]:
    """Return holds with their readers and pick-up sites, in two queries."""
    readers = people.readers({x.hold.reader_id for x in lines if x.hold.reader_id}, at=request.at)
    sites = {site.id: site for site in places.sites()}
    return [HoldRow(x, readers.get(x.hold.reader_id or 0), sites.get(x.hold.pickup_site_id)) for x in lines]


TITLE = Column[HoldRow]("title", gettext_lazy("题名"), _titled, lambda r: r.line.title, is_head=True)
READER = Column[HoldRow]("reader", gettext_lazy("读者"), _name, is_kept_from_files=True)
SITE = Column[HoldRow]("site", gettext_lazy("取书馆区"), lambda r: called(r.site) if r.site else "")
PLACED = Column[HoldRow]("placed", gettext_lazy("预约日"), lambda r: ledger.local_day(r.line.hold.placed_at))
STATE = Column[HoldRow]("state", gettext_lazy("状态"), _chip, lambda r: STATES[r.line.hold.state][1])
PRIORITY = Column[HoldRow]("priority", gettext_lazy("优先级"), lambda r: r.line.hold.priority, look="number")
POSITION = Column[HoldRow]("position", gettext_lazy("位次"), lambda r: r.line.position or "", look="number")
BARCODE = Column[HoldRow]("barcode", gettext_lazy("条码"), lambda r: r.line.barcode, look="code", is_shown=False)
VOLUME = Column[HoldRow]("volume", gettext_lazy("分册"), lambda r: r.line.hold.volume, look="code", is_shown=False)


class HoldsList(KeyedList[HoldRow]):
    """Holds to be picked up at the sites that the actor may see, newest first; files hold no names of readers."""

    code = "circulation.holds"
    title = gettext_lazy("预约清单")
    ordinary = gettext_lazy("没有结束的")
    nothing = gettext_lazy("还没有预约。")
    views = (View(gettext_lazy("可以来取"), "state=ready"), View(gettext_lazy("已过期"), "state=expired"))
    columns = (TITLE, READER, SITE, PLACED, POSITION, STATE, BARCODE, VOLUME, PRIORITY)

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose holds this actor may see."""
        return sites_for(self.request, HoldAct.SEE)

    @property
    def filters(self) -> Sequence[Filter]:
        """Card or barcode; pick-up site; state (without one: what is open)."""
        states = tuple((str(state), words) for state, (_tone, words) in STATES.items())
        return (
            Filter("q", gettext_lazy("读者证号或条码"), kind="text"),
            Filter("site", gettext_lazy("取书馆区"), tuple((site.code, called(site)) for site in self.sites)),
            Filter("state", gettext_lazy("状态"), (*states, ("all", _("全部"))), every=gettext_lazy("没有结束的")),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[HoldRow]:
        """Return holds below an id, in a fixed number of queries."""
        before = typed_number(after) or 0
        return draw_holds(circulation.hold_lines(self._wanted(asked), before=before, limit=limit), self.request)

    def identify(self, row: HoldRow) -> str:
        """Return the hold's id, by which the list goes on."""
        return str(row.line.hold.id)

    def _wanted(self, asked: Asked) -> circulation.HoldFilter:
        chosen = next((site.id for site in self.sites if site.code == asked["site"]), None)
        reader_id, copy_id = who_or_what(asked["q"], self.request)
        state = asked["state"]
        return circulation.HoldFilter(
            states=() if state == "all" else (HoldState(state),) if state else OPEN,
            site_ids=(chosen,) if chosen else scope(self.request, HoldAct.SEE),
            reader_id=reader_id,
            copy_id=copy_id,
        )


class QueueList(NumberedList[HoldRow]):
    """The queue of one title, in the order of serving."""

    code = "circulation.queue"
    nothing = gettext_lazy("没有人在等。")
    lead = gettext_lazy("次序按优先级（大的在前）和预约时刻现算；已暂停的留着位置，书先给后面的人。")
    columns = (
        POSITION,
        Column[HoldRow]("reader", gettext_lazy("读者"), _linked, is_head=True, is_kept_from_files=True),
        SITE,
        PLACED,
        PRIORITY,
        STATE,
        VOLUME,
    )

    def __init__(self, request: Request, record: catalogue.RecordValue) -> None:
        super().__init__(request)
        self.record = record
        self.title = _("“%(title)s”的预约队") % {"title": record.title}  # type: ignore[misc]

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[HoldRow], int]:
        """Return a stretch of the queue."""
        lines, total = circulation.queue_of(self.record.id, first=first, limit=limit)
        return draw_holds(lines, self.request), total


@staff_page(HoldAct.SEE)
def holds(request: Request) -> HttpResponseBase:
    """Show holds, newest first; every filter stands in the address."""
    return HoldsList(request).response()


@staff_page(HoldAct.SEE)
def queue(request: Request, record_id: int) -> HttpResponseBase:
    """Show the queue of a title; places are counted now."""
    return QueueList(request, catalogue.record(record_id)).response()


@require_safe
@staff_page(HoldAct.SEE)
def hold(request: Request, hold_id: int) -> HttpResponseBase:
    """Show one hold with every record about it, and what may be done. A look at one that is over is on record."""
    return _shown(request, hold_id)


def _shown(request: Request, hold_id: int, refusal: Refused | None = None) -> HttpResponseBase:
    line = circulation.hold_line(hold_id)
    found, actor = line.hold, request.actor
    actor.require(HoldAct.SEE, site_id=found.pickup_site_id)
    subject = f"circulation.hold:{hold_id}"
    if found.ended_at is not None and found.reader_id is not None:
        audit.looked(actor=actor, act=HoldAct.SEE, subject=subject, at=request.at)
    tone, words = STATES[found.state]
    context = {
        "line": line,
        "tone": tone,
        "state": words,
        "site": places.site(found.pickup_site_id),
        "reader": people.reader(found.reader_id, at=request.at) if found.reader_id else None,
        "rows": (rows := ledger.rows_of(subject)),
        "names": people.names_of_actors(row.actor for row in rows),
        "refusal": refusal,
        "may_change": found.state in OPEN and actor.may(HoldAct.CHANGE, site_id=found.pickup_site_id),
        "may_reorder": found.state in QUEUED and actor.may(HoldAct.REORDER, site_id=found.pickup_site_id),
        "priorities": range(9, -1, -1),
    }
    return render(request, "circulation/holds_one.html", context, status=refusal.status if refusal else 200)


@require_POST
@staff_page(HoldAct.REORDER)
def prioritise(request: Request, hold_id: int) -> HttpResponseBase:
    """Give a hold another priority, with a reason."""
    text = request.POST.get("priority", "")
    try:
        circulation.prioritise_hold(
            actor=request.actor,
            at=request.at,
            hold_id=hold_id,
            priority=int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else -1,
            reason=request.POST.get("reason", "")[:150],
        )
    except (NotAllowed, circulation.NoSuchHold):
        raise
    except Refused as refusal:
        return _shown(request, hold_id, refusal)
    messages.success(request, _("次序已调整，原因已记入查阅记录"))
    return redirect("circulation:hold", hold_id)


@require_safe
@staff_page(HoldAct.SEE)
def slip(request: Request, hold_id: int) -> HttpResponseBase:
    """Show the slip that is put into a book on the pick-up shelf: no full name, the tail of the card's number."""
    line = circulation.hold_line(hold_id)
    request.actor.require(HoldAct.SEE, site_id=line.hold.pickup_site_id)
    reader = people.reader(line.hold.reader_id, at=request.at) if line.hold.reader_id else None
    context = {"line": line, "reader": reader, "site": places.site(line.hold.pickup_site_id), "at": request.at}
    return render(request, "circulation/holds_slip.html", context)


def sites_for(request: Request, verb: str) -> list[places.SiteValue]:
    """Return the sites at which the actor holds a verb."""
    allowed = request.actor.sites(verb)
    return [site for site in places.sites() if allowed is None or site.id in allowed]


def scope(request: Request, verb: str) -> tuple[int, ...] | None:
    """Return the ids of those sites, None for every one."""
    allowed = request.actor.sites(verb)
    return None if allowed is None else tuple(sorted(allowed))
