"""What is made quickly is what the slow way makes: tokens in a row, characters that no table changes."""

from __future__ import annotations

import pytest

from shushan.search.analysis import fold as folding
from shushan.search.analysis import pinyin
from shushan.search.analysis.fold import fold
from shushan.search.analysis.tokens import in_row, last_before, last_of, length, placed, value, with_positions

pytestmark = pytest.mark.quick

TEXTS = (
    "红楼梦", "梦", "", "：，。", "红楼梦：研究", "第2版", "第2版本", "C++程序设计", "women 的 2008年", "Σοφία 智慧", "a.b.c",
    "かな 漢字", "1,234 种", "《围城》论", "x红", "红x楼梦", "한국어 입문", "𠮷野家", "very" * 30,
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_a_value_has_the_tokens_and_positions_of_the_slow_way(text: str) -> None:
    folded = fold(text)
    slowly = placed(folded)
    assert list(with_positions(value(folded))) == slowly
    assert length(folded) == (slowly[-1][0] + 1 if slowly else 0)
    if row := in_row(folded):
        assert last_of(row) == last_before(slowly, len(row))


def test_a_value_is_a_text_unless_two_tokens_share_a_position() -> None:
    assert value("红楼 梦") == "红楼 楼 梦"
    assert value("第2版本") == [(0, "第"), (1, "2"), (2, "版"), (2, "版本"), (3, "本")]


def test_what_is_settled_folds_and_is_simplified_to_itself() -> None:
    settled = [c for first, last in folding._SETTLED for c in map(chr, range(first, last + 1)) if folding.is_settled(c)]
    assert len(settled) > 20_000
    assert [c for c in settled if folding._slowly(c) != c or pinyin._plainly(c) != c] == []
    assert folding.is_settled("红楼梦")
    assert not folding.is_settled("紅樓夢")
    assert not folding.is_settled("红楼，梦")
