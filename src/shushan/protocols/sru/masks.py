"""Masks and anchors of a term (CQL 1.2, context set cql): ``*`` any characters, ``?`` one, ``^`` where a text begins or ends.

A backslash before one of them takes its meaning; a term with none of them is no business of this file.
"""

from __future__ import annotations

import re

from shushan.protocols.sru.cql import Clause
from shushan.protocols.sru.diagnostics import Diagnostic
from shushan.search import public as search

MANY, ONE, ANCHOR = "\ue000", "\ue001", "\ue002"  # the marks that mean something, while a term is read
WHOLE = ("exact", "==")  # relations for the whole of a field
_MARKS = {"*": MANY, "?": ONE, "^": ANCHOR}
_ESCAPED_OR_MARK = re.compile(r"\\(.)|[*?^]", re.S)
_LACKS = {
    search.Lack.EMPTY: 27, search.Lack.SHORT: 29, search.Lack.MASK: 28, search.Lack.ANCHOR: 31, search.Lack.ADJACENT: 33,
}  # fmt: skip


def is_masked(clause: Clause) -> bool:
    """Say whether a mask or an anchor stands in the term."""
    return "unmasked" not in clause.modifiers and any(mark in _read(clause.term) for mark in _MARKS.values())


def plain(clause: Clause) -> str:
    """Return the term of a clause as it is meant, where neither masks nor anchors are answered.

    :raises Diagnostic: one stands in it
    """
    if "unmasked" in clause.modifiers:
        return clause.term
    text = _read(clause.term)
    if MANY in text or ONE in text:
        raise Diagnostic(28, clause.term)
    if ANCHOR in text:
        raise Diagnostic(31, clause.term)
    return text


def words(clause: Clause) -> list[search.Masked]:
    """Return the words of a term with masks: each by itself, or the whole term where it is anchored or asked as one.

    :raises Diagnostic: a mask or an anchor where none is answered
    """
    text = _read(clause.term)
    is_one = clause.relation in WHOLE or (ANCHOR in text and clause.relation not in ("all", "any"))
    found = [_word(one.strip(), clause) for one in ([text] if is_one else text.split())]
    if len(found) > 1 and clause.relation == "adj":
        raise Diagnostic(33, clause.term)
    return found


def refusal(cannot: search.CannotMask, clause: Clause) -> Diagnostic:
    """Return the diagnostic for what the index cannot answer."""
    return Diagnostic(_LACKS[cannot.lack], clause.term)


def _read(term: str) -> str:
    """Return a term with its masks and anchors as marks that no text has."""
    clean = re.sub("[\ue000-\ue002]", " ", term)
    return _ESCAPED_OR_MARK.sub(lambda found: found[1] or _MARKS[found[0]], clean)


def _word(text: str, clause: Clause) -> search.Masked:
    is_first, is_last = text.startswith(ANCHOR), text.endswith(ANCHOR)
    core = text.strip(ANCHOR)
    is_open, is_tail = core.endswith(MANY), core.startswith(MANY)
    core = core.strip(MANY)
    if not core.strip():
        raise Diagnostic(29 if is_open else 27, clause.term)
    if ANCHOR in core or (is_open and is_last and not is_first):
        raise Diagnostic(32, clause.term)
    if MANY in core or ONE in core:
        raise Diagnostic(28, clause.term)
    is_whole = clause.relation in WHOLE
    return search.Masked(
        core,
        is_open=is_open,
        is_first=is_first or is_whole,
        is_last=(is_last or is_whole) and not is_open,
        is_tail=is_tail,
    )
