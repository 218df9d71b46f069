"""How the pages of the figures print a number, a bar, a part."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from shushan.figures.kinds import LEAST
from shushan.figures.terms import Cell, DimPart, DimParts, Measure
from shushan.ui.templatetags.look import called

register = template.Library()


@register.simple_tag
def cell(one: Cell, measure: Measure) -> str:
    """Print the number of a part; a small one as "fewer than 5", none as a dash."""
    if one.is_small:
        return _("少于 %(n)s") % {"n": LEAST}
    return "—" if one.number is None else measure.words(one.number)


@register.simple_tag
def bar(one: Cell, most: Fraction, label: object) -> str:
    """Draw a part against the highest one; none where there is nothing above zero to draw."""
    if one.number is None or one.number < 0 or most <= 0:
        return ""
    said = label.strftime("%Y-%m") if isinstance(label, date) else label
    return format_html(
        '<progress max="1000" value="{}" aria-label="{}"></progress>', int(one.number * 1000 / most), said
    )


@register.simple_tag
def part_link(
    parts: DimParts, part: DimPart, word: object, place: int, address: str, may_open: bool, measure: Measure
) -> str:
    """Print the word of a part; who may see rows opens the card of that part."""
    text = called(word) if word else _("没有说明")
    if not may_open or parts.breakdown.keys[place] == "site":
        return str(text)
    query = f"{address}&" if address else ""
    query += f"part={parts.breakdown.keys[place]}:{part.values[place]}"
    return format_html('<a href="{}?{}">{}</a>', reverse("figures:card", args=[measure.code]), query, text)
