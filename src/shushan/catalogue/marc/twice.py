"""Text that was put into UTF-8 twice: its bytes were taken for Windows-1252 or ISO 8859-1, and every one became a letter.

``边城`` then reads ``è¾¹åŸŽ``. It is undone only where what comes out is Chinese beyond doubt.
"""

from __future__ import annotations

import re
from typing import Final

TWICE: Final = "utf-8-x2"
_SPECIAL: Final = {bytes([n]).decode("cp1252"): n for n in range(0x80, 0xA0) if n not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_SEEN: Final = re.compile(
    "[\u00e3-\u00e9]" + f"[\u0080-\u00bf{''.join(_SPECIAL)}]" * 2  # a 汉字 of three bytes, each a letter by now
)
_LOOKED_FOR: Final = re.compile(rb"\xc3[\xa3-\xa9](?:\xc2[\x80-\xbf]|[\xc5\xc6\xcb].|\xe2..){2}", re.S)
_HAN: Final = re.compile("[\u3000-\u30ff\u4e00-\u9fff]")


def seems(whole: bytes) -> bool:
    """Say whether bytes in UTF-8 may hold such a text."""
    return _LOOKED_FOR.search(whole) is not None


def undone(field: str) -> str:
    """Return a field as it was meant; unchanged when it was put into UTF-8 once."""
    if len(_SEEN.findall(field)) < 2:
        return field
    numbers = [ord(c) if ord(c) < 256 else _SPECIAL.get(c, -1) for c in field]
    try:
        meant = bytes(numbers).decode()
    except ValueError:  # a letter that no byte became, or no UTF-8 beneath
        return field
    beyond = sum(c > "\x7f" for c in meant)
    return meant if beyond and len(_HAN.findall(meant)) >= 0.8 * beyond else field
