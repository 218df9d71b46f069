"""The report of top titles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from shushan.circulation import queries
from shushan.circulation.reports import titles as report
from shushan.circulation.reports.terms import TopTitle
from shushan.circulation.reports.web import asking
from shushan.circulation.rules.web.forms import CATEGORIES
from shushan.circulation.terms import LoanAct
from shushan.circulation.web.holds import scope, sites_for
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.web import staff_page

YEAR = 365


def _titled(row: TopTitle) -> object:
    return format_html('<a href="{}">{}</a>', reverse("catalogue:record", args=[row.record.id]), row.record.title)


class TitlesList(NumberedList[TopTitle]):
    """Titles by how often they were lent at the sites that the actor may see."""

    code = "circulation.top-titles"
    title = gettext_lazy("借阅最多的书")
    lead = gettext_lazy("按借出次数排列，续借另列。不选日期时，是到最近一次借出为止的一年。")
    ordinary = gettext_lazy("最近一年")
    nothing = gettext_lazy("这些天没有借出。")
    columns = (
        Column[TopTitle]("rank", gettext_lazy("名次"), lambda r: r.rank, look="number"),
        Column[TopTitle]("title", gettext_lazy("题名"), _titled, lambda r: r.record.title, is_head=True),
        Column[TopTitle]("author", gettext_lazy("作者"), lambda r: r.record.author),
        Column[TopTitle]("class", gettext_lazy("分类号"), lambda r: r.record.clc, look="code"),
        Column[TopTitle]("isbn", gettext_lazy("ISBN"), lambda r: r.record.isbn, look="code", is_shown=False),
        Column[TopTitle]("loans", gettext_lazy("借出次数"), lambda r: r.loans, look="number"),
        Column[TopTitle]("renewals", gettext_lazy("续借次数"), lambda r: r.renewals, look="number"),
        Column[TopTitle]("copies", gettext_lazy("在藏册数"), lambda r: r.copies, look="number"),
        Column[TopTitle]("waiting", gettext_lazy("正在排队"), lambda r: r.waiting, look="number"),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose loans this actor may see."""
        return sites_for(self.request, LoanAct.SEE_LOANS)

    @cached_property
    def last_day(self) -> date:
        """The day of the last loan, today when there is none."""
        return ledger.local_day(queries.last_lent(self.request.at) or self.request.at)

    @property
    def filters(self) -> Sequence[Filter]:
        """Site of lending; class; kind; category of reader; days."""
        return (
            asking.of_sites(self.sites),
            asking.of_classes(),
            asking.of_kinds(),
            Filter("category", gettext_lazy("读者类别"), tuple((str(code), name) for code, name in CATEGORIES.items())),
            *asking.days(),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[TopTitle], int]:
        """Return a stretch of the titles, in a fixed number of queries."""
        until = asking.day(asked["to"]) or self.last_day
        since = asking.day(asked["from"]) or until - timedelta(days=YEAR - 1)
        return report.top_titles(
            site_ids=asking.site_ids(asked, self.sites, scope(self.request, LoanAct.SEE_LOANS)),
            since=asking.begin(since),
            until=asking.begin(until, 1),
            main_class=asked["class"],
            category=asked["category"],
            kind=asked["kind"],
            first=first,
            limit=limit,
        )


@staff_page(LoanAct.SEE_LOANS)
def titles(request: Request) -> HttpResponseBase:
    """Show what was lent most, as a page or as a file."""
    return TitlesList(request).response()
