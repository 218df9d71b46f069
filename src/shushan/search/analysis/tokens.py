"""Tokens with positions: pairs of characters where no spaces are written, whole words elsewhere.

In a run of 汉字 each position holds the character with its follower (红楼, 楼梦), the last one alone (梦); so a phrase
finds any part of a text, however a segmenter would cut it, and stays quick: pairs are rare, characters are not.
A character right after a number or a word stands there alone as well, so that 第2版 finds 第2版本.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from operator import add
from typing import TypeAlias

from shushan.search.analysis.fold import DENSE, fold

LONGEST = 60  # characters of a token
_DENSE = f"[{DENSE}]"
_WORD = re.compile(r"[a-z]\+\+|[a-z]#(?![a-z0-9])|(?<!\w)\.net(?![a-z0-9])|[^\W_]+")
_PLAIN_WORD = re.compile(r"[^\W_]+")
_MIXED = re.compile(f"{_DENSE}|[^{DENSE}]+")
_ANY_DENSE, _ALL_DENSE = re.compile(_DENSE), re.compile(f"{_DENSE}+")
_has_dense, _is_dense = _ANY_DENSE.search, _ALL_DENSE.fullmatch
_BETWEEN = re.compile(f"(?<={_DENSE})[^\\w]+(?={_DENSE})")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_INITIALS = re.compile(r"(?<![a-z0-9])[a-z](?:\.\s?[a-z])+(?![a-z0-9])")
_AND = re.compile(r"(?<![a-z0-9])[a-z]{1,2}(?:&[a-z]{1,2})+(?![a-z0-9])")
_UMLAUT, _UMLAUTED = re.compile("[äöüåøÄÖÜÅØ]"), re.compile("\\w*[äöüåøÄÖÜÅØ]\\w*")
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)
_HYPHENED, _SPELT = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)+"), re.compile(r"[a-z]+[0-9]+|[0-9]+[a-z]+")
Placed: TypeAlias = "tuple[int, str]"  # position and token
# What stands in a field: tokens with a space between, one at each position; a list where two share a position.
Value: TypeAlias = "str | list[Placed]"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a part of a query asks for: tokens that must stand at these distances; ``single`` characters anywhere."""

    tokens: tuple[tuple[int, str], ...]
    single: str = ""


def words(folded: str) -> list[str]:
    """Return the stretches of letters, figures and 汉字 with nothing between them."""
    text = _THOUSANDS.sub("", folded) if "," in folded else folded
    is_plain = "+" not in text and "#" not in text and ".net" not in text
    return (_PLAIN_WORD if is_plain else _WORD).findall(text)


def units(folded: str) -> list[list[str]]:
    """Return the runs of a folded text: neighbours with nothing between them; a 汉字 and a word are one unit each."""
    return [_units(word) for word in words(folded)]


def placed(folded: str) -> list[Placed]:
    """Return the tokens of a folded text with their positions, counted from 0."""
    found: list[Placed] = []
    position = 0
    for word in words(folded):
        if word.isascii():
            found.append((position, word[:LONGEST]))
            position += 1
        elif _is_dense(word):
            found += zip(count(position), map(add, word, word[1:]), strict=False)
            position += len(word)
            found.append((position - 1, word[-1]))
        elif not _has_dense(word):
            found.append((position, word[:LONGEST]))
            position += 1
        else:
            run = _units(word)
            found += _mixed(run, position)
            position += len(run)
    return found


def in_row(folded: str) -> list[str] | None:
    """Return the tokens of a folded text where each position has one; None where two share a position."""
    found: list[str] = []
    for word in words(folded):
        if word.isascii():
            found.append(word[:LONGEST])
        elif _is_dense(word):
            found += map(add, word, word[1:])
            found.append(word[-1])
        elif not _has_dense(word):
            found.append(word[:LONGEST])
        else:
            run = _units(word)
            mixed = [token for _position, token in _mixed(run, 0)]
            if len(mixed) > len(run):
                return None
            found += mixed
    return found


def value(folded: str) -> Value:
    """Return what a field keeps of a folded text."""
    row = in_row(folded)
    return placed(folded) if row is None else " ".join(row)


def with_positions(value: Value) -> Iterable[Placed]:
    """Return the tokens of what stands in a field, each with its position, counted from 0."""
    return enumerate(value.split()) if isinstance(value, str) else value


def length(folded: str) -> int:
    """Return how many positions a folded text has."""
    return sum(len(word) if _is_dense(word) else len(_units(word)) for word in words(folded))


def bare(folded: str) -> set[str]:
    """Return the tokens of a folded text without their positions."""
    found: set[str] = set()
    for word in words(folded):
        if word.isascii():
            found.add(word[:LONGEST])
        elif _is_dense(word):
            found.update(map(add, word, word[1:]))
            found.add(word[-1])
        elif not _has_dense(word):
            found.add(word[:LONGEST])
        else:
            found.update([token for _position, token in _mixed(_units(word), 0)])
    return found


