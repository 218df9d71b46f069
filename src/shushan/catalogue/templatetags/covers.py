"""Covers on pages of other rooms."""

from __future__ import annotations

from django import template

from shushan.catalogue.terms import RecordLine
from shushan.catalogue.web import components

register = template.Library()


@register.filter
def bright_cover(line: RecordLine) -> components.Cover:
    """Return the drawn cover of a record in one of eight colours by its number: a shelf of one class is not all brown."""
    return components.Cover(line.title, line.author, line.id % 8)
