"""The order of call numbers on the shelf. Pure: a call number becomes a key of digits, which every database sorts alike.

A call number is a class of the 中图法, a stroke or a blank, and a book number (种次号 or author number, volumes, editions).

Class: letter by letter and digit by digit from the left, digits as decimal fractions (I246.5 before I25), the point
between digits does not count, what ends earlier stands first. Source: 《中国图书馆分类法》 5th edition, notes on the
order of class numbers. A class with an auxiliary sign stands before the classes below it, the signs among each other in
the order of ``SIGNS``: - ( " = < : + by the 使用手册 of the 5th edition, p. 82-83 (docs/decisions/0016).

Book number: digits as whole numbers (7 before 12), letters before digits of an author number as they stand.
"""

from __future__ import annotations

import re
from typing import Final

SIGNS: Final = 'a-("=<:+/'  # each before the next; then the digits, then the letters
LONGEST: Final = 40  # characters of a class or of a book number that count
KEY_LONGEST: Final = 200

_CLASS_CODES: Final = {
    **{sign: f"{n:02d}" for n, sign in enumerate(SIGNS, start=10)},
    **{str(n): f"{n + 30:02d}" for n in range(10)},
    **{chr(65 + n): f"{n + 50:02d}" for n in range(26)},
}
_END: Final = "01"  # of the class: what ends stands before what goes on
_CLOSING: Final = {")": "02", ">": "02"}  # after a bracket whatever follows it begins anew
NOTHING: Final = "99"  # an item without a call number stands last
_FOLDED: Final = str.maketrans("（）：＋－＝＜＞“”〈〉／．０１２３４５６７８９", '():+-=<>""<>/.0123456789')
_BOOK: Final = re.compile(r"\d+|[A-Z]+|[\u3400-\u9fff]|[-(\"=<:+/.,*]")
_BASE: Final = re.compile(r"[^\s/]+[\s/]+[^\s:=(+*,.\-\"<]+")
_BOOK_SIGNS: Final = {sign: f"{n:02d}" for n, sign in enumerate('-.,:=("<+/*', start=11)}


def key(call_number: str) -> str:
    """Return the key by which call numbers stand on the shelf; ``NOTHING`` for an empty one."""
    text = call_number.translate(_FOLDED).strip()
    if not text:
        return NOTHING
    cut = re.match(r"([^\s/]*)[\s/]*(.*)", text, re.S)
    assert cut is not None  # both parts may be empty
    return (class_key(cut[1]) + _book_key(cut[2]))[:KEY_LONGEST]


def class_of(call_number: str) -> str:
    """Return the class at the beginning of a call number, as it is typed but for full-width signs."""
    return re.split(r"[\s/]", call_number.translate(_FOLDED).strip(), maxsplit=1)[0]


def base(call_number: str) -> str:
    """Return a call number without its volume, edition and year: class and the number of the work alone."""
    found = _BASE.match(call_number.translate(_FOLDED).strip())
    return found[0] if found else call_number.strip()


def glue(call_number: str) -> str:
    """Return what stands between class and book number; a stroke when nothing does."""
    found = re.match(r"[^\s/]+([\s/]+)\S", call_number.translate(_FOLDED).strip())
    return found[1] if found else "/"


def serial_key(call_number: str) -> str:
    """Return what the keys begin with of every call number with this class and 种次号; empty when it has no such number."""
    text = base(call_number)
    if not re.fullmatch(r"[^\s/]+[\s/]+0*[1-9]\d*", text):
        return ""
    return key(text)


def serial(found: str, begins: str) -> int:
    """Return the 种次号 in a key that begins with a class's key and goes on with a number."""
    size = int(found[len(begins) + 1])
    return int(found[len(begins) + 2 : len(begins) + 2 + size])


def after(begins: str) -> str:
    """Return the first key beyond all that begin so; digits only, which every collation sorts alike."""
    return str(int(begins) + 1).zfill(len(begins))


def class_key(number: str) -> str:
    """Return the key of a class number alone."""
    codes = [_class_code(c) for c in _plain(number)[:LONGEST]]
    return "".join(codes) + _END


def class_beginning(number: str) -> str:
    """Return what the keys begin with of this class and of every class below it."""
    return class_key(number).removesuffix(_END)


def _plain(number: str) -> str:
    """Fold the class: capitals, but the small a of 互见 stays; points do not count, nor does a second quote."""
    text = number.translate(_FOLDED).strip().replace(".", "").replace("·", "")
    text = re.sub(r"\"([^\"]*)\"", r'"\1>', text)  # the closing quote is a closing bracket
    return "".join(c if c == "a" and n else c.upper() for n, c in enumerate(text))


def _class_code(c: str) -> str:
    return _CLASS_CODES.get(c) or _CLOSING.get(c) or "98"


def _book_key(number: str) -> str:
    codes = []
    for token in _BOOK.findall(number.upper())[:LONGEST]:
        if token.isascii() and token.isdecimal():
            digits = token.lstrip("0")[:9] or "0"
            codes.append(f"3{len(digits)}{digits}")
        elif token in _BOOK_SIGNS:
            codes.append(_BOOK_SIGNS[token])
        elif token.isascii():
            codes.append("".join(f"{ord(c) - 65 + 50:02d}" for c in token))
        else:
            codes.append(f"9{ord(token):05d}")
    return "".join(codes)
