"""Pinyin of texts: syllables, joined, initials. Surnames are also read as surnames; a record's own pinyin goes first."""

from __future__ import annotations

import re
from functools import lru_cache

from shushan.search.analysis.fold import ByCharacter, fold, has_han, is_alone, is_han, is_settled, lines_of, narrow
from shushan.search.analysis.sounds import both
from shushan.search.analysis.syllables import letters, splits

# Surnames that the common reading gets wrong, the surname's reading first (surname entries of 现代汉语词典).
SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "朴": "piao", "区": "ou", "任": "ren", "华": "hua",
    "盖": "ge gai", "缪": "miao", "尉": "wei", "翟": "zhai", "乐": "yue le", "冼": "xian", "洗": "xian", "覃": "qin tan",
    "燕": "yan", "葛": "ge", "纪": "ji", "宁": "ning", "宓": "mi", "逄": "pang", "员": "yun", "隗": "wei kui", "种": "chong",
    "折": "she", "黑": "he", "秘": "bi", "牟": "mu mou", "祭": "zhai", "召": "shao", "繁": "po", "应": "ying", "车": "che",
    "晁": "chao", "能": "nai", "柏": "bai", "费": "fei bi", "贾": "jia", "相": "xiang", "幺": "yao", "要": "yao",
    "占": "zhan", "句": "gou", "谌": "chen", "莘": "shen xin", "都": "du", "会": "gui", "万": "wan", "洪": "hong",
    "瞿": "qu", "俞": "yu", "郇": "xun huan", "臧": "zang", "曲": "qu", "参": "shen", "卜": "bu", "石": "shi", "沈": "shen",
    "长": "zhang", "呙": "guo", "郗": "xi chi", "郝": "hao", "那": "na", "令": "ling", "哈": "ha", "撒": "sa", "盛": "sheng",
}  # fmt: skip
_TWO = {"尉迟": "yu chi", "万俟": "mo qi", "单于": "chan yu", "长孙": "zhang sun", "澹台": "tan tai", "令狐": "ling hu"}
# Of these the surname's reading is also tried inside a title: 论曾国藩, 王与仇英.
_INSIDE = frozenset("曾单仇查解朴盖翟缪尉")
_LONGEST = 40


def readings(text: str, *, own: str = "", is_name: bool = False) -> tuple[tuple[str, ...], ...]:
    """Return the ways a text may be read, as syllables; words in letters stay words. ``own`` is the record's own pinyin.

    An own reading that has a syllable for each 汉字 is believed alone.
    """
    found = list(splits(own)[:1]) if own else []
    if not has_han(text):
        spelt = splits(text)[:1] if " " in text.strip() else ()  # one word alone is more often English: women, fan
        return tuple(dict.fromkeys([*found, *spelt]))
    if found and len(found[0]) == sum(is_han(c) for c in text):
        return tuple(found)
    if not found:
        return _read(text[:200], is_name)
    return tuple(dict.fromkeys((found[0][:_LONGEST], *_read(text[:200], is_name))))


def _read(text: str, is_name: bool) -> tuple[tuple[str, ...], ...]:
    plain = text if is_settled(text) else text.translate(_PLAIN) if is_alone(text) else _plainly(text)
    first, second = both(plain)
    common = tuple(first[:_LONGEST])
    other = common if second is first else tuple(second[:_LONGEST])
    found = _as_names(plain, common) if is_name else _with_names_inside(plain, common, other)
    return tuple(way[:_LONGEST] for way in dict.fromkeys(found) if way)


def _as_names(plain: str, common: tuple[str, ...]) -> list[tuple[str, ...]]:
    two, one = _TWO.get(plain[:2], ""), SURNAMES.get(plain[:1], "")
    if two:
        return [(*two.split(), *common[2:])]
    return [(reading, *common[1:]) for reading in one.split()] or [common]


def _with_names_inside(plain: str, common: tuple[str, ...], other: tuple[str, ...]) -> list[tuple[str, ...]]:
    found = [common, *([other] if other != common else [])]
    is_strange = plain[:1] in SURNAMES or not _INSIDE.isdisjoint(plain)
    if is_strange and all(is_han(c) for c in plain[:_LONGEST]) and len(plain) <= _LONGEST:
        found += [_with_surnames(plain, way) for way in tuple(found) if len(way) == len(plain)]
    return found


def _with_surnames(plain: str, way: tuple[str, ...]) -> tuple[str, ...]:
    """Return a reading of a title with its surnames read as such: the life of 曾国藩, zhuan, begins with zeng."""
    return tuple(
        SURNAMES[c].split()[0] if c in _INSIDE or (n == 0 and c in SURNAMES) else way[n] for n, c in enumerate(plain)
    )


def syllables(text: str, *, is_name: bool = False) -> list[str]:
    """Return the first reading of a text: syllables of its 汉字 and its other words; ü is written v."""
    found = readings(text, is_name=is_name)
    return list(found[0]) if found else re.findall(r"[a-z0-9]+", letters(fold(text)))[:_LONGEST]


def joined(text: str, *, is_name: bool = False) -> str:
    """Return the syllables written together: ``hongloumeng``."""
    return "".join(syllables(text, is_name=is_name))


def initials(text: str, *, is_name: bool = False) -> str:
    """Return the first letters: ``hlm``."""
    return "".join(s[0] for s in syllables(text, is_name=is_name))


def _plainly(text: str) -> str:
    return narrow(text).translate(_simple())


_PLAIN = ByCharacter(_plainly)


@lru_cache(maxsize=1)
def _simple() -> dict[int, str]:
    """Return what each traditional character becomes where there is no doubt; 乾 and 著 stay, they are read two ways."""
    return {ord(left): right[0] for left, right in lines_of("TSCharacters") if len(left) == 1 and len(right) == 1}
