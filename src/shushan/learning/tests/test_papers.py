"""Essays as files: text in any coding, .docx, and what is no paper."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from shushan.learning import papers
from shushan.learning.errors import UnreadablePaper
from shushan.learning.terms import PaperKind

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(xml: str, *, part: str = "word/document.xml", method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        packed.writestr(part, xml)
    out.seek(0)
    return out


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_any_coding(coding: str) -> None:
    assert papers.read(io.BytesIO("读书\n心得".encode(coding))) == ("读书\n心得", PaperKind.FILE)


def test_a_document_is_read_paragraph_by_paragraph() -> None:
    body = "<w:p><w:r><w:t>第一段</w:t></w:r><w:r><w:t>续</w:t></w:r></w:p><w:p><w:r><w:t>第二段</w:t></w:r></w:p>"
    assert papers.read(docx(f"<w:document {W}><w:body>{body}</w:body></w:document>")) == (
        "第一段续\n第二段",
        PaperKind.FILE,
    )


def test_what_is_no_paper_is_refused() -> None:
    bomb = f"<w:document {W}><w:p><w:t>" + "字" * 7_000_000 + "</w:t></w:p></w:document>"
    entities = '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document ' + W + "><w:t>&a;</w:t></w:document>"
    broken = io.BytesIO(docx("<x/>").getvalue()[:40])
    for wrong in (
        docx(bomb), docx(entities), docx("<x"), docx("<x/>", part="other.xml"), broken, io.BytesIO(b"%PDF-1.4"),
        io.BytesIO(b"\xd0\xcf\x11\xe0old"), io.BytesIO(b"\x00\x01\x02\xff"), io.BytesIO(b"x" * (papers.MOST + 1)),
    ):  # fmt: skip
        with pytest.raises(UnreadablePaper):
            papers.read(wrong)


def pdf(*lines: str, pages: int = 1, **more: object) -> io.BytesIO:
    """A PDF as a word processor makes it, in Chinese; without lines it is a scan: a picture and no text."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    made = Canvas(out, **more)  # type: ignore[arg-type]
    for _page in range(pages):
        made.setFont("STSong-Light", 12)
        for n, line in enumerate(lines):
            made.drawString(72, 750 - 20 * n, line)
        if not lines:
            made.rect(100, 100, 200, 300, fill=1)
        made.showPage()
    made.save()
    vars(pdfmetrics)["_fonts"].pop("STSong-Light")  # the house's own papers carry another type under this name
    out.seek(0)
    return out


def test_a_pdf_is_read_and_a_scan_has_no_text_and_is_a_paper_all_the_same() -> None:
    lines = "读《实践论》有感：先到现场再下结论，", "是这本书给我最深的提醒。", "𠮷野君也这样说。"
    assert papers.read(pdf(*lines)) == (f"{lines[0]}{lines[1]}\n{lines[2]}", PaperKind.PDF)
    assert papers.read(pdf()) == ("", PaperKind.SCAN)


def test_a_pdf_that_is_locked_too_long_broken_or_a_bomb_is_refused_and_the_server_lives() -> None:
    secret = pdf("密", encrypt="nobody knows")
    bomb = zlib.compress(b"0" * 100_000_000, 9)
    unpacks = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    unpacks += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj 4 0 obj<</Filter/FlateDecode/Length "
    unpacks += str(len(bomb)).encode() + b">>stream\n" + bomb + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"
    cases = {
        "加了密": secret, "页数太多": pdf("页", pages=301), "读不出来": io.BytesIO(b"%PDF-1.7\n" + b"\x00" * 500),
        "PDF 读不出": io.BytesIO(unpacks),
    }  # fmt: skip
    for words, wrong in cases.items():
        with pytest.raises(UnreadablePaper, match=words):
            papers.read(wrong)
