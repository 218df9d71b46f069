"""Charts as static pictures: bars, drawn the same for the screen (SVG) and for documents (PNG).

Labels in the picture are digits and short codes only, so that no Chinese font is needed on the server; names stand in the
caption and in the table beside it. One colour, a grid of four lines, numbers above the bars: readable in black and white.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

Point = tuple[str, str, float]  # label, number as printed, number
WIDTH: Final = 900
HEIGHT: Final = 360
LEFT, RIGHT, TOP, BOTTOM = 16, 16, 36, 40
BAR, GRID, TEXT = "#0b5384", "#d7ddd9", "#333333"


def svg(points: Sequence[Point], *, title: str) -> str:
    """Return the chart as SVG; names of any script are shown by the browser's own font."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
    ]
    parts += [f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>' for y in _grid()]
    for (label, shown, _number), (x, y, width) in zip(points, _bars(points), strict=True):
        middle = x + width / 2
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{HEIGHT - BOTTOM - y:.1f}" fill="{BAR}"/>'
            f'<text x="{middle:.1f}" y="{y - 8:.1f}" text-anchor="middle" font-size="18" fill="{TEXT}">{escape(shown)}</text>'
            f'<text x="{middle:.1f}" y="{HEIGHT - 14}" text-anchor="middle" font-size="18" fill="{TEXT}">{escape(label)}</text>'
        )
    return "".join([*parts, "</svg>"])


def png(points: Sequence[Point], *, scale: int = 2) -> bytes:
    """Return the chart as PNG, ``scale`` times 900 × 360; labels that are not plain Latin become their place, 1, 2, 3."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(18 * scale)
    for y in _grid():
        draw.line((LEFT * scale, y * scale, (WIDTH - RIGHT) * scale, y * scale), fill=GRID, width=scale)
    for place, ((label, shown, _number), (x, y, width)) in enumerate(zip(points, _bars(points), strict=True), 1):
        draw.rectangle((x * scale, y * scale, (x + width) * scale, (HEIGHT - BOTTOM) * scale), fill=BAR)
        middle = (x + width / 2) * scale
        draw.text((middle, (y - 6) * scale), shown if shown.isascii() else "", fill=TEXT, font=font, anchor="ms")
        words = label if label.isascii() else str(place)
        draw.text((middle, (HEIGHT - 14) * scale), words, fill=TEXT, font=font, anchor="ms")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def legend(points: Sequence[Point]) -> str:
    """Return what the places under the bars of a picture stand for; empty where the labels are in the picture."""
    if all(label.isascii() for label, _shown, _number in points):
        return ""
    return "　".join(f"{place} {label}" for place, (label, _shown, _number) in enumerate(points, 1))


def _grid() -> list[float]:
    return [TOP + step * (HEIGHT - TOP - BOTTOM) / 4 for step in range(5)]


def _bars(points: Sequence[Point]) -> list[tuple[float, float, float]]:
    """Return (x, y, width) of each bar; a chart of nothing has none."""
    if not points:
        return []
    top = max((number for *_words, number in points if math.isfinite(number)), default=0.0) or 1.0
    step = (WIDTH - LEFT - RIGHT) / len(points)
    tall = HEIGHT - TOP - BOTTOM
    return [
        (LEFT + place * step + step * 0.18, HEIGHT - BOTTOM - tall * max(0.0, number) / top, step * 0.64)
        for place, (_label, _shown, number) in enumerate(points)
    ]
