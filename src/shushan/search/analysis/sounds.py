"""How 汉字 sound: the tables of pypinyin (MIT), read once and asked without its machinery, which is ten times slower.

A run is cut greedily into the longest phrases of the table (47,000), as pypinyin does; what is in none is read alone,
by its most frequent reading. Characters read alone that sound two ways give a second reading of the whole: a title
that ends in 传 is as often a life (zhuan) as not.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from sys import intern
from typing import Any

from shushan.search.analysis.fold import HAN, fold

_RUNS = re.compile(f"([{HAN}\ue815-\ue864]+)")  # the private ones are those of GBK that Unicode lacked
_WORDS = re.compile(r"[^\W_]+")
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")
# What the table of phrases lacks: titles and places that are read otherwise than their characters (现代汉语词典).
_PHRASES = {
    "朝花夕拾": "zhao hua xi shi", "朝闻道": "zhao wen dao", "大月氏": "da yue zhi", "降魔": "xiang mo", "伏魔": "fu mo",
    "皋陶": "gao yao", "伍员": "wu yun", "句践": "gou jian", "解州": "xie zhou", "洪洞": "hong tong", "身毒": "yuan du",
    "涡阳": "guo yang", "浚县": "xun xian", "扎染": "zha ran", "差旅": "chai lv",
}  # fmt: skip
# The other reading of a character (or a phrase) that was read alone; 著 and 乾 stand for 着 and 干 in traditional texts.
_OTHERWISE = {
    "传": "zhuan", "朝": "zhao", "著": "zhe", "乾": "gan", "降": "xiang", "乐": "yue", "长": "zhang", "行": "hang",
    "重": "chong", "还": "huan", "调": "diao", "藏": "zang", "都": "dou", "地": "de", "着": "zhao", "少": "shao", "弹": "tan",
    "石": "dan", "量": "liang", "角": "jue", "卡": "qia", "参": "shen", "薄": "bo", "识": "zhi", "大夫": "dai fu",
}  # fmt: skip


def sounds(text: str) -> list[str]:
    """Return the syllables of the 汉字 in a text, in plain letters (ü is v), and its other words folded, in order."""
    return both(text)[0]


def both(text: str) -> tuple[list[str], list[str]]:
    """Return the syllables of a text as ``sounds`` does, and where each character read alone takes its other reading.

    The second is the first itself where no such character has another one.
    """
    found: list[str] = []
    other: list[tuple[int, str]] = []
    for n, part in enumerate(_RUNS.split(text)):
        if n % 2:
            said, otherwise = _of_run(part)
            other += [(len(found) + place, one) for place, one in otherwise]
            found += said
        elif part:
            found += _WORDS.findall(fold(part))
    if not other:
        return found, found
    changed = found.copy()
    for place, one in other:
        changed[place] = one
    return found, changed


def every(character: str) -> tuple[str, ...]:
    """Return all readings of one character, the most frequent first; none when it is not in the table."""
    return _all_readings().get(character, ())


@lru_cache(maxsize=4096)  # a title, its parts and its other forms are made of the same runs; names come again
def _of_run(run: str) -> tuple[tuple[str, ...], tuple[tuple[int, str], ...]]:
    """Return the syllables of a run of 汉字, and (place, syllable) of those that may be said otherwise."""
    lengths, phrases, singles = _tables()
    found: list[str] = []
    other: list[tuple[int, str]] = []
    at, end = 0, len(run)
    while at < end:
        for length in lengths.get(run[at : at + 2], ()):
            word = run[at : at + length]
            spelt = phrases.get(word)
            if spelt is not None:
                if word in _OTHERWISE:
                    other += enumerate(_OTHERWISE[word].split(), len(found))
                found += spelt
                at += length
                break
        else:
            one = run[at]
            if one in _OTHERWISE:
                other.append((len(found), _OTHERWISE[one]))
            found.append(singles.get(one) or singles.get(plain := fold(one)) or plain)
            at += 1
    return tuple(found), tuple(other)


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the lengths of phrases by their first two characters, phrases, and single characters."""
    singles = {chr(int(code)): _plain(said.split(",")[0]) for code, said in _table("pinyin_dict").items()}
    phrases: dict[str, tuple[str, ...]] = {}
    lengths: dict[str, set[int]] = {}
    for phrase, said in _table("phrases_dict").items():
        phrases[phrase] = tuple(_plain(one[0]) for one in said)
        lengths.setdefault(phrase[:2], set()).add(len(phrase))
    for phrase, spelt in _PHRASES.items():
        phrases[phrase] = tuple(spelt.split())
        lengths.setdefault(phrase[:2], set()).add(len(phrase))
    return {first: tuple(sorted(some, reverse=True)) for first, some in lengths.items()}, phrases, singles


@lru_cache(maxsize=1)
def _all_readings() -> dict[str, tuple[str, ...]]:
    """Return every reading of each character; read with the first query that mixes 汉字 and letters."""
    table = _table("pinyin_dict").items()
    return {chr(int(code)): tuple(dict.fromkeys(_plain(one) for one in said.split(","))) for code, said in table}


def _table(name: str) -> dict[str, Any]:
    """Read a table of pypinyin from its file: importing the package would load every table and keep it twice."""
    spec = find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("pypinyin is not installed")
    found: dict[str, Any] = json.loads((Path(spec.submodule_search_locations[0]) / f"{name}.json").read_bytes())
    return found


@lru_cache(maxsize=4096)
def _plain(said: str) -> str:
    spread = _TONES.sub("", unicodedata.normalize("NFD", said))
    return intern(unicodedata.normalize("NFC", spread).replace("ü", "v"))
