"""CQL, read by hand: a query becomes a tree of clauses, or a diagnostic says why it does not.

The grammar is that of CQL 1.2 (and 1.1, which it contains): clauses of index, relation with modifiers and term; the
booleans and, or, not, prox from left to right; parentheses; prefix assignments; sortBy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from shushan.protocols.sru.diagnostics import Diagnostic

LONGEST = 4000  # characters
MOST_CLAUSES = 40
DEEPEST = 20  # parentheses in each other
SETS = {  # context sets by the name that we give them (list of the Library of Congress)
    "cql": "info:srw/cql-context-set/1/cql-v1.2",
    "dc": "info:srw/cql-context-set/1/dc-v1.1",
    "rec": "info:srw/cql-context-set/2/rec-1.1",
    "bath": "http://zing.z3950.org/cql/bath/2.0/",
}
BOOLEANS = ("and", "or", "not", "prox")
_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|(==|<=|>=|<>|[()=<>/])|([^\s()=<>"/]+))', re.S)
_NAMED = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_.-]*)?")


@dataclass(frozen=True, slots=True)
class Clause:
    """A search clause; index and relation are those of the server where none was written.

    A backslash before a mask, an anchor or another backslash still stands in the term: see ``masks``.
    """

    index: str
    relation: str
    term: str
    modifiers: tuple[str, ...] = ()
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """Two queries joined by ``and``, ``or``, ``not``."""

    boolean: str
    left: Node
    right: Node


Node: TypeAlias = "Clause | Joined"


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query, and by what its answers are sorted: (index, is descending)."""

    root: Node
    sort: tuple[tuple[str, bool], ...] = ()


@dataclass(slots=True)
class _Reader:
    """The tokens of a query: (kind, text), kind ``quoted``, ``mark`` or ``word``."""

    tokens: list[tuple[str, str]]
    at: int = 0
    clauses: int = 0
    depth: int = 0
    prefixes: dict[str, str] = field(default_factory=dict)  # what the query calls a context set → what we call it

    def peek(self, ahead: int = 0) -> tuple[str, str]:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        found = self.peek()
        self.at += 1
        return found


def read(text: str) -> Query:
    """Return the query in a text.

    :raises Diagnostic: it does not parse, or is longer or deeper than is answered
    """
    if len(text) > LONGEST:
        raise Diagnostic(12, str(LONGEST))
    if not text.strip():
        raise Diagnostic(27, "the query is empty")
    reader = _Reader(_tokens(text))
    root = _joined(reader)
    sort = _sort(reader) if _is(reader.peek(), "sortby") else ()
    kind, rest = reader.peek()
    if kind != "end":
        raise Diagnostic(13 if rest == ")" else 10, f"unexpected {rest!r}")
    return Query(root, sort)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Diagnostic(14 if '"' in text[at:] else 10, f"cannot read from {text[at : at + 40]!r} on")
        quoted, mark, word = match.groups()
        if quoted is not None:
            found.append(("quoted", re.sub(r'\\(\\|")', lambda m: m[0] if m[1] == "\\" else m[1], quoted[1:-1])))
        else:
            found.append(("mark", mark) if mark is not None else ("word", word))
        at = match.end()
    return found


def _joined(reader: _Reader) -> Node:
    left = _one(reader)
    while (boolean := reader.peek()[1].lower()) in BOOLEANS and reader.peek()[0] == "word":
        reader.take()
        if reader.peek() == ("mark", "/"):
            raise Diagnostic(46, boolean)
        if boolean == "prox":
            raise Diagnostic(37, boolean)
        left = Joined(boolean, left, _one(reader))
    return left


def _one(reader: _Reader) -> Node:
    kind, text = reader.peek()
    if (kind, text) == ("mark", "("):
        reader.take()
        reader.depth += 1
        if reader.depth > DEEPEST:
            raise Diagnostic(13, f"more than {DEEPEST} parentheses in each other")
        inside = _joined(reader)
        if reader.take() != ("mark", ")"):
            raise Diagnostic(13, "a parenthesis is not closed")
        reader.depth -= 1
        return inside
    if (kind, text) == ("mark", ">"):
        _assign(reader)
        return _joined(reader)
    if kind in ("end", "mark"):
        raise Diagnostic(10, f"a term is missing before {text!r}" if text else "a term is missing at the end")
    return _clause(reader)


