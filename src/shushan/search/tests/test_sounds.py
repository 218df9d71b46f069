"""The quick ways of the analysis say what the slow ones say."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shushan.search.analysis import fold as folding
from shushan.search.analysis.fold import fold, narrow
from shushan.search.analysis.sounds import both, sounds
from shushan.search.analysis.tokens import bare, placed

STRANGE = (
    "㐂"  # in no phrase: pypinyin cuts a run into single characters when its end begins a phrase that is not there
)


def _by_pypinyin(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    return [said.replace("ü", "v") for said in lazy_pinyin(text, style=Style.NORMAL, v_to_u=False)]


def test_phrases_sound_as_pypinyin_reads_them() -> None:
    from pypinyin.constants import PHRASES_DICT

    dice = random.Random(3)
    phrases = sorted(PHRASES_DICT)
    wrong = []
    for _n in range(1500):
        text = "".join(dice.choice(phrases) for _m in range(dice.randint(1, 4)))[dice.randint(0, 2) :] + STRANGE
        if sounds(text)[:-1] != _by_pypinyin(text)[:-1]:
            wrong.append(text)
    assert wrong == []


def test_characters_sound_as_pypinyin_reads_them() -> None:
    text = [chr(code) for code in range(0x4E00, 0x9FA6, 7)]
    assert [sounds(one) for one in text] == [[said] for said in _by_pypinyin("，".join(text))[::2]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("旅行", ["lv", "xing"]), ("银行C++入门", ["yin", "hang", "c", "ru", "men"]), ("", []), ("第2版", ["di", "2", "ban"]),
     ("Łódź 城", ["lodz", "cheng"])],
)  # fmt: skip
def test_other_words_stand_between(text: str, wanted: list[str]) -> None:
    assert sounds(text) == wanted


def test_what_is_read_alone_is_read_both_ways() -> None:
    assert both("鲁迅传，他传") == (["lu", "xun", "chuan", "ta", "chuan"], ["lu", "xun", "zhuan", "ta", "zhuan"])
    first, second = both("红楼梦")
    assert first is second


@given(
    st.text(alphabet=st.one_of(st.characters(), st.sampled_from("紅樓夢，。Ａé·《》が〇Ⅱ々\u0301\ufe0f ")), max_size=30)
)
@settings(max_examples=400, deadline=None)
def test_characters_that_fold_alone_fold_as_in_the_whole(text: str) -> None:
    if not text.isascii():
        assert fold(text) == folding._slowly(text)
    assert narrow(text) == folding._narrow_slowly(text)
    assert bare(fold(text)) == {token for _place, token in placed(fold(text))}
