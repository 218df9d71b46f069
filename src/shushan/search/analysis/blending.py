"""汉字 and pinyin in one word, as hurried hands type them: 红lou梦, 红lm, honglm. Pure.

A blend is read as syllables; its 汉字 must stand in the record, its letters must be how the others sound or begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from shushan.search.analysis.asking import END, START, Asking, Near, Prefix, Term, all_of, any_of
from shushan.search.analysis.entries import EDGE, SHORT
from shushan.search.analysis.fold import fold, is_han
from shushan.search.analysis.sounds import every
from shushan.search.analysis.syllables import pieces

MOST_WAYS = 12
_GAPS = re.compile(r"[\s.'’·_-]+")
_TOKENS = re.compile(r"[a-z]+|[^a-z]")


@dataclass(frozen=True, slots=True)
class Blend:
    """One way to read a blend: a syllable or a first letter for each place, and the 汉字 that were typed."""

    places: tuple[str, ...]
    characters: tuple[str, ...]

    @property
    def is_spelt_out(self) -> bool:
        """Say whether every place is a syllable of at least two letters, or was typed as a 汉字."""
        return all(len(place) > 1 for place in self.places)


def blends(typed: str) -> list[Blend]:
    """Return the ways to read what was typed as a blend; none when it holds anything but 汉字 and letters."""
    tokens = _TOKENS.findall(_GAPS.sub("", fold(typed)))
    if not 1 < sum(len(token) for token in tokens) <= 60 or not any(token.isascii() for token in tokens):
        return []
    choices: list[list[tuple[str, ...]]] = []
    for token in tokens:
        if token.isascii() and token.isalpha():
            choices.append(list(pieces(token))[:4])
        elif is_han(token):
            choices.append([(sound,) for sound in every(token)[:3]])
        else:
            return []
    characters = tuple(token for token in tokens if not token.isascii())
    ways = islice(product(*choices), MOST_WAYS) if all(choices) else ()
    return [Blend(places, characters) for way in ways if len(places := tuple(p for part in way for p in part)) > 1]


def spelt_out(typed: str, fields: tuple[str, ...]) -> Asking:
    """Ask for 红lou梦 and hong楼梦: the syllables as a phrase, and the 汉字 that were typed."""
    ways = [blend for blend in blends(typed) if blend.characters and blend.is_spelt_out]
    return any_of(*(all_of(Near(name, tuple(enumerate(way.places))), *_there(way)) for way in ways for name in fields))


def whole(typed: str) -> Asking:
    """Ask for a whole title typed as 红lou梦: what is spelt out so stands before longer titles."""
    ways = [blend for blend in blends(typed) if blend.characters and blend.is_spelt_out]
    return any_of(*(all_of(_bounded(way.places), *_there(way)) for way in ways))


def _bounded(places: tuple[str, ...]) -> Near:
    """Return the syllables of a whole title, with the marks of its beginning and its end."""
    inner = tuple(enumerate(places[1:], start=2))
    return Near("pinyin", ((0, START + places[0]), *inner, (len(places) + 1, places[-1] + END)))


def begun(typed: str) -> Asking:
    """Ask for 红lm, honglm and 红楼m: a title or name that begins with these letters and has what was typed out."""
    return any_of(*_begun(blends(typed)))


def _begun(ways: list[Blend]) -> Iterator[Asking]:
    for way in ways:
        short = "".join(place[0] for place in way.places)[:SHORT]
        sounding = [any_of(Term("pinyin", p), Term("names", p)) for p in way.places if len(p) > 1]
        if not sounding:
            continue  # letters alone are initials, which are asked for elsewhere
        letters = [Term("edge", short), Term("initials", short)] if len(short) <= EDGE else [Prefix("initials", short)]
        yield all_of(any_of(*letters), *sounding, *_there(way))


def _there(way: Blend) -> list[Asking]:
    return [Term("also", character) for character in dict.fromkeys(way.characters)]
