"""Numbers typed by hand in plain text: they may not stand in a report without their mark; pure.

Found: every digit (also full width, circled, Roman signs) and every Chinese numeral that counts something (两个支部,
三十一位, 一千多种). Left alone: days written out (2020年6月30日), because the calendar is no figure of the library; names in
quotation marks 《》“”"" and words in which 一 counts nothing (一方面, 第一时间, 统一).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NAMES: Final = re.compile(r"《[^《》]*》|“[^“”]*”|\"[^\"]*\"|「[^「」]*」")
_DAYS: Final = re.compile(
    r"(?:\d{4}年)?(?:\d{1,2}月)(?:\d{1,2}日)?|\d{4}年(?:度)?|\d{1,2}日|[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?"
)
_MEASURES: Final = "个名人位次册种项件篇封家场天月年日期所条本份类届周倍成座处支户公里元万亿"
_CHINESE: Final = re.compile(
    rf"第?(?:百分之)?[零〇一二三四五六七八九十百千万亿两廿卅]+(?:点[零〇一二三四五六七八九]+)?[余多来]?[{_MEASURES}]"
)
_LONG: Final = re.compile(
    r"百分之[零一二三四五六七八九十百]+|(?<![第〇一二三四五六七八九十百千])[二三四五六七八九]?[十百千][一二三四五六七八九十百千万亿]*"
)
_IDLE: Final = ("一次次", "一个个", "一封封", "一项项", "一批批", "一年一度", "一日三餐", "一月一", "第一时间")


def typed_in(text: str) -> list[str]:
    """Return the numbers typed in a text, in the order in which they stand."""
    bare = _DAYS.sub(lambda found: "　" * len(found[0]), _NAMES.sub(lambda found: "　" * len(found[0]), text))
    found = [(match.start(), match.group()) for match in re.finditer(r"[\d０-９][\d０-９.,，．%％]*", bare)]
    found += [(at, sign) for at, sign in enumerate(bare) if _is_number_sign(sign)]
    for idle in _IDLE:
        bare = bare.replace(idle, "　" * len(idle))
    found += [(m.start(), m.group()) for m in _CHINESE.finditer(bare) if not _is_ordinal(m.group())]
    taken = {at for at, word in found for at in range(at, at + len(word))}
    found += [(m.start(), m.group()) for m in _LONG.finditer(bare) if m.start() not in taken and len(m.group()) > 1]
    return [word.rstrip(",，.．") for _at, word in sorted(set(found))]


def _is_number_sign(sign: str) -> bool:
    return unicodedata.category(sign) in ("No", "Nl") and not sign.isascii()


def _is_ordinal(word: str) -> bool:
    """第一支部, 第十四届: a name of something, not a count of it."""
    return word.startswith("第")


_ALL: Final = re.compile(r"全体|全部党员|所有党员|人人|每名党员|百分之百")


def unbound_in(text: str) -> list[str]:
    """Return words that claim everybody and rest on nothing; a report may say them only through a figure at 100 %."""
    bare = _NAMES.sub(lambda found: "　" * len(found[0]), text)
    return [match.group() for match in _ALL.finditer(bare)]
