"""Tokens with positions: pairs of characters where no spaces are written, whole words elsewhere.

In a run of 汉字 each position holds the character with its follower (红楼, 楼梦), the last one alone (梦); so a phrase
finds any part of a text, however a segmenter would cut it, and stays quick: pairs are rare, characters are not.
A character right after a number or a word stands there alone as well, so that 第2版 finds 第2版本.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from shushan.search.analysis.fold import fold, is_dense

LONGEST = 60  # characters of a token
_WORD = re.compile(r"[a-z]\+\+|[a-z]#(?![a-z0-9])|(?<!\w)\.net\b|[^\W_]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Token:
    """A token at a position of its text. ``is_extra``: a second token at the position of another."""

    position: int
    text: str
    is_extra: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a part of a query asks for: tokens that must stand at these distances; ``single`` characters anywhere."""

    tokens: tuple[tuple[int, str], ...]
    single: str = ""


def units(folded: str) -> list[list[str]]:
    """Return the runs of a folded text: neighbours with nothing between them; a 汉字 and a word are one unit each."""
    runs: list[list[str]] = []
    last_end = -1
    for found in _WORD.finditer(_THOUSANDS.sub("", folded)):
        run = runs[-1] if found.start() == last_end else []
        if not run:
            runs.append(run)
        word = ""
        for character in found[0]:
            if is_dense(character):
                if word:
                    run.append(word[:LONGEST])
                    word = ""
                run.append(character)
            else:
                word += character
        if word:
            run.append(word[:LONGEST])
        last_end = found.end()
    return runs


def placed(folded: str) -> Iterator[Token]:
    """Yield the tokens of a folded text with their positions, counted from 0."""
    position = 0
    for run in units(folded):
        for n, unit in enumerate(run):
            follower = run[n + 1] if n + 1 < len(run) else ""
            if _is_one(unit) and follower and _is_one(follower):
                if n and not _is_one(run[n - 1]):
                    yield Token(position, unit, is_extra=True)
                yield Token(position, unit + follower)
            else:
                yield Token(position, unit)
            position += 1


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


def singles(folded: str) -> set[str]:
    """Return what is found wherever it stands: every 汉字, words without their hyphens and apostrophes, their parts."""
    found = {unit for run in units(folded) for unit in run if _is_one(unit)}
    for word in re.findall(r"[a-z0-9]+(?:['-][a-z0-9]+)+", folded):
        found.add(re.sub("['-]", "", word)[:LONGEST])
    for word in re.findall(r"[a-z]+[0-9]+|[0-9]+[a-z]+", folded):
        found.update(re.findall(r"[a-z]+|[0-9]+", word))
    if "+" in folded or "#" in folded:
        found.update(word[0] for word in re.findall(r"[a-z]\+\+|[a-z]#", folded))
    return found


def compact(folded: str) -> str:
    """Return a folded text without anything between its units: the key of a whole title."""
    return "".join(unit for run in units(folded) for unit in run)


@lru_cache(maxsize=1024)
def tokens(text: str) -> list[str]:
    """Return the units of a text in their order, folded."""
    return [unit for run in units(fold(text)) for unit in run]


def groups(text: str) -> list[list[str]]:
    """Return the units of each part between spaces or commas."""
    return [group for part in re.split(r"[\s,，;；、]+", text) if (group := tokens(part))]


def _is_one(unit: str) -> bool:
    return len(unit) == 1 and is_dense(unit)
