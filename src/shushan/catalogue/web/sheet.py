"""A record as a sheet of fields: from MARC to rows for the page, and from what was typed back to MARC."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shushan.catalogue.marc.checking import Problem, problems
from shushan.catalogue.marc.record import Field, Marc
from shushan.catalogue.marc.tags import Tag, table

MOST_FIELDS = 400
READ_ONLY = ("001", "003", "005")
_PART = re.compile(r"s-(\d{1,3})-(\d{1,3})-(.)", re.S)
_FIELD = re.compile(r"i-(\d{1,3})-([0-9A-Za-z]{3})")
_CONTROL = re.compile(r"c-(\d{1,2})-([0-9A-Za-z]{3})")


@dataclass(frozen=True, slots=True)
class Part:
    """A subfield on the page."""

    name: str
    code: str
    label: str
    text: str

    @property
    def is_long(self) -> bool:
        """Whether it wants several lines."""
        return len(self.text) > 60


@dataclass(slots=True)
class Row:
    """A field on the page: its names, its parts, what is wrong with it, which subfields may be added."""

    number: int
    tag: str
    label: str
    indicators: str = ""
    parts: list[Part] = field(default_factory=list)
    more: list[tuple[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    text: str = ""
    is_read_only: bool = False

    @property
    def anchor(self) -> str:
        """The id of its first box on the page."""
        return f"{'f' if self.parts else 'c'}-{self.number}"


@dataclass(slots=True)
class Sheet:
    """A whole record on the page."""

    leader: str
    controls: list[Row]
    fields: list[Row]
    errors: list[str]
    tags: list[tuple[str, str]]
    focus: int = -1  # the field where the cursor goes

    @property
    def wrong(self) -> list[Row]:
        """The rows that hinder saving."""
        return [row for row in (*self.controls, *self.fields) if row.errors]

    @property
    def has_errors(self) -> bool:
        """Whether something hinders saving."""
        return bool(self.errors or self.wrong)


def sheet(record: Marc, format: str) -> Sheet:
    """Return the page of a record, with what is wrong beside each field."""
    known, language = table(format), _language()
    drawn = Sheet(
        record.leader,
        [_control(n, tag, text, known.get(tag)) for n, (tag, text) in enumerate(record.controls)],
        [_row(n, one, known.get(one.tag), language) for n, one in enumerate(record.fields)],
        [],
        [(tag.tag, f"{tag.tag} {tag.called(language)}") for tag in known.values() if tag.tag >= "010"],
    )
    for problem in problems(record, format):
        text = said(problem)
        if problem.row < 0:
            drawn.errors.append(text)
            continue
        row = (drawn.controls if problem.is_control else drawn.fields)[problem.row]
        (row.errors if problem.is_error else row.warnings).append(text)
    return drawn


def typed(post: Mapping[str, str]) -> Marc:
    """Return the record that was typed; empty subfields and fields are left out, an added field is appended."""
    controls: dict[int, tuple[str, str]] = {}
    heads: dict[int, tuple[str, str]] = {}
    parts: dict[int, list[tuple[int, str, str]]] = {}
    for name, value in post.items():
        text = _line(value)
        if control := _CONTROL.fullmatch(name):
            controls[int(control[1])] = (control[2], value if control[2] == "008" else text)
        elif head := _FIELD.fullmatch(name):
            heads[int(head[1])] = (head[2], value.replace("#", " ").ljust(2)[:2])
        elif part := _PART.fullmatch(name):
            parts.setdefault(int(part[1]), []).append((int(part[2]), part[3], _content(value)))
    fields = []
    for number, (tag, indicators) in sorted(heads.items())[:MOST_FIELDS]:
        inside = [(code, text) for _n, code, text in sorted(parts.get(number, [])) if text.strip()]
        if extra := _content(post.get(f"n-{number}-text", "")).strip():
            inside.append(((post.get(f"n-{number}-code", "") or "a")[:1], extra))
        if inside and not post.get(f"x-{number}"):
            fields.append(Field(tag, indicators, tuple(inside)))
    leader = post.get("leader", "").ljust(24)[:24] if len(post.get("leader", "")) <= 24 else post["leader"]
    return Marc(leader, tuple(one for _n, one in sorted(controls.items())), tuple(_ordered(fields)))


def with_added(record: Marc, tag: str, format: str) -> Marc:
    """Return the record with an empty field of this tag at its place, its most used subfields there to be filled."""
    known = table(format).get(tag)
    codes = list(known.subfields)[:4] if known else ["a"]
    marks = "".join((allowed[:1] or "#") for allowed in (known.first, known.second)) if known else "##"
    new = Field(tag, marks.replace("#", " ").replace("*", " "), tuple((code, "") for code in codes))
    return replace(record, fields=tuple(_ordered([*record.fields, new])))


def with_template(record: Marc, template: Marc) -> Marc:
    """Return the record with the empty subfields of a template added where it has none, to be filled."""
    have = {one.tag for one in record.fields}
    return replace(record, fields=tuple(_ordered([*record.fields, *(f for f in template.fields if f.tag not in have)])))


def said(problem: Problem) -> str:
    """Return a problem in the words of the library."""
    return {
        "leader-length": _("头标区要 24 位，现在 %(detail)s 位"),
        "length-008": _("008 要 40 位，现在 %(detail)s 位"),
        "length-100": _("100 ‡a 要 36 位，现在 %(detail)s 位"),
        "no-title": _("没有题名：请填 %(detail)s ‡a"),
        "tag": _("字段号要三位字母或数字"),
        "unknown-tag": _("本馆的字段表里没有这个字段，原样保留"),
        "repeated": _("这个字段不能重复"),
        "indicator": _("指示符不在表里（%(detail)s）"),
        "unknown-subfield": _("表里没有这些子字段：%(detail)s"),
        "serial-008": _("连续出版物的 008 第 6 位应是 c（还在出）、d（已停刊）或 u，现在是 %(detail)s"),
        "serial-100": _("连续出版物的 100 ‡a 第 8 位应是 a（还在出）、b（已停刊）或 c，现在是 %(detail)s"),
        "issn": _("ISSN 是八位，最后一位是校验位，这里不对：%(detail)s"),
        "isbn": _("ISBN 的校验位不对：%(detail)s"),
        "language": _("语种代码是三个小写字母，例如 chi：%(detail)s"),
    }[problem.code] % {"detail": problem.detail}


def _control(number: int, tag: str, text: str, known: Tag | None) -> Row:
    name = known.called(_language()) if known else ""
    return Row(number, tag, name, text=text, is_read_only=tag in READ_ONLY)


def _row(number: int, one: Field, known: Tag | None, language: str) -> Row:
    parts = [
        Part(f"s-{number}-{n}-{code}", code, known.subfield(code, language) if known else "", text)
        for n, (code, text) in enumerate(one.subfields)
    ]
    have = {code for code, _text in one.subfields}  # what is not there yet stands first: it is what one would add
    codes = sorted(known.subfields, key=lambda code: code in have) if known else []
    more = [(code, f"‡{code} {known.subfield(code, language)}") for code in codes] if known else []
    return Row(
        number, one.tag, known.called(language) if known else "", one.indicators.replace(" ", "#"), parts,
        more or [(code, f"‡{code}") for code in "abcdefghijklmnopqrstuvwxyz0123456789"],
    )  # fmt: skip


def _ordered(fields: Iterable[Field]) -> list[Field]:
    """Return the fields by their tags; those with one tag keep the order that they had."""
    return sorted(fields, key=lambda one: one.tag)


def _line(value: str) -> str:
    return " ".join(value.split("\r\n")).replace("\n", " ").strip()


def _content(value: str) -> str:
    """Keep blanks that count (100 ‡a) and drop line ends and the marks of ISO 2709."""
    return re.sub(r"[\r\n]+", " ", value).translate({0x1D: None, 0x1E: None, 0x1F: None, 0: None})


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
