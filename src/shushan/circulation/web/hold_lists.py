"""The two lists that a desk walks with: what to take from the shelves for holds, and what stands on the pick-up shelf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shushan.circulation import public as circulation
from shushan.circulation.holds.states import HoldState
from shushan.circulation.verbs import HoldAct
from shushan.circulation.web.holds import HoldRow, draw_holds, scope, sites_for
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList, View
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

EVERY = "all"


@dataclass(frozen=True, slots=True)
class PickRow:
    """One copy to take, where it stands and where it is picked up."""

    pick: circulation.Pick
    site: places.SiteValue
    pickup: places.SiteValue


def _titled(row: PickRow) -> object:
    address = reverse("circulation:hold", args=[row.pick.hold.id])
    return format_html('<a href="{}">{}</a>', address, row.pick.title)


def _goes_to(row: PickRow) -> object:
    if row.site.id == row.pickup.id:
        return _("本馆区")
    return format_html('<span class="chip chip--warn">{}</span>', called(row.pickup))


class _AtOneSite(NumberedList[PickRow | HoldRow]):
    """A list of the site of this desk, of another, or of all that the actor may see."""

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose holds this actor may see."""
        return sites_for(self.request, HoldAct.SEE)

    @cached_property
    def ordinary_site(self) -> places.SiteValue | None:
        """The site of this desk, else the first."""
        desk = self.request.session.get("site_id")
        return next((site for site in self.sites if site.id == desk), self.sites[0] if self.sites else None)

    def site_filter(self) -> Filter:
        """Return the filter by site; without one: this desk's."""
        ordinary = self.ordinary_site
        others = tuple((site.code, called(site)) for site in self.sites if site != ordinary)
        more = ((EVERY, _("全部馆区")),) if others else ()
        return Filter("site", gettext_lazy("馆区"), (*others, *more), every=called(ordinary) if ordinary else "")

    def site_ids(self, asked: Asked) -> tuple[int, ...] | None:
        """Return the sites asked for, None for all."""
        if asked["site"] == EVERY:
            return scope(self.request, HoldAct.SEE)
        chosen = next((site for site in self.sites if site.code == asked["site"]), self.ordinary_site)
        return (chosen.id,) if chosen else ()


