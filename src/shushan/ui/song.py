"""Chinese in PDF: a type of the library's choice, or the one that comes along, of which a file carries what it uses.

So a viewer without Chinese fonts draws it too. Where neither can be read (a font with PostScript outlines, a package
left out), the predefined Song type is named, which viewers with Chinese fonts draw: nothing is ever not printed.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from django.conf import settings

FONT: Final = "STSong-Light"  # the name by which both are asked for inside a file in the making
GETA: Final = "〓"
PACKAGE: Final = "paperang_p2_fonts_cjk"  # holds WenQuanYi Micro Hei and nothing else

log = logging.getLogger(__name__)


def make_ready() -> None:
    """Let reportlab know the type; to be asked before anything is measured or drawn."""
    from reportlab.pdfbase import pdfmetrics  # heavy: loaded by whoever prints
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(_carried(str(settings.PDF_FONT)) or UnicodeCIDFont(FONT))
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=FONT, italic=FONT, boldItalic=FONT)


def plain(text: str) -> str:
    """Return a text as the type can draw it, in one line; 〓 stands for what it does not have."""
    carried = _carried(str(settings.PDF_FONT))
    if carried is None:
        return "".join(" " if letter < " " else GETA if ord(letter) > 0xFFFF else letter for letter in text)
    has = carried.face.charToGlyph
    return "".join(" " if letter < " " else letter if ord(letter) in has else GETA for letter in text)


@lru_cache(maxsize=4)
def _carried(chosen: str) -> Any:
    """Return the font whose letters a file can carry, read once in a process; None where there is none."""
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    for path in filter(None, (chosen, _packaged())):
        try:
            return TTFont(FONT, path)
        except (TTFError, OSError) as error:
            log.warning("%s cannot be set in PDF: %s", path, error)
    return None


def _packaged() -> str:
    found = find_spec(PACKAGE)
    places = (found.submodule_search_locations if found else None) or ()
    return next((str(path) for place in places for path in Path(place).glob("fonts/*.ttc")), "")
