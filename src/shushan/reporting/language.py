"""The language of templates: headings, paragraphs, lists, and references to figures that stand where a number would.

::

    # 题目
    ## 小节
    自恢复开馆以来接待读者{V01 恢复开馆以来}人次。             a figure
    提供数字资源{D01 2020 超过=1000}种。                      prints 1000多, and only above 1,000
    组织{G05 2020 全体}党员学习。                              prints 全体, and only at 100 %
    为纪念建党{手填 99 依据=1921年至2020年}周年。             typed by hand: marked wherever it is printed
    {日期 2020-06-30}举办讲座，{日期}报告。                    a day; the day of the report
    {馆名} {单位}                                              the library's name; that of the unit the report is built for
    组织生活达标率{G01 本年 单位=本}%                           a figure of the unit that the report is built for
    - 一项
    [表 V01 恢复开馆以来 按=馆区]    [图 L01 2020 按=月]      a table, a chart
    [事项 会议 2020 配图 最多=6]                              what happened and what is planned, as of the day, with pictures
    [附录]                                                    every figure with its receipt

The words have English twins (``reopening``, ``over=``, ``all``, ``typed``, ``basis=``, ``day``, ``library``, ``table``, ``chart``,
``by=``, ``events``, ``appendix``, ``unit``, ``own``). This file knows no Django: it turns text into blocks and says where it could not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from shushan.reporting.periods import Period, period_of


@dataclass(frozen=True, slots=True)
class Reference:
    """A figure asked for. ``site`` is a site's code, ``unit`` a unit's (``OWN``: that of the report); empty: the whole library."""

    code: str
    period: Period
    site: str = ""
    unit: str = ""

    @property
    def label(self) -> str:
        """The reference as it is written."""
        more = [f"馆区={self.site}"] if self.site else []
        more += [f"单位={self.unit}"] if self.unit else []
        return " ".join((self.code, self.period.text, *more))


@dataclass(frozen=True, slots=True)
class Words:
    """Text as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: the value itself; ``over`` prints "1000多" and holds only above it; ``everybody`` prints 全体, only at 100 %."""

    reference: Reference
    over: int | None = None
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A number written by hand, with what it rests on."""

    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; that of the report itself where the template names none."""

    on: date


@dataclass(frozen=True, slots=True)
class Library:
    """The library's name."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The name of the unit that the report is built for."""


Span = Words | Figure | Typed | Day | Library | Unit


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of the report."""

    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or one item of a list."""

    spans: tuple[Span, ...]
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A figure taken apart by ``site`` or ``month``; several figures stand side by side."""

    references: tuple[Reference, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure taken apart, drawn."""

    reference: Reference
    by: str


@dataclass(frozen=True, slots=True)
class Happenings:
    """What happened in a period and what is planned, of one kind; ``most`` of them, with at most one picture each.

    ``is_own``: only of the unit that the report is built for.
    """

    kind: str
    period: Period
    has_pictures: bool = False
    most: int | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Appendix:
    """Every figure of the report with its receipt."""


Block = Heading | Paragraph | Table | Chart | Happenings | Appendix


@dataclass(frozen=True, slots=True)
class Mistake:
    """What could not be read or may not stand, in a line of the template. ``code`` names the kind of mistake."""

    line: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Read:
    """A template read: blocks with the line each begins at, and mistakes."""

    blocks: tuple[tuple[int, Block], ...]
    mistakes: tuple[Mistake, ...]


class _CannotRead(Exception):
    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code, self.text = code, text


OWN: Final = "本"  # 单位=本: the unit that the report is built for
MOST: Final = 200_000  # characters of a template
MOST_HAPPENINGS: Final = 500  # that one list may ask for
_REFERENCE: Final = re.compile(r"\{([^{}\n]*)\}")
_CODE: Final = re.compile(r"^[A-Z][A-Z0-9]{1,11}$")
_TWINS: Final = {
    "typed": "手填", "day": "日期", "library": "馆名", "table": "表", "chart": "图", "events": "事项", "appendix": "附录",
    "over": "超过", "all": "全体", "basis": "依据", "by": "按", "site": "馆区", "unit": "单位", "month": "月",
    "pictures": "配图", "most": "最多", "own": "本",
}  # fmt: skip
_BY: Final = {"馆区": "site", "月": "month"}


def read(text: str, *, as_of: date) -> Read:
    """Turn a template into blocks. Lines of one paragraph stand together; an empty line ends it.

    Periods without a year are those of ``as_of``. Nothing is raised: what cannot be read is a mistake with its line.
    """
    blocks: list[tuple[int, Block]] = []
    mistakes: list[Mistake] = []
    for number, kind, line in _pieces(text[:MOST]):
        try:
            blocks.append((number, _block(kind, line, as_of)))
        except _CannotRead as error:
            mistakes.append(Mistake(number, error.code, error.text))
    if len(text) > MOST:
        mistakes.append(Mistake(text[:MOST].count("\n") + 1, "too-long", str(MOST)))
    return Read(tuple(blocks), tuple(mistakes))


def spans_of(block: Block) -> tuple[Span, ...]:
    """Return the spans of a heading or paragraph, none of the others."""
    return block.spans if isinstance(block, (Heading, Paragraph)) else ()


def references_of(block: Block) -> Iterator[Reference]:
    """Yield every figure that a block asks for."""
    for span in spans_of(block):
        if isinstance(span, Figure):
            yield span.reference
    if isinstance(block, Table):
        yield from block.references
    if isinstance(block, Chart):
        yield block.reference


