"""The staff's list of copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from shushan.catalogue import classes, queries
from shushan.catalogue.item_kinds import kind_name
from shushan.catalogue.operations import state_name
from shushan.catalogue.queries import ItemRow
from shushan.catalogue.terms import CatalogueAct, ItemFilter
from shushan.catalogue.web.lists import KINDS
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList, View
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

STATES = (
    ("in-stock", gettext_lazy("在藏")), ("missing", gettext_lazy("下落不明")), ("withdrawn", gettext_lazy("已注销")),
)  # fmt: skip


def _numbered(row: ItemRow) -> object:
    return format_html('<a href="{}">{}</a>', reverse("catalogue:item", args=[row.item.id]), row.item.barcode)


def _titled(row: ItemRow) -> object:
    address = reverse("catalogue:record", args=[row.item.record_id])
    return format_html('<a href="{}">{}</a>', address, Truncator(row.item.title).chars(40))


def _priced(row: ItemRow) -> str:
    return row.item.price_text if row.item.price_fen is None else f"{row.item.price_fen / 100:.2f}"


class ItemsList(KeyedList[ItemRow]):
    """Copies, last accessioned first."""

    code = "catalogue.items"
    title = gettext_lazy("馆藏清单")
    nothing = gettext_lazy("没有这样的馆藏。")
    views = (
        View(gettext_lazy("下落不明"), "state=missing"), View(gettext_lazy("馆内阅览"), "kind=reference"),
        View(gettext_lazy("期刊"), "kind=serial"),
    )  # fmt: skip
    columns = (
        Column[ItemRow]("barcode", gettext_lazy("条码"), _numbered, lambda r: r.item.barcode, look="code", is_head=True),
        Column[ItemRow]("accession", gettext_lazy("登录号"), lambda r: r.item.accession_number, look="code"),
        Column[ItemRow]("title", gettext_lazy("题名"), _titled, lambda r: r.item.title),
        Column[ItemRow]("author", gettext_lazy("作者"), lambda r: r.item.author, is_shown=False),
        Column[ItemRow]("kind", gettext_lazy("文献类型"), lambda r: kind_name(r.item.kind)),
        Column[ItemRow]("call", gettext_lazy("索书号"), lambda r: r.item.call_number, look="code"),
        Column[ItemRow]("site", gettext_lazy("馆区"), lambda r: r.site),
        Column[ItemRow]("shelf", gettext_lazy("架位"), lambda r: r.item.shelf),
        Column[ItemRow]("price", gettext_lazy("价格（元）"), _priced, look="number", is_shown=False),
        Column[ItemRow]("state", gettext_lazy("状态"), lambda r: state_name(r.item.state)),
        Column[ItemRow]("accessioned", gettext_lazy("入藏日期"), lambda r: ledger.local_day(r.accessioned_at)),
    )  # fmt: skip

    @property
    def filters(self) -> Sequence[Filter]:
        """Words or a number; kind; site; state; main class."""
        sites = tuple((str(site.id), called(site)) for site in places.sites())
        return (
            Filter("q", gettext_lazy("条码、登录号、索书号或题名"), kind="text"),
            Filter("kind", gettext_lazy("文献类型"), KINDS),
            Filter("site", gettext_lazy("馆区"), sites),
            Filter("state", gettext_lazy("状态"), STATES),
            Filter("class", gettext_lazy("大类"), classes.main_classes()),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[ItemRow]:
        """Return copies by key; three queries whatever the number. Sites are called as the language of the page does."""
        wanted = ItemFilter(
            asked["q"], asked["kind"], asked["state"], int(asked["site"]) if asked["site"] else None, asked["class"]
        )
        names = {site.id: called(site) for site in places.sites()}
        found = queries.find_items(wanted, before=typed_number(after), limit=limit)
        return [replace(row, site=names.get(row.item.home_site_id, row.site)) for row in found]

    def identify(self, row: ItemRow) -> str:
        """Return the id of a copy, which is the key of the order."""
        return str(row.item.id)


@staff_page(CatalogueAct.SEE_STAFF_LIST)
def items(request: Request) -> HttpResponseBase:
    """Show copies, save a view of them, or give them as a file."""
    return ItemsList(request).response()
