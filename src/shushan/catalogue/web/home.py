"""Blocks of the first page: themed shelves, new arrivals, what is much borrowed."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from shushan.catalogue.themes import shown
from shushan.catalogue.web.components import TitleShelf, title_shelf
from shushan.ui.templatetags.look import called

EACH = 6
THEMES = 2


def home_shelves(on: date) -> list[TitleShelf]:
    """Return the themed shelves that stand on a day, and the shelves of new arrivals and of what is much borrowed."""
    return [*theme_shelves(on, "adult"), *(shelf for shelf in (_arrivals(), _popular()) if shelf.titles)]


def theme_shelves(on: date, audience: str) -> list[TitleShelf]:
    """Return the newest themed shelves that stand on a day, each with its first titles."""
    found = []
    for theme in shown.themes(on, audience=audience, limit=THEMES):
        lines = [one.line for one in shown.titles_of(theme.id, limit=EACH) if one.line]
        address = reverse("catalogue:theme", args=[theme.id])
        if lines:
            found.append(title_shelf(f"theme-{theme.id}", called(theme), lines, address=address, more=_("看整个书架")))
    return found


def _arrivals() -> TitleShelf:
    address = reverse("catalogue:new-arrivals")
    return title_shelf("new", _("新到"), shown.arrivals(limit=EACH), address=address, more=_("全部新到"))


def _popular() -> TitleShelf:
    found = shown.popular(limit=EACH)
    lines = [line for line, _n in found.lines] if found else []
    return title_shelf("popular", _("大家在借"), lines, address=reverse("catalogue:popular"), more=_("看整张榜"))
