"""A built report as PDF: A4, Chinese set in the predefined Song type of PDF, so that no font need lie on the server.

Lines are broken between any two 汉字, but never before a closing mark nor after an opening one (reportlab's CJK breaking).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from shushan.reporting import pictures, words
from shushan.reporting.documents import appendix, charts, titles
from shushan.reporting.terms import Built, Piece, Run
from shushan.ui import song

BODY: Final = 12.5
TITLE_OF: Final = 21.5  # 汉字 of 20 pt in a line of 156 mm
SIZES: Final = {1: 20.0, 2: 15.0, 3: 13.5}


def pdf(built: Built, *, author: str) -> bytes:
    """Return the document."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import SimpleDocTemplate

    song.make_ready()
    out = io.BytesIO()
    paper = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=28 * mm, rightMargin=26 * mm, topMargin=30 * mm, bottomMargin=26 * mm,
        title=built.title, author=author, lang="zh-CN",
    )  # fmt: skip
    story = [one for piece in built.pieces for one in _flowing(piece, built)]
    if not any(piece.kind == "appendix" for piece in built.pieces):
        story += _appendix(built)
    paper.build(story, onFirstPage=_footer, onLaterPages=_footer)
    return out.getvalue()


def _footer(canvas: Any, paper: Any) -> None:
    canvas.setFont(song.FONT, 9)
    canvas.drawCentredString(paper.pagesize[0] / 2, 36, f"— {canvas.getPageNumber()} —")


def _style(size: float, **more: Any) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    more.setdefault("leading", size * 1.75)
    return ParagraphStyle("", fontName=song.FONT, fontSize=size, wordWrap="CJK", **more)


def _flowing(piece: Piece, built: Built) -> Iterator[Any]:
    """Yield what stands on the pages for a piece."""
    from reportlab.lib.enums import TA_CENTER
    from reportlab.platypus import Paragraph

    if piece.kind == "heading":
        size = SIZES[piece.level]
        style = _style(
            size, alignment=TA_CENTER if piece.level == 1 else 0, spaceBefore=size * 0.7, spaceAfter=size * 0.5,
            keepWithNext=1,
        )  # fmt: skip
        lines = titles.of_runs(piece.runs, TITLE_OF) if piece.level == 1 else [list(piece.runs)]
        yield Paragraph(f"<b>{'<br/>'.join(_text(tuple(line)) for line in lines)}</b>", style)
    elif piece.kind == "paragraph":
        yield Paragraph(_text(piece.runs), _style(BODY, firstLineIndent=2 * BODY, spaceAfter=4))
    elif piece.kind == "item":
        yield Paragraph(
            "· " + _text(piece.runs), _style(BODY, leftIndent=3 * BODY, firstLineIndent=-BODY, spaceAfter=2)
        )
    elif piece.kind == "table":
        yield _caption(piece)
        yield _table(piece.rows, size=10)
    elif piece.kind == "chart":
        yield from _chart(piece)
    elif piece.kind == "picture":
        yield from _picture(piece)
    else:
        yield from _appendix(built)


def _text(runs: tuple[Run, ...]) -> str:
    return "".join(_marked(run) for run in runs)


def _marked(run: Run) -> str:
    note = words.note(run)
    text = escape(song.plain(run.text)) + (f'<super size="7">{note}</super>' if note else "")
    return text if run.figure is None else f'<a href="#figure_{run.figure + 1}">{text}</a>'


def _caption(piece: Piece) -> Any:
    from reportlab.lib.enums import TA_CENTER
    from reportlab.platypus import Paragraph

    marks = "".join(f"[{number + 1}]" for number in piece.figures)
    text = f'{escape(song.plain(piece.caption))}<super size="7">{marks}</super>'
    return Paragraph(text, _style(10.5, alignment=TA_CENTER, spaceBefore=8, spaceAfter=4, keepWithNext=1))


def _receipts(rows: list[appendix.Row], widths: list[float]) -> Any:
    """Return the table of receipts: what a figure leads to, and the number that opens its records."""
    head = [escape(one) for one in appendix.headings()]
    body = []
    for row in rows:
        cells = [escape(song.plain(text)) for text in row.cells]
        cells[0] = f'<a name="figure_{row.number}"/>{cells[0]}'
        if row.receipt.address:
            href = quoteattr(row.receipt.address)
            cells[appendix.NUMBER_AT] = f'<a href={href} color="#0b5384">{cells[appendix.NUMBER_AT]}</a>'
        body.append(cells)
    return _drawn([head, *body], size=7.5, widths=widths)


def _table(rows: tuple[tuple[str, ...], ...], *, size: float) -> Any:
    return _drawn([[escape(song.plain(text)) for text in row] for row in rows], size=size)


def _drawn(rows: list[list[str]], *, size: float, widths: list[float] | None = None) -> Any:
    from reportlab.lib import colors
    from reportlab.lib.enums import TA_RIGHT
    from reportlab.platypus import Paragraph, Table, TableStyle

    left, right = _style(size, leading=size * 1.4), _style(size, leading=size * 1.4, alignment=TA_RIGHT)
    cells = [
        [Paragraph(text, right if place and number and widths is None else left) for place, text in enumerate(row)]
        for number, row in enumerate(rows)
    ]  # fmt: skip
    table = Table(cells, repeatRows=1, colWidths=widths, spaceAfter=8)
    look = [("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#eef2f0"))]
    table.setStyle(TableStyle([*look, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]))
    return table


def _chart(piece: Piece) -> Iterator[Any]:
    from reportlab.lib.enums import TA_CENTER
    from reportlab.lib.units import mm
    from reportlab.platypus import Image, Paragraph

    yield _caption(piece)
    yield Image(io.BytesIO(charts.png(piece.points)), width=125 * mm, height=50 * mm)
    if legend := charts.legend(piece.points):
        yield Paragraph(escape(song.plain(legend)), _style(9.5, alignment=TA_CENTER, spaceAfter=6))


def _picture(piece: Piece) -> Iterator[Any]:
    from reportlab.lib.enums import TA_CENTER
    from reportlab.lib.units import mm
    from reportlab.platypus import Image, KeepTogether, Paragraph

    picture = Image(io.BytesIO(pictures.jpeg_of(piece)), width=100 * mm, height=72 * mm, kind="proportional")
    caption = Paragraph(escape(song.plain(piece.caption)), _style(10.5, alignment=TA_CENTER, spaceAfter=6))
    yield KeepTogether([picture, caption])


def _appendix(built: Built) -> list[Any]:
    from reportlab.lib.units import mm
    from reportlab.platypus import PageBreak, Paragraph

    story: list[Any] = [PageBreak(), Paragraph(f"<b>{_('附录：本报告的每一个数')}</b>", _style(SIZES[2], spaceAfter=8))]
    rows = appendix.rows(built)
    if rows:
        widths = [w * mm for w in (8, 33, 24, 30, 15, 10, 16, 20)]
        story.append(_receipts(rows, widths))
    lines = [f"{words.MARK} {text}：{basis}" for text, basis in appendix.typed(built)]
    story += [
        Paragraph(escape(song.plain(text)), _style(9, leading=14))
        for text in (*lines, *appendix.restated(built), *appendix.closing(built))
    ]
    return story
