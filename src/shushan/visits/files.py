"""The hourly CSV of a gate vendor: understood line by line, what cannot be read keeps its number and its reason."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils.translation import gettext as _

from shushan.visits.errors import FileNotUnderstood

MOST_LINES = 100_000
LONGEST_NUMBER = 9  # digits
_COLUMNS = {
    "site": ("site", "馆区", "馆区代码", "site_code"),
    "gate": ("gate", "门", "门禁", "通道", "gate_name"),
    "since": ("hour", "time", "时间", "时段", "小时", "since", "datetime"),
    "entered": ("in", "entered", "进", "进馆", "进馆人次", "enter"),
    "left": ("out", "left", "出", "出馆", "出馆人次", "exit"),
}


@dataclass(frozen=True, slots=True)
class HourLine:
    """One line of the file."""

    line: int
    site: str
    gate: str
    since: datetime
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One line that is not taken; ``text`` is what it says (at most 80 characters)."""

    line: int
    text: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file says: the lines that can be read and those that cannot, in the order of the file."""

    lines: tuple[HourLine, ...]
    refused: tuple[RefusedLine, ...]


def read(raw: bytes, zone: tzinfo) -> ReadFile:
    """Read a vendor's file (UTF-8, UTF-16 with a mark, or GB18030; comma, semicolon or tab) line by line.

    :raises FileNotUnderstood: no table at all, a column is missing, or there is no line of data
    """
    text = _decoded(raw)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise FileNotUnderstood(_("这不是 CSV 文件"), field="file", remedy=_("请另存为 UTF-8 的 CSV")) from error
    if len(rows) > MOST_LINES:
        raise FileNotUnderstood(_("文件超过 %(n)s 行，请分成几个文件") % {"n": MOST_LINES}, field="file")
    places = _places(rows[0] if rows else [])
    filled = [(n, row) for n, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    if not filled:
        raise FileNotUnderstood(_("文件里没有数据行"), field="file", remedy=_("第一行是列名，从第二行起是数据"))
    lines: list[HourLine] = []
    refused: list[RefusedLine] = []
    for number, row in filled:
        try:
            lines.append(_line(number, row, places, zone))
        except _LineRefused as why:
            refused.append(RefusedLine(number, "，".join(row)[:80], why.reason, why.remedy))
    return ReadFile(tuple(lines), tuple(refused))


class _LineRefused(Exception):
    """A line cannot be read; never leaves this file."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileNotUnderstood(_("看不懂文件的编码"), field="file", remedy=_("请另存为 UTF-8 的 CSV"))


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _places(head: list[str]) -> dict[str, int]:
    named = [cell.strip().lower() for cell in head]
    found = {}
    for name, ways in _COLUMNS.items():
        place = next((named.index(way) for way in ways if way in named), None)
        if place is not None:
            found[name] = place
    lacking = [name for name in ("site", "since", "entered") if name not in found]
    if lacking:
        raise FileNotUnderstood(
            _("缺少列：%(columns)s") % {"columns": "、".join(_COLUMNS[name][1] for name in lacking)},
            field="file",
            remedy=_("列名可以是 馆区,门禁,时间,进,出 或 site,gate,hour,in,out"),
        )
    return found


def _line(number: int, row: list[str], places: dict[str, int], zone: tzinfo) -> HourLine:
    def cell(name: str) -> str:
        place = places.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    since, entered = _instant(cell("since"), zone), _number(cell("entered"))
    return HourLine(number, cell("site"), cell("gate"), since, entered, _number(cell("left") or "0"))


def _instant(text: str, zone: tzinfo) -> datetime:
    found = re.fullmatch(
        r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2})(?::(\d{2}))?(?::\d{2})?(?:\s*[-~—].*)?", text
    )
    if not found:
        raise _LineRefused(_("看不懂时间“%(text)s”") % {"text": text[:40]}, _("写成 2020-06-30 09:00 这样"))
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3]), int(found[4]), 0, tzinfo=zone)
    except ValueError as error:
        raise _LineRefused(_("没有这个时间“%(text)s”") % {"text": text[:40]}) from error


def _number(text: str) -> int:
    bare = text.replace(",", "")
    if not bare.isdecimal() or len(bare) > LONGEST_NUMBER:
        raise _LineRefused(_("“%(text)s”不是人次") % {"text": text[:40]}, _("人次是不小于零的整数"))
    return int(bare)
