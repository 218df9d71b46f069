"""ISO 5426: Latin letters with accents before them, as UNIMARC records name it (``03`` in 100 $a/28–29).

Its accents stand at other places than those of MARC-8: read as that, ``école`` would begin with a sign of copyright.
Source: ISO 5426:1983, and the UNIMARC Manual, appendix J.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

NAME: Final = "iso-5426"
_ACCENTS: Final = dict(
    zip(
        (*range(0xC0, 0xDC), 0xDD, 0xDE),
        "\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0308\u030a\u0315\u0312\u030b\u031b\u030c"
        "\u0327\u031c\u0326\u0328\u0325\u032e\u0323\u0324\u0332\u0333\u0329\u032d\ufe20\ufe21",
        strict=True,
    )
)
_LETTERS: Final = {
    0xA1: "¡", 0xA2: "„", 0xA3: "£", 0xA4: "$", 0xA5: "¥", 0xA6: "†", 0xA7: "§", 0xA8: "′", 0xA9: "‘", 0xAA: "“",
    0xAB: "«", 0xAC: "♭", 0xAD: "©", 0xAE: "℗", 0xAF: "®", 0xB0: "ʿ", 0xB1: "ʾ", 0xB2: "‚", 0xB6: "‡", 0xB7: "·",
    0xB8: "″", 0xB9: "’", 0xBA: "”", 0xBB: "»", 0xBC: "♯", 0xBD: "ʹ", 0xBE: "ʺ", 0xBF: "¿", 0xE1: "Æ", 0xE2: "Đ",
    0xE6: "Ĳ", 0xE8: "Ł", 0xE9: "Ø", 0xEA: "Œ", 0xEC: "Þ", 0xF1: "æ", 0xF2: "đ", 0xF3: "ð", 0xF5: "ı", 0xF6: "ĳ",
    0xF8: "ł", 0xF9: "ø", 0xFA: "œ", 0xFB: "ß", 0xFC: "þ",
    0x88: "", 0x89: "",  # begin and end of what is not sorted
}  # fmt: skip


def is_claimed(fields: Sequence[bytes]) -> bool:
    """Say whether one of these fields is a 100 $a of UNIMARC that names this set beside ASCII (26–29: ``0103``)."""
    return any(f[2:4] == b"\x1fa" and f[30:34] == b"0103" and f[4:12].isdigit() for f in fields if len(f) >= 40)


def read(fields: Sequence[bytes]) -> list[str] | None:
    """Return the fields as text, accents in one letter with what bears them; None where a byte is none of the set."""
    found = []
    for one in fields:
        text, waiting = list[str](), ""
        for byte in one:
            if byte in _ACCENTS:
                waiting += _ACCENTS[byte]
                continue
            letter = chr(byte) if byte < 128 else _LETTERS.get(byte)
            if letter is None or (waiting and not letter.isprintable()):
                return None
            text.append(letter + waiting)
            waiting = ""
        if waiting:
            return None
        found.append(unicodedata.normalize("NFC", "".join(text)))
    return found
