"""Numbers of publications as they are typed: ISBN (ISO 2108), ISSN (ISO 3297), and any other code."""

from __future__ import annotations

import re
from operator import mul

_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−.·/:]+")
_TEN, _THIRTEEN = re.compile(r"[0-9]{9}[0-9x]"), re.compile(r"97[89][0-9]{10}")
_ISBN = re.compile(r"(?<![\d-])(?:97[89][-\s]?)?\d(?:[-\s]?\d){8}[-\s]?[\dx](?![\d-])")
_CODE = re.compile(r"[0-9a-z]{2,40}")
_WEIGHTS = range(10, 1, -1)  # of the first nine of ten digits


def plain(text: str) -> str:
    """Return a code without separators, in lower case, full-width digits made narrow by the caller's fold."""
    return text.lower() if text.isalnum() else _SEPARATORS.sub("", text).lower()


def forms(text: str) -> set[str]:
    """Return the forms under which a code is kept: an ISBN in its thirteen digits, another one as it stands."""
    code = plain(text)
    if isbn := isbn13(code):
        return {isbn}
    return {code} if _CODE.fullmatch(code) else set()


def isbn13(code: str) -> str:
    """Return an ISBN in thirteen digits, or an empty string when the check digit is wrong."""
    if len(code) == 10 and _TEN.fullmatch(code):
        last = 10 if code[9] == "x" else int(code[9])
        total = sum(map(mul, _WEIGHTS, map(int, code[:9]))) + last
        return _with_check("978" + code[:9]) if total % 11 == 0 else ""
    if len(code) == 13 and _THIRTEEN.fullmatch(code):
        digits = code.encode()  # the zeros of ASCII add up to 1200, which says nothing modulo 10
        return code if (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0 else ""
    return ""


def asked(folded: str) -> set[str]:
    """Return the codes that a whole folded query may mean, or an ISBN that stands in it; empty when it looks like words."""
    text = re.sub(r"^\s*(?:isbn|issn)(?:-1[03])?[\s:]*", "", folded.strip())
    code = plain(text)
    if not _CODE.fullmatch(code) or not any(c.isdigit() for c in code):
        return _inside(text)
    if " " in text.strip() and not re.fullmatch(r"[\dx\s\-]+", text.strip()):
        return _inside(text)
    return forms(text)


def _inside(text: str) -> set[str]:
    """Return the ISBN that was pasted with what stands beside it: ``978-7-5327-0690-7 (平装) : CNY25.00``."""
    for found in _ISBN.finditer(text):
        if isbn := isbn13(plain(found[0])):
            return {isbn}
    return set()


def _with_check(first12: str) -> str:
    digits = first12.encode()  # the zeros of ASCII add up to 1152
    return f"{first12}{(1152 - sum(digits[::2]) - 3 * sum(digits[1::2])) % 10}"