class PickList(_AtOneSite):
    """Which copies to take from the shelves now, in shelf order."""

    code = "circulation.pick-list"
    title = gettext_lazy("预约找书单")
    lead = gettext_lazy("现在从书架上取下这些书，按架位排好，一行一册。取到后在服务台扫条码，会说给谁、放哪里。")
    ordinary = gettext_lazy("本服务台")
    nothing = gettext_lazy("架上现在没有要取的书。")
    template = "circulation/holds_pick.html"
    views = (View(gettext_lazy("送往别的馆区"), "to=away"),)
    columns = (
        Column[PickRow]("call", gettext_lazy("索书号"), lambda r: r.pick.call_number or "—", look="code", is_head=True),
        Column[PickRow]("shelf", gettext_lazy("架位"), lambda r: r.pick.shelf or "—"),
        Column[PickRow]("title", gettext_lazy("题名"), _titled, lambda r: r.pick.title),
        Column[PickRow]("author", gettext_lazy("作者"), lambda r: r.pick.author),
        Column[PickRow]("barcode", gettext_lazy("条码"), lambda r: r.pick.barcode, look="code"),
        Column[PickRow]("at", gettext_lazy("现在在"), lambda r: called(r.site), is_shown=False),
        Column[PickRow]("to", gettext_lazy("取书馆区"), _goes_to, lambda r: called(r.pickup)),
        Column[PickRow](
            "placed", gettext_lazy("预约日"), lambda r: ledger.local_day(r.pick.hold.placed_at), is_shown=False
        ),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """Site where the copies stand; whether they stay."""
        return (
            self.site_filter(),
            Filter("to", gettext_lazy("送往"), (("here", _("本馆区")), ("away", _("别的馆区")))),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[PickRow], int]:
        """Return a stretch of the walk; computed whole, in a fixed number of queries."""
        by_id = {site.id: site for site in places.sites()}
        picks = circulation.pick_list(self.site_ids(asked), at=self.request.at)
        rows = [PickRow(pick, by_id[pick.site_id], by_id[pick.hold.pickup_site_id]) for pick in picks]
        if asked["to"]:
            rows = [row for row in rows if (row.site == row.pickup) is (asked["to"] == "here")]
        return rows[first : first + limit], len(rows)

    def counted(self, total: int) -> object:
        """Return how many copies."""
        return ngettext("共 %(n)s 册", "共 %(n)s 册", total) % {"n": total}


def _end(row: HoldRow) -> object:
    hold = row.line.hold
    at = hold.keep_until if hold.state is HoldState.READY else hold.ended_at
    return ledger.local_day(at) if at else ""


def _stands(row: HoldRow) -> tuple[str, str]:
    words = {
        HoldState.READY: ("chip--good", _("等读者来取")),
        HoldState.EXPIRED: ("chip--warn", _("要下架：过期未取")),
    }
    return words.get(row.line.hold.state, ("chip--warn", _("要下架：已取消")))


def _whose(row: HoldRow) -> object:
    if row.reader is None:
        return "—"
    return format_html('{} <small class="code">{}</small>', row.reader.masked_name, row.reader.card_number[-4:])


def _held(row: HoldRow) -> object:
    return format_html('<a href="{}">{}</a>', reverse("circulation:hold", args=[row.line.hold.id]), row.line.title)


class ShelfList(_AtOneSite):
    """What stands on a pick-up shelf: first what is to be taken off, then by the day it is kept until."""

    code = "circulation.hold-shelf"
    title = gettext_lazy("取书架")
    lead = gettext_lazy("“要下架”的预约已经结束：把书从取书架拿下来，在服务台扫条码，会给下一位，或说放回哪里。")
    ordinary = gettext_lazy("本服务台")
    nothing = gettext_lazy("取书架是空的。")
    views = (View(gettext_lazy("要下架的"), "state=clear"), View(gettext_lazy("等读者来取"), "state=ready"))
    columns = (
        Column[HoldRow]("title", gettext_lazy("题名"), _held, lambda r: r.line.title, is_head=True),
        Column[HoldRow]("barcode", gettext_lazy("条码"), lambda r: r.line.barcode, look="code"),
        Column[HoldRow]("reader", gettext_lazy("读者"), _whose, is_kept_from_files=True),
        Column[HoldRow]("until", gettext_lazy("保留到"), _end),
        Column[HoldRow](
            "state",
            gettext_lazy("状态"),
            lambda r: format_html('<span class="chip {}">{}</span>', *_stands(r)),
            lambda r: _stands(r)[1],
        ),
        Column[HoldRow]("site", gettext_lazy("取书馆区"), lambda r: called(r.site) if r.site else "", is_shown=False),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """Site; what is to be done."""
        states = (("clear", _("要下架的")), ("ready", _("等读者来取")))
        return self.site_filter(), Filter("state", gettext_lazy("状态"), states)

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[HoldRow], int]:
        """Return a stretch of the shelf, in a fixed number of queries."""
        ids = self.site_ids(asked)
        lines = [] if asked["state"] == "ready" else circulation.to_clear(ids)
        lines = lines if asked["state"] == "clear" else [*lines, *circulation.on_shelf(ids)]
        return draw_holds(lines[first : first + limit], self.request), len(lines)

    def counted(self, total: int) -> object:
        """Return how many copies."""
        return ngettext("共 %(n)s 册", "共 %(n)s 册", total) % {"n": total}


@staff_page(HoldAct.SEE)
def pick_list(request: Request) -> HttpResponseBase:
    """Show which copies to take from the shelves of a site now, in shelf order."""
    return PickList(request).response()


@staff_page(HoldAct.SEE)
def shelf(request: Request) -> HttpResponseBase:
    """Show what waits on a site's pick-up shelf, and what is to be taken off."""
    return ShelfList(request).response()
