# ruff: noqa: E501
"""Invented people: names put together by chance from common surnames and given names; nobody is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
    "程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤"
    "尹黎易常武乔贺赖龚文"
)
GIVEN_F = [
    "兰",
    "芳",
    "敏",
    "静",
    "秀英",
    "丽娟",
    "玉梅",
    "晓燕",
    "婷",
    "雪",
    "欣怡",
    "雨桐",
    "梓涵",
    "诗涵",
    "佳琪",
    "思雨",
    "春梅",
    "桂珍",
    "淑华",
    "慧",
    "洁",
    "玲",
    "雅琴",
    "美玲",
    "小满",
    "若溪",
    "清荷",
    "知夏",
    "语嫣",
    "晨曦",
]
GIVEN_M = [
    "伟",
    "强",
    "磊",
    "军",
    "勇",
    "建国",
    "志明",
    "国华",
    "海涛",
    "鹏",
    "浩然",
    "子轩",
    "宇航",
    "俊杰",
    "天佑",
    "明哲",
    "文博",
    "立新",
    "大海",
    "长河",
    "振东",
    "永年",
    "春生",
    "德福",
    "思远",
    "承泽",
    "一鸣",
    "向阳",
    "亦凡",
    "书恒",
]
NEVER = frozenset({"王一鸣", "毛建国", "马长河"})  # names that could be taken for somebody
TODAY = date(2020, 7, 1)


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented person."""

    name: str
    gender: str
    birth_on: date


def somebody(chance: Random, *, oldest: int, youngest: int) -> Invented:
    """Return an invented person whose age on the report's day lies between two ages, both included."""
    while True:
        gender = chance.choice("fm")
        name = chance.choice(SURNAMES) + chance.choice(GIVEN_F if gender == "f" else GIVEN_M)
        if name not in NEVER:
            break
    days = chance.randrange(youngest * 366, (oldest + 1) * 365)
    return Invented(name, gender, TODAY - timedelta(days=days))
