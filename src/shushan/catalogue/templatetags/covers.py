"""Covers and shelves on pages of other rooms."""

from __future__ import annotations

from django import template

from shushan.catalogue.terms import RecordLine
from shushan.catalogue.web import components, home
from shushan.kernel.clock import now
from shushan.ledger import public as ledger

register = template.Library()


@register.filter
def bright_cover(line: RecordLine) -> components.Cover:
    """Return the drawn cover of a record in one of eight colours by its number: a shelf of one class is not all brown."""
    return components.Cover(line.title, line.author, line.id % 8)


@register.simple_tag
def home_shelves() -> list[components.TitleShelf]:
    """Return the shelves of the first page as of today: themes, new arrivals, what is much borrowed."""
    return home.home_shelves(ledger.local_day(now()))


@register.simple_tag
def childrens_themes() -> list[components.TitleShelf]:
    """Return the themed shelves for children that stand today."""
    return home.theme_shelves(ledger.local_day(now()), "child")
