"""One door to the three kinds of document."""

from __future__ import annotations

from typing import Final

from shushan.reporting.documents.docx import docx
from shushan.reporting.documents.html import html
from shushan.reporting.documents.pdf import pdf
from shushan.reporting.terms import Built, Suffix

TYPES: Final = {
    Suffix.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Suffix.PDF: "application/pdf",
    Suffix.HTML: "text/html; charset=utf-8",
}
_MAKERS: Final = {Suffix.DOCX: docx, Suffix.PDF: pdf, Suffix.HTML: html}


def document(built: Built, suffix: Suffix, *, author: str) -> bytes:
    """Return a built report as a document; ``author`` is the library's name."""
    return _MAKERS[suffix](built, author=author)
