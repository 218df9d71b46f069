"""Charts of a report: the one drawing of ``ui.charts`` as SVG for pages, the same bars as PNG for documents.

Labels in the PNG are digits and short codes only, so that no Chinese font is needed on the server; names stand in the
caption and in the table beside it. One colour, a grid, numbers above the bars: readable in black and white.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from shushan.ui import charts
from shushan.ui.charts import BOTTOM, GRID, HEIGHT, LEFT, RIGHT, TEXT, WIDTH, Chart, Series, grid

Point = tuple[str, str, float]  # label, number as printed, number
BAR: Final = charts.COLOURS["sea"]


def chart(points: Sequence[Point], *, title: str) -> Chart:
    """Return what is drawn: one series of bars."""
    bars = Series(
        _("数值"), tuple(number for *_words, number in points), tuple(shown for _label, shown, _number in points)
    )
    return Chart(title, tuple(label for label, *_rest in points), (bars,), _("项目"))


def svg(points: Sequence[Point], *, title: str) -> str:
    """Return the chart as SVG."""
    return charts.svg(chart(points, title=title))


def png(points: Sequence[Point], *, scale: int = 2) -> bytes:
    """Return the chart as PNG, ``scale`` times 900 × 360; labels that are not plain Latin become their place, 1, 2, 3."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(18 * scale)
    drawn = chart(points, title="")
    for y in grid():
        draw.line((LEFT * scale, y * scale, (WIDTH - RIGHT) * scale, y * scale), fill=GRID, width=scale)
    for (label, shown, _number), (_row, place, x, y, width) in zip(points, drawn.bars(), strict=True):
        draw.rectangle((x * scale, y * scale, (x + width) * scale, (HEIGHT - BOTTOM) * scale), fill=BAR)
        middle = (x + width / 2) * scale
        draw.text((middle, (y - 6) * scale), shown if shown.isascii() else "", fill=TEXT, font=font, anchor="ms")
        words = label if label.isascii() else str(place + 1)
        draw.text((middle, (HEIGHT - 14) * scale), words, fill=TEXT, font=font, anchor="ms")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def legend(points: Sequence[Point]) -> str:
    """Return what the places under the bars of a picture stand for; empty where the labels are in the picture."""
    if all(label.isascii() for label, _shown, _number in points):
        return ""
    return "　".join(f"{place} {label}" for place, (label, _shown, _number) in enumerate(points, 1))
