"""One door to the three kinds of document."""

from __future__ import annotations

from dataclasses import replace
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


def document(built: Built, suffix: Suffix, *, author: str, site: str = "") -> bytes:
    """Return a built report as a document; ``author`` is the library's name.

    ``site``: where its pages are (``https://…``), so that every figure opens to its records; empty: figures lead to the appendix.
    """
    return _MAKERS[suffix](_leading_to(built, site.rstrip("/")), author=author)


def _leading_to(built: Built, site: str) -> Built:
    """Return a report whose figures have whole addresses, or none where it is not known where the pages are."""
    receipts = (replace(one, address=site + one.address if site and one.address else "") for one in built.receipts)
    return replace(built, receipts=tuple(receipts))
