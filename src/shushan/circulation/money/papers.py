"""Receipts and closing sheets as PDF: a roll of 58 or 80 mm as long as its text, or a page of A4.

Chinese is set in the type of ``ui.song``. Lengths are in millimetres; a file is made for one paper and kept in memory.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from shushan.ui import song

WIDTHS: Final = {"58": 58.0, "80": 80.0, "a4": 210.0}
A4_HEIGHT: Final = 297.0
MARGINS: Final = {"58": 3.0, "80": 4.0, "a4": 30.0}
SIZES: Final = {"58": 7.5, "80": 9.0, "a4": 11.0}  # points of ordinary text
LEADING: Final = 1.55
POINT: Final = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paper: text on the left and on the right, ``scale`` times the ordinary size, or a rule across."""

    left: str = ""
    right: str = ""
    scale: float = 1.0
    is_rule: bool = False


def pdf(title: str, lines: Sequence[Line], width: str) -> bytes:
    """Return the paper. Long texts are broken; on A4 they go on on the next page.

    :raises KeyError: no such width
    """
    from reportlab.pdfbase import pdfmetrics  # heavy: loaded by whoever prints
    from reportlab.pdfgen.canvas import Canvas

    song.make_ready()
    inner = (WIDTHS[width] - 2 * MARGINS[width]) * POINT
    set_ = [one for line in lines for one in _broken(line, inner, SIZES[width], pdfmetrics.stringWidth)]
    margin = MARGINS[width] * POINT
    long = sum(_height(line, SIZES[width]) for line in set_) + 2 * margin
    page = (WIDTHS[width] * POINT, A4_HEIGHT * POINT if width == "a4" else long)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=page, pageCompression=1)
    canvas.setTitle(title)
    y = page[1] - margin
    for line in set_:
        down = _height(line, SIZES[width])
        if y - down < margin - 1:
            canvas.showPage()
            y = page[1] - margin
        y -= down
        if line.is_rule:
            canvas.line(margin, y + down / 2, page[0] - margin, y + down / 2)
            continue
        size = SIZES[width] * line.scale
        canvas.setFont(song.FONT, size)
        if line.left:
            canvas.drawString(margin, y + size * 0.35, line.left)
        if line.right:
            canvas.drawRightString(page[0] - margin, y + size * 0.35, line.right)
    canvas.save()
    return out.getvalue()


def rule() -> Line:
    """Return a rule across the paper."""
    return Line(is_rule=True)


def facts(pairs: Iterable[tuple[object, object]]) -> Iterator[Line]:
    """Yield ``label: value`` lines, leaving out what is empty."""
    for label, value in pairs:
        if str(value):
            yield Line(f"{label}  {value}")


def _height(line: Line, size: float) -> float:
    return size * (0.8 if line.is_rule else LEADING * line.scale)


def _broken(line: Line, inner: float, size: float, measured: Callable[[str, str, float], float]) -> Iterator[Line]:
    """Break the left text where it would run into the right one, letter by letter, as Chinese is broken."""
    if line.is_rule:
        yield line
        return
    left, right = song.plain(line.left), song.plain(line.right)

    def width(text: str) -> float:
        return measured(text, song.FONT, size * line.scale)

    room = inner - (width(right) + size if right else 0)
    parts, now = [], ""
    for letter in left:
        if now and width(now + letter) > room:
            parts.append(now)
            now = ""
        now += letter
    parts.append(now)
    parts = [part.lstrip() for part in parts]
    for part in parts[:-1]:
        yield Line(part, "", line.scale)
    yield Line(parts[-1], right, line.scale)
