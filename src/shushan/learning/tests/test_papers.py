"""Essays as files: text in any coding, .docx, and what is no paper."""

from __future__ import annotations

import io
import zipfile

import pytest

from shushan.learning import papers
from shushan.learning.errors import UnreadablePaper

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(xml: str, *, part: str = "word/document.xml", method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        packed.writestr(part, xml)
    out.seek(0)
    return out


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_any_coding(coding: str) -> None:
    assert papers.text_of(io.BytesIO("读书\n心得".encode(coding))) == "读书\n心得"


def test_a_document_is_read_paragraph_by_paragraph() -> None:
    body = "<w:p><w:r><w:t>第一段</w:t></w:r><w:r><w:t>续</w:t></w:r></w:p><w:p><w:r><w:t>第二段</w:t></w:r></w:p>"
    assert papers.text_of(docx(f"<w:document {W}><w:body>{body}</w:body></w:document>")) == "第一段续\n第二段"


def test_what_is_no_paper_is_refused() -> None:
    bomb = f"<w:document {W}><w:p><w:t>" + "字" * 7_000_000 + "</w:t></w:p></w:document>"
    entities = '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document ' + W + "><w:t>&a;</w:t></w:document>"
    broken = io.BytesIO(docx("<x/>").getvalue()[:40])
    for wrong in (
        docx(bomb), docx(entities), docx("<x"), docx("<x/>", part="other.xml"), broken, io.BytesIO(b"%PDF-1.4"),
        io.BytesIO(b"\xd0\xcf\x11\xe0old"), io.BytesIO(b"\x00\x01\x02\xff"), io.BytesIO(b"x" * (papers.MOST + 1)),
    ):  # fmt: skip
        with pytest.raises(UnreadablePaper):
            papers.text_of(wrong)
