"""From a query to records: every clause finds ids, the booleans put them together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from shushan.catalogue import public as catalogue
from shushan.protocols.sru import masks
from shushan.protocols.sru.cql import Clause, Node, Query
from shushan.protocols.sru.diagnostics import Diagnostic
from shushan.search import public as search

MOST = 10_000  # records that one part of a joined query may find; more would be counted wrongly, so it is refused
WORDS = {  # index → field of the search engine
    "cql.serverchoice": "",
    "srw.serverchoice": "",
    "cql.anywhere": "",
    "cql.anyindexes": "",
    "cql.allindexes": "",
    "cql.keywords": "",
    "bath.any": "",
    "dc.title": "title",
    "bath.title": "title",
    "dc.creator": "author",
    "dc.contributor": "author",
    "bath.author": "author",
    "bath.name": "author",
    "bath.personalname": "author",
    "dc.subject": "subject",
    "bath.subject": "subject",
    "bath.topicalsubject": "subject",
}
ISBN = ("bath.isbn", "dc.identifier", "bath.standardidentifier", "rec.isbn")
NUMBER = ("rec.id", "rec.identifier", "bath.localnumber", "bath.controlnumber")
YEAR = ("dc.date", "bath.publicationyear", "dc.issued")
LANGUAGE = ("dc.language", "bath.language")
CHANGED = ("rec.lastmodificationdate", "rec.modificationdate")
EVERYTHING = ("cql.allrecords",)
SORTED = {
    "dc.title": "title",
    "title": "title",
    "dc.date": "year",
    "date": "year",
    "dc.creator": "author",
    "creator": "author",
    "rec.lastmodificationdate": "changed_at",
}
BARE = {  # an index without a context set is meant as one of these
    "title": "dc.title", "author": "dc.creator", "creator": "dc.creator", "subject": "dc.subject", "isbn": "bath.isbn",
    "date": "dc.date", "year": "dc.date", "language": "dc.language", "id": "rec.id", "any": "bath.any",
    "serverchoice": "cql.serverchoice", "keywords": "cql.keywords",
}  # fmt: skip
PLAIN = ("=", "scr", "all", "any", "adj", "exact", "==")
SPANNED = ("=", "scr", "==", "exact", "<", "<=", ">", ">=")
# What words always are, or may be: in the order of fit, without capitals and accents, spelt otherwise, with masks.
MODIFIERS = ("relevant", "ignorecase", "ignoreaccents", "fuzzy", "word", "masked", "unmasked")
DATED = ("isodate",)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of ids, and how many records there are in all."""

    ids: Sequence[int]
    total: int


def seek(query: Query, *, offset: int, limit: int) -> Found:
    """Return a page of what a query finds.

    :raises Diagnostic: an index, relation or term that is not understood, or too many records
    """
    keys = [(_sorted(index), is_down) for index, is_down in query.sort]
    root = _named(query.root)
    if isinstance(root, Clause) and not keys and (found := _page(root, offset, limit)):
        return found
    ids = _ids(root)
    if keys:
        ids = catalogue.finding.ordered(ids, keys)
    return Found(ids[offset : offset + limit], len(ids))


def _named(node: Node) -> Node:
    """Return a query whose indexes all have their context set."""
    if isinstance(node, Clause):
        return replace(node, index=BARE.get(node.index, node.index))
    return replace(node, left=_named(node.left), right=_named(node.right))


def _sorted(index: str) -> str:
    if index not in SORTED:
        raise Diagnostic(80, index)
    return SORTED[index]


def _page(clause: Clause, offset: int, limit: int) -> Found | None:
    """Return a page of one clause of words or of all records: the engine counts it however much it finds."""
    if clause.index in EVERYTHING:
        return Found(*catalogue.finding.everything(offset=offset, limit=limit))
    if clause.index not in WORDS or offset + limit > MOST:
        return None
    if masks.is_masked(clause) and clause.relation != "any":
        _check(clause)
        return Found(*_masked(masks.words(clause), clause, offset=offset, limit=limit))
    if clause.relation in ("any", "exact", "=="):
        return None
    text = _text(clause)
    return Found(*catalogue.finding.words(text, scope=WORDS[clause.index], offset=offset, limit=limit))


def _ids(node: Node) -> list[int]:
    if isinstance(node, Clause):
        found = _clause(node)
        if len(found) > MOST:
            raise Diagnostic(60, f"more than {MOST} records match {node.term[:60]!r}")
        return found
    left, right = _ids(node.left), _ids(node.right)
    theirs = set(right)
    if node.boolean == "and":
        return [pk for pk in left if pk in theirs]
    if node.boolean == "not":
        return [pk for pk in left if pk not in theirs]
    return list(dict.fromkeys([*left, *right]))


