"""What is offered when nothing was found."""

from __future__ import annotations

import pytest

from shushan.search.analysis.entries import entry
from shushan.search.analysis.spelling import nearby
from shushan.search.ports import Engine
from shushan.search.segmenting import cut
from shushan.search.terms import Asked, Document

SHELF = [
    Document("record", 1, "红楼梦", author="曹雪芹", codes=("978-7-02-000220-7",)),
    Document("record", 2, "George Eliot", author="Cooke"),
    Document("record", 3, "平凡的世界", author="路遥"),
    Document("record", 4, "The Great Gatsby", titles=("了不起的盖茨比",), author="Fitzgerald"),
    Document("record", 5, "三体", author="刘慈欣"),
    Document("record", 6, "水浒传", author="施耐庵"),
    Document("record", 7, "Преступление", author="Достоевский"),
    Document("record", 8, "ノルウェイの森", author="村上春樹"),
    Document("record", 9, "旅行的艺术", author="德波顿"),
]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("红楼孟", 1), ("鸿楼梦", 1), ("hongloumen", 1), ("georgr eliot", 2), ("gorge eliot", 2),
     ("eliott", 2), ("曹雪琴", 1), ("完全没有的东西", 0), ("", 0), ("((", 0),
     # one 汉字 wrong, exchanged, missing, too much
     ("红楼萝", 1), ("江楼梦", 1), ("红梦楼", 1), ("楼红梦", 1), ("红楼楼梦", 1), ("曹雪岑", 1), ("水许传", 6), ("红黑绿", 0),
     ("平几的世界", 3), ("平凡的世届", 3), ("平凡世的界", 3), ("平凡的的世界", 3), ("凡的世界", 3), ("了起的盖茨比", 4),
     ("ノルウェーの森", 8),
     # one letter, in pinyin, English, Cyrillic
     ("hongluomeng", 1), ("hongloumegn", 1), ("hongloumng", 1), ("hognloumeng", 1), ("hong lou menng", 1), ("caoxueqing", 1),
     ("caoxuqin", 1), ("great gatbsy", 4), ("достоевски", 7), ("luxing de yishu", 9), ("xyzxyzxyz", 0),
     # a word too much
     ("红楼梦 AND 曹雪芹", 1), ("红楼梦 或 小说", 1), ("红楼梦 pdf", 1), ("红楼梦全集", 1), ("关于红楼梦", 1), ("三体1", 5),
     ("曹雪芹写的红楼梦", 1), ("the grate gatsby", 4),
     # an ISBN with a digit wrong, exchanged, missing, too much
     ("9787020002208", 1), ("978-7-02-000202-7", 1), ("978702000220", 1), ("97870200022077", 1), ("7-02-000220-8", 1),
     ("9787020012345", 0)],
)  # fmt: skip
def test_near_misses(engine: Engine, typed: str, wanted: int) -> None:
    engine.write([entry(document) for document in SHELF], [])
    found = [ref for _kind, ref in engine.search(nearby(typed, cut), Asked(typed, counts=())).found]
    assert found == ([wanted] if wanted else [])


def test_what_sounds_alike_as_a_whole_stands_first(engine: Engine) -> None:
    titles = ["红楼梦新证", "新红楼梦", "红楼梦", "红楼梦魇"]
    engine.write([entry(Document("record", n, title, weight=9 - n * (n == 2))) for n, title in enumerate(titles)], [])
    for typed in ("红搂梦", "紅摟夢", "红梦楼", "hongloumegn"):
        assert engine.search(nearby(typed), Asked(typed, counts=())).found[0] == ("record", 2)


def test_a_character_that_stands_alone_is_not_found_in_its_neighbours(engine: Engine) -> None:
    titles = ["三部曲研究", "三体"]
    engine.write([entry(Document("record", n, title, weight=9 - n)) for n, title in enumerate(titles)], [])
    found = engine.search(nearby("三体三部曲", cut), Asked("三体三部曲", counts=())).found
    assert found == (("record", 1), ("record", 0))  # a whole title before one that has another of the words
