"""From what somebody typed to what an engine is asked: tiers in the order of the answer. Never raises on any text.

Nothing in a query is an operator: brackets, stars, AND and NOT are marks or words like others. Only quotation marks
mean something: what stands in them must stand so in the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from shushan.search.analysis import blending, by_sound, codes, joining
from shushan.search.analysis.asking import END, NOTHING, START, Asking, Near, Plan, Prefix, Term, Tier, all_of, any_of
from shushan.search.analysis.entries import EDGE, JOINED, SHORT
from shushan.search.analysis.fold import fold, has_han, is_dense
from shushan.search.analysis.numbers import with_digits
from shushan.search.analysis.phrases import widened
from shushan.search.analysis.syllables import letters, splits, with_words
from shushan.search.analysis.tokens import (
    Phrase,
    joined_initials,
    last_before,
    merged,
    phrase,
    placed,
    umlauted,
    units,
    whole,
)

LONGEST = 300  # characters of a query that count
MOST_PARTS = 12
MOST_JOINED = 6  # parts of a query whose neighbours are tried as one word
EVERYWHERE = ("title", "author", "subject", "body")
SCOPES = {"title": ("title",), "author": ("author",), "subject": ("subject",)}
_QUOTED = re.compile('["“”「『《〈]([^"“”「」『』《》〈〉]{1,100})["“”」』》〉]')
_CLASS = re.compile(r"[a-km-v-xz][a-z]?\d[\d./\-=]*$")

Cutter = Callable[[str], "list[str]"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a query between spaces or marks; a quoted one is not taken apart further.

    ``other`` is how the same is also written: Mueller for Müller, usa for u.s.a.
    """

    text: str
    is_quoted: bool = False
    other: str = ""


@lru_cache(maxsize=256)
def plan(text: str, scope: str = "", cut: Cutter | None = None) -> Plan:
    """Return what to ask for a text. ``cut`` takes a run of 汉字 apart into words (a segmenter)."""
    typed = text[:LONGEST]
    folded = fold(typed)
    parts = parts_of(typed)
    asked_codes = codes.asked(folded) if scope in ("", "code") else set()
    if not parts and not asked_codes:
        return Plan(is_everything=not text.strip())
    by_code = any_of(*(Term("code", code) for code in sorted(asked_codes))) if asked_codes else NOTHING
    if scope == "code":
        return Plan((Tier("code", by_code),))
    if (
        not scope and "/" in folded and codes.call_number(folded)
    ):  # its parts are words only where no such number is known
        return _tiers(("code", by_code), ("class", _class(folded)), last=("words", every(parts, EVERYWHERE, rest=True)))
    if scope in SCOPES:  # the steps of a scope have names of their own: none contains another
        fields = SCOPES[scope]
        return _tiers(
            ("whole", _whole(folded, fields[0])),
            ("words", every(parts, fields)),
            ("loose", _loose(parts, fields, cut)),
            ("pinyin", _spelt(typed, ("pinyin",) if scope == "title" else ("names",) if scope == "author" else ())),
        )
    return _tiers(
        ("code", by_code),
        ("exact", whole_title(folded)),
        ("start", beginning(folded)),
        ("phrase", _whole(folded, "title")),
        ("title", every(parts, ("title",))),
        ("author", every(parts, ("title", "author"))),
        ("subject", every(parts, ("title", "author", "subject"))),
        ("pinyin", any_of(by_sound.pinyin_exact(typed), blending.whole(typed))),
        ("pinyin start", by_sound.pinyin_start(typed)),
        ("rest", every(parts, EVERYWHERE, rest=True)),
        ("spelt in titles", _spelt(typed, ("pinyin",))),
        ("spelt", _spelt(typed, ("pinyin", "names"))),
        ("otherwise", _otherwise(parts)),
        ("loose", _loose(parts, EVERYWHERE, cut)),
        ("class", _class(folded)),
        *(
            ()
            if splits(typed)
            else (("initials", by_sound.initials(typed)), ("begun", by_sound.initials(typed, begun=True)))
        ),
        last=(
            "initials",
            any_of(
                by_sound.initials(typed) if splits(typed) else NOTHING,
                blending.begun(typed),
                _shortened(typed),
                _otherwise(parts, is_bold=True),
            ),
        ),
    )


