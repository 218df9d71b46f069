"""What a scanner typed. Pure: text in, meaning out.

A scanner is a keyboard: it types through whatever input method is on, adds a newline or a tab, and may leave
full-width digits, the apostrophes of a pinyin composition or invisible marks behind.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

LONGEST: Final = 100  # characters; more is no scan
_INVISIBLE: Final = {"Cc", "Cf"}  # controls, zero-width marks, byte order marks
_RESIDUE: Final = "'’‘`·、，。；,;"  # what a Chinese input method leaves around or between composed letters
_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9./_-]*")


class Kind(StrEnum):
    """What a scan can be."""

    EMPTY = "empty"
    CODE = "code"  # a barcode or a card number: only the house knows which
    NAME = "name"


def normalise(text: str) -> str:
    """Return what was meant: narrow, without controls and residue, one space between words, at most 100 characters.

    Idempotent: normalising twice is normalising once.
    """
    narrow = unicodedata.normalize("NFKC", text[: 4 * LONGEST])
    visible = "".join(" " if c.isspace() else c for c in narrow if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    cleaned = " ".join(visible.split())
    while cleaned and (cleaned[0] in _RESIDUE or cleaned[-1] in _RESIDUE):
        cleaned = cleaned.strip(_RESIDUE).strip()
    if _has_digit(cleaned) and not _has_han(cleaned):
        joined = "".join(c for c in cleaned if not c.isspace() and c not in _RESIDUE and c not in "‐‑–—−").upper()
        cleaned = joined if _CODE.fullmatch(joined) else cleaned
    return cleaned[:LONGEST].strip()


def kind(text: str) -> Kind:
    """Say what a normalised text can be: with a digit and no 汉字 it is a code, else a name."""
    if not text:
        return Kind.EMPTY
    return Kind.CODE if _has_digit(text) and _CODE.fullmatch(text) else Kind.NAME


def _has_digit(text: str) -> bool:
    return any(c in "0123456789" for c in text)


def _has_han(text: str) -> bool:
    return any("\u3400" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff" or c >= "\U00020000" for c in text)
