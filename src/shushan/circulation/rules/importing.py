"""The table of rules as a file: written out, read back line by line with every error, and applied whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from shushan.circulation.rules import checking
from shushan.circulation.rules.first import GROUND
from shushan.circulation.rules.operations import add_rule, change_rule
from shushan.circulation.rules.policy import Row, Scope, Terms
from shushan.circulation.rules.queries import table
from shushan.circulation.rules.terms import RuleAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.places import public as places

MOST_LINES: Final = 500
LARGEST: Final = 500_000  # bytes of a file
SCOPE: Final = ("category", "kind", "shelf", "site")
TERMS: Final = tuple(one.name for one in fields(Terms))
COLUMNS: Final = (*SCOPE, "name", "name_en", *TERMS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a file that can be read: what the rule for its scope is to say. ``number`` None: there is none yet."""

    line: int
    number: int | None
    scope: Scope
    name: str
    name_en: str
    terms: Terms
    is_same: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line; ``column`` is empty where it is the line as a whole."""

    line: int
    column: str
    what: str


def text_of(data: bytes) -> str:
    """Return a file's text, whatever a spreadsheet wrote it in (UTF-8, UTF-16, GB18030).

    :raises Invalid: it is too large, or no text
    """
    if len(data) > LARGEST:
        raise Invalid(_("文件太大，最多 500 KB"), field="file", remedy=_("规则表不会有这么多行，请核对文件"))
    for coding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Invalid(_("读不出文字：请另存为 CSV（UTF-8）再上传"), field="file")


def file_lines(at: datetime) -> Iterator[Sequence[object]]:
    """Yield the rules that hold as lines of a file, in the order in which they are asked; the head is ``COLUMNS``."""
    codes = {site.id: site.code for site in places.sites()}
    for row in table().at(at):
        scope, terms = row.scope, row.terms
        yield [
            scope.category, scope.kind, scope.shelf, codes.get(scope.site_id or 0, ""), row.name, row.name_en,
            *(_written(name, getattr(terms, name)) for name in TERMS),
        ]  # fmt: skip


def lines_of(text: str) -> list[dict[str, str]]:
    """Return the lines of a file under its head.

    :raises Invalid: there is no head, or a column that nobody knows, or nothing below, or too much
    """
    try:
        rows = [row for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), strict=True) if any(map(str.strip, row))]
    except csv.Error as error:
        raise Invalid(_("这不是 CSV 文件：%(why)s") % {"why": error}, field="file") from error
    head = [name.strip() for name in rows[0]] if rows else []
    unknown = [name for name in head if name not in COLUMNS]
    if unknown or not {"name", "loan_length", "loan_unit"} <= set(head) or len(set(head)) != len(head):
        raise Invalid(
            _("第一行要写栏目名；认不出：%(names)s") % {"names": "、".join(unknown) or "—"}, field="file",
            remedy=_("请先下载现在的规则表，在它上面改"),
        )  # fmt: skip
    if not 1 <= len(rows) - 1 <= MOST_LINES:
        raise Invalid(_("要有 1 到 %(most)s 行规则") % {"most": MOST_LINES}, field="file")
    return [dict(zip(head, [*map(_plain, row), *[""] * len(head)], strict=False)) for row in rows[1:]]


def checked(scope: Scope, name: str, name_en: str, terms: Terms, line: int) -> Wanted:
    """Return a line as it is wanted, held against the rule that its scope has now.

    :raises Invalid: a value out of bounds
    """
    checking.check_scope(scope)
    latest = {row.number: row for row in table().rows}
    row = next((row for row in latest.values() if row.scope == scope), None)
    checking.check_words(name, name_en, "-")
    checking.check_terms(terms, is_ground=row is not None and row.number == GROUND)
    is_same = row is not None and not row.is_ended and (row.name, row.name_en, row.terms) == (name, name_en, terms)
    return Wanted(line, row.number if row else None, scope, name, name_en, terms, is_same)


def candidates(wanted: Sequence[Wanted], since: datetime) -> list[Row]:
    """Return the versions that the lines would become, for a preview; new rules get the numbers that follow."""
    following = max(row.number for row in table().rows)
    rows = []
    for one in wanted:
        following += one.number is None
        if not one.is_same:
            rows.append(Row(one.number or following, 0, one.name, one.name_en, one.scope, one.terms, since))
    return rows


@write()
def apply(*, actor: Actor, at: datetime, wanted: Sequence[Wanted], valid_from: datetime, note: str) -> tuple[int, int]:
    """Write every line that differs as a version from an instant on, or none at all; return how many were new, changed.

    :raises NotAllowed: :raises ScopeTaken: :raises Invalid:
    """
    actor.require_somewhere(RuleAct.SET)
    new = changed = 0
    for one in wanted:
        said: dict[str, Any] = {
            "actor": actor, "at": at, "terms": one.terms, "name": one.name, "name_en": one.name_en,
            "valid_from": valid_from, "note": note,
        }  # fmt: skip
        if one.is_same:
            continue
        if one.number is None:
            add_rule(scope=one.scope, **said)
            new += 1
        else:
            change_rule(number=one.number, **said)
            changed += 1
    return new, changed


def doubled(lines: Sequence[Mapping[str, str]]) -> list[Fault]:
    """Return a fault for each line whose scope stands in an earlier one."""
    seen: dict[tuple[str, ...], int] = {}
    faults = []
    for number, line in enumerate(lines, start=2):
        scope = tuple(line.get(name, "").strip() for name in SCOPE)
        if scope in seen:
            faults.append(Fault(number, "", _("和第 %(n)s 行是同一个范围") % {"n": seen[scope]}))
        seen.setdefault(scope, number)
    return faults


def _written(name: str, value: Any) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if name.endswith("_fen"):
        return f"{value // 100}.{value % 100:02d}"
    return str(value)


def _plain(cell: str) -> str:
    """Return a cell without the mark that keeps spreadsheets from computing it."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
