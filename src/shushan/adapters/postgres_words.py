"""How entries and questions are written as ``tsvector`` and ``tsquery``: our own tokens, no configuration of PostgreSQL.

Each token carries a letter of its field (``t红楼``), so one column and one GIN index answer everything. The values of a
field follow each other with a gap; notes and codes are kept without positions, as in the embedded engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from shushan.search.public import FACETS, All, AnyOf, Asked, Asking, Entry, Near, Plan, Prefix, Term, with_positions

FIELDS = {
    "title": "t", "author": "a", "subject": "s", "pinyin": "p", "names": "n", "body": "b",
    "also": "l", "code": "c", "joined": "j", "initials": "i", "edge": "e",
}  # fmt: skip
FACET = "f"
LONGEST = 200  # characters of a lexeme; PostgreSQL takes 2046 bytes
LAST = 16_000  # PostgreSQL keeps positions up to 16383
GAP = 8  # between two values of a field: wider than any step inside a phrase
MOST_NOTES = 20_000  # tokens of the notes; a whole tsvector holds 1 MB


def vector(entry: Entry) -> str:
    """Return an entry as the literal of a ``tsvector``."""
    return " ".join(dict.fromkeys(_lexemes(entry)))


def facets_of(entry: Entry) -> list[str]:
    """Return its facet values, each with the name of the facet before it."""
    return [f"{name}:{clean(v)}" for name, values in entry.facets.items() if name in FACETS for v in values]


def tsquery(asking: Asking) -> str:
    """Return what is asked as the literal of a ``tsquery``; empty when it can find nothing."""
    match asking:
        case Term(field, token):
            return quoted(FIELDS.get(field, FACET) + token)
        case Near(field, tokens):
            return _near(FIELDS[field], tokens)
        case Prefix(field, beginning):
            return f"{quoted(FIELDS[field] + beginning)}:*"
        case All(parts):
            inner = [tsquery(part) for part in parts]
            return f"({' & '.join(inner)})" if inner and all(inner) else ""
        case AnyOf(parts):
            found = [text for part in parts if (text := tsquery(part))]
            return f"({' | '.join(found)})" if found else ""


def wanted(asked: Asked) -> str:
    """Return the wanted facet values as a ``tsquery``: of one facet any, of several all; empty when none is wanted."""
    by_facet: dict[str, list[str]] = {}
    for name, value in asked.facets:
        if name in FACETS:
            by_facet.setdefault(name, []).append(quoted(f"{FACET}{name}:{value}"))
    return " & ".join(f"({' | '.join(values)})" for values in by_facet.values())


def steps_of(plan: Plan) -> list[str]:
    """Return the steps of a plan without its last resorts."""
    found = (tsquery(step.asking) for step in plan.tiers if not step.is_last_resort)
    return [text for text in dict.fromkeys(found) if text]


def quoted(token: str) -> str:
    """Return a token between quotation marks: nothing in it is an operator."""
    inside = clean(token)[:LONGEST].replace("\\", "\\\\").replace("'", "''")
    return f"'{inside}'"


def clean(text: str) -> str:
    """Return a text without what PostgreSQL cannot hold: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def _near(field: str, tokens: Iterable[tuple[int, str]]) -> str:
    said, before = "", 0
    for position, token in tokens:
        said += f" <{position - before}> " if said else ""
        said += quoted(field + token)
        before = position
    return f"({said})"


def _lexemes(entry: Entry) -> Iterator[str]:
    for name, values in entry.texts.items():
        begin = 1
        for value in values:
            position = 0
            for position, token in with_positions(value):
                if begin + position < LAST:
                    yield f"{quoted(FIELDS[name] + token)}:{begin + position}"
            begin += position + GAP
    for name, terms in entry.terms.items():
        yield from (quoted(FIELDS[name] + token) for token in islice(terms, MOST_NOTES))
    yield from (quoted(FACET + value) for value in facets_of(entry))