def _units(word: str) -> list[str]:
    if _is_dense(word):
        return list(word)
    if not _has_dense(word):
        return [word[:LONGEST]]
    return [unit[:LONGEST] for unit in _MIXED.findall(word)]


def _mixed(run: list[str], position: int) -> Iterator[Placed]:
    """Yield the tokens of a run of words and 汉字; a character right after a word also stands there alone."""
    for n, unit in enumerate(run):
        follower = run[n + 1] if n + 1 < len(run) else ""
        if _is_one(unit) and follower and _is_one(follower):
            if n and not _is_one(run[n - 1]):
                yield position + n, unit
            yield position + n, unit + follower
        else:
            yield position + n, unit


def phrase(folded: str) -> Phrase:
    """Return a folded text as a phrase to look for; a lone last character is looked for anywhere."""
    found: list[tuple[int, str]] = []
    position, single = 0, ""
    for run in units(folded):
        for n, unit in enumerate(run):
            is_one, is_last = _is_one(unit), n + 1 == len(run)
            if is_one and not is_last and _is_one(run[n + 1]):
                found.append((position, unit + run[n + 1]))
            elif is_one and is_last and n == 0:
                single += unit
            elif not (is_one and is_last and _is_one(run[n - 1])):
                found.append((position, unit))
            position += 1
    return Phrase(tuple(found), single)


def whole(folded: str) -> list[Placed]:
    """Return the tokens of a whole title, one for each position; the last character of a run is in its pair already."""
    by_place = dict(placed(folded))
    return [
        (place, token)
        for place, token in by_place.items()
        if not (_is_one(token) and by_place.get(place - 1, "")[1:] == token)
    ]


def last_of(row: list[str]) -> str:
    """Return what ``last_before`` finds before the end of tokens that each have a position: a pair, else one unit."""
    if len(row) > 1 and len(row[-2]) == 2 and _is_dense(row[-2]):
        return row[-2]
    return row[-1][0] if _ANY_DENSE.match(row[-1]) else row[-1]


def last_before(found: list[Placed], place: int) -> str:
    """Return the last token of what stands before a place: a pair where two characters end it, else one unit."""
    here = ""
    for position, token in found:
        if position == place - 2 and len(token) == 2 and _ALL_DENSE.fullmatch(token):
            return token
        if position == place - 1:
            here = token[0] if _ANY_DENSE.match(token) else token
    return here


def singles(folded: str) -> set[str]:
    """Return what is found wherever it stands: every 汉字, words without their hyphens and apostrophes, their parts.

    Initials stand without what parts them: U.S.A. is found by USA, Rowling, J. K. by JK, R&D by RD.
    """
    if _is_dense(folded):
        return set(folded)
    found = set(_ANY_DENSE.findall(folded))
    if "-" in folded or "'" in folded:
        found.update(re.sub("['-]", "", word)[:LONGEST] for word in _HYPHENED.findall(folded))
    for word in _SPELT.findall(folded):
        found.update(re.findall(r"[a-z]+|[0-9]+", word))
    if "." in folded:
        found.update(joined_initials(one) for one in _INITIALS.findall(folded))
        found.update(("net",) if ".net" in folded else ())
    if "&" in folded:
        found.update(joined_initials(one) for one in _AND.findall(folded))
    if "+" in folded or "#" in folded:
        found.update(word[0] for word in re.findall(r"[a-z]\+\+|[a-z]#", folded))
    return found


def joined_initials(folded: str) -> str:
    """Return letters without what stands between: u.s.a. and j. k. as usa and jk, r&d as rd."""
    return re.sub("[^a-z]", "", folded)


def umlauted(text: str) -> str:
    """Return a text with its umlauts written as two letters, as German, Danish and passports have it: Müller is Mueller."""
    return unicodedata.normalize("NFC", text).translate(_UMLAUTS)


def umlauts(text: str) -> set[str]:
    """Return the words of a text, not yet folded, that have umlauts, in two letters and folded."""
    return {fold(umlauted(word))[:LONGEST] for word in _UMLAUTED.findall(text)} if _UMLAUT.search(text) else set()


def merged(folded: str) -> str:
    """Return a folded text with nothing between its 汉字: 《红楼梦》研究 and 红楼梦：研究 are one title, 红楼梦研究."""
    return _BETWEEN.sub("", folded)


@lru_cache(maxsize=1024)
def tokens(text: str) -> list[str]:
    """Return the units of a text in their order, folded."""
    return [unit for run in units(fold(text)) for unit in run]


def groups(text: str) -> list[list[str]]:
    """Return the units of each part between spaces or commas."""
    return [group for part in re.split(r"[\s,，;；、]+", text) if (group := tokens(part))]


def _is_one(unit: str) -> bool:
    return len(unit) == 1 and _ANY_DENSE.match(unit) is not None