def _clause(clause: Clause) -> list[int]:
    _check(clause)
    if not clause.term.strip():
        raise Diagnostic(27, clause.index)
    if clause.index in WORDS:
        return _words(clause)
    if clause.index not in EVERYTHING:
        clause = replace(clause, term=masks.plain(clause))
    if clause.index in ISBN:
        _only(clause, PLAIN)
        return catalogue.finding.isbn(clause.term)
    if clause.index in NUMBER:
        _only(clause, PLAIN)
        return catalogue.finding.number(clause.term.strip())
    if clause.index in YEAR:
        return _year(clause)
    if clause.index in LANGUAGE:
        _only(clause, PLAIN)
        return catalogue.finding.language(clause.term.strip(), limit=MOST + 1)
    if clause.index in CHANGED:
        return _changed(clause)
    if clause.index in EVERYTHING:
        return list(catalogue.finding.everything(offset=0, limit=MOST + 1)[0])
    raise Diagnostic(16, clause.index)


def _words(clause: Clause) -> list[int]:
    scope = WORDS[clause.index]
    if masks.is_masked(clause):
        asked = masks.words(clause)
        apart = [[one] for one in asked] if clause.relation == "any" else [asked]
        return list(dict.fromkeys(pk for some in apart for pk in _masked(some, clause, limit=MOST + 1)[0]))
    text = _text(clause)
    if clause.relation == "any":
        found = [pk for word in text.split() for pk in _every(word, scope)]
        return list(dict.fromkeys(found))
    ids = _every(text, scope)
    if clause.relation in ("exact", "==") and scope == "title":
        return catalogue.finding.titled(ids, masks.plain(clause).strip())
    return ids


def _masked(asked: list[search.Masked], clause: Clause, *, offset: int = 0, limit: int) -> tuple[list[int], int]:
    try:
        return catalogue.finding.masked(asked, scope=WORDS[clause.index], offset=offset, limit=limit)
    except search.CannotMask as cannot:
        raise masks.refusal(cannot, clause) from cannot


def _check(clause: Clause) -> None:
    """:raises Diagnostic: a modifier or a relation that the index does not have."""
    known = MODIFIERS if clause.index in WORDS else DATED if clause.index in (*YEAR, *CHANGED) else ()
    if unknown := [one for one in clause.modifiers if one not in known]:
        raise Diagnostic(20, unknown[0])
    if clause.index in WORDS:
        _only(clause, PLAIN)


def _every(text: str, scope: str) -> list[int]:
    return catalogue.finding.words(text, scope=scope, limit=MOST + 1)[0]


def _text(clause: Clause) -> str:
    """Return the words for the engine; ``adj`` and ``exact`` ask for them in their order, in quotes.

    :raises Diagnostic: a relation or a modifier that is not supported
    """
    _check(clause)
    text = masks.plain(clause).replace('"', " ").strip()
    if not text:
        raise Diagnostic(27, clause.index)
    return f'"{text}"' if clause.relation in ("adj", "exact", "==") else text


def _year(clause: Clause) -> list[int]:
    _only(clause, (*SPANNED, "within"))
    pattern = r"(\d{4})\s+(\d{4})" if clause.relation == "within" else r"(\d{4})(?:-\d\d){0,2}"
    said = re.fullmatch(pattern, clause.term.strip())
    if said is None:
        raise Diagnostic(36, clause.term)
    value = int(said[1])
    spans = {"within": (value, int(said[said.lastindex or 1])), "<": (None, value - 1), "<=": (None, value),
             ">": (value + 1, None), ">=": (value, None)}  # fmt: skip
    first, last = spans.get(clause.relation, (value, value))
    return catalogue.finding.years(first, last, limit=MOST + 1)


def _changed(clause: Clause) -> list[int]:
    _only(clause, SPANNED)
    text = clause.term.strip()
    try:
        since = datetime.fromisoformat(text.replace("Z", "+00:00"))
        since = since.astimezone(UTC) if since.tzinfo else since.replace(tzinfo=UTC)
        until = since + (timedelta(days=1) if len(text) <= 10 else timedelta(seconds=1))
    except (ValueError, OverflowError) as error:
        raise Diagnostic(36, clause.term) from error
    sign = clause.relation if clause.relation in ("<", "<=", ">", ">=") else "="
    return catalogue.finding.changed(sign, since, until, limit=MOST + 1)


def _only(clause: Clause, relations: Sequence[str]) -> None:
    if clause.relation not in relations:
        raise Diagnostic(19 if clause.relation not in ("<", "<=", ">", ">=", "<>", "within") else 24, clause.relation)
