"""What a scanner typed. Pure: text in, meaning out.

A scanner is a keyboard: it types through whatever input method is on, adds a newline or a tab, and may leave
full-width digits, the apostrophes of a pinyin composition or invisible marks behind.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 100  # characters; more is no scan
_INVISIBLE: Final = {"Cc", "Cf"}  # controls, zero-width marks, byte order marks
_RESIDUE: Final = "'’‘`·、，。；,;"  # what a Chinese input method leaves around or between composed letters
_DASHES: Final = "‐‑–—−"
_NUMBER: Final = re.compile(r"[A-Z0-9][A-Z0-9./_-]*")


def normalise(text: str) -> str:
    """Return what was meant: narrow, without controls and residue, one space between words, at most 100 characters.

    Idempotent: normalising twice is normalising once.
    """
    narrow = unicodedata.normalize("NFKC", text[: 4 * LONGEST])
    visible = "".join(" " if c.isspace() else c for c in narrow if c.isspace() or not _is_invisible(c))
    cleaned = " ".join(visible.split()).strip(_RESIDUE + " ")
    if _has_digit(cleaned) and not _has_han(cleaned):
        joined = "".join(c for c in cleaned if not c.isspace() and c not in _RESIDUE + _DASHES).upper()
        cleaned = joined if _NUMBER.fullmatch(joined) else cleaned
    return cleaned[:LONGEST].strip(_RESIDUE + " ")


def is_number(text: str) -> bool:
    """Say whether a normalised text is a barcode or card number (a digit, no 汉字, no spaces); else it is a name."""
    return _has_digit(text) and _NUMBER.fullmatch(text) is not None


def _is_invisible(c: str) -> bool:
    return unicodedata.category(c) in _INVISIBLE


def _has_digit(text: str) -> bool:
    return any(c in "0123456789" for c in text)


def _has_han(text: str) -> bool:
    return any("\u3400" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff" or c >= "\U00020000" for c in text)
