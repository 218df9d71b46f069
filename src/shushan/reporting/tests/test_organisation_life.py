"""Meetings in a report: held as held, planned as planned, whatever has happened since."""

from __future__ import annotations

from datetime import date

import pytest

from shushan.meetings import public as meetings
from shushan.meetings.tests.make import AFTER, AT, SECRETARY, Branch, Kind
from shushan.reporting.public import build

pytestmark = pytest.mark.django_db


def _lines(as_of: date) -> list[str]:
    built = build("# 支部\n\n[事项 会议 2020]\n", as_of=as_of, at=AFTER)
    assert built.may_finish
    return ["".join(run.text for run in piece.runs) for piece in built.pieces[1:]]


def test_a_meeting_is_planned_before_its_day_and_held_after_it() -> None:
    branch = Branch()
    branch.held(here=3)
    meetings.plan_meeting(
        actor=SECRETARY, at=AT, unit_id=branch.id, kind=Kind.THEME_DAY, day=date(2020, 7, 15), title="主题演讲"
    )
    first, second = _lines(date(2020, 7, 1))
    assert first.startswith("2020年6月10日，") and first.endswith("3 人参加")
    assert second.startswith("计划：2020年7月15日，") and "主题演讲" in second and "人参加" not in second
    before = _lines(date(2020, 6, 10))
    assert all(line.startswith("计划：") for line in before) and len(before) == 2


def test_nothing_on_record_is_said() -> None:
    assert _lines(date(2020, 7, 1)) == ["这一时段没有登记。"]
