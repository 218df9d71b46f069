"""Chinese in PDF: the predefined Song type (STSong-Light, Adobe-GB1), which every viewer with Chinese fonts draws.

No font need lie on the server. Characters outside the basic plane have no place in it and show as 〓.
"""

from __future__ import annotations

from typing import Final

FONT: Final = "STSong-Light"
GETA: Final = "〓"


def make_ready() -> None:
    """Let reportlab know the type; to be asked before anything is measured or drawn."""
    from reportlab.pdfbase import pdfmetrics  # heavy: loaded by whoever prints
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=FONT, italic=FONT, boldItalic=FONT)


def plain(text: str) -> str:
    """Return a text as the type can draw it, in one line."""
    return "".join(" " if letter < " " else GETA if ord(letter) > 0xFFFF else letter for letter in text)
