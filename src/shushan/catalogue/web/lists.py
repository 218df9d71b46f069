"""The staff's list of records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from shushan.catalogue import classes, queries
from shushan.catalogue.item_kinds import KIND_NAMES
from shushan.catalogue.terms import CatalogueAct, RecordFilter, RecordLine
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList, View
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

AUDIENCES = (("adult", gettext_lazy("成人")), ("child", gettext_lazy("少儿")))
HELD = (("some", gettext_lazy("有馆藏")), ("none", gettext_lazy("没有馆藏")))
KINDS = tuple((kind.value, name) for kind, name in KIND_NAMES.items())
HIDDEN = (("no", gettext_lazy("公开的")), ("yes", gettext_lazy("隐藏的")))


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record, when it was changed, and how many copies it has."""

    line: RecordLine
    changed_at: datetime
    copies: int
    may_edit: bool


def _titled(row: RecordRow) -> object:
    """Return the title as a link; a hidden record says so beside it."""
    where = "catalogue:edit-record" if row.may_edit else "catalogue:record"
    hidden = format_html(' <span class="chip">{}</span>', gettext_lazy("隐藏的")) if row.line.is_suppressed else ""
    address = reverse(where, args=[row.line.id])
    return format_html('<a href="{}">{}</a>{}', address, Truncator(row.line.named).chars(60), hidden)


def _openness(row: RecordRow) -> object:
    return dict(HIDDEN)["yes" if row.line.is_suppressed else "no"]


class RecordsList(KeyedList[RecordRow]):
    """Records, last changed first."""

    code = "catalogue.records"
    title = gettext_lazy("书目与馆藏")
    nothing = gettext_lazy("没有这样的书目。")
    template = "catalogue/records.html"
    views = (View(gettext_lazy("没有馆藏"), "held=none"), View(gettext_lazy("少儿"), "audience=child"))
    columns = (
        Column[RecordRow]("title", gettext_lazy("题名"), _titled, lambda r: r.line.named, is_head=True),
        Column[RecordRow]("author", gettext_lazy("作者"), lambda r: Truncator(r.line.author).chars(30), lambda r: r.line.author),
        Column[RecordRow]("publisher", gettext_lazy("出版者"), lambda r: r.line.publisher),
        Column[RecordRow]("year", gettext_lazy("出版年"), lambda r: r.line.year or "", look="number"),
        Column[RecordRow]("class", gettext_lazy("分类号"), lambda r: r.line.clc, look="code"),
        Column[RecordRow]("isbn", "ISBN", lambda r: r.line.isbn, look="code", is_shown=False),
        Column[RecordRow]("copies", gettext_lazy("馆藏"), lambda r: r.copies, look="number"),
        Column[RecordRow]("hidden", gettext_lazy("公开"), _openness, is_shown=False),
        Column[RecordRow]("changed", gettext_lazy("更新"), lambda r: ledger.local_day(r.changed_at)),
    )  # fmt: skip

    @property
    def filters(self) -> Sequence[Filter]:
        """Words or a number; main class; audience; site; with or without copies."""
        sites = tuple((str(site.id), called(site)) for site in places.sites())
        main = tuple((letter, f"{letter} {classes.main_name(letter)}") for letter in classes.MAIN)
        return (
            Filter("q", gettext_lazy("题名、作者、分类号、ISBN 或条码"), kind="text"),
            Filter("class", gettext_lazy("大类"), main),
            Filter("audience", gettext_lazy("读者对象"), AUDIENCES),
            Filter("site", gettext_lazy("馆区"), sites),
            Filter("held", gettext_lazy("馆藏"), HELD),
            Filter("kind", gettext_lazy("文献类型"), KINDS),
            Filter("hidden", gettext_lazy("公开"), HIDDEN),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[RecordRow]:
        """Return records by key; three queries whatever the number."""
        may_edit = self.request.actor.may_somewhere(CatalogueAct.EDIT_RECORD)
        wanted = RecordFilter(
            text=asked["q"],
            main_class=asked["class"],
            kind=asked["kind"],
            audience=asked["audience"],
            site_id=int(asked["site"]) if asked["site"] else None,
            is_suppressed={"yes": True, "no": False}.get(asked["hidden"]),
            has_copies={"some": True, "none": False}.get(asked["held"]),
        )
        found = queries.find_records(wanted, before=_key(after), limit=limit)
        return [RecordRow(line, at, copies, may_edit) for line, at, copies in found]

    def identify(self, row: RecordRow) -> str:
        """Return the key of the order: when it was changed, and which it is."""
        return f"{row.changed_at.isoformat()}_{row.line.id}"

    def more(self) -> dict[str, object]:
        """Say what may be done beside looking."""
        actor = self.request.actor
        return {
            "text": self.asked["q"],
            "may_export": actor.may_somewhere(CatalogueAct.EXPORT),
            "may_edit": actor.may_somewhere(CatalogueAct.EDIT_RECORD),
        }


@staff_page(CatalogueAct.SEE_STAFF_LIST)
def records(request: Request) -> HttpResponseBase:
    """Show records, save a view of them, or give them as a file."""
    return RecordsList(request).response()


def _key(after: str) -> tuple[datetime, int] | None:
    instant, _mark, number = after.rpartition("_")
    try:
        return datetime.fromisoformat(instant), int(number)
    except ValueError:
        return None
