"""What the catalogue hangs into other rooms when the house starts."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.signals import post_delete
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shushan.catalogue import documents, export_job, harvest, shelf  # noqa: F401 - declares its job
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import CatalogueAct
from shushan.figures import public as figures
from shushan.jobs import public as jobs
from shushan.search import public as search
from shushan.ui import menu
from shushan.ui.components import Component


def register() -> None:
    """Register menu lines, subject pages and the provider of documents."""
    menu.register(
        menu.Entry(
            "records", _("书目与馆藏"), "catalogue:records", "book", CatalogueAct.SEE_STAFF_LIST, "collection", 10
        )
    )
    menu.register(
        menu.Entry("imports", _("导入书目"), "catalogue:imports", "upload", CatalogueAct.IMPORT, "collection", 20)
    )
    menu.register(
        menu.Entry("exports", _("导出书目"), "catalogue:exports", "download", CatalogueAct.EXPORT, "collection", 25)
    )
    menu.register(
        menu.Entry(
            "class-table", _("分类表"), "catalogue:class-table", "list", CatalogueAct.EDIT_CLASSES, "collection", 28
        )
    )
    jobs.register_chore("catalogue.shelf-keys", seconds=2, run=shelf.give_keys)
    post_delete.connect(harvest.bury, sender=BibRecord, dispatch_uid="catalogue.bury")
    figures.subject_page("catalogue.item", url_name="catalogue:item", verb=CatalogueAct.SEE_STAFF_LIST)
    search.register_shower("record", search.Shower(cards=_cards, address=_address, names=documents.names))
    search.register_provider("record", load=documents.load, every_id=documents.every_id, live=documents.live)


def _cards(ids: Sequence[int]) -> dict[int, Component]:
    from shushan.catalogue.web.components import cards

    return cards(ids)


def _address(record_id: int) -> str:
    return reverse("catalogue:record", args=[record_id])
