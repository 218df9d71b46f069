"""Sheets of spine and barcode labels as PDF, written by hand: call number, title, barcode as Code 128.

Chinese is drawn with the viewer's own Song type (the predefined font STSong-Light with UniGB-UCS2-H of PDF 1.4), so
that no font is embedded; bars are rectangles. Lengths are in millimetres, in the file in points (1/72 inch).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    each = layout.columns * layout.rows
    places = [None] * (skip % each) + list(labels)
    pages = [_page(places[n : n + each], layout) for n in range(0, max(len(places), 1), each)]
    return _document(pages, layout)


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


def _page(labels: Sequence[Label | None], layout: Layout) -> bytes:
    out: list[str] = []
    for number, label in enumerate(labels):
        if label is None:
            continue
        row, column = divmod(number, layout.columns)
        left = layout.left + column * layout.width
        top = layout.page[1] - layout.top - row * layout.height
        out += _draw(label, layout, left, top)
    return "\n".join(out).encode("ascii")


def _draw(label: Label, layout: Layout, left: float, top: float) -> Iterator[str]:
    pad, size = 3.0, 11.0 if layout.height > 25 else 8.0
    line = size / POINT * 1.15
    parts = [part for part in re.split(r"[\s/]+", label.call_number) if part][:2] or ["—"]
    for n, part in enumerate(parts):
        yield _text(part, left + pad, top - pad - line * (n + 0.8), size, bold=True)
    small = size - 4
    most = int((layout.width - 2 * pad) / (small / POINT)) * (1 if _is_wide(label.title) else 2)
    yield _text(label.title[:most], left + pad, top - pad - line * (len(parts) + 0.7), small)
    yield from _code(
        label.barcode, left + pad, top - layout.height + pad + 2.6, layout.width - 2 * pad, layout.height * 0.26
    )
    yield _text(_numbers(label, layout.width - 2 * pad), left + pad, top - layout.height + pad, NUMBERS)


def _numbers(label: Label, width: float) -> str:
    """Return the barcode, with the accession number beside it where it is another and there is room (Courier: 0.6 em)."""
    both = f"{label.barcode}  {label.accession_number}"
    is_one = label.accession_number in ("", label.barcode)
    return label.barcode if is_one or len(both) * NUMBERS * 0.6 / POINT > width else both


def _code(text: str, left: float, bottom: float, width: float, height: float) -> Iterator[str]:
    try:
        widths = bars(text)
    except ValueError:
        return
    module = min(width / (sum(widths) + 2 * QUIET), 0.35)
    place = left + QUIET * module
    for n, wide in enumerate(widths):
        if n % 2 == 0:
            yield f"{_pt(place)} {_pt(bottom)} {_pt(wide * module)} {_pt(height)} re f"
        place += wide * module


def _text(text: str, left: float, bottom: float, size: float, *, bold: bool = False) -> str:
    if _is_wide(text):
        coded = f"<{text.encode('utf-16-be', 'replace').hex()}>" if all(ord(c) < 0x10000 for c in text) else _bmp(text)
        font = "F2"
    else:
        coded = "(" + re.sub(r"([\\()])", r"\\\1", "".join(c if 32 <= ord(c) < 127 else "?" for c in text)) + ")"
        font = "F3" if bold else "F1"
    return f"BT /{font} {size:.1f} Tf {_pt(left)} {_pt(bottom)} Td {coded} Tj ET"


def _bmp(text: str) -> str:
    """Draw 〓 for characters beyond the basic plane, which this encoding does not have."""
    kept = "".join(c if ord(c) < 0x10000 else "〓" for c in text)
    return f"<{kept.encode('utf-16-be').hex()}>"


def _is_wide(text: str) -> bool:
    return any(ord(c) > 126 for c in text)


def _pt(millimetres: float) -> str:
    return f"{millimetres * POINT:.2f}"


def _document(pages: Sequence[bytes], layout: Layout) -> bytes:
    """Put the file together: catalogue, pages, fonts, streams, and the table of where each object stands."""
    kids = " ".join(f"{8 + 2 * n} 0 R" for n in range(len(pages)))
    width, height = (_pt(side) for side in layout.page)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [5 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (GB1) /Supplement 4 >> /DW 1000 /FontDescriptor 6 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
    ]
    for n, stream in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {9 + 2 * n} 0 R "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 7 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, offsets = bytearray(b"%PDF-1.4\n%\xe4\xb9\xa6\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
