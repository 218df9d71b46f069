"""The order of answers: exact title, its beginning, title, author, subject, the rest; then use, then newness."""

from __future__ import annotations

import pytest

from shushan.search.analysis.entries import entry
from shushan.search.analysis.planning import begun, plan
from shushan.search.ports import Engine
from shushan.search.segmenting import cut
from shushan.search.terms import Asked, Document, Sort

SHELF = (
    Document("record", 1, "边城", author="沈从文", weight=1, facets={"year": "1990", "clc": "I", "site": ("C", "H")}),
    Document("record", 2, "边城研究", author="凌宇", weight=50, facets={"year": "2001", "clc": "I", "site": ("C",)}),
    Document("record", 3, "走进边城", author="某人", weight=60, facets={"year": "2010", "clc": "K", "site": ("H",)}),
    Document("record", 4, "湘行散记", author="边城", weight=90, facets={"year": "1995", "clc": "I"}),
    Document("record", 5, "凤凰旅游", subjects=("边城 -- 旅游",), weight=99, facets={"year": "2015", "clc": "K"}),
    Document("record", 6, "中国小说选", text="收入边城等十篇", weight=100, facets={"year": "2020", "clc": "I"}),
    Document("record", 7, "小城往事", text="边疆的城", weight=100, facets={"year": "2020"}),
    Document("record", 8, "走进边城", author="别人", weight=60, facets={"year": "2018", "clc": "K", "site": ("C",)}),
    Document("record", 9, "边城：插图本", author="沈从文", weight=0, facets={"year": "2019", "clc": "I"}),
    Document("record", 10, "边成", author="同音", weight=500, facets={"year": "2021"}),
    Document("record", 11, "Border Town", titles=("边城",), weight=0, facets={"year": "2009", "language": "eng"}),
)


@pytest.fixture(autouse=True)
def _shelf(engine: Engine) -> None:
    engine.write([entry(document) for document in SHELF], [])


def _found(engine: Engine, text: str, **more: object) -> list[int]:
    return [ref for _kind, ref in engine.search(plan(text, "", cut), Asked(text, **more)).found]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("边城", [1, 9, 11, 2, 8, 3, 4, 5, 6]),
        ("邊城", [1, 9, 11, 2, 8, 3, 4, 5, 6]),
        ("biancheng", [10, 1, 9, 11, 2, 8, 3, 4]),
        ("走进边城", [8, 3]),
        ("边城 沈从文", [1, 9]),
        ("shencongwen", [1, 9]),
        ("沈从文 bianch", []),
        ("边城研究", [2]),
        ("没有这本书", []),
    ],
)
def test_order(engine: Engine, query: str, wanted: list[int]) -> None:
    assert _found(engine, query) == wanted


def test_pages_follow_each_other_without_gap_or_double(engine: Engine) -> None:
    whole = _found(engine, "边城")
    pages = [_found(engine, "边城", offset=n, limit=2) for n in range(0, 10, 2)]
    assert [ref for page in pages for ref in page] == whole


def test_other_orders(engine: Engine) -> None:
    years = [int({d.id: d for d in SHELF}[ref].facets["year"]) for ref in _found(engine, "边城", sort=Sort.YEAR)]  # type: ignore[arg-type]
    assert years == sorted(years, reverse=True)
    assert _found(engine, "边城", sort=Sort.USE)[:3] == [6, 5, 4]
    assert _found(engine, "走进边城", sort=Sort.TITLE) == [3, 8]
    assert _found(engine, "", sort=Sort.YEAR)[0] in (10, 6, 7)


def test_facets_count_and_narrow(engine: Engine) -> None:
    hits = engine.search(plan("边城"), Asked("边城"))
    assert dict(hits.facets["clc"]) == {"I": 5, "K": 3}
    assert dict(hits.facets["site"]) == {"C": 3, "H": 2}
    narrowed = engine.search(plan("边城"), Asked("边城", (("site", "H"), ("clc", "K"), ("clc", "I"))))
    assert {ref for _kind, ref in narrowed.found} == {1, 3}
    assert narrowed.total == 2


def test_a_scope_asks_one_field(engine: Engine) -> None:
    author = engine.search(plan("边城", "author"), Asked("边城", scope="author"))
    assert author.found == (("record", 4),)
    subject = engine.search(plan("边城", "subject"), Asked("边城", scope="subject"))
    assert subject.found == (("record", 5),)


def test_what_is_excluded_does_not_come_nor_count(engine: Engine) -> None:
    hits = engine.search(plan("走进边城"), Asked("走进边城", without=(("record", 3),)))
    assert (hits.found, hits.total) == ((("record", 8),), 1)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("边", 10), ("边城", 9), ("边城研", 2), ("b", 10), ("bi", 10), ("bian", 10), ("bianchengy", 2), ("bcyj", 2), ("bc", 10),
     ("bor", 11), ("border t", 11), ("Border Town", 11), ("BIANCHENGYANJIU", 2)],
)  # fmt: skip
def test_type_ahead(engine: Engine, typed: str, first: int) -> None:
    found = [ref for _kind, ref in engine.search(begun(typed), Asked(typed, counts=())).found]
    assert first in found[:3], found


def test_a_document_that_goes_is_gone_and_one_that_changes_is_itself_once(engine: Engine) -> None:
    engine.write([entry(Document("record", 2, "边城新论"))], [("record", 3)])
    assert 3 not in _found(engine, "走进边城")
    assert _found(engine, "边城研究") == []
    assert _found(engine, "边城新论") == [2]
