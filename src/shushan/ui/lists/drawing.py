"""A page of a list as it is drawn: heads with their order, cells, filters, views, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from shushan.ui.lists.bulk import BulkAct
from shushan.ui.lists.columns import Column, Filter
from shushan.ui.lists.saved import SavedViewValue, lasting, saved_views

if TYPE_CHECKING:
    from shushan.ui.lists.data_list import DataList, Slice


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; ``address`` sorts by it, ``order`` is ascending, descending or empty."""

    label: object
    look: str
    address: str
    order: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell."""

    content: object
    look: str
    is_head: bool
    label: object


@dataclass(frozen=True, slots=True)
class Line:
    """One row; ``id`` is empty where there are no bulk acts."""

    id: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Asking:
    """A filter with what stands in it."""

    filter: Filter
    value: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the list: comes with the house (``saved`` None) or saved."""

    label: object
    address: str
    is_current: bool
    saved: SavedViewValue | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that the templates of ``ui/lists`` draw."""

    title: object
    lead: object
    ordinary: object
    nothing: object
    path: str
    query: str
    heads: list[Head]
    lines: list[Line]
    filters: list[Asking]
    choosable: list[tuple[str, object, bool]]
    sort: str
    tabs: list[Tab]
    acts: list[BulkAct]
    counted: object
    number: int
    pages: int
    total: int | None
    before: str
    following: str
    csv: str
    xlsx: str
    is_filtered: bool
    is_first: bool
    is_cards: bool


def drawn(lst: DataList[Any], found: Slice[Any]) -> Drawing:
    """Return the drawing of a slice of a list."""
    asked, actor = lst.asked, lst.request.actor
    on_page = [column for column in lst.columns if not column.is_only_in_files]
    shown = [c for c in on_page if (c.code in asked.columns if asked.columns else c.is_shown)] or on_page
    acts = [act for act in lst.acts if actor.may_somewhere(act.verb)]
    return Drawing(
        title=lst.title,
        lead=lst.lead,
        ordinary=lst.ordinary,
        nothing=lst.nothing,
        path=lst.request.path,
        query=lasting(lst.request.GET.urlencode()),
        heads=[_head(column, lst) for column in shown],
        lines=[_line(row, shown, lst.identify(row) if acts else "") for row in found.rows],
        filters=[Asking(one, asked[one.code]) for one in lst.filters],
        choosable=[(c.code, c.label, c in shown) for c in on_page] if len(on_page) > 3 else [],
        sort=asked.sort if lst.request.GET.get("sort") else "",
        tabs=_tabs(lst),
        acts=acts,
        counted=lst.counted(found.total) if found.total is not None else "",
        number=found.number,
        pages=found.pages,
        total=found.total,
        before=_with(lst, after=str(found.number - 2) if found.number > 2 else "") if found.number > 1 else "",
        following=_with(lst, after=found.following) if found.following else "",
        csv=_with(lst, after="", format="csv"),
        xlsx=_with(lst, after="", format="xlsx"),
        is_filtered=asked.is_filtered,
        is_first=not asked.after,
        is_cards=lst.is_cards,
    )


def _head(column: Column[Any], lst: DataList[Any]) -> Head:
    now = lst.asked.sort
    order = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(now, "") if column.sort else ""
    other = f"-{column.sort}" if order == "ascending" else column.sort
    if other not in lst.sorts:
        other = column.sort if column.sort in lst.sorts else f"-{column.sort}"
    address = _with(lst, sort=other, after="") if column.sort and other in lst.sorts else ""
    return Head(column.label, column.look, address, order)


def _line(row: object, shown: Sequence[Column[Any]], row_id: str) -> Line:
    return Line(row_id, [Cell(_shown(c.show(row)), c.look, c.is_head, c.label) for c in shown])


def _shown(content: object) -> object:
    """Write a day the way the house writes days in lists, in both languages."""
    return content.isoformat() if isinstance(content, date) and not isinstance(content, datetime) else content


def _tabs(lst: DataList[Any]) -> list[Tab]:
    now, path = lasting(lst.request.GET.urlencode()), lst.request.path
    own = [(view.label, view.query, None) for view in lst.views]
    kept = [(view.name, view.query, view) for view in saved_views(lst.code, actor=lst.request.actor)]
    every: list[tuple[object, str, SavedViewValue | None]] = [*own, *kept]
    return [Tab(label, f"{path}?{query}" if query else path, query == now, saved) for label, query, saved in every]


def _with(lst: DataList[Any], **changes: str) -> str:
    query: QueryDict = lst.request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{lst.request.path}?{query.urlencode()}"
