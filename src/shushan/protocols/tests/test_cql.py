"""CQL: what it becomes, and the diagnostic of everything that it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.protocols.sru import cql
from shushan.protocols.sru.cql import Clause, Joined, Query
from shushan.protocols.sru.diagnostics import MESSAGES, Diagnostic

pytestmark = pytest.mark.quick


def shape(node: cql.Node) -> str:
    """Return a tree as text with every parenthesis."""
    if isinstance(node, Clause):
        return f"{node.index} {node.relation} {node.term}"
    return f"({shape(node.left)} {node.boolean} {shape(node.right)})"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("边城", "cql.serverchoice scr 边城"),
        ('"沈从文 边城"', "cql.serverchoice scr 沈从文 边城"),
        ("dc.title=边城", "dc.title = 边城"),
        ("dc.title = 边城", "dc.title = 边城"),
        ('DC.Title ALL "a b"', "dc.title all a b"),
        ("dc.date >= 2000", "dc.date >= 2000"),
        ('dc.date within "2000 2010"', "dc.date within 2000 2010"),
        ("a and b or c", "((cql.serverchoice scr a and cql.serverchoice scr b) or cql.serverchoice scr c)"),
        ("a not (b or c)", "(cql.serverchoice scr a not (cql.serverchoice scr b or cql.serverchoice scr c))"),
        ("A AND B", "(cql.serverchoice scr A and cql.serverchoice scr B)"),
        ('dc.title exact "and"', "dc.title exact and"),
        ('"and"', "cql.serverchoice scr and"),
        (r'"say \"yes\""', 'cql.serverchoice scr say "yes"'),
        (r'"a\* \\* \^"', r"cql.serverchoice scr a\* \\* \^"),
        ("((a))", "cql.serverchoice scr a"),
        ("title any fish", "title any fish"),
        ("dc.title cql.all fish", "dc.title all fish"),
    ],
)
def test_a_query_becomes_a_tree(text: str, wanted: str) -> None:
    assert shape(cql.read(text).root) == wanted


def test_sorting_and_modifiers_are_kept() -> None:
    found = cql.read("dc.title =/relevant/cql.string fish sortBy dc.date/sort.descending dc.title")
    assert found.sort == (("dc.date", True), ("dc.title", False))
    assert isinstance(found.root, Clause)
    assert found.root.modifiers == ("relevant", "string")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 27),
        ("   ", 27),
        ("(", 10),
        ("(a", 13),
        ("a)", 13),
        ("()", 10),
        ('"a', 14),
        ("a and", 10),
        ("and a", 10),
        ("a and and b", 10),
        ("dc.title =", 10),
        ("= a", 10),
        ("dc.title = = a", 10),
        ("a b c d", 10),
        ("a prox b", 37),
        ("a and/rel.algorithm b", 46),
        ('> dc="x" dc.title=a', 15),
        ("a sortBy", 10),
        ("a sortBy dc.title/sort.respectCase", 82),
        ("1.2.3=a", 16),
        ("x" * 5000, 12),
        ("(" * 30 + "a" + ")" * 30, 13),
        (" and ".join(["a"] * 50), 38),
    ],
)
def test_what_does_not_parse_has_its_diagnostic(text: str, number: int) -> None:
    with pytest.raises(Diagnostic) as told:
        cql.read(text)
    assert told.value.number == number
    assert told.value.text == MESSAGES[number]


@given(st.text(st.sampled_from('ab()"\\=<>/ .*^\x00边') | st.characters(), max_size=60))
def test_nothing_but_a_diagnostic_comes_of_any_text(text: str) -> None:
    try:
        assert isinstance(cql.read(text), Query)
    except Diagnostic as told:
        assert told.number in MESSAGES  # noqa: PT017


@given(st.recursive(
    st.sampled_from(["a", "b", '"c d"', "dc.title=x"]),
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or", "not"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=8,
))  # fmt: skip
def test_every_well_formed_query_is_read(text: str) -> None:
    assert isinstance(cql.read(text).root, Clause | Joined)
