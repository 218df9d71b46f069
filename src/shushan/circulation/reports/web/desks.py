"""The report of money by desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy

from shushan.circulation.money.policy import yuan
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.money.words import METHODS
from shushan.circulation.reports import desks as report
from shushan.circulation.reports.terms import DeskSum
from shushan.circulation.reports.web import asking
from shushan.circulation.web.holds import scope, sites_for
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList, View
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One line, with its site and the colleague's name, empty where it is not asked by colleague."""

    sum: DeskSum
    site: places.SiteValue
    name: str


def _into(number: int) -> Callable[[DeskRow], object]:
    return lambda row: yuan(row.sum.into[number])


_IN = tuple(
    Column[DeskRow](f"in-{method}", METHODS[method], _into(number), look="number")
    for number, method in enumerate(report.METHODS)
)


class DesksList(NumberedList[DeskRow]):
    """Money by desk at the sites whose book the actor may see."""

    code = "circulation.desks"
    title = gettext_lazy("各服务台收付")
    lead = gettext_lazy("按收款方式列出收入，另列退出与减免，单位元。押金算在内，备用金和上交不算；冲正算作退出。")
    ordinary = gettext_lazy("按馆区")
    nothing = gettext_lazy("这些天没有收付。")
    views = (View(gettext_lazy("按经手人"), "by=person"), View(gettext_lazy("按天"), "by=day"))
    columns = (
        Column[DeskRow]("site", gettext_lazy("馆区"), lambda r: called(r.site), is_head=True),
        Column[DeskRow]("person", gettext_lazy("经手"), lambda r: r.name),
        Column[DeskRow]("day", gettext_lazy("日期"), lambda r: r.sum.on or ""),
        Column[DeskRow]("count", gettext_lazy("笔数"), lambda r: r.sum.count, look="number"),
        *_IN,
        Column[DeskRow]("out", gettext_lazy("退出"), lambda r: yuan(sum(r.sum.out)), look="number"),
        Column[DeskRow]("net", gettext_lazy("净收"), lambda r: yuan(r.sum.net_fen), look="number"),
        Column[DeskRow]("waived", gettext_lazy("减免"), lambda r: yuan(r.sum.waived_fen), look="number"),
        Column[DeskRow](
            "fen", gettext_lazy("净收（分）"), lambda r: r.sum.net_fen, look="number", is_only_in_files=True
        ),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose book this actor may see."""
        return sites_for(self.request, MoneyAct.SEE_BOOK)

    @property
    def filters(self) -> Sequence[Filter]:
        """How to sum up; site; days."""
        ways = (("person", gettext_lazy("按经手人")), ("day", gettext_lazy("按天")))
        return (
            Filter("by", gettext_lazy("怎样汇总"), ways, every=gettext_lazy("按馆区")),
            asking.of_sites(self.sites),
            *asking.days(),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[DeskRow], int]:
        """Return a stretch of the sums, in a fixed number of queries."""
        sums, total = report.by_desk(
            site_ids=asking.site_ids(asked, self.sites, scope(self.request, MoneyAct.SEE_BOOK)),
            by=asked["by"],
            since=asking.day(asked["from"]),
            until=asking.day(asked["to"]),
            first=first,
            limit=limit,
        )
        by_id = {site.id: site for site in places.sites()}
        names = (
            {f"staff:{one.person_id}": one.name for one in people.staff_members()} if asked["by"] == "person" else {}
        )
        return [DeskRow(one, by_id[one.site_id], names.get(one.actor, one.actor)) for one in sums], total


@staff_page(MoneyAct.SEE_BOOK)
def desks(request: Request) -> HttpResponseBase:
    """Show money by desk, as a page or as a file."""
    return DesksList(request).response()
