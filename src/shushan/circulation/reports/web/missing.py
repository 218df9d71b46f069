"""The report of lost and missing copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.circulation.money.policy import yuan
from shushan.circulation.reports import missing as report
from shushan.circulation.reports.terms import MissingLine
from shushan.circulation.reports.web import asking
from shushan.circulation.terms import LoanAct
from shushan.circulation.web.holds import scope, sites_for
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList, View
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


@dataclass(frozen=True, slots=True)
class MissingRow:
    """One line, with the site where the copy belongs."""

    line: MissingLine
    site: places.SiteValue


def _titled(row: MissingRow) -> object:
    address = reverse("catalogue:record", args=[row.line.item.record_id])
    return format_html('<a href="{}">{}</a>', address, row.line.item.title)


def _why(row: MissingRow) -> str:
    return _("架上找不到") if row.line.loan_id is None else _("借出后遗失")


def _linked(row: MissingRow) -> object:
    if row.line.loan_id is None:
        return _why(row)
    return format_html('<a href="{}">{}</a>', reverse("circulation:loan", args=[row.line.loan_id]), _why(row))


def _since(row: MissingRow) -> object:
    return ledger.local_day(row.line.since) if row.line.since else ""


def _price(row: MissingRow) -> str:
    fen = row.line.item.price_fen
    return row.line.item.price_text if fen is None else yuan(fen)


class MissingList(KeyedList[MissingRow]):
    """Copies that are lost or missing at the sites that the actor may see."""

    code = "circulation.missing"
    title = gettext_lazy("遗失与下落不明")
    lead = gettext_lazy("读者报失的、架上找不到的，到注销或找回为止。赔款未付的在右边。")
    nothing = gettext_lazy("没有遗失或下落不明的书。")
    views = (
        View(gettext_lazy("借出后遗失"), "why=lent"),
        View(gettext_lazy("架上找不到"), "why=shelf"),
    )
    columns = (
        Column[MissingRow]("title", gettext_lazy("题名"), _titled, lambda r: r.line.item.title, is_head=True),
        Column[MissingRow]("barcode", gettext_lazy("条码"), lambda r: r.line.item.barcode, look="code"),
        Column[MissingRow]("call", gettext_lazy("索书号"), lambda r: r.line.item.call_number, look="code"),
        Column[MissingRow]("site", gettext_lazy("所属馆区"), lambda r: called(r.site)),
        Column[MissingRow]("why", gettext_lazy("怎么回事"), _linked, _why),
        Column[MissingRow]("since", gettext_lazy("报失日"), _since),
        Column[MissingRow]("price", gettext_lazy("价格（元）"), _price, look="number"),
        Column[MissingRow]("left", gettext_lazy("未付（元）"), lambda r: yuan(r.line.left_fen), look="number"),
        Column[MissingRow](
            "paid", gettext_lazy("已结（元）"), lambda r: yuan(r.line.paid_fen), look="number", is_shown=False
        ),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose copies this actor may see here."""
        return sites_for(self.request, LoanAct.SEE_LOANS)

    @property
    def filters(self) -> Sequence[Filter]:
        """Words or a number; site; class; how it came."""
        whys = (("lent", _("借出后遗失")), ("shelf", _("架上找不到")))
        return (
            Filter("q", gettext_lazy("条码、索书号或题名"), kind="text"),
            asking.of_sites(self.sites),
            asking.of_classes(),
            Filter("why", gettext_lazy("怎么回事"), whys),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[MissingRow]:
        """Return copies below an id, in a fixed number of queries."""
        lines = report.missing(
            site_ids=asking.site_ids(asked, self.sites, scope(self.request, LoanAct.SEE_LOANS)),
            why=asked["why"],
            main_class=asked["class"],
            text=asked["q"],
            before=asking.below(after),
            limit=limit,
        )
        by_id = {site.id: site for site in places.sites()}
        return [MissingRow(line, by_id[line.item.home_site_id]) for line in lines]

    def identify(self, row: MissingRow) -> str:
        """Return the copy's id, by which the list goes on."""
        return str(row.line.item.id)


@staff_page(LoanAct.SEE_LOANS)
def missing(request: Request) -> HttpResponseBase:
    """Show what is lost or missing, as a page or as a file."""
    return MissingList(request).response()
