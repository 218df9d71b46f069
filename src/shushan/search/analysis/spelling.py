"""What somebody may have meant when nothing was found: titles that sound alike, or a word with one slip. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shushan.search.analysis import by_sound, codes, slips
from shushan.search.analysis.asking import NOTHING, Asking, Near, Plan, Term, Tier, any_of
from shushan.search.analysis.fold import fold, has_han
from shushan.search.analysis.pinyin import readings
from shushan.search.analysis.planning import Cutter, Part, in_headings, parts_of, whole_title, words_of
from shushan.search.analysis.syllables import splits

_LONGEST = 12  # syllables or words that are tried
# Sounds that speakers of southern dialects and careless typists exchange; u for ü.
_ALIKE = (
    ("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"), ("ang", "an"), ("eng", "en"), ("ing", "in"),
    ("lu", "lv"), ("nu", "nv"),
)  # fmt: skip
_JOINTS = frozenset(
    ("and", "or", "not", "与", "和", "或", "及", "非", "且")
)  # typed between words, no words of a title


def nearby(text: str, cut: Cutter | None = None) -> Plan:
    """Return what to ask for near misses of a text: the same sounds, one sound exchanged, one slip, one word left out."""
    typed = text[:60]
    folded = fold(typed)
    steps: list[tuple[str, Asking]] = []
    steps.append(("a number with one slip", any_of(*(Term("code", code) for code in sorted(codes.mended(folded))))))
    for way in readings(typed) if has_han(typed) else splits(typed)[:2]:
        if 2 <= len(way) <= _LONGEST:
            steps.append(("the whole sounds alike", by_sound.title(way)))
            steps.append(("sounds alike", any_of(*(Near(name, tuple(enumerate(way))) for name in ("pinyin", "names")))))
            other = [Near(name, tuple(enumerate(one))) for one in _exchanged(way) for name in ("pinyin", "names")]
            steps.append(("sounds near", any_of(*other)))
    forms, swapped, slipped = slips.of_characters(folded)
    whole, anywhere = slips.of_pinyin(typed)
    steps.append(("a whole title, exchanged", any_of(*(whole_title(form) for form in forms))))
    steps += [("exchanged", swapped), ("one character", slipped), ("one letter of a title", whole)]
    steps += [("one letter of pinyin", anywhere), ("one slip", slips.of_words(folded))]
    steps += _one_left_out(typed, cut)
    return Plan(tuple(Tier(name, asking) for name, asking in steps if asking != NOTHING))


def _one_left_out(typed: str, cut: Cutter | None) -> list[tuple[str, Asking]]:
    """Ask for what is typed without one of its words: 红楼梦 小说, 红楼梦全集, 红楼梦 and 曹雪芹; whole titles first."""
    parts = [part for part in parts_of(typed) if part.text not in _JOINTS]
    words = parts
    if len(parts) == 1:
        words = [Part(word) for word in words_of(parts[0].text, cut) if word not in _JOINTS]
    if len(parts_of(typed)) == len(words) == 1 or len(words) > _LONGEST:
        return []
    titles = any_of(*(whole_title(word.text) for word in words if len(word.text) > 1))
    rest = [words[:n] + words[n + 1 :] for n in range(len(words))] if len(words) > 1 else []
    others = [in_headings(some) for some in rest if sum(len(word.text) for word in some) > 1]
    return [("without a joint", in_headings(words)), ("a word is the title", titles), ("one left out", any_of(*others))]


def _exchanged(way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for n, syllable in enumerate(way):
        for one, other in (*_ALIKE, *((b, a) for a, b in _ALIKE)):
            pattern = f"^{one}(?![hg])" if len(one) < 3 and one[0] not in "aei" else f"{one}$"
            changed = re.sub(pattern, other, syllable)
            if changed != syllable:
                yield (*way[:n], changed, *way[n + 1 :])
