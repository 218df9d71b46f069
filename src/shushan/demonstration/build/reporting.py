"""The demonstration's work report: written by the page editor on the day of the report, finished by the director."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Final

from shushan.demonstration.build import pictures, then
from shushan.demonstration.build.signing import REPORT_ON
from shushan.files import public as files
from shushan.indicators import public as indicators
from shushan.indicators.public import Asked, PeriodKind
from shushan.kernel.actor import Actor
from shushan.meetings import public as meetings
from shushan.reporting import public as reporting

TEXT: Final = Path(__file__).parent.parent / "data" / "work-report.txt"
HALF = (date(2020, 1, 1), REPORT_ON)
READING_MONTH = (date(2020, 4, 23), date(2020, 5, 24))
MORE = (
    ("G01", HALF),
    ("G02", HALF),
    ("G04", READING_MONTH),
    ("G05", HALF),
    ("G08", HALF),
)  # what the report says beyond visits and lending


def build_work_report(staff: dict[str, int]) -> None:
    """Sign what the report says of study and duties, write its text in the library's own words, build and finish it."""
    names = (
        ("bianmu", "叶雅琴"),
        ("liutong", "顾文博"),
        ("shuji", "温如玉"),
        ("guanzhang", "沈清荷"),
        ("bianji", "秦若溪"),
    )
    maker, checker, signer, director, editor = (
        then.acting(staff[account], name, "reporting.*", "indicators.*") for account, name in names
    )
    asked = [Asked(code, PeriodKind.RANGE, until, since) for code, (since, until) in MORE]
    for value_id in indicators.draft_values(actor=maker, at=then.at(REPORT_ON, 12), asked=asked):
        indicators.check_value(actor=checker, at=then.at(REPORT_ON, 13), value_id=value_id)
        indicators.sign_value(actor=signer, at=then.at(REPORT_ON, 14), value_id=value_id)
        indicators.approve_value(actor=director, at=then.at(REPORT_ON, 15), value_id=value_id)
    _photograph(then.acting(staff["shuji"], "温如玉", "meetings.*"))
    reporting.save_template(
        actor=editor, at=then.at(REPORT_ON, 16), code="work", name="工作报告", name_en="Work report", text=TEXT.read_text("utf-8"), seen=0,
        note="写进读书月、学习和责任（演示）",
    )  # fmt: skip
    made = reporting.build_report(actor=editor, at=then.at(REPORT_ON, 17), code="work", as_of=REPORT_ON)
    reporting.finish_report(actor=director, at=then.at(REPORT_ON, 18), report_id=made)


def _photograph(secretary: Actor) -> None:
    """Put a drawn picture to the meeting at which the report was given, so that the report prints it."""
    at = then.at(REPORT_ON, 9)
    day = REPORT_ON - timedelta(days=1)
    given = next(one for one in meetings.held(since=day, until=REPORT_ON) if one.kind is meetings.MeetingKind.REPORT)
    kept = files.keep([pictures.table()], name="meeting.png", kind="meetings.attachment", actor=secretary, at=at)
    meetings.attach(
        actor=secretary, at=at, meeting_id=given.id, file_id=kept.id, title="照片：工作报告会会场（示意图）"
    )
