"""The language of templates: what is read, what is a mistake, which numbers are typed by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.reporting.language import (
    Appendix,
    Chart,
    Day,
    Figure,
    Happenings,
    Heading,
    Library,
    Paragraph,
    Reference,
    Table,
    Typed,
    Words,
    read,
)
from shushan.reporting.periods import Period, period_of
from shushan.reporting.typed_numbers import typed_in, unbound_in

AS_OF = date(2020, 7, 1)
SINCE_REOPENING = Period(None, AS_OF, "恢复开馆以来")


def test_every_kind_of_block_is_read_with_its_line() -> None:
    text = (
        "# {馆名}报告\n\n自恢复开馆以来接待\n{V01 恢复开馆以来}人次。\n- {手填 99 依据=2020−1921}周年\n\n"
        "[表 V01+L01 2020-05 按=馆区]\n[图 L01 2020-Q2 按=月]\n[事项 会议 2020]\n[附录]\n"
    )
    found = read(text, as_of=AS_OF)
    assert not found.mistakes
    may = Period(date(2020, 5, 1), date(2020, 6, 1), "2020-05")
    assert [(line, type(block)) for line, block in found.blocks] == [
        (1, Heading), (3, Paragraph), (5, Paragraph), (7, Table), (8, Chart), (9, Happenings), (10, Appendix),
    ]  # fmt: skip
    blocks = [block for _line, block in found.blocks]
    assert blocks[0] == Heading(1, (Library(), Words("报告")))
    assert blocks[1] == Paragraph(
        (Words("自恢复开馆以来接待"), Figure(Reference("V01", SINCE_REOPENING)), Words("人次。"))
    )
    assert blocks[2] == Paragraph((Typed("99", "2020−1921"), Words("周年")), is_item=True)
    assert blocks[3] == Table((Reference("V01", may), Reference("L01", may)), "site")


def test_english_words_say_the_same() -> None:
    chinese = read("{V01 2020 馆区=C 超过=1000}{G05 2020 全体}{手填 9 依据=x}{日期 2020-06-30}", as_of=AS_OF)
    english = read("{V01 2020 site=C over=1000}{G05 2020 all}{typed 9 basis=x}{day 2020-06-30}", as_of=AS_OF)
    assert chinese == english and not chinese.mistakes
    assert read("{日期}", as_of=AS_OF).blocks[0][1] == Paragraph((Day(AS_OF),))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{V01}", "no-period"),
        ("{V01 someday}", "no-period"),
        ("{V01 2020 并且}", "unknown-word"),
        ("{V01 2020 超过=多}", "unknown-word"),
        ("{V01 2020 色=红}", "unknown-word"),
        ("{手填 40}", "no-basis"),
        ("{手填 40 依据=}", "no-basis"),
        ("{手填 依据=听说}", "no-basis"),
        ("{日期 6月30日}", "no-day"),
        ("{drop table}", "unknown-word"),
        ("{}", "unknown-word"),
        ("[表 V01 2020]", "unknown-word"),
        ("[表 V01 2020 按=颜色]", "unknown-word"),
        ("[图]", "unknown-word"),
        ("[]", "unknown-word"),
    ],
)
def test_what_cannot_be_read_is_a_mistake_with_its_line(text: str, code: str) -> None:
    found = read(f"# 题\n\n{text}\n", as_of=AS_OF)
    assert [(one.line, one.code) for one in found.mistakes] == [(3, code)]


@given(st.text(alphabet=st.sampled_from("{}[]#- \n表图手填依据=V01恢复开馆以来2020.\x00多")))
def test_nothing_typed_breaks_the_reading(text: str) -> None:
    found = read(text, as_of=AS_OF)
    assert all(one.line >= 1 for one in found.mistakes)


@pytest.mark.parametrize(
    ("word", "since", "until"),
    [
        ("本年", date(2020, 1, 1), AS_OF),
        ("上年", date(2019, 1, 1), date(2020, 1, 1)),
        ("上月", date(2020, 6, 1), AS_OF),
        ("上季", date(2020, 4, 1), AS_OF),
        ("2020-Q4", date(2020, 10, 1), date(2021, 1, 1)),
        ("2020-02", date(2020, 2, 1), date(2020, 3, 1)),
        ("2020-03-23..2020-06-30", date(2020, 3, 23), AS_OF),
        ("reopening", None, AS_OF),
    ],
)
def test_periods(word: str, since: date | None, until: date) -> None:
    assert period_of(word, as_of=AS_OF) == Period(since, until, word)


@pytest.mark.parametrize(
    "word", ["本月", "本季", "2020-13", "2020-00", "2020-06-31..2020-07-01", "2020-07-02..2020-07-01", "0000"]
)
def test_periods_that_are_none(word: str) -> None:
    """On the first of a month nothing of it is over yet: an empty period is no period."""
    assert period_of(word, as_of=AS_OF) is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("接待读者171273人次", ["171273"]),
        ("提供1000多种", ["1000"]),
        ("增长了３５％", ["３５％"]),
        ("夯实“1+3”战斗堡垒", []),
        ("1+3格局", ["1", "3"]),
        ("6月30日、7月3日举办讲座", []),
        ("2020年7月1日", []),
        ("2020年度", []),
        ("五月、六月三十日", []),
        ("历时三个月", ["三个"]),
        ("四十项服务", ["四十项"]),
        ("三个支部", ["三个"]),
        ("一千多种资源", ["一千多种"]),
        ("百分之百完成", ["百分之百"]),
        ("两次", ["两次"]),
        ("⑤类", ["⑤"]),
        ("第一时间、一方面、统一、一封封慰问信", []),
        ("第一支部、第十四届", []),
        ("《十九大报告读本》一书", []),
        ("守初心，强基础", []),
    ],
)
def test_numbers_typed_by_hand_are_found(text: str, numbers: list[str]) -> None:
    assert typed_in(text) == numbers


def test_everybody_must_rest_on_a_figure() -> None:
    assert unbound_in("组织全体党员学习，人人过关") == ["全体", "人人"]
    assert unbound_in("《全体会议决定》") == []
