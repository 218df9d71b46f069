"""From words with masks and anchors to what an engine is asked: strictly, without the leniency of a typed query.

What the index can say is asked, the rest is refused: a token's beginning; pairs of 汉字, among which nothing says where a
word ends, so that 射雕* is 射雕 wherever it stands; the marks at the beginning and the end of a title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from shushan.search.analysis import by_sound
from shushan.search.analysis.asking import NOTHING, START, Asking, Plan, Prefix, Tier, all_of, any_of
from shushan.search.analysis.entries import JOINED
from shushan.search.analysis.fold import fold, is_dense
from shushan.search.analysis.planning import EVERYWHERE, SCOPES, Part, beginning, ending, every, in_order, whole_title
from shushan.search.analysis.syllables import splits
from shushan.search.analysis.tokens import units

SHORTEST = 2  # letters or figures before a mask


@dataclass(frozen=True, slots=True)
class Masked:
    """Words as they are asked: ``is_open`` they may go on, ``is_first`` and ``is_last`` a title begins or ends with them.

    ``is_tail``: something may stand right before them.
    """

    text: str
    is_open: bool = False
    is_first: bool = False
    is_last: bool = False
    is_tail: bool = False

    @property
    def is_plain(self) -> bool:
        """Say whether neither masks nor anchors stand at them."""
        return not (self.is_open or self.is_first or self.is_last or self.is_tail)


class Lack(StrEnum):
    """Why words with masks cannot be asked."""

    EMPTY = "empty"
    SHORT = "short"
    MASK = "mask"
    ANCHOR = "anchor"
    ADJACENT = "adjacent"


class CannotMask(ValueError):
    """Words with masks that the index cannot answer rightly."""

    def __init__(self, lack: Lack) -> None:
        super().__init__(lack.value)
        self.lack = lack


def masked(words: Sequence[Masked], scope: str = "") -> Plan:
    """Return what to ask for all of these words in a scope (title, author, subject, or everywhere).

    :raises CannotMask: a mask or an anchor that the index cannot answer
    """
    asked = [_asked(one, scope) for one in words]
    return Plan((Tier("masked", all_of(*asked)),)) if asked else Plan()


def _asked(one: Masked, scope: str) -> Asking:
    fields = SCOPES.get(scope, EVERYWHERE)
    folded = fold(one.text)
    runs = units(folded)
    if not runs:
        raise CannotMask(Lack.EMPTY if one.is_plain else Lack.SHORT)
    if one.is_tail and not _is_han(runs):
        raise CannotMask(Lack.MASK)
    if one.is_first or one.is_last:
        if scope != "title":
            raise CannotMask(Lack.ANCHOR)
        return _anchored(one, folded, runs)
    if one.is_open:
        return _open(runs, folded, fields, scope)
    return every([Part(one.text if one.is_plain else folded)], fields, rest=not scope)


def _anchored(one: Masked, folded: str, runs: list[list[str]]) -> Asking:
    if one.is_tail:
        raise CannotMask(Lack.ANCHOR)
    last = runs[-1][-1]
    is_one = len(runs) == len(runs[0]) == 1
    if one.is_first and is_one and not one.is_last and (one.is_open or is_dense(last)):
        return Prefix("title", START + _long_enough(last))
    if one.is_open and not is_dense(last):
        raise CannotMask(Lack.ADJACENT)
    asking = whole_title if one.is_first and one.is_last else ending if one.is_last else beginning
    asked = asking(folded)
    if asked == NOTHING:
        raise CannotMask(Lack.ANCHOR)
    return asked


def _open(runs: list[list[str]], folded: str, fields: tuple[str, ...], scope: str) -> Asking:
    """Ask for what begins so: 汉字 as they stand, a word by its letters, and as pinyin of a title or a name."""
    run = runs[-1]
    if is_dense(run[-1]):
        if len(runs) == len(run) == 1:
            return any_of(*(Prefix(name, run[0]) for name in fields))
        if len(run) == 1:
            raise CannotMask(Lack.ADJACENT)
        return any_of(*(in_order(name, folded) for name in fields))
    if len(runs) > 1 or len(run) > 1:
        raise CannotMask(Lack.ADJACENT)
    word = _long_enough(run[0])
    asked: list[Asking] = [Prefix(name, word) for name in fields]
    if word.isascii() and word.isalpha():
        spelt = {"title": ("pinyin",), "author": ("names",), "": ("pinyin", "names")}.get(scope, ())
        asked += [by_sound.syllables(name, way) for way in splits(word) if len(way) > 1 for name in spelt]
        asked += [Prefix("joined", word[:JOINED])] if "pinyin" in spelt else []
        asked += [Prefix("names", word)] if "names" in spelt else []
    return any_of(*asked)


def _long_enough(word: str) -> str:
    """:raises CannotMask: half the library begins so."""
    if len(word) < SHORTEST and not is_dense(word):
        raise CannotMask(Lack.SHORT)
    return word


def _is_han(runs: list[list[str]]) -> bool:
    """Say whether there is one run, of two 汉字 or more at its beginning: what stands before them is no word's part."""
    return len(runs) == 1 and len(runs[0]) > 1 and all(map(is_dense, runs[0][:2]))
