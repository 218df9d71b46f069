"""Alternatives that another one contains are left out of a question, and it still finds the same."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shushan.search.analysis.asking import All, AnyOf, Asking, Near, Prefix, Term, any_of, is_within, without_contained

FIELDS, TOKENS = ("title", "body"), ("a", "ab", "b")
field, token = some.sampled_from(FIELDS), some.sampled_from(TOKENS)
near = some.builds(lambda f, ts: Near(f, tuple(enumerate(ts))), field, some.lists(token, min_size=2, max_size=3))
leaf = some.builds(Term, field, token) | near | some.builds(Prefix, field, token)
joined = some.sampled_from((All, AnyOf))
asking = some.recursive(
    leaf, lambda inner: some.builds(lambda how, parts: how(tuple(parts)), joined, some.lists(inner, max_size=4)), max_leaves=8
)  # fmt: skip
document = some.fixed_dictionaries({name: some.lists(token, max_size=4) for name in FIELDS})


def finds(asking: Asking, document: dict[str, list[str]]) -> bool:
    match asking:
        case Term(name, word):
            return word in document[name]
        case Near(name, tokens):
            said, words = document[name], [word for _position, word in tokens]
            return any(said[n : n + len(words)] == words for n in range(len(said)))
        case Prefix(name, beginning):
            return any(word.startswith(beginning) for word in document[name])
        case All(parts):
            return bool(parts) and all(finds(part, document) for part in parts)
        case AnyOf(parts):
            return any(finds(part, document) for part in parts)


@pytest.mark.quick
@given(asking, some.lists(document, max_size=6))
def test_the_same_is_found_without_what_is_contained(asked: Asking, documents: list[dict[str, list[str]]]) -> None:
    short = without_contained(asked)
    assert [finds(asked, one) for one in documents] == [finds(short, one) for one in documents]


@pytest.mark.quick
@given(asking, asking, some.lists(document, max_size=6))
def test_what_is_within_another_is_found_by_it(
    one: Asking, other: Asking, documents: list[dict[str, list[str]]]
) -> None:
    if is_within(one, other):
        assert all(finds(other, d) for d in documents if finds(one, d))


@pytest.mark.quick
def test_a_phrase_is_within_its_words_in_any_field() -> None:
    words = All(tuple(any_of(*(Term(f, t) for f in FIELDS)) for t in ("a", "b")))
    phrases = [Near(f, ((0, "a"), (1, "b"))) for f, _ in product(FIELDS, "x")]
    assert without_contained(AnyOf((*phrases, words))) == words
    assert not is_within(words, phrases[0])
