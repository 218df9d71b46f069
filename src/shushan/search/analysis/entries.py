"""From a document to what an engine keeps: tokens with positions, terms, facets, the number that breaks ties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from shushan.search.analysis import codes
from shushan.search.analysis.asking import END, START
from shushan.search.analysis.fold import fold, has_han
from shushan.search.analysis.numbers import with_digits
from shushan.search.analysis.pinyin import readings
from shushan.search.analysis.syllables import letters
from shushan.search.analysis.tokens import Placed, bare, last_before, merged, placed, singles, umlauts
from shushan.search.terms import Document

VERSION = 6  # of the analysis: an index of another version is written anew
JOINED = 16  # letters kept of a title in pinyin or of a Latin title
SHORT = 12  # initials kept
EDGE = 3  # letters for which type-ahead has terms of its own
NEWEST = 4095
ORDERED = 8  # letters of a title by which titles stand in order
_BETWEEN_NAMES, _AFTER_NAME = re.compile("[；;]"), re.compile(r"[(（,，].*")
_AFTER_PROPER = re.compile(r"\s*[：]\s*|\s+[:=/;]\s+|(?<=\S)\s*:\s+")


@dataclass(slots=True)
class Entry:
    """A document in tokens. ``texts``: field → its values, each a list of tokens; ``terms``: field → single tokens.

    The positions of a value begin at 0 and leave none out; two tokens may share one.
    """

    kind: str
    id: int
    texts: dict[str, list[list[Placed]]] = field(default_factory=dict)
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
    made.texts["subject"] = [_placed(text) for text in document.subjects if text]
    made.terms["body"] = bare(fold(document.text))
    made.terms["code"] = {form for code in set(document.codes) for form in codes.forms(fold(code))}
    given = {name: (v if isinstance(v, tuple) else (v,)) for name, v in document.facets.items()}
    made.facets = {name: tuple(v for v in values if v) for name, values in given.items()} | {"kind": (document.kind,)}
    year = (given.get("year") or ("",))[0]
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
    for place in range(ORDERED):
        letter = text[place : place + 1]
        number = number * 40 + (ord(letter) - 86 if "a" <= letter <= "z" else int(letter) if letter.isdigit() else 0)
    return number


@lru_cache(maxsize=4096)  # subjects and names come again in record after record; who gets the tokens leaves them alone
def _placed(text: str) -> list[Placed]:
    return placed(fold(text))


def _titles(made: Entry, document: Document) -> str:
    """Add what is known of the titles; return the letters of the title proper where its 汉字 are read."""
    texts = [t for t in dict.fromkeys((document.title, document.title_original, *document.titles)) if t]
    folded = {text: fold(text) for text in texts}
    ends: dict[str, set[int]] = {}
    for text in texts:
        whole = merged(folded[text])
        ends.setdefault(whole, set())
        ends.setdefault(with_digits(whole), set())
    if len(ends) > 1:
        for form in sorted(ends, key=len, reverse=True):  # a title that begins another one only marks its end there
            longer = next((other for other in ends if other != form and other.startswith(form)), "")
            if longer:
                ends[longer] |= {_count(form), *ends.pop(form)}
    for text in texts:
        beginning = proper(text)
        short = merged(folded[text] if beginning == text else fold(beginning))
        for form in {short, with_digits(short)} - ends.keys():
            for whole in ends:
                if whole.startswith(form):
                    ends[whole].add(_count(form))
    made.texts["title"] = [_bounded(placed(form), places) for form, places in ends.items()]
    made.terms["also"] = set().union(*map(singles, folded.values()), *map(umlauts, texts))
    ways = [*readings(proper(document.title), own=document.reading)]
    main = ways[:1]
    for text in texts[1:]:
        ways += readings(proper(text))
    _pinyin(made, "pinyin", ways)
    _edges(made, main, fold(document.title), [folded[t] for t in texts if t.isascii()])
    return "".join(main[0]) if main and has_han(proper(document.title)) and not document.reading else ""


def _count(form: str) -> int:
    found = placed(form)
    return found[-1][0] + 1 if found else 0


def _bounded(inner: list[Placed], places: set[int]) -> list[Placed]:
    """Return the tokens of a title with marks where it begins and where it (or a shorter title in it) ends."""
    if not inner:
        return []
    count = inner[-1][0] + 1
    found = [(0, START + inner[0][1]), *[(position + 1, token) for position, token in inner]]
    shorter = [place for place in places if 0 < place < count]
    if shorter:
        found += [(place + 1, last_before(inner, place) + END) for place in shorter]
        found.sort(key=itemgetter(0))
    return [*found, (count + 1, last_before(inner, count) + END)]


def _authors(made: Entry, document: Document) -> None:
    names = [name.strip() for name in _BETWEEN_NAMES.split(document.author) if name.strip()]
    made.texts["author"] = [_placed(name) for name in names]
    ways: list[tuple[str, ...]] = []
    for n, name in enumerate(names):
        made.terms["also"] |= _singles(name)
        ways += _of_name(name, document.author_readings[n] if n < len(document.author_readings) else "")
    _pinyin(made, "names", ways)


@lru_cache(maxsize=4096)
def _singles(name: str) -> frozenset[str]:
    return frozenset(singles(fold(name)) | umlauts(name))


@lru_cache(maxsize=4096)
def _of_name(name: str, own: str) -> tuple[tuple[str, ...], ...]:
    return readings(_AFTER_NAME.sub("", name) if has_han(name) else name, own=own, is_name=True)


def _pinyin(made: Entry, name: str, ways: Iterable[tuple[str, ...]]) -> None:
    spelt = list(dict.fromkeys(way for way in ways if way))
    is_title = name == "pinyin"
    made.texts[name] = [list(enumerate(_marked(way) if is_title else way)) for way in spelt]
    made.terms.setdefault("initials", set()).update("".join(s[0] for s in way)[:SHORT] for way in spelt if len(way) > 1)


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
    return _AFTER_PROPER.split(title.strip(), maxsplit=1)[0] or title


def terms_of(made: Entry) -> Iterator[tuple[str, str]]:
    """Yield (field, token) of everything without a position."""
    for name, found in made.terms.items():
        for token in sorted(found):
            yield name, token
