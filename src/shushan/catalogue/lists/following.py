"""Readers' lists and searches when two readers are merged, or one is erased."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shushan.catalogue.lists import queries
from shushan.catalogue.lists.models import Booklist, SavedSearch
from shushan.people import public as people

_MODELS: dict[str, type[Booklist | SavedSearch]] = {"Booklist": Booklist, "SavedSearch": SavedSearch}


class ListsFollow:
    """The people's port for merging: lists and searches go over; of two with one name the second says whose it was."""

    def count(self, reader_id: int) -> list[tuple[object, int]]:
        """Return how many lists and searches there are."""
        lists, searches = queries.count_kept(reader_id)
        return [(label, n) for label, n in ((_("书单"), lists), (_("保存的检索"), searches)) if n]

    def move(self, *, gone_id: int, kept_id: int) -> people.Moved:
        """Give everything to the one who stays; return the ids by table."""
        moved: people.Moved = {}
        for code, model in _MODELS.items():
            names = set(model._default_manager.filter(reader_id=kept_id).values_list("name", flat=True))
            rows = list(model._default_manager.filter(reader_id=gone_id).values_list("pk", "name"))
            for pk, name in rows:
                free = _free(str(name), names)
                names.add(free)
                model._default_manager.filter(pk=pk).update(name=free, reader_id=kept_id)
            if rows:
                moved[code] = [pk for pk, _name in rows]
        return moved

    def move_back(self, moved: people.Moved, *, gone_id: int, kept_id: int) -> None:
        """Give back what is still there."""
        for code, model in _MODELS.items():
            model._default_manager.filter(pk__in=moved.get(code, []), reader_id=kept_id).update(reader_id=gone_id)


def kept(reader_id: int, at: datetime) -> people.Kept:
    """Return lists and searches for the privacy page and the export."""
    why = _("您自己建的；只有您看得见，分享出去的书单除外。随时可以删除。")
    return people.Kept("lists", _("书单和保存的检索"), why, tuple(queries.kept(reader_id)))


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    return next(other for n in range(2, 1000) if (other := f"{name[:54]} ({n})") not in taken)
