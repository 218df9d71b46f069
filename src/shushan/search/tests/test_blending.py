"""汉字 and pinyin in one word: how it is read, and that it never stands before what was found another way."""

from __future__ import annotations

import pytest

from shushan.search.analysis.blending import blends
from shushan.search.analysis.entries import entry
from shushan.search.analysis.planning import begun, plan
from shushan.search.analysis.sounds import both, sounds
from shushan.search.ports import Engine
from shushan.search.segmenting import cut
from shushan.search.terms import Asked, Document


@pytest.mark.parametrize(
    ("typed", "first"),
    [("红lou梦", ("hong", "lou", "meng")), ("honglm", ("hong", "l", "m")), ("红 LM", ("hong", "l", "m")),
     ("xi'an古城", ("xi", "an", "gu", "cheng")), ("zg文学史", ("z", "g", "wen", "xue", "shi"))],
)  # fmt: skip
def test_a_blend_is_read_in_the_fewest_pieces(typed: str, first: tuple[str, ...]) -> None:
    assert first in {blend.places for blend in blends(typed)}


@pytest.mark.parametrize("typed", ["", "红楼梦", "2020年", "C++程序", "カラ梦", "h", "\x00", "红" * 100 + "a", "iuv"])
def test_what_is_no_blend_has_no_reading(typed: str) -> None:
    assert blends(typed) == []


def test_a_character_of_many_readings_has_few_ways() -> None:
    assert len(blends("和差着都行a")) <= 12


def test_the_other_readings_are_those_of_characters_that_were_read_alone() -> None:
    assert sounds("呼兰河传")[-1] == "chuan"
    assert both("呼兰河传")[1][-1] == "zhuan"
    assert both("传统")[1] == sounds("传统")
    assert both("大夫")[1] == ["dai", "fu"]


def test_what_was_found_as_it_was_typed_leaves_no_room_for_guesses(engine: Engine) -> None:
    titles = ["C语言", "成语研究", "红lm", "红楼梦"]
    engine.write([entry(Document("record", n, title)) for n, title in enumerate(titles)], [])

    def found(text: str) -> list[int]:
        return [ref for _kind, ref in engine.search(plan(text, "", cut), Asked(text)).found]

    assert found("C语") == [0]
    assert found("红lm") == [2]
    assert found("红loum") == [3]


def test_the_whole_title_stands_before_longer_ones_that_are_more_used(engine: Engine) -> None:
    shelf = [Document("record", 1, "红楼梦新证", weight=90), Document("record", 2, "红楼梦", weight=1)]
    engine.write([entry(one) for one in shelf], [])
    for text in ("红lou梦", "hong楼梦", "hongloumeng", "红楼梦"):
        found = engine.search(plan(text, "", cut), Asked(text)).found
        assert [ref for _kind, ref in found] == [2, 1], text


def test_while_typing_a_blend_offers_titles(engine: Engine) -> None:
    engine.write([entry(Document("record", 1, "红楼梦")), entry(Document("record", 2, "绿色"))], [])
    for text, wanted in (("红lou", 1), ("红lm", 1), ("lyuse", 2), ("lvse", 2)):
        assert [ref for _kind, ref in engine.search(begun(text), Asked(text, counts=())).found] == [wanted], text
