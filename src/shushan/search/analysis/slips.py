"""What fingers do: one letter or 汉字 missing, too much, wrong, or exchanged with its neighbour. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from shushan.search.analysis.asking import END, NOTHING, START, Asking, Near, Term, all_of, any_of
from shushan.search.analysis.entries import JOINED
from shushan.search.analysis.fold import is_dense
from shushan.search.analysis.syllables import is_spelt, letters, splits
from shushan.search.analysis.tokens import merged

LONGEST = 12  # 汉字 of a query that are tried
MOST = 1200  # forms of a word that are asked
MOST_SPELT = 120  # forms that are syllables, and are asked as phrases
_LATIN, _CYRILLIC = "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя"


def of_words(folded: str) -> Asking:
    """Ask for the words of a Latin or Cyrillic query, one of them with a slip."""
    found = re.findall(f"[{_LATIN}]+|[{_CYRILLIC}]+", folded)[:4]
    if not found or any(is_dense(c) for c in folded):
        return NOTHING
    asked: list[Asking] = []
    for n, word in enumerate(found):
        if len(word) >= 4:
            others = [_anywhere([one]) for m, one in enumerate(found) if m != n]
            asked.append(all_of(_anywhere(list(islice(_edits(word), MOST))), *others))
    return any_of(*asked)


def of_pinyin(typed: str) -> tuple[Asking, Asking]:
    """Ask for pinyin with one slip: as a whole title, and anywhere in titles and names."""
    joined = letters(typed).replace(" ", "")
    if not (5 <= len(joined) <= 24 and joined.isascii() and joined.isalpha()):
        return NOTHING, NOTHING
    forms = [form for form in dict.fromkeys(_edits(joined)) if form != joined and is_spelt(form)]
    ways = [splits(form)[0] for form in forms[:MOST_SPELT] if splits(form)]
    near = [Near(name, tuple(enumerate(way))) for way in ways if len(way) > 1 for name in ("pinyin", "names")]
    return any_of(*(Term("joined", form[:JOINED]) for form in forms)), any_of(*near)


def of_characters(folded: str) -> tuple[list[str], Asking, Asking]:
    """Return 汉字 with two neighbours exchanged, the question for these, and for one wrong, missing or too much."""
    text = merged(folded).strip()
    if not (3 <= len(text) <= LONGEST and all(is_dense(c) for c in text)):
        return [], NOTHING, NOTHING
    swapped = [f"{text[:n]}{text[n + 1]}{text[n]}{text[n + 2 :]}" for n in range(len(text) - 1)]
    return swapped, any_of(*(_there(list(enumerate(one))) for one in swapped)), any_of(*_slipped(text))


def _slipped(text: str) -> Iterator[Asking]:
    places = list(enumerate(text))
    if (
        len(text) == 3
    ):  # of two characters that stand so many titles have one: only where a title or a name begins or ends
        yield from (Term("title", START + text[:2]), Term("title", text[1:] + END), Term("author", text[:2]))
        yield all_of(Term("edge", text[0]), Term("also", text[2]))
    for n in range(len(text)):
        left, right = places[:n], places[n + 1 :]
        if len(text) > 3:
            yield _there([*left, *right])  # one wrong
            yield _there([*left, *((place - 1, c) for place, c in right)])  # one too much
        if n:
            yield _there([*left, *((place + 1, c) for place, c in places[n:])])  # one missing


def _there(places: list[tuple[int, str]]) -> Asking:
    """Ask for characters at their places in a title or a name; one without neighbours begins a title, or stands anywhere."""
    pairs = [(place, c + after) for (place, c), (following, after) in pairwise(places) if following == place + 1]
    paired = {place + n for place, _pair in pairs for n in (0, 1)}
    alone = [(place, c) for place, c in places if place not in paired]
    said = "".join(pair for _place, pair in pairs)
    if not pairs or any(c in said for _place, c in alone):  # it would be found in its own neighbours
        return NOTHING
    first = pairs[0][0]
    near = tuple((place - first, pair) for place, pair in pairs)
    phrase = [Near(name, near) if len(near) > 1 else Term(name, near[0][1]) for name in ("title", "author")]
    return all_of(any_of(*phrase), *(Term("also" if place else "edge", c) for place, c in alone))


def _anywhere(words: list[str]) -> Asking:
    return any_of(*(Term(name, word) for word in words for name in ("title", "author")))


def _edits(word: str) -> Iterator[str]:
    alphabet = _LATIN if word.isascii() else _CYRILLIC
    for n in range(len(word)):
        yield word[:n] + word[n + 1 :]
        if n + 1 < len(word):
            yield word[:n] + word[n + 1] + word[n] + word[n + 2 :]
        for letter in alphabet:
            yield word[:n] + letter + word[n + 1 :]
            yield word[:n] + letter + word[n:]
    yield from (word + letter for letter in alphabet)
