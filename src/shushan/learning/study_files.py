"""Files of study elsewhere, line by line: who, when, what, how much. Reads only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from shushan.kernel.errors import Invalid
from shushan.learning import ports
from shushan.learning.models import StudyImport, StudyRecord
from shushan.learning.terms import StudyUnit
from shushan.people import public as people

MOST_LINES: Final = 50_000
HEADINGS: Final = {
    "name": ("姓名", "学员", "用户", "昵称", "name"),
    "day": ("日期", "学习日期", "学习时间", "时间", "date", "day"),
    "title": ("内容", "学习内容", "课程", "课程名称", "标题", "项目", "title", "course"),
    "branch": ("支部", "所在支部", "组织", "部门", "branch"),
    "unit": ("单位", "计量单位", "unit"),
    "quantity": ("数量", "quantity"),
    StudyUnit.CLASS_HOUR: ("学时", "class hours"),
    StudyUnit.CLOCK_HOUR: ("小时", "时长（小时）", "学习时长（小时）", "hours"),
    StudyUnit.FULL_DAY: ("全天", "天数", "days"),
    StudyUnit.HALF_DAY: ("半天", "half days"),
    StudyUnit.POINTS: ("积分", "分数", "今日积分", "points"),
}
UNITS: Final = {
    "学时": StudyUnit.CLASS_HOUR, "小时": StudyUnit.CLOCK_HOUR, "半天": StudyUnit.HALF_DAY, "天": StudyUnit.FULL_DAY,
    "全天": StudyUnit.FULL_DAY, "积分": StudyUnit.POINTS, "分": StudyUnit.POINTS,
    **{unit.value: unit for unit in StudyUnit},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewStudy:
    """A line that would be taken."""

    number: int
    person_id: int
    name: str
    day: date
    title: str
    quantity: int
    unit: StudyUnit


@dataclass(frozen=True, slots=True)
class Judged:
    """What a file says: lines to be taken; known ones; (line, why, what) of those that differ and those refused.

    ``why`` is a code, kept so and told in the viewer's language by ``words.study_reason``.
    """

    encoding: str
    new: tuple[NewStudy, ...]
    known: int
    differing: tuple[tuple[int, str, str], ...]
    refused: tuple[tuple[int, str, str], ...]


def known_import(sha256: str) -> StudyImport | None:
    """Return the import of this very file, or None."""
    return StudyImport.objects.filter(sha256=sha256).first()


def judged(stream: BinaryIO, *, channel_id: int) -> Judged:
    """Judge every line of a table (CSV of any coding, or XLSX).

    :raises Invalid: it is no table, lacks a column, or has too many lines
    """
    tables = people.moving_in.tables
    try:
        table = tables.opened(stream)
        columns = _columns(table.headings)
        rows = []
        for number, cells in table.rows:
            if any(cells):
                rows.append((number, cells))
            if len(rows) > MOST_LINES:
                raise Invalid(_("一次最多 %(n)s 行") % {"n": MOST_LINES}, field="file", remedy=_("请分成几个文件"))
    except tables.NotATable as error:
        raise Invalid(
            _("这不是可以读的表格"), field="file", remedy=_("请用 .xlsx 或 .csv，第一行是列名：姓名、日期、内容、学时")
        ) from error
    return _judge(rows, columns, table.encoding, channel_id)


def _columns(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        plain = re.sub(r"\s", "", heading).lower()
        for code, words in HEADINGS.items():
            if plain in [re.sub(r"\s", "", word).lower() for word in words]:
                found.setdefault(str(code), at)
    amounts = [unit for unit in StudyUnit if unit in found]
    lacking = [HEADINGS[code][0] for code in ("name", "day", "title") if code not in found]
    if not amounts and not {"quantity", "unit"} <= set(found):
        lacking.append("学时")
    if lacking or len(amounts) > 1:
        what = "、".join(lacking) if lacking else "、".join(HEADINGS[unit][0] for unit in amounts)
        message = _("缺少列：%(what)s") if lacking else _("数量只能有一列，现在有：%(what)s")
        raise Invalid(
            message % {"what": what},
            field="file",
            remedy=_("第一行写列名：姓名、日期、内容，再加学时、小时或积分中的一列"),
        )
    return found


def _judge(rows: list[tuple[int, list[str]]], columns: dict[str, int], encoding: str, channel_id: int) -> Judged:
    finder = _Finder()
    new: list[NewStudy] = []
    refused: list[tuple[int, str, str]] = []
    for number, cells in rows:
        try:
            new.append(_read(number, cells, columns, finder))
        except ValueError as error:
            refused.append((number, str(error), " · ".join(cell for cell in cells if cell)[:120]))
    kept = _kept(new, channel_id)
    taken: list[NewStudy] = []
    differing: list[tuple[int, str, str]] = []
    known = 0
    for line in new:
        key = (line.person_id, line.day, line.title)
        held = kept.get(key)
        if held is None:
            kept[key] = (line.quantity, line.unit)
            taken.append(line)
        elif held == (line.quantity, line.unit):
            known += 1
        else:
            why = f"differs:{held[0]}:{held[1]}"
            differing.append((line.number, why, f"{line.name} · {line.day} · {line.title}"))
    return Judged(encoding, tuple(taken), known, tuple(differing), tuple(refused))


def _read(number: int, cells: list[str], columns: dict[str, int], finder: _Finder) -> NewStudy:
    def cell(code: str) -> str:
        at = columns.get(code, -1)
        return cells[at] if 0 <= at < len(cells) else ""

    day = _day(cell("day"))
    title = cell("title").strip()
    if not title:
        raise ValueError("no-title")
    person_id = finder.find(cell("name"), cell("branch"), day)
    unit = next((unit for unit in StudyUnit if unit in columns), None) or UNITS.get(cell("unit").strip())
    if unit is None:
        raise ValueError("unit")
    quantity = _quantity(cell(unit) if unit in columns else cell("quantity"))
    return NewStudy(number, person_id, cell("name"), day, title[:200], quantity, unit)


def _day(text: str) -> date:
    found = re.match(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})", text)
    try:
        day = date(*(int(part) for part in found.groups())) if found else datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        raise ValueError("day") from None
    if not 1990 <= day.year <= 2200:
        raise ValueError("day")
    return day


def _quantity(text: str) -> int:
    try:
        exact = Decimal(text.strip()) * 100
    except InvalidOperation:
        raise ValueError("number") from None
    if not exact.is_finite() or not 0 < exact <= 1_000_000 or exact != exact.to_integral_value():
        raise ValueError("amount")
    return int(exact)


class _Finder:
    """Who is meant by a name: of the rosters of that day, else of those who work here."""

    def __init__(self) -> None:
        self.rosters: dict[date, list[ports.RosterLine]] = {}
        self.staff: dict[str, set[int]] = {}
        for one in people.staff_members():
            self.staff.setdefault(one.name, set()).add(one.person_id)

    def find(self, name: str, branch: str, day: date) -> int:
        """Return the person's id.

        :raises ValueError: ``nobody``, or ``several``
        """
        if day not in self.rosters:
            self.rosters[day] = ports.roster(None, on=day)
        meant = {one.person_id for one in self.rosters[day] if one.name == name and branch in ("", one.unit)}
        meant = meant or (set() if branch else self.staff.get(name, set()))
        if not meant:
            raise ValueError("nobody")
        if len(meant) > 1:
            raise ValueError("several")
        return meant.pop()


def _kept(lines: list[NewStudy], channel_id: int) -> dict[tuple[int, date, str], tuple[int, str]]:
    if not lines:
        return {}
    days = [line.day for line in lines]
    found = StudyRecord.objects.filter(channel=channel_id, day__gte=min(days), day__lte=max(days))
    return {
        (person, day, title): (quantity, unit)
        for person, day, title, quantity, unit in found.values_list("person", "day", "title", "quantity", "unit")
    }
