"""From a document to what an engine keeps: tokens with positions, terms, facets, the number that breaks ties."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from shushan.search.analysis import codes
from shushan.search.analysis.asking import END, START
from shushan.search.analysis.fold import fold, has_han
from shushan.search.analysis.numbers import with_digits
from shushan.search.analysis.pinyin import readings
from shushan.search.analysis.syllables import letters
from shushan.search.analysis.tokens import (
    Value,
    bare,
    in_row,
    last_before,
    last_of,
    length,
    merged,
    placed,
    singles,
    umlauts,
    value,
)
from shushan.search.terms import Document

VERSION = 7  # of the analysis: an index of another version is written anew
JOINED = 16  # letters kept of a title in pinyin or of a Latin title
SHORT = 12  # initials kept
EDGE = 3  # letters for which type-ahead has terms of its own
NEWEST = 4095
ORDERED = 8  # letters of a title by which titles stand in order
_BETWEEN_NAMES, _AFTER_NAME = re.compile("[；;]"), re.compile(r"[(（,，].*")
_SEPARATOR = re.compile("[：:=/;]")
_AFTER_PROPER = re.compile(r"\s*[：]\s*|\s+[:=/;]\s+|(?<=\S)\s*:\s+")


@dataclass(slots=True)
class Entry:
    """A document in tokens. ``texts``: field → its values; ``terms``: field → single tokens.

    The positions of a value begin at 0 and leave none out; two tokens may share one (``tokens.Value``).
    """

    kind: str
    id: int
    texts: dict[str, list[Value]] = field(default_factory=dict)
    terms: dict[str, set[str]] = field(default_factory=dict)
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rank: int = 0
    year: int = 0
    order: int = 0


def entry(document: Document) -> Entry:
    """Return what an engine keeps of a document."""
    made = Entry(document.kind, document.id)
    main = _titles(made, document)
    _authors(made, document)
    made.texts["subject"] = [_value(text) for text in document.subjects if text]
    made.terms["body"] = bare(fold(document.text))
    made.terms["code"] = {form for code in set(document.codes) for form in codes.forms(fold(code))}
    made.terms["code"] |= {codes.call_number(fold(number)) for number in set(document.call_numbers)} - {""}
    for name, given in document.facets.items():
        made.facets[name] = tuple(filter(None, given)) if isinstance(given, tuple) else (given,) if given else ()
    made.facets["kind"] = (document.kind,)
    year = (made.facets.get("year") or ("",))[0]
    made.year = min(int(year), NEWEST) if year.isdecimal() else 0
    made.rank = (min(max(document.weight, 0), 100_000).bit_length() << 12) + made.year
    made.order = _number_of(main) if len(main) >= ORDERED else order_of(document)
    return made


def order_of(document: Document) -> int:
    """Return a number by which titles stand in the order of their letters (pinyin): the first ``ORDERED`` of them."""
    way = readings(document.title, own=document.reading)
    return _number_of("".join(way[0]) if way else letters(fold(document.title)).replace(" ", ""))


def _number_of(text: str) -> int:
    number = 0
    for letter in text[:ORDERED].ljust(ORDERED):
        number = number * 40 + (ord(letter) - 86 if "a" <= letter <= "z" else int(letter) if letter.isdigit() else 0)
    return number


@lru_cache(maxsize=4096)  # subjects come again in record after record; who gets the tokens leaves them alone
def _value(text: str) -> Value:
    return value(fold(text))


def _titles(made: Entry, document: Document) -> str:
    """Add what is known of the titles; return the letters of the title proper where its 汉字 are read."""
    texts = [t for t in dict.fromkeys((document.title, document.title_original, *document.titles)) if t]
    folded = {text: fold(text) for text in texts}
    begun = {text: proper(text) for text in texts}
    made.texts["title"] = [_bounded(form, places) for form, places in _ends(folded, begun).items()]
    made.terms["also"] = set().union(*map(singles, folded.values()), *map(umlauts, texts))
    first = begun.get(document.title, "")
    ways = [*readings(first, own=document.reading)]
    main = ways[:1]
    for text in dict.fromkeys(begun[text] for text in texts[1:]):
        ways += readings(text)
    made.texts["pinyin"], made.terms["initials"] = _spelt(ways, is_title=True)
    _edges(made, main, folded.get(document.title, ""), [folded[t] for t in texts if t.isascii()])
    return "".join(main[0]) if main and has_han(first) and not document.reading else ""


def _ends(folded: dict[str, str], begun: dict[str, str]) -> dict[str, set[int]]:
    """Return the forms of the titles, each with the places where a shorter title ends in it."""
    ends: dict[str, set[int]] = {}
    for text in folded.values():
        whole = merged(text)
        ends.setdefault(whole, set())
        ends.setdefault(with_digits(whole), set())
    if len(ends) > 1:
        for form in sorted(ends, key=len, reverse=True):  # a title that begins another one only marks its end there
            longer = next((other for other in ends if other != form and other.startswith(form)), "")
            if longer:
                ends[longer] |= {length(form), *ends.pop(form)}
    for text, beginning in begun.items():
        short = merged(folded[text] if beginning == text else fold(beginning))
        for form in {short, with_digits(short)} - ends.keys():
            for whole in ends:
                if whole.startswith(form):
                    ends[whole].add(length(form))
    return ends


def _bounded(form: str, places: set[int]) -> Value:
    """Return the tokens of a title with marks where it begins and where it (or a shorter title in it) ends."""
    row = in_row(form)
    inner = placed(form) if row is None else list(enumerate(row)) if places else []
    count = inner[-1][0] + 1 if row is None else len(row)
    shorter = [place for place in places if 0 < place < count]
    if row is not None and not shorter:
        return " ".join((START + row[0], *row, last_of(row) + END)) if row else ""
    found = [(0, START + inner[0][1]), *[(position + 1, token) for position, token in inner]]
    if shorter:
        found += [(place + 1, last_before(inner, place) + END) for place in shorter]
        found.sort(key=itemgetter(0))
    return [*found, (count + 1, last_before(inner, count) + END)]


def _authors(made: Entry, document: Document) -> None:
    names = [name.strip() for name in _BETWEEN_NAMES.split(document.author) if name.strip()]
    own = dict(enumerate(document.author_readings))
    found = [_name(name, own.get(n, "")) for n, name in enumerate(names)]
    made.texts["author"] = [name.value for name in found]
    made.texts["names"] = list(dict.fromkeys(way for name in found for way in name.spelt))
    made.terms["also"].update(*[name.singles for name in found])
    made.terms["initials"].update(*[name.initials for name in found])


class _Name(NamedTuple):
    """What is kept of a name."""

    value: Value
    singles: frozenset[str]
    spelt: tuple[Value, ...]
    initials: frozenset[str]


@lru_cache(maxsize=4096)  # names come again like subjects
def _name(name: str, own: str) -> _Name:
    folded = fold(name)
    bare_name = _AFTER_NAME.sub("", name) if has_han(name) else name
    spelt, initials = _spelt(readings(bare_name, own=own, is_name=True))
    return _Name(value(folded), frozenset(singles(folded) | umlauts(name)), tuple(spelt), frozenset(initials))


def _spelt(ways: Iterable[tuple[str, ...]], *, is_title: bool = False) -> tuple[list[Value], set[str]]:
    """Return how a title or a name is read, as values, and its initials."""
    spelt = [way for way in dict.fromkeys(ways) if way]
    values: list[Value] = [" ".join(_marked(way) if is_title else way) for way in spelt]
    return values, {"".join([s[0] for s in way[:SHORT]]) for way in spelt if len(way) > 1}


def _marked(way: tuple[str, ...]) -> tuple[str, ...]:
    """Return the syllables of a title between marks of its beginning and its end."""
    return (START + way[0], *way, way[-1] + END)


def _edges(made: Entry, main: list[tuple[str, ...]], title: str, latin: list[str]) -> None:
    """Keep what type-ahead asks: the title in letters, its first one to three letters, its first character."""
    joined = {"".join(way)[:JOINED] for way in main} | {letters(t).replace(" ", "")[:JOINED] for t in latin}
    made.terms["joined"] = {text for text in joined if text}
    short = {"".join(s[0] for s in way)[:SHORT] for way in main}
    made.terms["edge"] = {text[:n] for text in (*joined, *short) for n in range(1, EDGE + 1) if len(text) >= n}
    if title and not title[:1].isascii() and not title[:1].isspace():
        made.terms["edge"].add(title[:1])


def proper(title: str) -> str:
    """Return a title without what follows a colon, a slash or an equals sign between spaces, or 「：」."""
    bare_title = title.strip()
    if _SEPARATOR.search(bare_title):
        bare_title = _AFTER_PROPER.split(bare_title, maxsplit=1)[0]
    return bare_title or title
