"""Sheets of spine and barcode labels as PDF: call number, title, barcode as Code 128.

Chinese is set in the type of ``ui.song``; bars are rectangles. Lengths are in millimetres, in the file in points (1/72 inch).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shushan.ui import song

POINT = 72 / 25.4
NUMBERS = 6.5  # points of the numbers under the bars
QUIET = 10  # modules of white beside the bars (ISO/IEC 15417)


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet of labels: page, margins, columns and rows; a label fills its cell without gaps."""

    code: str
    name: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    page: tuple[float, float] = (210.0, 297.0)


LAYOUTS = {
    one.code: one
    for one in (
        Layout("70x37", "A4 3×8 (70 × 37 mm)", 3, 8, 70.0, 37.0, 0.0, 0.5),
        Layout("52x30", "A4 4×10（52.5 × 29.7 mm）", 4, 10, 52.5, 29.7, 0.0, 0.0),
        Layout("38x21", "A4 5×13（38.1 × 21.2 mm）", 5, 13, 38.1, 21.2, 9.75, 10.7),
    )
}


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on one label."""

    call_number: str
    title: str
    barcode: str
    accession_number: str = ""


def pdf(labels: Sequence[Label], layout: Layout, *, skip: int = 0) -> bytes:
    """Return the sheets; ``skip`` labels of the first sheet were used before."""
    from reportlab.pdfgen.canvas import Canvas  # heavy: loaded by whoever prints

    song.make_ready()
    each = layout.columns * layout.rows
    places = [None] * (skip % each) + list(labels)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=tuple(side * POINT for side in layout.page), pageCompression=1)
    for first in range(0, max(len(places), 1), each):
        for number, label in enumerate(places[first : first + each]):
            row, column = divmod(number, layout.columns)
            left, top = layout.left + column * layout.width, layout.page[1] - layout.top - row * layout.height
            if label is not None:
                _draw(canvas, label, layout, left, top)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


# Code 128: widths of bars and gaps of the values 0 to 105, then the stop (ISO/IEC 15417, table 1)
_TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 "
    "113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 "
    "212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 "
    "113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 "
    "241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 "
    "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 "
    "211232 2331112 "
)
_WIDTHS = _TABLE.split()
_START_B, _STOP = 104, 106


def bars(text: str) -> list[int]:
    """Return the widths of bars and gaps in turn, beginning with a bar, of a text of printable ASCII (set B).

    :raises ValueError: a character that Code 128 set B does not have
    """
    values = [ord(c) - 32 for c in text]
    if any(not 0 <= value < 96 for value in values):
        raise ValueError("only printable ASCII stands in a barcode")
    check = (_START_B + sum(n * value for n, value in enumerate(values, start=1))) % 103
    return [int(w) for value in (_START_B, *values, check, _STOP) for w in _WIDTHS[value]]


def _draw(canvas: Any, label: Label, layout: Layout, left: float, top: float) -> None:
    pad, size = 3.0, 11.0 if layout.height > 25 else 8.0
    line = size / POINT * 1.15
    parts = [part for part in re.split(r"[\s/]+", label.call_number) if part][:2] or ["—"]
    for n, part in enumerate(parts):
        _text(canvas, part, left + pad, top - pad - line * (n + 0.8), size, "Helvetica-Bold")
    small = size - 4
    most = int((layout.width - 2 * pad) / (small / POINT)) * (1 if _is_wide(label.title) else 2)
    _text(canvas, label.title[:most], left + pad, top - pad - line * (len(parts) + 0.7), small)
    bottom = top - layout.height + pad
    _code(canvas, label.barcode, left + pad, bottom + 2.6, layout.width - 2 * pad, layout.height * 0.26)
    _text(canvas, _numbers(label, layout.width - 2 * pad), left + pad, bottom, NUMBERS)


def _numbers(label: Label, width: float) -> str:
    """Return the barcode, with the accession number beside it where it is another and there is room (Courier: 0.6 em)."""
    both = f"{label.barcode}  {label.accession_number}"
    is_one = label.accession_number in ("", label.barcode)
    return label.barcode if is_one or len(both) * NUMBERS * 0.6 / POINT > width else both


def _code(canvas: Any, text: str, left: float, bottom: float, width: float, height: float) -> None:
    try:
        widths = bars(text)
    except ValueError:
        return
    module = min(width / (sum(widths) + 2 * QUIET), 0.35)
    place = left + QUIET * module
    for n, wide in enumerate(widths):
        if n % 2 == 0:
            canvas.rect(place * POINT, bottom * POINT, wide * module * POINT, height * POINT, stroke=0, fill=1)
        place += wide * module


def _text(canvas: Any, text: str, left: float, bottom: float, size: float, narrow: str = "Courier") -> None:
    canvas.setFont(song.FONT if _is_wide(text) else narrow, size)
    canvas.drawString(left * POINT, bottom * POINT, song.plain(text))


def _is_wide(text: str) -> bool:
    return any(ord(c) > 126 for c in text)
