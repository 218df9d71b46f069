"""What the catalogue hangs into other rooms when the house starts."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.signals import post_delete
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shushan.catalogue import documents, export_job, harvest, options, ports, shelf  # noqa: F401 - declared by import
from shushan.catalogue.headings import authorities, deriving, works  # noqa: F401 - declares its job
from shushan.catalogue.lists import following
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import CatalogueAct, ItemValue
from shushan.catalogue.themes import shown
from shushan.figures import public as figures
from shushan.jobs import public as jobs
from shushan.people import public as people
from shushan.search import public as search
from shushan.ui import menu
from shushan.ui.components import Component


def register() -> None:
    """Register menu lines, subject pages and the provider of documents."""
    for entry in _entries():
        menu.register(entry)
    jobs.register_chore("catalogue.shelf-keys", seconds=2, run=shelf.give_keys)
    jobs.register_chore("catalogue.headings", seconds=2, run=deriving.derive_some)
    jobs.register_nightly("catalogue.popular", hour=1, run=shown.count_popular)
    ports.register_record_panel(30, _list_tool)
    people.register_panel(60, _lists_panel)
    people.register_keeper(following.kept)
    search.register_tool(_search_tool)
    search.register_tool(_meant_note)
    post_delete.connect(harvest.bury, sender=BibRecord, dispatch_uid="catalogue.bury")
    figures.subject_page("catalogue.item", url_name="catalogue:item", verb=CatalogueAct.SEE_STAFF_LIST)
    search.register_shower(
        "record", search.Shower(cards=_cards, address=_address, names=documents.names, works=works.works_of)
    )
    search.register_provider("record", load=documents.load, every_id=documents.every_id, live=documents.live)


def _entries() -> list[menu.Entry]:
    """Return the lines of the staff's menu: code, label, address, icon, verb, group, place."""
    act, group = CatalogueAct, "collection"
    return [
        menu.Entry("records", _("书目与馆藏"), "catalogue:records", "book", act.SEE_STAFF_LIST, group, 10),
        menu.Entry("copying", _("套录"), "catalogue:copy", "copy", act.EDIT_RECORD, group, 11),
        menu.Entry("items", _("馆藏清单"), "catalogue:items", "book", act.SEE_STAFF_LIST, group, 11),
        menu.Entry("batch-edit", _("批量修改馆藏"), "catalogue:batch-edit", "pencil", act.EDIT_ITEM, group, 12),
        menu.Entry("labels", _("打印标签"), "catalogue:labels", "printer", act.EDIT_ITEM, group, 13),
        menu.Entry("stock-takes", _("清点"), "catalogue:stock-takes", "scan", act.TAKE_STOCK, group, 14),
        menu.Entry("withdrawals", _("注销单"), "catalogue:withdrawals", "trash", act.PROPOSE_WITHDRAWAL, group, 15),
        menu.Entry("holdings", _("藏量"), "catalogue:holdings", "chart", act.SEE_STAFF_LIST, group, 16),
        menu.Entry("imports", _("导入书目"), "catalogue:imports", "upload", act.IMPORT, group, 20),
        menu.Entry("exports", _("导出书目"), "catalogue:exports", "download", act.EXPORT, group, 25),
        menu.Entry("register", _("登录簿"), "catalogue:register", "file", act.EXPORT, group, 26),
        menu.Entry("headings", _("名称与主题"), "catalogue:staff-headings", "users", act.EDIT_HEADINGS, group, 27),
        menu.Entry("themes", _("主题书架"), "catalogue:staff-themes", "book-open", act.EDIT_THEMES, group, 29),
        menu.Entry("class-table", _("分类表"), "catalogue:class-table", "list", act.EDIT_CLASSES, group, 28),
    ]


def _cards(ids: Sequence[int]) -> dict[int, Component]:
    from shushan.catalogue.web.components import cards

    return cards(ids)


def _address(record_id: int) -> str:
    return reverse("catalogue:record", args=[record_id])


def _list_tool(request: HttpRequest, record_id: int, items: Sequence[ItemValue]) -> object:
    from shushan.catalogue.web.my import list_tool

    return list_tool(request, record_id, items)


def _search_tool(request: HttpRequest, query: str) -> object:
    from shushan.catalogue.web.my import search_tool

    return search_tool(request, query)


def _meant_note(request: HttpRequest, query: str) -> object:
    from shushan.catalogue.web.meant import meant_note

    return meant_note(request, query)


def _lists_panel(request: HttpRequest) -> object:
    from shushan.catalogue.web.my import panel

    return panel(request)
