"""What a reader of identity or social-security cards types. Pure: text in, fields out; no Django, no clock.

Such a device is a keyboard. Makes differ: fields parted by commas, tabs, bars, carets or line ends, with or without labels
(姓名:李小满), in any order. So the text is understood by what its parts are: the number by its check character
(GB 11643-1999), birth date and sex by the number, the name by being the first part of 汉字 that is none of the rest.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from shushan.people.policy import is_chinese_id

LONGEST: Final = 2000  # characters; an address and an issuer are well below
_PARTS: Final = re.compile(r"[,\t|^;\r\n#]+")
_LABEL: Final = re.compile(
    r"^\s*(公民身份号码|身份证号码?|社会保障号码|证件号码?|姓名|性别|民族|出生日期?|住址|地址|签发机关|有效期限?)\s*[:=：]\s*"
)
_INLINE: Final = re.compile(
    r"\s+(?=(?:公民身份号码|身份证号码?|社会保障号码|证件号码?|姓名|性别|民族|出生日期?|住址|地址|签发机关|有效期限?)\s*[:=])"
)
_NUMBER: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_NAME: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,20}")
_NO_NAME: Final = frozenset({"男", "女", "汉", "汉族", "中国", "身份证", "居民身份证", "社会保障卡", "未知", "长期"})


@dataclass(frozen=True, slots=True)
class CardRead:
    """What a card said. ``name`` is empty where the device gave the number only; ``gender`` is f or m."""

    id_number: str
    birth_on: date
    gender: str
    name: str = ""


def read_card(text: str) -> CardRead | None:
    """Return what a device typed about one card, or None where there is no resident identity number in it."""
    said = unicodedata.normalize("NFKC", text[:LONGEST])
    number = next((n.upper() for n in _NUMBER.findall(said) if is_chinese_id(n.upper())), "")
    if not number:
        return None
    try:
        birth_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return CardRead(number, birth_on, "m" if int(number[16]) % 2 else "f", _name(said))


def _name(said: str) -> str:
    labelled = re.search(r"姓名\s*[:=]\s*([^\s,\t|^;#]+)", said)
    if labelled and _NAME.fullmatch(labelled[1]):
        return labelled[1]
    for part in _PARTS.split(_INLINE.sub("\n", said)):
        bare = part.strip()
        if _LABEL.match(bare) or bare in _NO_NAME or bare.endswith("族"):
            continue
        if _NAME.fullmatch(bare):
            return bare
    return ""
