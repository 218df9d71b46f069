"""Fold: two writings of one word become one. Used for matching only, never for what is shown.

Characters are joined in classes (traditional, simplified, variants, shinjitai), one for one, so that a part of a text
folds like the whole: whatever phrase stands around 乾 or 发, the query and the text come out alike. Words that differ
by region (軟體, 软件) are the business of ``phrases``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.resources import files

from shushan.search.analysis.variants import CLASSES, JAPANESE_LEFT_OUT, RADICALS

_ROMANS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
# Marks that say nothing for matching: soft hyphen, joiners, directions, variation selectors, byte order, interlinear.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Marks on letters of Latin, Greek, Cyrillic, Hebrew and Arabic; those of kana and of Indic scripts make letters.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ŧ": "t",
    "ə": "e", "ɡ": "g", "ɑ": "a", "ʻ": "'", "ʼ": "'", "ʹ": "'", "ʺ": "'", "’": "'", "‘": "'", "`": "'", "´": "'", "＇": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "־": "-",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ة": "ه", "ہ": "ه", "ؤ": "و", "ک": "ك", "ـ": None,
    "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ", "׳": "'", "״": "'",
    "·": None, "•": None, "・": None, "‧": None, "∙": None, "˙": None, "･": None,
}  # fmt: skip
_RING = re.compile("(?<=[零一二三四五六七八九十0-9])[○◯〇]|[○◯〇](?=[零一二三四五六七八九○◯〇])")


# Characters that fold by themselves, whatever stands beside them: no marks that join a letter, no rings, no Jamo.
_ALONE = re.compile(
    "[\x00-\x7f\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u2010-\u2015\u2018-\u201d\u2026\u3000-\u3006\u3008-\u3020"
    "\u3041-\u3094\u30a1-\u30fc\u3400-\u9fff\uff01-\uff5e]*"
)
_SETTLED = ((0x30, 0x39), (0x61, 0x7A), (0x3400, 0x4DBF), (0x4E00, 0x9FFF))  # may be settled: 0 to 9, a to z, 汉字
_KEPT = 80  # characters of a text whose folded form is worth keeping: names and titles come again, notes do not


class ByCharacter(dict[int, str]):
    """What each character becomes, as ``str.translate`` takes it; filled as characters come."""

    def __init__(self, become: Callable[[str], str]) -> None:
        super().__init__()
        self._become = become

    def __missing__(self, code: int) -> str:
        found = self[code] = self._become(chr(code))
        return found


def is_alone(text: str) -> bool:
    """Say whether each character of a text folds by itself."""
    return _ALONE.fullmatch(text) is not None


def is_settled(text: str) -> bool:
    """Say whether a text is its own folded form, and simplified: most titles and names are."""
    return _settled()(text) is not None


@lru_cache(maxsize=1)
def _settled() -> Callable[[str], re.Match[str] | None]:
    """Return what matches a text of nothing but letters, figures and 汉字 that no table changes."""
    changed = {*_table(), *(ord(left) for left, _right in lines_of("TSCharacters") if len(left) == 1)}
    kept = [chr(code) for first, last in _SETTLED for code in range(first, last + 1) if code not in changed]
    return re.compile(f"[{''.join(kept)}]*").fullmatch


def fold(text: str) -> str:
    """Return the matching form: NFKC, one character for each class, no marks on letters, lower case."""
    if text.isascii():
        return text.lower()
    if _settled()(text):
        return text
    if _ALONE.fullmatch(text):
        return text.translate(_FOLDED)
    return _kept(text) if len(text) <= _KEPT else _slowly(text)


def _slowly(text: str) -> str:
    return _bare(_narrow_slowly(text)).translate(_table())


_kept = lru_cache(maxsize=4096)(_slowly)
_FOLDED = ByCharacter(_slowly)


def narrow(text: str) -> str:
    """Return a text in NFKC without invisible marks, with radicals as characters and Roman numerals as numbers."""
    return text.translate(_NARROWED) if _ALONE.fullmatch(text) else _narrow_slowly(text)


def _narrow_slowly(text: str) -> str:
    for number, roman in enumerate(_ROMANS, 1):
        if roman in text or chr(ord(roman) + 16) in text:
            text = text.replace(roman, f" {number} ").replace(chr(ord(roman) + 16), f" {number} ")
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text).translate(RADICALS)).translate(RADICALS)


_NARROWED = ByCharacter(_narrow_slowly)


def _bare(text: str) -> str:
    lowered = text.casefold()
    letters = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", lowered)))
    return _RING.sub("零", _RING.sub("零", letters))


# Inside a class of a regular expression: 汉字, and the other scripts that put no spaces between words (kana, Hangul, Thai).
HAN = "\u3400-\u9fff\U00020000-\U0003ffff\u3007\u3005"
DENSE = f"{HAN}\u3041-\u30ff\uac00-\ud7a3\u0e00-\u0eff\uf900-\ufaff"
_HAN, _ONE_DENSE = re.compile(f"[{HAN}]"), re.compile(f"[{DENSE}]")


@lru_cache(maxsize=16384)
def is_han(character: str) -> bool:
    """Say whether a character is a 汉字."""
    return _HAN.match(character) is not None


def is_dense(character: str) -> bool:
    """Say whether a character belongs to a script that puts no spaces between words."""
    return _ONE_DENSE.match(character) is not None


def has_han(text: str) -> bool:
    """Say whether a text has a 汉字."""
    return _HAN.search(text) is not None


@lru_cache(maxsize=1)
def _table() -> dict[int, str | None]:
    """Return what each character becomes. Classes come from OpenCC (Apache 2.0) and from ``variants``."""
    table: dict[int, str | None] = {ord(one): first for first, *rest in _classes() for one in rest}
    table |= {ord(letter): plain for letter, plain in _LETTERS.items()}
    table |= {code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)}  # katakana as hiragana
    table |= {code: str(unicodedata.digit(chr(code))) for start in _DIGITS for code in range(start, start + 10)}
    return table


_DIGITS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50)  # Arabic, Persian, Devanagari, Bengali, Thai


def _classes() -> Iterator[list[str]]:
    parent: dict[str, str] = {}

    def head(one: str) -> str:
        while parent.setdefault(one, one) != one:
            one = parent[one]
        return one

    for first, others in _pairs():
        for other in others:
            if head(other) != head(first):
                parent[head(other)] = head(first)
    by_head: dict[str, list[str]] = {}
    for one in sorted(parent, key=_commonness):
        by_head.setdefault(head(one), []).append(one)
    yield from (members for members in by_head.values() if len(members) > 1)


def _commonness(one: str) -> tuple[bool, bytes]:
    """Order characters so that the one of everyday writing heads its class: GB 2312 begins with the common ones."""
    try:
        return (False, one.encode("gb2312"))
    except UnicodeEncodeError:
        return (True, one.encode())


def _pairs() -> Iterator[tuple[str, Iterable[str]]]:
    """Yield (character, characters of the same class); simplified ones first, so that they head their class."""
    for name in ("STCharacters", "TSCharacters", "TWVariants", "HKVariants"):
        for left, right in lines_of(name):
            if name == "STCharacters":
                yield left, right
            elif len(left) == 1:
                yield right[0], [left, *right[1:]]
    for left, right in lines_of("JPVariants"):
        yield left, [one for one in right if one not in JAPANESE_LEFT_OUT]
    for one_class in CLASSES:
        yield one_class[0], one_class[1:]


def lines_of(name: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the lines of a table of OpenCC: what stands left, and what it may become."""
    text = (files("opencc") / "dictionary" / f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        left, _tab, right = line.partition("\t")
        if right:
            yield left, right.split()
