"""What is offered when nothing was found."""

from __future__ import annotations

import pytest

from shushan.search.analysis.entries import entry
from shushan.search.analysis.spelling import nearby
from shushan.search.ports import Engine
from shushan.search.terms import Asked, Document


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("红楼孟", 1), ("鸿楼梦", 1), ("hongloumen", 1), ("georgr eliot", 2), ("gorge eliot", 2),
     ("eliott", 2), ("曹雪琴", 1), ("完全没有的东西", 0), ("", 0), ("((", 0)],
)  # fmt: skip
def test_near_misses(engine: Engine, typed: str, wanted: int) -> None:
    engine.write(
        [
            entry(Document("record", 1, "红楼梦", author="曹雪芹")),
            entry(Document("record", 2, "George Eliot", author="Cooke")),
        ],
        [],
    )
    found = [ref for _kind, ref in engine.search(nearby(typed), Asked(typed, counts=())).found]
    assert found == ([wanted] if wanted else [])


def test_what_sounds_alike_as_a_whole_stands_first(engine: Engine) -> None:
    titles = ["红楼梦新证", "新红楼梦", "红楼梦", "红楼梦魇"]
    engine.write([entry(Document("record", n, title, weight=9 - n * (n == 2))) for n, title in enumerate(titles)], [])
    for typed in ("红搂梦", "紅摟夢"):
        assert engine.search(nearby(typed), Asked(typed, counts=())).found[0] == ("record", 2)
