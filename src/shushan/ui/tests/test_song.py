"""Chinese in PDF: a file carries the letters it uses, whichever font is chosen; where none can be, the type is named."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from shushan.ui import song

pytestmark = pytest.mark.quick


@pytest.fixture(autouse=True)
def _known_anew() -> Iterator[None]:
    """Leave no type known to reportlab: it keeps the first under a name for good."""
    yield
    vars(pdfmetrics)["_fonts"].pop(song.FONT, None)


def _drawn(text: str) -> Any:
    """Return the first page of a file that says one thing."""
    song.make_ready()
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont(song.FONT, 12)
    canvas.drawString(72, 720, song.plain(text))
    canvas.save()
    return PdfReader(out).pages[0]


def _descriptors(page: Any) -> list[Any]:
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    return [font["/FontDescriptor"] for font in fonts if "/FontDescriptor" in font]


def test_the_letters_that_are_used_lie_in_the_file_and_can_be_copied_out() -> None:
    page = _drawn("书山图书馆\t收据：¥12.50 喆\U0001f4d6")
    assert page.extract_text().strip() == "书山图书馆 收据：¥12.50 喆〓"
    [font] = _descriptors(page)
    assert 1_000 < len(font["/FontFile2"].get_data()) < 60_000  # a part of five million bytes


def test_what_cannot_be_carried_is_told_and_the_predefined_type_is_named(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PDF_FONT = __file__  # no font
    assert "/FontFile2" in _descriptors(_drawn("书山"))[0]
    assert "test_song.py cannot be set in PDF" in caplog.text
    settings.PDF_FONT = "/nowhere.ttf"
    monkeypatch.setattr(song, "PACKAGE", "no_such_package")
    assert song.plain("书\n山\U00020bb7") == "书 山〓"
    page = _drawn("书山")
    names = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
    assert any("STSong-Light" in name for name in names) and not _descriptors(page)
