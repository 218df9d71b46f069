"""The tree as a list, and two days of it side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import queries
from shushan.units.terms import Turn, UnitAct, UnitValue
from shushan.units.web.forms import kind_words

TURNS: dict[Turn, tuple[str, str | Promise]] = {
    Turn.FOUNDED: ("chip--good", _("设立")),
    Turn.CLOSED: ("chip--warn", pgettext_lazy("unit", "撤销")),
    Turn.RENAMED: ("chip--sea", _("改名")),
    Turn.MOVED: ("chip--sea", _("移到别的上级")),
    Turn.SITED: ("chip--sea", _("换了馆区")),
    Turn.TURNED: ("chip--sea", _("换了类别")),
}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with its depth in the tree (0 = the highest) and its words."""

    unit: UnitValue
    depth: int
    kind: object
    site: str
    parent: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What is different about a unit, with both sides in words."""

    before: UnitRow | None
    after: UnitRow | None
    turns: list[tuple[str, object]]


def rows_of(found: Sequence[UnitValue]) -> list[UnitRow]:
    """Return the units of a day (parents before children) as rows, in one query beside theirs."""
    depths: dict[int, int] = {}
    sites = {site.id: called(site) for site in places.sites()}
    names = {value.id: called(value) for value in found}
    rows = []
    for value in found:
        depths[value.id] = depths.get(value.parent_id or 0, -1) + 1
        kind, site = kind_words().get(value.kind, value.kind), sites.get(value.site_id or 0, "")
        rows.append(UnitRow(value, depths[value.id], kind, site, names.get(value.parent_id or 0, "")))
    return rows


def _named(row: UnitRow) -> object:
    address = reverse("units:unit", args=[row.unit.id])
    return format_html('<span class="tree tree--{}"><a href="{}">{}</a></span>', row.depth, address, called(row.unit))


class UnitsList(NumberedList[UnitRow]):
    """The tree of a day, parents before children. A library has some dozens of units: filtered in memory."""

    code = "units.tree"
    title = pgettext_lazy("many", "单位")
    lead = _("任何一天的机构树都查得到；改名、移动、撤销只从某一天起算，过去不改。")
    ordinary = _("今天的机构")
    nothing = _("这一天还没有单位。")
    template = "units/tree.html"
    page_size = 500
    columns = (
        Column[UnitRow]("name", _("名称"), _named, lambda r: called(r.unit), is_head=True),
        Column[UnitRow]("kind", _("类别"), lambda r: r.kind),
        Column[UnitRow]("parent", _("上级单位"), lambda r: r.parent or "—", lambda r: r.parent, is_shown=False),
        Column[UnitRow]("site", _("所在馆区"), lambda r: r.site or "—", lambda r: r.site),
        Column[UnitRow]("code", _("代码"), lambda r: r.unit.code, look="code"),
        Column[UnitRow]("since", _("从哪天起"), lambda r: r.unit.since),
        Column[UnitRow]("until", _("到哪天"), lambda r: r.unit.until or "—", lambda r: r.unit.until, is_shown=False),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """Day (without one: today), name or code, kind, site."""
        return (
            Filter("on", _("哪一天的机构"), kind="date"),
            Filter("q", _("名称或代码"), kind="text"),
            Filter("kind", _("类别"), tuple(kind_words().items())),
            Filter("site", _("所在馆区"), tuple((site.code, called(site)) for site in places.sites())),
        )

    def more(self) -> dict[str, object]:
        """Return what the link to the comparison needs."""
        return {"today": ledger.local_day(self.request.at), "day": self._day()}

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[UnitRow], int]:
        """Return units of the day, in two queries."""
        site = next((site.id for site in places.sites() if site.code == asked["site"]), None)
        rows = [row for row in rows_of(queries.tree(on=self._day())) if _wanted(row, asked, site)]
        return rows[first : first + limit], len(rows)

    def _day(self) -> date:
        return as_day(self.asked["on"]) or ledger.local_day(self.request.at)


def _wanted(row: UnitRow, asked: Asked, site_id: int | None) -> bool:
    words = f"{row.unit.name} {row.unit.name_en} {row.unit.code}".lower()
    return (
        asked["q"].lower() in words
        and asked["kind"] in ("", row.unit.kind)
        and (site_id is None or row.unit.site_id == site_id)
    )


@staff_page(UnitAct.EDIT_TREE)
def tree(request: Request) -> HttpResponseBase:
    """Show the tree of a day (``?on=``, default today)."""
    return UnitsList(request).response()


@require_safe
@staff_page(UnitAct.EDIT_TREE)
def changes(request: Request) -> HttpResponse:
    """Show two days side by side (``?from=``, ``?to=``; default a year ago and today) and what is different."""
    today = ledger.local_day(request.at)
    second = as_day(request.GET.get("to", "")) or today
    first = as_day(request.GET.get("from", "")) or _year_before(second)
    old, new = rows_of(queries.tree(on=first)), rows_of(queries.tree(on=second))
    by_id = ({row.unit.id: row for row in old}, {row.unit.id: row for row in new})
    rows = [
        ChangeRow(
            by_id[0].get(one.before.id) if one.before else None,
            by_id[1].get(one.after.id) if one.after else None,
            [TURNS[turn] for turn in one.turns],
        )
        for one in queries.changes(first=first, second=second)
    ]
    context = {"first": first, "second": second, "rows": rows, "days": ((first, old), (second, new))}
    return render(request, "units/changes.html", context)


def as_day(typed: str) -> date | None:
    """Return a day as an address writes it."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28)) if day.year > 1 else day
