"""Public holidays: what a notice says, and what a site does on such a day. Pure."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final

LONGEST: Final = 31  # days of one holiday: a longer run is a misread line
MOST_LINES: Final = 400


class HolidayKind(StrEnum):
    """What the State Council's notice makes of a day."""

    OFF = "off"  # 放假
    WORK = "work"  # 调休上班


class HolidayMode(StrEnum):
    """What a site does on a public holiday."""

    ORDINARY = "ordinary"  # the hours of the weekday
    HOURS = "hours"  # hours of its own
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class HolidayLine:
    """One day of a notice; ``error`` where the line could not be understood (``day`` is then None)."""

    line: int
    day: date | None
    name: str
    kind: HolidayKind
    error: str = ""


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What a site does on holidays. ``workday_as``: the weekday whose hours hold on a make-up working day."""

    mode: HolidayMode
    opens: time | None = None
    closes: time | None = None
    workday_as: int | None = None


_DAY: Final = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(][^）)]*[）)])?"
_RUN: Final = re.compile(_DAY + r"(?:\s*(?:至|—|－|-|~|到)\s*" + _DAY + ")?")
_NAME: Final = re.compile(r"^\s*(?:[一二三四五六七八九十]+[、.]|\d+[、.])?\s*([\u4e00-\u9fff、]{2,12})[：:]")
_WORDS: Final = {"off": HolidayKind.OFF, "放假": HolidayKind.OFF, "休": HolidayKind.OFF, "休息": HolidayKind.OFF,
                 "work": HolidayKind.WORK, "上班": HolidayKind.WORK, "班": HolidayKind.WORK, "调休上班": HolidayKind.WORK}  # fmt: skip


def read(text: str, *, year: int) -> list[HolidayLine]:
    """Return the days of a year's notice, as its text or as CSV (date, name, 放假/上班), in the order of the lines.

    A day without a month takes that of the day before it, one without a year the year asked for.
    """
    lines = text.replace("\ufeff", "").splitlines()[:MOST_LINES]
    return [found for n, line in enumerate(lines, start=1) if line.strip() for found in _line(n, line, year)]


def _line(number: int, line: str, year: int) -> list[HolidayLine]:
    cells = next(csv.reader(io.StringIO(line.replace("\t", ",").replace("，", ",") if _is_table(line) else line)), [])
    if _is_table(line):
        return [_cell_line(number, [cell.strip() for cell in cells])]
    name = _NAME.match(line)
    return _sentences(number, line[name.end() :], name[1], year) if name else []


def _is_table(line: str) -> bool:
    return bool(re.match(r"\s*\"?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\"?\s*[,，\t]", line))


def _cell_line(number: int, cells: list[str]) -> HolidayLine:
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", cells[0])
    kind = _WORDS.get((cells[2] if len(cells) > 2 else "off").lower())
    name = cells[1] if len(cells) > 1 else ""
    day = _date(int(found[1]), int(found[2]), int(found[3])) if found else None
    error = "day" if day is None else "kind" if kind is None else "name" if not name else ""
    return HolidayLine(number, None if error else day, name[:40], kind or HolidayKind.OFF, error)


def _sentences(number: int, text: str, name: str, year: int) -> list[HolidayLine]:
    """Read ``2月15日至23日放假调休，共9天。2月14日（周六）、2月28日（周六）上班。`` clause by clause."""
    found: list[HolidayLine] = []
    for sentence in re.split(r"[。；;]", text):
        kind = HolidayKind.WORK if "上班" in sentence else HolidayKind.OFF
        if kind is HolidayKind.OFF and "放假" not in sentence:
            continue
        before: date | None = None
        for run in _RUN.finditer(re.split("放假|上班", sentence)[0]):
            first = _resolved(run[1], run[2], run[3], year, before)
            last = _resolved(run[4], run[5], run[6], year, first) if run[6] else first
            if first is None or last is None or not 0 <= (last - first).days < LONGEST:
                found.append(HolidayLine(number, None, name, kind, "day"))
                continue
            before = last
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            found += [HolidayLine(number, day, name, kind) for day in days]
    return found


def _resolved(year: str | None, month: str | None, day: str, ordinary: int, before: date | None) -> date | None:
    chosen = int(year) if year else before.year if before else ordinary
    if not month and before is None:
        return None
    return _date(chosen, int(month) if month else before.month if before else 0, int(day))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