def _assign(reader: _Reader) -> None:
    """Take ``> dc = "info:srw/cql-context-set/1/dc-v1.1"``, or without a name the set of names that have none.

    :raises Diagnostic: a set that we do not have
    """
    reader.take()
    name, said = "", reader.take()
    if reader.peek() == ("mark", "="):
        reader.take()
        name, said = said[1].lower(), reader.take()
    if said[0] not in ("word", "quoted"):
        raise Diagnostic(10, "a context set is missing after >")
    if said[1] not in SETS.values():
        raise Diagnostic(15, said[1])
    reader.prefixes[name] = next(ours for ours, identifier in SETS.items() if identifier == said[1])


def _in_our_words(reader: _Reader, index: str) -> str:
    """Return an index with our prefix, as the query assigned them."""
    prefix, dot, name = index.partition(".")
    if dot:
        return f"{reader.prefixes.get(prefix, prefix)}.{name}"
    return f"{reader.prefixes['']}.{index}" if "" in reader.prefixes else index


def _clause(reader: _Reader) -> Clause:
    reader.clauses += 1
    if reader.clauses > MOST_CLAUSES:
        raise Diagnostic(38, str(MOST_CLAUSES))
    kind, text = reader.take()
    relation = _relation(reader)
    if not relation:
        if kind == "word" and text.lower() in (*BOOLEANS, "sortby"):
            raise Diagnostic(10, f"a term is missing before {text!r}")
        return Clause("cql.serverchoice", "scr", text, is_quoted=kind == "quoted")
    modifiers = _modifiers(reader)
    term_kind, term = reader.take()
    if term_kind in ("end", "mark"):
        raise Diagnostic(10, f"a term is missing after {text} {relation}")
    if not _NAMED.fullmatch(text):
        raise Diagnostic(16, text)
    return Clause(_in_our_words(reader, text.lower()), relation, term, modifiers, is_quoted=term_kind == "quoted")


def _relation(reader: _Reader) -> str:
    """Take a relation when one comes: a sign, or a word that is followed by a term."""
    kind, text = reader.peek()
    if kind == "mark" and text not in "()/":
        return reader.take()[1]
    after = reader.peek(1)
    is_word = kind == "word" and text.lower() not in (*BOOLEANS, "sortby") and _NAMED.fullmatch(text)
    follows = after[0] in ("word", "quoted") and not (after[0] == "word" and after[1].lower() in (*BOOLEANS, "sortby"))
    if is_word and (follows or after == ("mark", "/")):
        return reader.take()[1].lower().removeprefix("cql.")
    return ""


def _modifiers(reader: _Reader) -> tuple[str, ...]:
    found = []
    while reader.peek() == ("mark", "/"):
        reader.take()
        kind, text = reader.take()
        if kind != "word":
            raise Diagnostic(20, text or "a modifier is missing")
        found.append(text.lower().removeprefix("cql."))
        if reader.peek()[0] == "mark" and reader.peek()[1] not in "()/":
            raise Diagnostic(20, text)
    return tuple(found)


def _sort(reader: _Reader) -> tuple[tuple[str, bool], ...]:
    reader.take()
    found = []
    while reader.peek()[0] == "word":
        index = reader.take()[1].lower()
        modifiers = _modifiers(reader)
        if unknown := [m for m in modifiers if m not in ("sort.ascending", "sort.descending")]:
            raise Diagnostic(82, unknown[0])
        found.append((index, "sort.descending" in modifiers))
    if not found:
        raise Diagnostic(10, "sortBy without an index")
    return tuple(found)


def _is(token: tuple[str, str], word: str) -> bool:
    return token[0] == "word" and token[1].lower() == word
