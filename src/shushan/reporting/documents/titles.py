"""Titles of more than one line: broken between words and into lines of nearly one length, as official papers ask.

GB/T 9704 (7.3.1): a title in several lines keeps words whole and lies balanced. A word is never cut, a mark of punctuation stays
with the word it belongs to. Widths are in 汉字; a Latin letter or a digit is half a one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from shushan.reporting.terms import Run
from shushan.search import public as search

CLOSING: Final = "，。、；：？！”’」』》〉）〕】…%"
OPENING: Final = "“‘「『《〈（〔【"


@lru_cache(maxsize=256)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a title, punctuation with the word it belongs to; together they are the title."""
    found: list[str] = []
    for word in search.words_of(text):
        if found and (word[0] in CLOSING or found[-1][-1] in OPENING):
            found[-1] += word
        else:
            found.append(word)
    return tuple(found)


def lines(text: str, most: float) -> list[str]:
    """Return a title in as few lines of at most ``most`` 汉字 as it needs, as equal as words allow.

    A title that has no such lines (a word longer than a line) stays whole.
    """
    parts = words(text)
    count = math.ceil(sum(map(width, parts)) / most)
    best = _broken(parts, count, most) or _broken(parts, count + 1, most)
    return ["".join(line) for line in best] if best else [text]


def width(text: str) -> float:
    """Return how wide a text is, in 汉字."""
    return sum(0.5 if letter < "\u2000" else 1 for letter in text)


def _broken(parts: Sequence[str], count: int, most: float) -> list[Sequence[str]]:
    """Return the words in so many lines, the widths nearest to each other; empty where they do not fit."""
    best: list[tuple[float, list[int]] | None] = [(0.0, [])] + [None] * len(parts)
    goal = sum(map(width, parts)) / count if count else 0
    for _line in range(count):
        following: list[tuple[float, list[int]] | None] = [None] * (len(parts) + 1)
        for end in range(1, len(parts) + 1):
            wide = 0.0
            for begin in range(end - 1, -1, -1):
                wide += width(parts[begin])
                if wide > most:
                    break
                before = best[begin]
                if before is not None:
                    cost = before[0] + (wide - goal) ** 2
                    kept = following[end]
                    if kept is None or cost < kept[0]:
                        following[end] = (cost, [*before[1], end])
        best = following
    last = best[len(parts)]
    if last is None:
        return []
    return [parts[begin:end] for begin, end in zip([0, *last[1]], last[1], strict=False)]


def of_runs(runs: Sequence[Run], most: float) -> list[list[Run]]:
    """Return the stretches of a title line by line; one that lies across a break is parted there, its marks behind the last part."""
    ends: list[int] = []
    for line in lines("".join(run.text for run in runs), most):
        ends.append(len(line) + (ends[-1] if ends else 0))
    found: list[list[Run]] = [[]]
    at = 0
    for run in runs:
        text = run.text
        while ends and at + len(text) > ends[0]:
            cut = ends.pop(0) - at
            if cut:
                found[-1].append(Run(text[:cut]))
            text, at = text[cut:], at + cut
            found.append([])
        if text:
            found[-1].append(Run(text, run.figure, run.mark))
        at += len(text)
    return found


def breakable(text: str) -> SafeString:
    """Return a title as HTML that breaks between words only (with ``word-break: keep-all``)."""
    return format_html_join("", "{}<wbr>", ((word,) for word in words(text)))
