"""Ports of lower rooms, filled from higher ones: the only place where the house is tied together upwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.figures import public as figures
from shushan.places import public as places
from shushan.search import public as search


class SitesOfPlaces:
    """The figures' sites, from the places."""

    def all(self) -> tuple[figures.SiteName, ...]:
        """Return every site with its reopening day."""
        return tuple(figures.SiteName(s.id, s.code, s.name, s.name_en, s.reopened_on) for s in places.sites())


class ShelfOfCirculation:
    """The catalogue's shelf, from the circulation."""

    def availability(self, item_ids: Sequence[int]) -> dict[int, catalogue.Availability]:
        """Return what is known of items that are out."""
        return circulation.availability(item_ids)


def wire() -> None:
    """Wire every port."""
    figures.use(SitesOfPlaces())
    catalogue.use(ShelfOfCirculation())
    search.use(TantivyEngine(Path(settings.HOME) / "index"))
