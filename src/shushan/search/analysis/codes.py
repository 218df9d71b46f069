"""Numbers of publications as they are typed: ISBN (ISO 2108), ISSN (ISO 3297), and any other code."""

from __future__ import annotations

import re
from operator import mul

_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−.·/:]+")
_TEN, _THIRTEEN = re.compile(r"[0-9]{9}[0-9x]"), re.compile(r"97[89][0-9]{10}")
_ISBN = re.compile(r"(?<![\d-])(?:97[89][-\s]?)?\d(?:[-\s]?\d){8}[-\s]?[\dx](?![\d-])")
_CODE = re.compile(r"[0-9a-z]{2,40}")
_LABEL = re.compile(r"^\s*(?:isbn|issn)(?:[-\s]?1[03](?=[\s:]))?[\s:]*")
_SPACED = re.compile(r"[\dx\s\-]+|[a-z]{1,3} \d{5,}")  # 978 7 5327 0690 7; CN 20200001
# A class of the 中图法 with its signs, a stroke or a blank, a book number: i247.5/123-2, k825.6=76 s31.
_CLASS = r"[a-z]{1,2}[-0-9][0-9a-z.()\"=<>:+-]*"
_CALL_NUMBER = re.compile(rf"({_CLASS})(?:\s*/\s*|\s+)([0-9a-z][0-9a-z.()=:,+*/\s-]*)")
_SIGNED = re.compile(_CLASS)
_DIGITS = "0123456789x"
_WEIGHTS = range(10, 1, -1)  # of the first nine of ten digits


def plain(text: str) -> str:
    """Return a code without separators, in lower case, full-width digits made narrow by the caller's fold."""
    return text.lower() if text.isalnum() else _SEPARATORS.sub("", text).lower()


def forms(text: str) -> set[str]:
    """Return the forms under which a code is kept: an ISBN in its thirteen digits, another one as it stands."""
    code = plain(text)
    if isbn := isbn13(code):
        return {isbn}
    if _CODE.fullmatch(code):
        return {code}
    return {bare(code)} if _SIGNED.fullmatch(text.strip()) else set()


def call_number(folded: str) -> str:
    """Return the form under which a call number is kept, empty for what is none: i247.5/07-2 is i2475/7/2.

    The stroke stays, or I247.5/7 would be the class I247.57.
    """
    found = _CALL_NUMBER.fullmatch(folded.strip())
    if not found:
        return ""
    number = [part.lstrip("0") or "0" for part in re.findall("[0-9a-z]+", found[2])]
    return "/".join([bare(found[1]), *number])[:60]


def bare(code: str) -> str:
    """Return the letters and digits of a code, whatever signs part them: k825.6=76 is k825676."""
    return re.sub("[^0-9a-z]", "", code)[:40]


def mended(folded: str) -> set[str]:
    """Return the ISBN that somebody may have meant: one digit wrong, missing, too much, or two neighbours exchanged."""
    code = plain(_LABEL.sub("", folded.strip()))
    if not re.fullmatch(r"\d{8,14}[\dx]?", code) or isbn13(code):
        return set()
    found: set[str] = set()
    for n in range(len(code)):
        before, after = code[:n], code[n + 1 :]
        if len(code) in (10, 13):
            found |= {isbn13(f"{before}{digit}{after}") for digit in _DIGITS}
            found.add(isbn13(f"{before}{after[:1]}{code[n]}{after[1:]}"))
        elif len(code) in (11, 14):
            found.add(isbn13(before + after))
        elif len(code) in (9, 12):
            found |= {isbn13(f"{before}{digit}{code[n:]}") for digit in _DIGITS}
    if len(code) in (9, 12):
        found |= {isbn13(code + digit) for digit in _DIGITS}
    return found - {""}


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
    text = _LABEL.sub("", folded.strip()).strip()
    if standing := call_number(text):
        return {standing, *_inside(text)}
    code = plain(text)
    if not any(c.isdigit() for c in code) or not (_CODE.fullmatch(code) or _SIGNED.fullmatch(text)):
        return _inside(text)
    if " " in text and not _SPACED.fullmatch(text):
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
