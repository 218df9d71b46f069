"""Titles in several lines keep words whole and lie balanced."""

from __future__ import annotations

import pytest

from shushan.reporting.documents import titles
from shushan.reporting.terms import Run

LONG = "海川区图书馆以党建创新理念助推公共文化服务再上新水平"


def test_a_long_title_is_parted_between_words_into_nearly_equal_lines() -> None:
    first, second = titles.lines(LONG, 19.5)
    assert first + second == LONG
    assert "服务" in first or "服务" in second, "the word stays whole"
    assert abs(titles.width(first) - titles.width(second)) <= 3


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("业务月报", 1),
        ("", 1),
        ("A" * 60, 1),
        ("“看理论”系列微视频学习情况（2020年上半年）和下半年的打算", 2),
        ("图书馆" * 15, 3),
    ],
)
def test_any_title_comes_back_whole(text: str, lines: int) -> None:
    found = titles.lines(text, 19.5)
    assert "".join(found) == text and len(found) == lines
    for line in found:
        assert not line or (line[0] not in titles.CLOSING and line[-1] not in titles.OPENING)


def test_stretches_are_parted_with_the_line_and_keep_their_marks_once() -> None:
    runs = (Run("海川区图书馆以党建创新理念助推"), Run("公共文化服务再上新水平", figure=0, mark="依据"), Run("（稿）"))
    found = titles.of_runs(runs, 14)
    assert "".join(run.text for line in found for run in line) == "".join(run.text for run in runs)
    assert len(found) > 1 and [run.figure for line in found for run in line].count(0) == 1
    assert "服务<wbr>" in titles.breakable(LONG) and "&lt;b&gt;" in titles.breakable("<b>").replace("<wbr>", "")
