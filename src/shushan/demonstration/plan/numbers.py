"""The numbers of the demonstration. REPORT: the work report of 2020-07-01. NOTICE: the reopening notices that the
table of claims quotes. All else is assumed, and docs/demo.md says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Final

SEED: Final = 20200701
VISITS: Final = 171_273  # REPORT: 自恢复开馆以来共接待读者171273人次
ISSUES_AND_RETURNS: Final = 263_998  # REPORT: 完成借还量263998册次
REPORT_DAY: Final = date(2020, 7, 1)  # REPORT: 发布时间:2020-07-01; the figures go to the end of the day before
STILL_OUT: Final = 200  # assumed: books that were not back on that day (an even number: loans = returns + these)
LENDS: Final = (ISSUES_AND_RETURNS + STILL_OUT) // 2

READERS: Final = 9_000
ITEMS: Final = 30_000
RETURNED_ELSEWHERE: Final = 0.04
RENEWED: Final = 0.05


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """One site: share of visits and loans, reopening day (NOTICE), weekdays closed (0 = Monday), hours, capacity."""

    code: str
    name: str
    name_en: str
    reopened_on: date
    share: float
    closed_weekdays: tuple[int, ...]
    opens: time
    closes: time
    capacity: int


SITES: Final = (
    PlannedSite("C", "中心馆", "Central Library", date(2020, 3, 23), 0.56, (), time(9), time(18), 800),
    PlannedSite("H", "河口馆区", "Hekou Branch", date(2020, 3, 28), 0.23, (0,), time(9), time(17), 260),
    PlannedSite("Y", "盐湾馆区", "Yanwan Branch", date(2020, 3, 28), 0.21, (0,), time(9), time(17), 240),
)
