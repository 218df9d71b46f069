"""A built report as DOCX, set as Chinese official papers are (GB/T 9704: title, 仿宋 16 pt, 28 pt of leading, two characters in).

Fonts are named, not embedded: 宋体, 黑体 and 仿宋 are on every Chinese office machine, others fall back by themselves.
"""

from __future__ import annotations

import io
from typing import Any, Final

from django.utils.translation import gettext as _

from shushan.reporting import words
from shushan.reporting.documents import appendix, charts
from shushan.reporting.terms import Built, Piece, Run

SONG, HEI, FANGSONG, LATIN = "宋体", "黑体", "仿宋", "Times New Roman"
BODY: Final = 16
FONTS: Final = {1: (SONG, 22), 2: (HEI, 16), 3: ("楷体", 16)}


def docx(built: Built, *, author: str) -> bytes:
    """Return the document. Figures bear a small number that leads to the appendix; what was typed bears its mark."""
    import docx as package
    from docx.shared import Mm

    paper = package.Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    paper.core_properties.title, paper.core_properties.author = built.title, author
    paper.core_properties.comments = ""
    _ordinary(paper)
    _page_numbers(section)
    for piece in built.pieces:
        _WRITERS[piece.kind](paper, piece, built)
    if not any(piece.kind == "appendix" for piece in built.pieces):
        _appendix(paper, Piece("appendix"), built)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _ordinary(paper: Any) -> None:
    from docx.shared import Pt

    style = paper.styles["Normal"]
    style.font.size = Pt(BODY)
    _fonts(style.element.get_or_add_rPr(), FANGSONG)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = Pt(28)


def _fonts(properties: Any, chinese: str) -> None:
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for key, name in (("w:ascii", LATIN), ("w:hAnsi", LATIN), ("w:eastAsia", chinese), ("w:cs", LATIN)):
        fonts.set(qn(key), name)


def _page_numbers(section: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _heading(paper: Any, piece: Piece, _built: Built) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    line = paper.add_heading(level=min(piece.level, 3))
    chinese, size = FONTS[piece.level]
    if piece.level == 1:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_after = Pt(28)
    for one in _runs(line, piece.runs):
        one.font.size, one.font.color.rgb, one.font.bold = Pt(size), RGBColor(0, 0, 0), piece.level == 1
        _fonts(one._r.get_or_add_rPr(), chinese)


def _paragraph(paper: Any, piece: Piece, _built: Built) -> None:
    from docx.shared import Pt

    line = paper.add_paragraph()
    line.paragraph_format.first_line_indent = Pt(2 * BODY)
    if piece.kind == "item":
        line.add_run("· ")
    _runs(line, piece.runs)


def _runs(line: Any, runs: tuple[Run, ...]) -> list[Any]:
    """Write stretches of text; a figure bears its number in the appendix, what was typed its mark."""
    made = []
    for run in runs:
        made.append(line.add_run(run.text))
        note = words.note(run)
        if note:
            raised = line.add_run(note)
            raised.font.superscript = True
            made.append(raised)
    return made


def _table(paper: Any, piece: Piece, _built: Built) -> None:
    _caption(paper, piece)
    _grid(paper, piece.rows, small=12)


def _grid(paper: Any, rows: tuple[tuple[str, ...], ...], *, small: float) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    table = paper.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            line = table.rows[number].cells[place].paragraphs[0]
            line.paragraph_format.line_spacing = Pt(small * 1.5)
            if place and number:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = line.add_run(text)
            run.font.size, run.font.bold = Pt(small), number == 0
    head = table.rows[0]._tr.get_or_add_trPr()
    again = OxmlElement("w:tblHeader")  # the head of a long table is repeated on each page
    again.set(qn("w:val"), "true")
    head.append(again)
    return table


def _caption(paper: Any, piece: Piece) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.space_before = Pt(8)
    marks = "".join(f"[{number + 1}]" for number in piece.figures)
    run = line.add_run(piece.caption)
    run.font.size = Pt(12)
    _fonts(run._r.get_or_add_rPr(), HEI)
    raised = line.add_run(marks)
    raised.font.superscript, raised.font.size = True, Pt(12)


def _chart(paper: Any, piece: Piece, _built: Built) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    _caption(paper, piece)
    paper.add_picture(io.BytesIO(charts.png(piece.points)), width=Mm(155))
    picture = paper.paragraphs[-1]
    picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture.paragraph_format.line_spacing = 1.0
    said = "　".join(f"{label} {shown}" for label, shown, _number in piece.points)
    picture._p.xpath(".//wp:docPr")[0].set("descr", f"{piece.caption}：{said}")
    if legend := charts.legend(piece.points):
        line = paper.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(legend).font.size = Pt(12)


def _appendix(paper: Any, _piece: Piece, built: Built) -> None:
    from docx.shared import Pt

    paper.add_page_break()
    _heading(paper, Piece("heading", (Run(_("附录：本报告的每一个数")),), level=2), built)
    rows = appendix.rows(built)
    if rows:
        _grid(paper, (appendix.headings(), *(row.cells for row in rows)), small=8)
    lines = [f"{words.MARK} {text}：{basis}" for text, basis in appendix.typed(built)]
    for text in (*lines, *appendix.restated(built), *appendix.closing(built)):
        line = paper.add_paragraph()
        line.paragraph_format.line_spacing = Pt(16)
        line.add_run(text).font.size = Pt(10)


_WRITERS: Final = {
    "heading": _heading, "paragraph": _paragraph, "item": _paragraph, "table": _table, "chart": _chart,
    "appendix": _appendix,
}  # fmt: skip
