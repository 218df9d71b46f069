"""The demonstration's reports: written by the page editor, finished by the director.

On the day of the report the work report, the bulletin of June and the report of a branch; on the day of building the statistics of
2020, because what of a year is no act (hours, population) is known of the demonstration's past only since it was built.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from shushan.demonstration.build import pictures, then
from shushan.demonstration.build.signing import REPORT_ON
from shushan.files import public as files
from shushan.indicators import public as indicators
from shushan.indicators.public import Asked, PeriodKind
from shushan.kernel.actor import Actor
from shushan.kernel.periods import Period
from shushan.meetings import public as meetings
from shushan.reporting import public as reporting
from shushan.units import public as units

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
JUNE: Final = Period.month(2020, 6)
YEAR: Final = Period.year(2020)
BULLETIN: Final = (("L01", JUNE), ("L02", JUNE), ("V01", Period(*HALF)), ("L01", Period(*HALF)))
YEARLY: Final = ("T01", "T03", "R02", "R01", "V01", "L02", "V05")
BRANCH: Final = "DZ1"
OF_BRANCH: Final = ("G02H", "G02P", "G01", "G02")


def build_reports(staff: dict[str, int], now: datetime) -> None:
    """Build and finish the reports, one of each template that comes with the software."""
    people = _people(staff)
    _work_report(people, staff)
    asked = [_asked(code, period) for code, period in BULLETIN]
    _report(people, "monthly", asked, at=then.at(REPORT_ON, 18), as_of=REPORT_ON)
    unit = next(one.id for one in units.tree(on=REPORT_ON) if one.code == BRANCH)
    asked = [_asked(code, Period(*HALF), (unit,)) for code in OF_BRANCH]
    _report(people, "branch", asked, at=then.at(REPORT_ON, 19), as_of=REPORT_ON, unit=BRANCH)
    asked = [_asked(code, YEAR) for code in YEARLY]
    _report(people, "yearly", asked, at=now, as_of=YEAR.until)  # hours are recorded now


def _asked(code: str, period: Period, unit_ids: tuple[int, ...] | None = None) -> Asked:
    return Asked(code, PeriodKind.of(period.since, period.until), period.until, period.since, None, unit_ids)


def _report(
    people: tuple[Actor, ...], code: str, asked: Sequence[Asked], *, at: datetime, as_of: date, unit: str = ""
) -> None:
    """Sign what a report prints, build it and finish it."""
    director, editor = people[3:]
    _signed(people, asked, at=at)
    then_at = at + timedelta(seconds=4)
    made = reporting.build_report(actor=editor, at=then_at, code=code, as_of=as_of, unit=unit)
    reporting.finish_report(actor=director, at=then_at, report_id=made)


def _signed(people: tuple[Actor, ...], asked: Sequence[Asked], *, at: datetime) -> None:
    maker, checker, signer, director = people[:4]
    for value_id in indicators.draft_values(actor=maker, at=at, asked=list(asked)):
        indicators.check_value(actor=checker, at=at + timedelta(seconds=1), value_id=value_id)
        indicators.sign_value(actor=signer, at=at + timedelta(seconds=2), value_id=value_id)
        indicators.approve_value(actor=director, at=at + timedelta(seconds=3), value_id=value_id)


def _people(staff: dict[str, int]) -> tuple[Actor, ...]:
    """Return who drafts, checks, signs, approves, and the page editor."""
    names = (
        ("bianmu", "叶雅琴"),
        ("liutong", "顾文博"),
        ("shuji", "温如玉"),
        ("guanzhang", "沈清荷"),
        ("bianji", "秦若溪"),
    )
    return tuple(then.acting(staff[account], name, "reporting.*", "indicators.*") for account, name in names)


def _work_report(people: tuple[Actor, ...], staff: dict[str, int]) -> None:
    """Sign what the report says of study and duties, write its text in the library's own words, build and finish it."""
    director, editor = people[3:]
    asked = [Asked(code, PeriodKind.RANGE, until, since) for code, (since, until) in MORE]
    _signed(people, asked, at=then.at(REPORT_ON, 12))
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
