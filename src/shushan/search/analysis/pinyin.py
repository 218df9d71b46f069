"""Pinyin for searching: joined syllables and initials. Surnames are read as surnames."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from shushan.search.analysis.fold import fold, has_han, is_han

# Surnames that the common reading gets wrong (from the surname entries of 现代汉语词典; editable).
SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "朴": "piao", "区": "ou", "任": "ren", "华": "hua",
    "盖": "ge", "缪": "miao", "尉": "wei", "翟": "zhai", "乐": "yue", "洗": "xian", "冼": "xian", "覃": "qin", "燕": "yan",
    "葛": "ge", "纪": "ji", "宁": "ning", "宓": "mi", "逄": "pang", "员": "yun", "隗": "wei", "万": "wan", "洪": "hong",
}  # fmt: skip
_LONGEST = 40


def syllables(text: str, *, is_name: bool = False) -> list[str]:
    """Return the syllables of the 汉字 in a text and its other words, folded; ü is written v."""
    return list(_syllables(text, is_name))


@lru_cache(maxsize=8192)  # a slice of the index asks for each title and name several times
def _syllables(text: str, is_name: bool) -> tuple[str, ...]:
    folded = fold(text)
    if not has_han(folded):
        return tuple(re.findall(r"[a-z0-9]+", folded)[:_LONGEST])
    from pypinyin import Style, lazy_pinyin  # forty megabytes of readings: only the worker needs them

    read = [s.replace("ü", "v") for s in lazy_pinyin(folded, style=Style.NORMAL, v_to_u=False)]
    found = [word for part in read for word in re.findall(r"[a-z0-9]+", part.lower())]
    first = next((c for c in folded if is_han(c)), "")
    if is_name and first in SURNAMES and found:
        found[0] = SURNAMES[first]
    return tuple(islice(found, _LONGEST))


def joined(text: str, *, is_name: bool = False) -> str:
    """Return the syllables written together: ``hongloumeng``."""
    return "".join(syllables(text, is_name=is_name))


def initials(text: str, *, is_name: bool = False) -> str:
    """Return the first letters: ``hlm``."""
    return "".join(s[0] for s in syllables(text, is_name=is_name))
