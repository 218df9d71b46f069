"""ISBN: from what stands in a record to 13 checked digits."""

from __future__ import annotations

import re
import unicodedata
from operator import mul

_DASH = re.compile("[\u2010-\u2015\u2212]")
_NOISE = re.compile(r"[^0-9Xx]+")
_CANDIDATE = re.compile(r"(?:97[89][-\s]?)?\d(?:[-\s]?\d){8}[-\s]?[\dXx]")


def normalise(text: str) -> str:
    """Return the first ISBN in a text as 13 digits, or an empty string when there is none with a right check digit.

    ``978-7-02-000220-7 (精装) : CNY59.70`` and ``702000220X`` are both understood (ISO 2108), also in wide figures and
    with any kind of hyphen.
    """
    if not text.isascii():
        text = _DASH.sub("-", unicodedata.normalize("NFKC", text))
    for found in _CANDIDATE.finditer(text):
        digits = _NOISE.sub("", found.group()).upper()
        if len(digits) == 13 and _check13(digits[:12]) == digits[12]:
            return digits
        if len(digits) == 10 and _check10(digits[:9]) == digits[9]:
            core = "978" + digits[:9]
            return core + _check13(core)
    return ""


def to_10(isbn13: str) -> str:
    """Return the ten-digit form of a 978 ISBN, or an empty string."""
    if not isbn13.startswith("978"):
        return ""
    return isbn13[3:12] + _check10(isbn13[3:12])


def _check13(first12: str) -> str:
    digits = first12.encode()  # the zeros of ASCII add up to 1152
    return str((1152 - sum(digits[::2]) - 3 * sum(digits[1::2])) % 10)


def _check10(first9: str) -> str:
    rest = -sum(map(mul, range(10, 1, -1), map(int, first9))) % 11
    return "X" if rest == 10 else str(rest)
