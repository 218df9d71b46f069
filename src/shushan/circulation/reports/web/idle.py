"""The report of dead stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from shushan.catalogue import public as catalogue
from shushan.circulation.money.policy import yuan
from shushan.circulation.reports import idle as report
from shushan.circulation.reports.terms import IdleLine
from shushan.circulation.reports.web import asking
from shushan.circulation.web.holds import scope, sites_for
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList, View
from shushan.ui.web import staff_page

ORDINARY = 2  # years without a loan


@dataclass(frozen=True, slots=True)
class IdleRow:
    """One line, with the day from which on it was not lent."""

    line: IdleLine
    today: date


def _titled(row: IdleRow) -> object:
    item = row.line.row.item
    return format_html('<a href="{}">{}</a>', reverse("catalogue:record", args=[item.record_id]), item.title)


def _numbered(row: IdleRow) -> object:
    item = row.line.row.item
    return format_html('<a href="{}">{}</a>', reverse("catalogue:item", args=[item.id]), item.barcode)


def _price(row: IdleRow) -> str:
    item = row.line.row.item
    return item.price_text if item.price_fen is None else yuan(item.price_fen)


def _last(row: IdleRow) -> object:
    return ledger.local_day(row.line.last_at) if row.line.last_at else "—"


def _days(row: IdleRow) -> int:
    since = row.line.last_at or row.line.row.accessioned_at
    return (row.today - ledger.local_day(since)).days


class IdleList(KeyedList[IdleRow]):
    """Copies that nobody took out for long, of the sites that the actor may see."""

    code = "circulation.idle"
    title = gettext_lazy("沉睡馆藏")
    lead = gettext_lazy(
        "在藏、入藏已久而这么久没有人借的书，供剔旧、调拨和推荐参考。馆内阅览的不在内，除非选了文献类型。"
    )
    ordinary = gettext_lazy("两年没有借出")
    nothing = gettext_lazy("没有这样的书。")
    views = (View(gettext_lazy("从来没有借出"), "idle=never"), View(gettext_lazy("五年没有借出"), "idle=5"))
    columns = (
        Column[IdleRow]("title", gettext_lazy("题名"), _titled, lambda r: r.line.row.item.title, is_head=True),
        Column[IdleRow]("barcode", gettext_lazy("条码"), _numbered, lambda r: r.line.row.item.barcode, look="code"),
        Column[IdleRow]("call", gettext_lazy("索书号"), lambda r: r.line.row.item.call_number, look="code"),
        Column[IdleRow]("site", gettext_lazy("所属馆区"), lambda r: r.line.row.site),
        Column[IdleRow]("shelf", gettext_lazy("架位"), lambda r: r.line.row.item.shelf),
        Column[IdleRow](
            "kind", gettext_lazy("文献类型"), lambda r: catalogue.kind_name(r.line.row.item.kind), is_shown=False
        ),
        Column[IdleRow]("came", gettext_lazy("入藏日期"), lambda r: ledger.local_day(r.line.row.accessioned_at)),
        Column[IdleRow]("last", gettext_lazy("最后借出"), _last),
        Column[IdleRow]("days", gettext_lazy("闲置天数"), _days, look="number"),
        Column[IdleRow]("times", gettext_lazy("借过几次"), lambda r: r.line.times, look="number"),
        Column[IdleRow]("price", gettext_lazy("价格（元）"), _price, look="number", is_shown=False),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose copies this actor may see."""
        return sites_for(self.request, catalogue.CatalogueAct.SEE_STAFF_LIST)

    @property
    def filters(self) -> Sequence[Filter]:
        """Words or a number; how long, or not lent since a day; site; class; kind."""
        spans = (
            ("1", gettext_lazy("一年没有借出")), ("3", gettext_lazy("三年没有借出")), ("5", gettext_lazy("五年没有借出")),
            ("never", gettext_lazy("从来没有借出")),
        )  # fmt: skip
        return (
            Filter("q", gettext_lazy("条码、索书号或题名"), kind="text"),
            Filter("idle", gettext_lazy("多久"), spans, every=gettext_lazy("两年没有借出")),
            Filter("since", gettext_lazy("这天起没有借出"), kind="date"),
            asking.of_sites(self.sites),
            asking.of_classes(),
            asking.of_kinds(),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[IdleRow]:
        """Return copies below an id, in a fixed number of queries."""
        today = ledger.local_day(self.request.at)
        is_never = asked["idle"] == "never"
        years = int(asked["idle"]) if asked["idle"].isdecimal() else 0 if is_never else ORDINARY
        since = asking.day(asked["since"]) or today - timedelta(days=365 * years)
        lines = report.idle(
            site_ids=asking.site_ids(asked, self.sites, scope(self.request, catalogue.CatalogueAct.SEE_STAFF_LIST)),
            before=asking.begin(since, 1 if is_never else 0),
            is_never=is_never,
            main_class=asked["class"],
            kind=asked["kind"],
            text=asked["q"],
            below=asking.below(after),
            limit=limit,
        )
        return [IdleRow(line, today) for line in lines]

    def identify(self, row: IdleRow) -> str:
        """Return the copy's id, by which the list goes on."""
        return str(row.line.row.item.id)


@staff_page(catalogue.CatalogueAct.SEE_STAFF_LIST)
def idle(request: Request) -> HttpResponseBase:
    """Show dead stock, as a page or as a file."""
    return IdleList(request).response()
