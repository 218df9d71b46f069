"""Masks and anchors find the same in both engines, strictly; what the index cannot say is refused, never found empty."""

from __future__ import annotations

import pytest

from shushan.search.analysis.entries import entry
from shushan.search.analysis.masking import CannotMask, Lack, Masked
from shushan.search.ports import Engine
from shushan.search.public import search_masked
from shushan.search.terms import Asked, Document

pytestmark = pytest.mark.django_db
BOOKS = (
    ("红楼梦", "曹雪芹", ""),
    ("红楼梦研究", "俞平伯", "红学"),
    ("Walden", "Thoreau, Henry David", "Solitude"),
    ("Walden two", "Skinner, B. F.", "Utopias"),
    ("C++ Primer", "Lippman", "C++ 程序设计"),
    ("城", "卡夫卡", "小说"),
    ("边城：沈从文小说选", "沈从文", "小说"),
)


@pytest.fixture
def books(engine: Engine) -> None:
    """Put the books into an index of its own."""
    found = [Document("book", n, title, author=author, subjects=(about,), text=f"notes wall{n}")
             for n, (title, author, about) in enumerate(BOOKS)]  # fmt: skip
    engine.write([entry(one) for one in found], [])


def told(said: str) -> Masked:
    """Read ``^红楼*`` and its like, as ``*红楼`` and ``红楼^``."""
    text = said.strip("*^")
    before, after = said[: said.index(text)], said[said.index(text) + len(text) :]
    return Masked(text, "*" in after, "^" in before, "^" in after, "*" in before)


FINDS = [
    ("title", "红楼*", [0, 1]), ("title", "红*", [0, 1]), ("title", "*楼梦*", [0, 1]), ("title", "梦*", [0, 1]),
    ("title", "紅樓*", [0, 1]), ("title", "wal*", [2, 3]), ("title", "WÁL*", [2, 3]), ("title", "ald*", []),
    ("title", "hongloum*", [0, 1]), ("title", "loumeng*", [0, 1]), ("title", "thor*", []), ("title", "c++*", [4]),
    ("author", "thor*", [2]), ("author", "曹*", [0]), ("author", "caoxueqin*", [0]), ("author", "cao*", [0]),
    ("subject", "sol*", [2]), ("subject", "程序*", [4]), ("", "wall*", [0, 1, 2, 3, 4, 5, 6]), ("", "thor*", [2]),
    ("title", "two wal*", [3]), ("title", "wal* two*", [3]), ("title", "wald two*", []),
    ("title", "^红楼梦", [0, 1]), ("title", "^红楼梦^", [0]), ("title", "^红楼*", [0, 1]), ("title", "^红*", [0, 1]),
    ("title", "^楼梦", []), ("title", "^楼*", []), ("title", "研究^", [1]), ("title", "红楼梦^", [0]), ("title", "^城", [5]),
    ("title", "^城^", [5]), ("title", "^边城^", [6]), ("title", "边城^", [6]), ("title", "^walden", [2, 3]),
    ("title", "^walden^", [2]), ("title", "walden^", [2]), ("title", "two^", [3]), ("title", "^wal*", [2, 3]),
    ("title", "^two*", []), ("title", "^c++*", [4]),
]  # fmt: skip


def test_masks_and_anchors_find_what_they_say(books: None) -> None:
    for scope, said, wanted in FINDS:
        hits = search_masked([told(one) for one in said.split()], Asked("", scope=scope, counts=()))
        assert (sorted(pk for _kind, pk in hits.found), hits.total) == (wanted, len(wanted)), (scope, said)


@pytest.mark.parametrize(
    ("scope", "said", "lack"),
    [
        ("title", "w*", Lack.SHORT),
        ("title", "!*", Lack.SHORT),
        ("title", "!", Lack.EMPTY),
        ("title", "*alden", Lack.MASK),
        ("title", "*城", Lack.MASK),
        ("title", "^*红楼", Lack.ANCHOR),
        ("author", "^曹", Lack.ANCHOR),
        ("", "^红楼梦", Lack.ANCHOR),
        ("title", "城^", Lack.ANCHOR),
        ("title", "o'bri*", Lack.ADJACENT),
        ("title", "三体ab*", Lack.ADJACENT),
        ("title", "^java编ab*", Lack.ADJACENT),
    ],
)
@pytest.mark.quick
def test_what_the_index_cannot_say_is_refused(scope: str, said: str, lack: Lack) -> None:
    with pytest.raises(CannotMask) as told_why:
        search_masked([told(said)], Asked("", scope=scope, counts=()))
    assert told_why.value.lack is lack
