"""A built report as DOCX, set as Chinese official papers are (GB/T 9704: title, 仿宋 16 pt, 28 pt of leading, two characters in).

Fonts are named, not embedded: 宋体, 黑体, 楷体 and 仿宋 are on every Chinese office machine; the table of fonts names their Latin
twins (SimSun, SimHei, KaiTi, FangSong) by which other systems know them. The language is set, or punctuation is drawn as in Japan.
A figure leads to its row in the appendix, the number there to its records.
"""

from __future__ import annotations

import io
from typing import Any, Final

from django.utils.translation import gettext as _

from shushan.reporting import pictures, words
from shushan.reporting.documents import appendix, charts, titles
from shushan.reporting.terms import Built, Piece, Run

SONG, HEI, FANGSONG, LATIN = "宋体", "黑体", "仿宋", "Times New Roman"
TWINS: Final = {SONG: "SimSun", HEI: "SimHei", FANGSONG: "FangSong", "楷体": "KaiTi", LATIN: "Liberation Serif"}
BODY: Final = 16
TITLE_OF: Final = 19.5  # 汉字 of 22 pt in a line of 156 mm
WIDTHS: Final = (9, 31, 25, 31, 15, 11, 15, 19)  # of the appendix, mm
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
    _name_fonts(paper)
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
    properties = style.element.get_or_add_rPr()
    _fonts(properties, FANGSONG)
    properties.append(_element("w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = Pt(28)
    style.paragraph_format.widow_control = True


def _fonts(properties: Any, chinese: str) -> None:
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for key, name in (("w:ascii", LATIN), ("w:hAnsi", LATIN), ("w:eastAsia", chinese), ("w:cs", LATIN)):
        fonts.set(qn(key), name)


def _element(tag: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _name_fonts(paper: Any) -> None:
    """Write the table of fonts: each with the name by which other systems know it."""
    from docx.oxml.ns import nsdecls

    fonts = "".join(f'<w:font w:name="{name}"><w:altName w:val="{twin}"/></w:font>' for name, twin in TWINS.items())
    text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    for relation in paper.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = text.encode()


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
    elif piece.level == 2 or piece.level == 3:
        _two_in(line)
    made = _title(line, piece.runs) if piece.level == 1 else _runs(line, piece.runs)
    for one in made:
        one.font.size, one.font.color.rgb, one.font.bold = Pt(size), RGBColor(0, 0, 0), piece.level == 1
        _fonts(one._r.get_or_add_rPr(), chinese)


def _title(line: Any, runs: tuple[Run, ...]) -> list[Any]:
    """Write a title line by line, broken between words."""
    made: list[Any] = []
    for one in titles.of_runs(runs, TITLE_OF):
        if made:
            made[-1].add_break()
        made += _runs(line, tuple(one))
    return made


def _two_in(line: Any) -> None:
    """Begin a paragraph two characters in: said in characters (Word, WPS) and in points (others)."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    line.paragraph_format.first_line_indent = Pt(2 * BODY)
    line._p.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")


def _paragraph(paper: Any, piece: Piece, _built: Built) -> None:
    line = paper.add_paragraph()
    _two_in(line)
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
            if run.figure is not None:
                _lead(line, made[-2:], anchor=f"figure_{run.figure + 1}")
    return made


def _lead(line: Any, runs: list[Any], *, anchor: str = "", address: str = "") -> None:
    """Make stretches of text lead to a mark in the document, or to an address."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    link = _element("w:hyperlink", anchor=anchor) if anchor else _element("w:hyperlink")
    if address:
        link.set(qn("r:id"), line.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    runs[0]._r.addprevious(link)
    for run in runs:
        link.append(run._r)


def _mark(line: Any, number: int) -> None:
    """Put the mark of a figure, to which its numbers in the text lead."""
    mark = _element("w:bookmarkStart", id=str(number), name=f"figure_{number}")
    line._p.append(mark)
    line._p.append(_element("w:bookmarkEnd", id=str(number)))


def _table(paper: Any, piece: Piece, _built: Built) -> None:
    _caption(paper, piece)
    _grid(paper, piece.rows, small=12)
    _close(paper)


def _close(paper: Any) -> None:
    """Leave a little room behind a table."""
    from docx.shared import Pt

    line = paper.add_paragraph()
    line.paragraph_format.line_spacing = Pt(10)


def _grid(
    paper: Any, rows: tuple[tuple[str, ...], ...], *, small: float, widths: tuple[int, ...] = ()
) -> Any:  # fmt: skip
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    table = paper.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    table.autofit = not widths
    for place, wide in enumerate(widths):
        table.columns[place].width = Mm(wide)
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            line = table.rows[number].cells[place].paragraphs[0]
            line.paragraph_format.line_spacing = Pt(small * 1.5)
            if widths:
                table.rows[number].cells[place].width = Mm(widths[place])
            elif place and number:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = line.add_run(text)
            run.font.size, run.font.bold = Pt(small), number == 0
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(_element("w:tblHeader", val="true"))  # the head of a long table is repeated on each page
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))
    return table


def _caption(paper: Any, piece: Piece) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.space_before, line.paragraph_format.line_spacing = Pt(8), Pt(18)
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
    said = "　".join(f"{label} {shown}" for label, shown, _number in piece.points)
    _place(paper, charts.png(piece.points), f"{piece.caption}：{said}", Mm(115))
    if legend := charts.legend(piece.points):
        line = paper.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(legend).font.size = Pt(12)


def _place(paper: Any, picture: bytes, alt: str, width: Any, height: Any = None) -> Any:
    """Put a picture in the middle of the page, with the words for who does not see it."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    shape = paper.add_picture(io.BytesIO(picture), width=width)
    if height is not None and shape.height > height:
        shape.width, shape.height = int(shape.width * height / shape.height), height
    line = paper.paragraphs[-1]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.line_spacing = 1.0
    line._p.xpath(".//wp:docPr")[0].set("descr", alt)
    return line


def _picture(paper: Any, piece: Piece, _built: Built) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    if paper.paragraphs:
        paper.paragraphs[-1].paragraph_format.keep_with_next = True  # what it shows stands above it on the same page
    line = _place(paper, pictures.jpeg_of(piece), piece.alt, Mm(100), Mm(72))
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.space_before = Pt(6)
    under = paper.add_paragraph()
    under.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = under.add_run(piece.caption)
    run.font.size = Pt(12)
    _fonts(run._r.get_or_add_rPr(), "楷体")


def _appendix(paper: Any, _piece: Piece, built: Built) -> None:
    from docx.shared import Pt

    _heading(paper, Piece("heading", (Run(_("附录：本报告的每一个数")),), level=2), built)
    paper.paragraphs[-1].paragraph_format.page_break_before = True  # a break of its own would fill a page of its own
    rows = appendix.rows(built)
    if rows:
        table = _grid(paper, (appendix.headings(), *(row.cells for row in rows)), small=8, widths=WIDTHS)
        for number, row in enumerate(rows, 1):
            _mark(table.rows[number].cells[0].paragraphs[0], row.number)
            if row.receipt.address:
                line = table.rows[number].cells[appendix.NUMBER_AT].paragraphs[0]
                _lead(line, line.runs, address=row.receipt.address)
    lines = [f"{words.MARK} {text}：{basis}" for text, basis in appendix.typed(built)]
    for text in (*lines, *appendix.restated(built), *appendix.closing(built)):
        line = paper.add_paragraph()
        line.paragraph_format.line_spacing = Pt(16)
        line.add_run(text).font.size = Pt(10)


_WRITERS: Final = {
    "heading": _heading, "paragraph": _paragraph, "item": _paragraph, "table": _table, "chart": _chart, "picture": _picture,
    "appendix": _appendix,
}  # fmt: skip