def whole_title(folded: str) -> Asking:
    """Ask for a whole title."""
    return beginning(folded, to_the_end=True)


def ending(folded: str) -> Asking:
    """Ask for the end of a title; a lone last character cannot be asked for: it ends titles in a pair."""
    asked: list[Asking] = []
    for form in _forms(folded):
        runs = units(form)
        count = sum(map(len, runs))
        if len(runs[-1]) > 1 or not is_dense(runs[-1][0]):
            asked.append(Near("title", (*whole(form), (count, last_before(placed(form), count) + END))))
    return any_of(*asked)


def in_order(name: str, folded: str) -> Asking:
    """Ask for a text in a field as it stands."""
    return _near(name, phrase(folded))


def in_headings(parts: list[Part]) -> Asking:
    """Ask for every part in titles or names."""
    return every(parts, ("title", "author"))


def begun(text: str) -> Plan:
    """Return what to ask while a title is being typed: its beginning in 汉字, letters, pinyin or initials."""
    folded = fold(text[:LONGEST]).strip()
    short = letters(folded).replace(" ", "")
    tiers: list[tuple[str, Asking]] = []
    if short.isascii() and short.isalnum():
        for form in dict.fromkeys((short, *("".join(way) for way in splits(folded)[:2]))):  # lyu is kept as lv
            tiers.append(("edge", Term("edge", form) if len(form) <= EDGE else Prefix("joined", form[:JOINED])))
        if EDGE < len(short) <= SHORT and not any(len(way) < len(short) // 2 + 1 for way in splits(short)):
            tiers.append(("initials", Prefix("initials", short)))
    elif len(folded) == 1:
        tiers.append(("edge", Term("edge", folded)))
    else:
        tiers.append(("start", beginning(folded)))
        tiers.append(("phrase", _whole(folded, "title")))
        tiers.append(("blend", blending.begun(folded)))
    return _tiers(*tiers)


def parts_of(text: str) -> list[Part]:
    """Return the parts of a query: what stands between quotation marks whole, the rest cut at spaces and marks."""
    quoted = [Part(fold(found), is_quoted=True) for found in _QUOTED.findall(text) if units(fold(found))]
    rest = _QUOTED.sub(" ", text)
    plain, others = _pieces(fold(rest)), _pieces(fold(umlauted(rest)))
    loose = [Part(piece, other=_other(piece, other)) for piece, other in zip(plain, others, strict=False)]
    return list(dict.fromkeys([*quoted, *loose]))[:MOST_PARTS]


_MARKS = re.compile(r"[\s,;:/|()\[\]{}<>!?*\"“”「」『』《》〈〉【】、。…~^&=\\]+")
_POINTED = re.compile(r"(?:[a-z]\.)+[a-z]?\.?")
_HYPHENED = re.compile(r"[a-z]+(?:['-][a-z]+)+")  # o'brien, e-mail
_SAID = {"cpp": "c++", "cplusplus": "c++", "csharp": "c#", "fsharp": "f#", "dotnet": ".net"}  # as they are pronounced


def _pieces(folded: str) -> list[str]:
    return [piece for piece in _MARKS.split(folded) if units(piece)]


def _other(piece: str, other: str) -> str:
    """Return how a piece is also written, or an empty string."""
    if other != piece:
        return other
    if _HYPHENED.fullmatch(piece):
        return re.sub("['-]", "", piece)
    short = joined_initials(piece) if _POINTED.fullmatch(piece) else ""
    return short if len(short) > 1 else _SAID.get(piece, "")


def _tiers(*given: tuple[str, Asking], last: tuple[str, Asking] = ("", NOTHING)) -> Plan:
    found: dict[Asking, Tier] = {}
    for name, asking in given:
        if asking != NOTHING:
            found.setdefault(asking, Tier(name, asking, is_contained=name == "exact" and isinstance(asking, Near)))
    if last[1] != NOTHING:
        found.setdefault(last[1], Tier(*last, is_last_resort=True))
    return Plan(tuple(found.values()))


def _near(name: str, found: Phrase) -> Asking:
    """Ask for a phrase in a field; a lone character is looked for among the characters of the record's headings."""
    asked: list[Asking] = []
    if len(found.tokens) == 1:
        asked.append(Term(name, found.tokens[0][1]))
    elif found.tokens:
        first = found.tokens[0][0]
        apart = [Term(name, token) for _place, token in found.tokens]  # notes are kept without positions
        near = Near(name, tuple((place - first, token) for place, token in found.tokens))
        asked += apart if name == "body" else [near]
    asked += [Term("also", character) for character in found.single]
    return all_of(*asked) if asked else NOTHING


def _part(part: Part, name: str) -> Asking:
    """Ask for one part in one field, as it stands and with its numbers in digits."""
    forms = dict.fromkeys((part.text, with_digits(part.text), *((part.other,) if part.other else ())))
    return any_of(*(_near(name, phrase(form)) for form in forms))


def every(parts: list[Part], fields: tuple[str, ...], *, rest: bool = False) -> Asking:
    """Ask for every part, each in any of the fields; ``rest`` also takes codes and joined words."""
    asked = _each(parts, fields, rest=rest)
    return all_of(*asked) if asked else NOTHING


def _otherwise(parts: list[Part], *, is_bold: bool = False) -> Asking:
    """Ask for Latin words that the record writes together or apart: Mc Donald for McDonald, and the other way."""
    if len(parts) > MOST_JOINED or not any(part.text.isascii() for part in parts):
        return NOTHING
    asked = _each(parts, EVERYWHERE, rest=True)
    words = ["" if part.is_quoted else part.text for part in parts]
    return joining.otherwise(words, asked, ("title", "author", "subject"), is_bold=is_bold)


def _each(parts: list[Part], fields: tuple[str, ...], *, rest: bool) -> list[Asking]:
    asked: list[Asking] = []
    for part in parts:
        here = [_part(part, name) for name in fields]
        if rest:
            here += [Term("code", code) for code in sorted(codes.asked(part.text))]
            here += [Term("also", codes.plain(part.text).replace("'", ""))] if part.text.isascii() else []
        asked.append(any_of(*here))
    return asked


def _forms(folded: str) -> list[str]:
    """Return a whole query as a title may write it: nothing between its 汉字, its numbers also in digits."""
    one = merged(folded)
    return list(dict.fromkeys((one, with_digits(one))))


def _whole(folded: str, name: str) -> Asking:
    found = [phrase(form) for form in (_forms(folded) if name == "title" else [folded])]
    return any_of(*(_near(name, one) for one in found if one.tokens and not one.single))


def beginning(folded: str, *, to_the_end: bool = False) -> Asking:
    """Ask for the beginning of a title, or (``to_the_end``) for the whole of it."""
    asked: list[Asking] = []
    for form in _forms(folded):
        inner = whole(form)
        if not inner:
            continue
        count = sum(len(run) for run in units(form))
        first = [(0, START + inner[0][1]), *((place + 1, token) for place, token in inner[1:])]
        if to_the_end:
            asked.append(Near("title", (*first, (count + 1, last_before(placed(form), count) + END))))
        elif count == 1 and is_dense(inner[0][1]):
            asked.append(Term("edge", inner[0][1]))
        elif not (len(inner[-1][1]) == 1 and is_dense(inner[-1][1])):
            asked.append(Near("title", tuple(first)) if len(first) > 1 else Term("title", first[0][1]))
    return any_of(*asked)


def _loose(parts: list[Part], fields: tuple[str, ...], cut: Cutter | None) -> Asking:
    """Ask for the words of each part wherever they stand, and for the words that other regions use for them."""
    asked: list[Asking] = []
    changed = False
    for part in parts:
        ways = [any_of(*(_part(part, name) for name in fields))]
        if not part.is_quoted:
            others = widened(part.text) if has_han(part.text) else []
            ways += [_part(Part(other), name) for other in others for name in fields]
            ways += [_part(Part(bare), name) for bare in _without_deed(part.text) for name in fields]
            words = words_of(part.text, cut)
            if len(words) > 1:
                ways.append(all_of(*(_anywhere(word, fields) for word in words)))
        changed = changed or len(ways) > 1
        asked.append(any_of(*ways))
    return all_of(*asked) if changed else NOTHING


def _anywhere(word: str, fields: tuple[str, ...]) -> Asking:
    """Ask for a word in any field; a Latin one also where it stands in parts: jk is J. K."""
    here = [_part(Part(word), name) for name in fields]
    return any_of(*here, Term("also", word)) if word.isascii() and word.isalpha() else any_of(*here)


def words_of(text: str, cut: Cutter | None) -> list[str]:
    """Return the words of a part: as the segmenter cuts it, letters and figures apart; none when there is only one."""
    if cut is not None and sum(is_dense(c) for c in text) >= 3:
        return [word for word in dict.fromkeys(cut(text)) if units(word) and not (len(word) == 1 and word in _SMALL)]
    if re.search(r"[a-z][0-9]|[0-9][a-z]", text):
        return re.findall(r"[^\W\d_]+|\d+", text)
    found = _LATIN_OR_NOT.findall(text)
    return found if len(found) > 1 and any(map(is_dense, text)) else []


_DEED = re.compile(r"(?<=..)(?:编著|主编|编译|[着著编译写绘撰])$")


def _without_deed(folded: str) -> list[str]:
    """Return a part without what its author did: 曹雪芹著 is 曹雪芹."""
    bare = _DEED.sub("", folded)
    return [bare] if bare != folded else []


_LATIN_OR_NOT = re.compile(r"[a-z0-9]+|[^\W\d_a-z]+")  # jk罗琳, 三体1
_SMALL = frozenset("的了与和及之在是为于而其也吗呢的这那有着过")


def _spelt(typed: str, fields: tuple[str, ...]) -> Asking:
    """Ask for pinyin: the whole in one field, or its beginning in one and the rest in another (author and title)."""
    asked: list[Asking] = []
    for way in (splits(typed) or with_words(typed)) if fields else ():
        asked += [by_sound.syllables(name, way) for name in fields]
        if len(fields) > 1:
            if len(way) > 2:  # jia bajin: a title of one syllable is asked as a whole
                asked.append(all_of(by_sound.title(way[:1]), by_sound.syllables("names", way[1:])))
                asked.append(all_of(by_sound.syllables("names", way[:-1]), by_sound.title(way[-1:])))
            for cut in range(2, len(way) - 1):
                left, right = way[:cut], way[cut:]
                asked += [
                    all_of(by_sound.syllables(one, left), by_sound.syllables(other, right))
                    for one, other in (fields, tuple(reversed(fields)))
                ]
    return any_of(*asked, _mixed(typed, fields), blending.spelt_out(typed, fields))


def _mixed(typed: str, fields: tuple[str, ...]) -> Asking:
    """Ask for 汉字 and pinyin side by side: 曹雪芹 hongloumeng, 曹雪芹 hlm."""
    parts = parts_of(typed)
    if len(parts) < 2 or not fields or not any(has_han(p.text) for p in parts):
        return NOTHING
    together = [parts[0]]  # 三体 liu cixin: what is spelt in several words
    for part in parts[1:]:
        if part.text.isascii() and together[-1].text.replace(" ", "").isascii():
            together[-1] = Part(f"{together[-1].text} {part.text}")
        else:
            together.append(part)
    return any_of(_each_way(parts, fields), _each_way(together, fields) if len(together) > 1 else NOTHING)


def _shortened(typed: str) -> Asking:
    """Ask for title and author both by pinyin or initials: hlm cxq."""
    parts = parts_of(typed)
    if not 2 <= len(parts) <= 4 or not all(part.text.isascii() and part.text.isalpha() for part in parts):
        return NOTHING
    return _each_way(parts, ("pinyin", "names"))


def _each_way(parts: list[Part], fields: tuple[str, ...]) -> Asking:
    asked = []
    for part in parts:
        here = [_part(part, name) for name in ("title", "author", "subject")]
        ways = splits(part.text)
        here += [by_sound.syllables(name, way) for way in ways if len(way) > 1 for name in fields]
        here += [by_sound.title(way) for way in ways if len(way) == 1 < len(part.text)]
        here += [Term("initials", part.text[:SHORT])] if part.text.isascii() and part.text.isalpha() else []
        asked.append(any_of(*here))
    return all_of(*asked)


def _class(folded: str) -> Asking:
    """Ask for a class and all below it, or for every volume and edition of a call number."""
    text = folded.strip()
    if standing := codes.call_number(text):
        return Prefix("code", f"{standing}/")
    return Prefix("code", codes.bare(text)) if _CLASS.match(text) else NOTHING