def _pieces(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, kind, text): ``heading``, ``item``, ``command`` or ``paragraph``."""
    waiting: list[str] = []
    since = 0
    for number, raw in enumerate([*text.replace("\r\n", "\n").split("\n"), ""], 1):
        line = raw.strip()
        kind = _kind(line)
        if kind != "paragraph" and waiting:
            yield since, "paragraph", _joined(waiting)
            waiting = []
        if kind == "paragraph":
            since = since if waiting else number
            waiting.append(line)
        elif kind:
            yield number, kind, line


def _kind(line: str) -> str:
    if not line:
        return ""
    if line.startswith("#"):
        return "heading"
    if line.startswith("- "):
        return "item"
    return "command" if line.startswith("[") and line.endswith("]") else "paragraph"


def _joined(lines: list[str]) -> str:
    """Join lines: Chinese without a blank, Latin words with one."""
    out = lines[0]
    for line in lines[1:]:
        out += (" " if out[-1].isascii() and line[:1].isascii() else "") + line
    return out


def _block(kind: str, line: str, as_of: date) -> Block:
    if kind == "heading":
        level = len(line) - len(line.lstrip("#"))
        return Heading(min(level, 3), _spans(line.lstrip("#").strip(), as_of))
    if kind == "item":
        return Paragraph(_spans(line[2:].strip(), as_of), is_item=True)
    if kind == "command":
        return _command(line[1:-1].split(), as_of)
    return Paragraph(_spans(line, as_of))


def _spans(text: str, as_of: date) -> tuple[Span, ...]:
    found: list[Span] = []
    last = 0
    for match in _REFERENCE.finditer(text):
        if match.start() > last:
            found.append(Words(text[last : match.start()]))
        found.append(_reference(match.group(1).strip(), as_of))
        last = match.end()
    if last < len(text):
        found.append(Words(text[last:]))
    return tuple(found)


def _reference(text: str, as_of: date) -> Span:
    first, _, rest = text.partition(" ")
    word = _TWINS.get(first, first)
    if word == "手填":
        said, sign, basis = rest.replace("basis=", "依据=").partition("依据=")
        if not sign or not basis.strip() or not said.strip():
            raise _CannotRead("no-basis", text)
        return Typed(said.strip(), basis.strip())
    if word == "馆名":
        return Library()
    if word == "单位" and not rest:
        return Unit()
    if word == "日期":
        try:
            return Day(date.fromisoformat(rest.strip()) if rest.strip() else as_of)
        except ValueError:
            raise _CannotRead("no-day", text) from None
    words = rest.split()
    reference, named, loose = _asked(first, words, as_of, text)
    over = named.pop("超过", "")
    if named or [one for one in loose if one != "全体"]:
        raise _CannotRead("unknown-word", text)
    if over and not over.isdecimal():
        raise _CannotRead("unknown-word", text)
    return Figure(reference, int(over) if over else None, "全体" in loose)


def _asked(code: str, words: list[str], as_of: date, text: str) -> tuple[Reference, dict[str, str], list[str]]:
    """Return the reference, the named words that are left, and the others that are left."""
    if not _CODE.match(code):
        raise _CannotRead("unknown-word", text)
    named: dict[str, str] = {}
    loose: list[str] = []
    period: Period | None = None
    for word in words:
        key, sign, value = word.partition("=")
        if sign:
            named[_TWINS.get(key, key)] = value
        elif period is None and (found := period_of(word, as_of=as_of)) is not None:
            period = found
        else:
            loose.append(_TWINS.get(word, word))
    if period is None:
        raise _CannotRead("no-period", text)
    return Reference(code, period, named.pop("馆区", ""), _unit(named)), named, loose


def _unit(named: dict[str, str]) -> str:
    asked = named.pop("单位", "")
    return _TWINS.get(asked, asked)


def is_of_a_unit(read: Read) -> bool:
    """Say whether a template speaks of a unit that is chosen when it is built."""
    blocks = [block for _line, block in read.blocks]
    spans = [span for block in blocks for span in spans_of(block)]
    own = [one for block in blocks for one in references_of(block) if one.unit == OWN]
    return (
        bool(own) or any(isinstance(one, Unit) for one in spans) or any(getattr(one, "is_own", False) for one in blocks)
    )


def _command(words: list[str], as_of: date) -> Block:
    text = " ".join(words)
    if not words:
        raise _CannotRead("unknown-word", text)
    word = _TWINS.get(words[0], words[0])
    if word == "附录":
        return Appendix()
    if word == "事项":
        return _happenings(words[1:], as_of, text)
    if word not in ("表", "图") or len(words) < 3:
        raise _CannotRead("unknown-word", text)
    references, by = [], ""
    for code in words[1].split("+"):
        reference, named, loose = _asked(code, words[2:], as_of, text)
        by = _BY.get(_TWINS.get(named.get("按", ""), named.get("按", "")), "")
        if loose or set(named) != {"按"} or not by:
            raise _CannotRead("unknown-word", text)
        references.append(reference)
    return Table(tuple(references), by) if word == "表" else Chart(references[0], by)


def _happenings(words: list[str], as_of: date, text: str) -> Happenings:
    if len(words) < 2:
        raise _CannotRead("no-period", text)
    period = period_of(words[1], as_of=as_of)
    if period is None:
        raise _CannotRead("no-period", text)
    named: dict[str, str] = {}
    has_pictures = is_own = False
    for word in words[2:]:
        key, sign, value = word.partition("=")
        key = _TWINS.get(key, key)
        if not sign and key == "配图":
            has_pictures = True
        elif sign and key == "单位" and _TWINS.get(value, value) == OWN:
            is_own = True
        elif sign and key == "最多" and value.isdecimal() and 0 < int(value) <= MOST_HAPPENINGS and key not in named:
            named[key] = value
        else:
            raise _CannotRead("unknown-word", text)
    return Happenings(words[0], period, has_pictures, int(named["最多"]) if named else None, is_own)
