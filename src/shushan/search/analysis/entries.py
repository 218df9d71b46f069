"""From a document to what an engine keeps: tokens with positions, terms, facets, the number that breaks ties."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shushan.search.analysis import codes
from shushan.search.analysis.asking import END, START
from shushan.search.analysis.fold import fold, has_han
from shushan.search.analysis.numbers import with_digits
from shushan.search.analysis.pinyin import readings
from shushan.search.analysis.syllables import letters
from shushan.search.analysis.tokens import Token, compact, placed, singles
from shushan.search.terms import Document

VERSION = 2  # of the analysis: an index of another version is written anew
JOINED = 24  # letters kept of a title in pinyin or of a Latin title
SHORT = 12  # initials kept
EDGE = 3  # letters for which type-ahead has terms of its own
NEWEST = 4095


@dataclass(slots=True)
class Entry:
    """A document in tokens. ``texts``: field → its values, each a list of tokens; ``terms``: field → single tokens."""

    kind: str
    id: int
    texts: dict[str, list[list[Token]]] = field(default_factory=dict)
    terms: dict[str, set[str]] = field(default_factory=dict)
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rank: int = 0
    year: int = 0
    order: int = 0


def entry(document: Document) -> Entry:
    """Return what an engine keeps of a document."""
    made = Entry(document.kind, document.id)
    _titles(made, document)
    _authors(made, document)
    for name, texts in (("subject", document.subjects), ("body", (document.text,))):
        made.texts[name] = [list(placed(fold(text))) for text in texts if text]
        made.terms["also"] |= set().union(*(singles(fold(t)) for t in texts)) if name == "subject" else set()
    made.terms["code"] = {form for code in document.codes for form in codes.forms(fold(code))}
    given = {name: (v if isinstance(v, tuple) else (v,)) for name, v in document.facets.items()}
    made.facets = {name: tuple(v for v in values if v) for name, values in given.items()} | {"kind": (document.kind,)}
    year = (given.get("year") or ("",))[0]
    made.year = min(int(year), NEWEST) if year.isdecimal() else 0
    made.rank = (min(max(document.weight, 0), 100_000).bit_length() << 12) + made.year
    made.order = order_of(document)
    return made


def key(text: str) -> str:
    """Return the key under which a whole title is known, whatever stands between its words."""
    whole = compact(with_digits(fold(text)))
    return hashlib.blake2b(whole.encode(), digest_size=6).hexdigest() if whole else ""


def order_of(document: Document) -> int:
    """Return a number by which titles stand in the order of their letters (pinyin): the first eight of them."""
    way = readings(document.title, own=document.reading)
    text = "".join(way[0]) if way else letters(fold(document.title)).replace(" ", "")
    number = 0
    for place in range(8):
        letter = text[place : place + 1]
        number = number * 40 + (ord(letter) - 86 if "a" <= letter <= "z" else int(letter) if letter.isdigit() else 0)
    return number


def _titles(made: Entry, document: Document) -> None:
    texts = [t for t in dict.fromkeys((document.title, document.title_original, *document.titles)) if t]
    values: list[list[Token]] = []
    also: set[str] = set()
    for text in texts:
        folded = fold(text)
        values += [_begun(form) for form in dict.fromkeys((folded, with_digits(folded)))]
        also |= singles(folded)
    made.texts["title"] = values
    made.terms["also"] = also
    made.terms["exact"] = {key(form) for text in texts for form in (text, proper(text))} - {""}
    ways = [*readings(proper(document.title), own=document.reading)]
    for text in texts[1:]:
        ways += readings(proper(text))
    _pinyin(made, "pinyin", ways, [fold(t) for t in texts])


def _authors(made: Entry, document: Document) -> None:
    names = [name.strip() for name in re.split("[；;]", document.author) if name.strip()]
    made.texts["author"] = [list(placed(fold(name))) for name in names]
    ways: list[tuple[str, ...]] = []
    for n, name in enumerate(names):
        made.terms["also"] |= singles(fold(name))
        own = document.author_readings[n] if n < len(document.author_readings) else ""
        ways += readings(re.sub(r"[(（,，].*", "", name) if has_han(name) else name, own=own, is_name=True)
    _pinyin(made, "names", ways, [])


def _pinyin(made: Entry, name: str, ways: Iterable[tuple[str, ...]], titles: Iterable[str]) -> None:
    spelt = list(dict.fromkeys(way for way in ways if way))
    made.texts[name] = [[Token(n, s) for n, s in enumerate((START, *way, END))] for way in spelt]
    whole = {"".join(way)[:JOINED] for way in spelt}
    short = {"".join(s[0] for s in way)[:SHORT] for way in spelt if len(way) > 1}
    made.terms.setdefault("joined", set()).update(whole)
    made.terms.setdefault("initials", set()).update(short)
    edges = made.terms.setdefault("edge", set())
    latin = {letters(t).replace(" ", "")[:JOINED] for t in titles if t.isascii()}
    made.terms["joined"] |= latin - {""}
    if name == "pinyin":
        edges.update(text[:n] for text in (*whole, *short, *latin) for n in range(1, EDGE + 1) if len(text) >= n)
        edges.update(t[:1] for t in titles if t and not t[:1].isascii())


def _begun(folded: str) -> list[Token]:
    moved = (Token(t.position + 1, t.text, t.is_extra) for t in placed(folded))
    return [Token(0, START), *moved]


def proper(title: str) -> str:
    """Return a title without what follows a colon, a slash or an equals sign between spaces, or 「：」."""
    return re.split(r"\s*[：]\s*|\s+[:=/;]\s+|(?<=\S)\s*:\s+", title.strip(), maxsplit=1)[0] or title


def terms_of(made: Entry) -> Iterator[tuple[str, str]]:
    """Yield (field, token) of everything without a position."""
    for name, found in made.terms.items():
        for token in sorted(found):
            yield name, token
