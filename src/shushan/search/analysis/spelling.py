"""What somebody may have meant when nothing was found: titles that sound alike, or a word with one slip. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from shushan.search.analysis import by_sound
from shushan.search.analysis.asking import NOTHING, Asking, Near, Plan, Term, Tier, all_of, any_of
from shushan.search.analysis.fold import fold, has_han
from shushan.search.analysis.pinyin import readings
from shushan.search.analysis.syllables import splits

_LONGEST = 12  # syllables or words that are tried
# Sounds that speakers of southern dialects and careless typists exchange.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def nearby(text: str) -> Plan:
    """Return what to ask for near misses of a text: the same sounds, one sound exchanged, one letter wrong."""
    typed = text[:60]
    ways = readings(typed) if has_han(typed) else splits(typed)[:2]
    steps: list[tuple[str, Asking]] = []
    for way in ways:
        if 2 <= len(way) <= _LONGEST:
            steps.append(("the whole sounds alike", by_sound.title(way)))
            steps.append(("sounds alike", any_of(*(Near(name, tuple(enumerate(way))) for name in ("pinyin", "names")))))
            other = [Near(name, tuple(enumerate(one))) for one in _exchanged(way) for name in ("pinyin", "names")]
            steps.append(("sounds near", any_of(*other)))
    steps.append(("one slip", _slips(fold(typed))))
    return Plan(tuple(Tier(name, asking) for name, asking in steps if asking != NOTHING))


def _exchanged(way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for n, syllable in enumerate(way):
        for one, other in (*_ALIKE, *((b, a) for a, b in _ALIKE)):
            pattern = f"^{one}(?![hg])" if len(one) < 3 and one[0] not in "aei" else f"{one}$"
            changed = re.sub(pattern, other, syllable)
            if changed != syllable:
                yield (*way[:n], changed, *way[n + 1 :])


def _slips(folded: str) -> Asking:
    """Ask for the words of a Latin query, one of them with one letter missing, too much, wrong or exchanged."""
    found = re.findall(r"[a-z]+", folded)[:4]
    if not found or has_han(folded):
        return NOTHING
    asked: list[Asking] = []
    for n, word in enumerate(found):
        if len(word) >= 4:
            others = [_anywhere([one]) for m, one in enumerate(found) if m != n]
            asked.append(all_of(_anywhere(list(islice(_edits(word), 1200))), *others))
    return any_of(*asked)


def _anywhere(words: list[str]) -> Asking:
    return any_of(*(Term(name, word) for word in words for name in ("title", "author")))


def _edits(word: str) -> Iterator[str]:
    for n in range(len(word)):
        yield word[:n] + word[n + 1 :]
        if n + 1 < len(word):
            yield word[:n] + word[n + 1] + word[n] + word[n + 2 :]
        for letter in _LETTERS:
            yield word[:n] + letter + word[n + 1 :]
            yield word[:n] + letter + word[n:]
    yield from (word + letter for letter in _LETTERS)
