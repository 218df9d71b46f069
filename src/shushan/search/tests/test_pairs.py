"""Every line of the table of pairs, and what holds for any text at all."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shushan.search.analysis.entries import entry
from shushan.search.analysis.fold import fold
from shushan.search.analysis.planning import begun, plan
from shushan.search.analysis.syllables import splits
from shushan.search.analysis.tokens import placed, units
from shushan.search.ports import Engine
from shushan.search.segmenting import cut
from shushan.search.terms import Asked, Document, Sort
from shushan.search.tests.pairs import PAIRS

ANY = st.text(alphabet=st.characters(), max_size=60)


def test_the_table_is_long_enough() -> None:
    assert len(PAIRS) >= 150
    assert sum(not pair.is_found for pair in PAIRS) >= 30


def test_every_pair(engine: Engine) -> None:
    engine.write([entry(pair.document()) for pair in PAIRS], [])
    wrong = []
    for pair in PAIRS:
        found = engine.search(plan(pair.query, "", cut), Asked(pair.query, limit=1000, counts=())).found
        if (("pair", pair.id) in found) is not pair.is_found:
            wrong.append((pair.query, pair.text, "not found" if pair.is_found else "found"))
    assert wrong == []


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_analysed(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    positions = [position for position, _token in placed(folded)]
    assert positions == sorted(positions)
    assert len(set(positions)) == sum(len(run) for run in units(folded))
    plan(text, "", cut), begun(text), splits(text)


@given(st.lists(st.text(alphabet="红楼梦紅樓夢中国國一二Ⅱ a1é", min_size=1, max_size=9), min_size=1, max_size=4))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_document_is_found_by_its_own_title_first(engine: Engine, titles: list[str]) -> None:
    engine.write([entry(Document("pair", n, title)) for n, title in enumerate(titles)], [("pair", n) for n in range(4)])
    for n, title in enumerate(titles):
        if units(fold(title)):
            asked = plan(title, "", cut)
            first = [tier for tier in asked.tiers if tier.name == "exact"]
            found = engine.search(type(asked)(tuple(first)), Asked(title)).found
            assert ("pair", n) in found


@pytest.mark.parametrize(
    "query",
    ["", "   ", "((((", "\x00", "\x00红\x01", "a" * 10_000, "的" * 10_000, "AND OR NOT", "*", "红*楼?", "[a-z]+.*", "^$",
     "title:(x AND", '"', '""""', "\\", "'; DROP TABLE x; --", "%s%n{}", "的", "\ud800", "🀄️🀄️", "-", "--", "&|!:<->", "a:b:c",
     "<script>", "\u202e红楼", "!!!???", "((" * 3000, "x" * 299 + "红"],
)  # fmt: skip
def test_a_hostile_query_is_only_a_query(engine: Engine, query: str) -> None:
    engine.write([entry(Document(kind="pair", id=1, title="红楼梦"))], [])
    assert engine.search(plan(query, "", cut), Asked(query)).total >= 0
    assert engine.search(begun(query), Asked(query)).total >= 0
    for scope in ("title", "author", "subject", "code"):
        assert engine.search(plan(query, scope, cut), Asked(query, scope=scope)).total >= 0
    assert engine.search(plan(query, "", cut), Asked(query, facets=(("site", query), ("clc", "I")))).total == 0


@pytest.mark.parametrize("text", ["", "红楼"])
@pytest.mark.parametrize("sort", list(Sort))
def test_none_wanted_gives_the_total_and_the_counts_alone(engine: Engine, text: str, sort: Sort) -> None:
    engine.write([entry(Document("pair", 1, "红楼梦", facets={"clc": "I"}))], [])
    hits = engine.search(plan(text, "", cut), Asked(text, limit=0, sort=sort))
    assert (hits.found, hits.total, hits.facets["clc"]) == ((), 1, (("I", 1),))
