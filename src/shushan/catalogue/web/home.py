"""Blocks of the first page: themed shelves, new arrivals, what is much borrowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from shushan.catalogue.queries import record_lines
from shushan.catalogue.themes import covers, shown
from shushan.catalogue.web.components import TitleShelf, shelf_of
from shushan.ui.templatetags.look import called

EACH = 6
THEMES = 2


@dataclass(frozen=True, slots=True)
class _Planned:
    """A shelf before its titles are asked for."""

    code: str
    title: object
    ids: Sequence[int]
    address: str
    more: object


def home_shelves(on: date) -> list[TitleShelf]:
    """Return the themed shelves that stand on a day, new arrivals and what is much borrowed, in eight queries."""
    arrivals, popular = shown.arrivals_ids(limit=EACH), shown.popular_counts(limit=EACH)
    ours = [
        _Planned("new", _("新到"), arrivals, reverse("catalogue:new-arrivals"), _("全部新到")),
        _Planned("popular", _("大家在借"), tuple(popular), reverse("catalogue:popular"), _("看整张榜")),
    ]
    return _filled([*_themes(on, "adult"), *ours])


def theme_shelves(on: date, audience: str) -> list[TitleShelf]:
    """Return the newest themed shelves that stand on a day, each with its first titles, in five queries."""
    return _filled(_themes(on, audience))


def _themes(on: date, audience: str) -> list[_Planned]:
    found = shown.themes(on, audience=audience, limit=THEMES)
    ids = shown.first_titles([theme.id for theme in found], limit=EACH)
    return [
        _Planned(
            f"theme-{t.id}", called(t), ids.get(t.id, ()), reverse("catalogue:theme", args=[t.id]), _("看整个书架")
        )
        for t in found
    ]


def _filled(planned: Sequence[_Planned]) -> list[TitleShelf]:
    """Return the shelves that have titles; records and pictures of all of them are asked for once."""
    every = list(dict.fromkeys(pk for shelf in planned for pk in shelf.ids))
    lines, images = record_lines(every), covers.addresses(every)
    shelves = []
    for one in planned:
        titles = [lines[pk] for pk in one.ids if pk in lines]
        if titles:
            shelves.append(shelf_of(one.code, one.title, titles, images, address=one.address, more=one.more))
    return shelves
