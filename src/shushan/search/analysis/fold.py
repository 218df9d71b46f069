"""Fold: two writings of one word become one. Used for matching only, never for what is shown."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# What NFKC and the traditional-to-simplified table leave apart: variants, radicals, rings, old forms.
_VARIANTS = str.maketrans(
    {
        "𠮷": "吉", "〇": "零", "○": "零", "锺": "钟", "鍾": "钟", "喆": "哲", "堃": "坤", "淼": "淼", "昇": "升", "陞": "升",
        "於": "于", "甯": "宁", "寧": "宁", "乾": "乾", "祇": "只", "邨": "村", "菓": "果", "喫": "吃", "崐": "昆", "崑": "昆",
        "峯": "峰", "羣": "群", "裏": "里", "裡": "里", "啓": "启", "啟": "启", "綫": "线", "缐": "线", "鉅": "巨", "註": "注",
        "ü": "v", "Ü": "v", "·": " ", "•": " ", "・": " ", "‧": " ",
    }
)  # fmt: skip


@lru_cache(maxsize=1)
def _simplifier() -> object:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return the matching form: NFKC, simplified, variants joined, no marks on letters, lower case."""
    if text.isascii():
        return text.lower()
    narrow = unicodedata.normalize("NFKC", text).translate(_VARIANTS)
    if has_han(narrow):
        narrow = str(_simplifier().convert(narrow))  # type: ignore[attr-defined]
    bare = "".join(
        c for c in unicodedata.normalize("NFD", narrow) if not (unicodedata.combining(c) or 0xFE00 <= ord(c) <= 0xFE0F)
    )
    return unicodedata.normalize("NFC", bare).lower()


def is_han(character: str) -> bool:
    """Say whether a character is a 汉字."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff" or character == "零"


def has_han(text: str) -> bool:
    """Say whether a text has a 汉字."""
    return any(is_han(c) for c in text)
