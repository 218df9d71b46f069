"""Build a report: every reference becomes a number with its receipt, and everything that must not stand is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from shushan.kernel.errors import Invalid
from shushan.ledger import public as ledger
from shushan.reporting import happenings, language, pictures, words
from shushan.reporting.language import (
    Block,
    Chart,
    Day,
    Figure,
    Happenings,
    Heading,
    Library,
    Paragraph,
    Reference,
    Table,
    Typed,
    Unit,
)
from shushan.reporting.resolving import CannotResolve, Resolved, parts, resolve
from shushan.reporting.terms import Built, Piece, Problem, Receipt, Run
from shushan.reporting.typed_numbers import typed_in, unbound_in
from shushan.ui.context import library_name
from shushan.ui.templatetags.look import called
from shushan.units import public as units
from shushan.units.public import UnitValue

MOST_PICTURES: Final = 40  # in one report
Found = dict[Reference, Resolved | CannotResolve]


def build(text: str, *, as_of: date, at: datetime, unit: str = "") -> Built:
    """Return a template built for a day, as known at an instant. Nothing is written.

    ``unit``: the code of the unit that the report is of, where the template speaks of one.
    :raises Invalid: there was no such unit on that day
    """
    own = unit_of(unit, on=as_of) if unit else None
    read = language.read(text, as_of=as_of)
    wanted = [one for _line, block in read.blocks for one in language.references_of(block)]
    writer = _Writer(resolve(wanted, as_of=as_of, at=at, unit=own), as_of, at, own)
    pieces = [piece for line, block in read.blocks for piece in writer.piece(line, block)]
    problems = [Problem(m.line, m.code, words.mistake(m)) for m in read.mistakes] + writer.problems
    if not any(piece.kind == "heading" and piece.level == 1 for piece in pieces):
        problems.append(Problem(1, "no-title", _("报告没有题目：请在第一行写“# 题目”")))
    sealed_to, head = ledger.chain_head()
    return Built(
        title=_title(pieces), as_of=as_of, pieces=tuple(pieces), receipts=tuple(writer.receipts),
        problems=tuple(sorted(problems, key=lambda p: p.line)), chain_head=head, sealed_to=sealed_to,
    )  # fmt: skip


def unit_of(code: str, *, on: date) -> UnitValue:
    """Return the unit of a code as it was on a day.

    :raises Invalid: there was none
    """
    found = next((one for one in units.tree(on=on) if one.code == code), None)
    if found is None:
        raise Invalid(_("这一天没有代码为 %(code)s 的单位") % {"code": code}, field="unit", remedy=_("请从列表中选择"))
    return found


def _title(pieces: list[Piece]) -> str:
    titles = ["".join(run.text for run in piece.runs) for piece in pieces if piece.kind == "heading"]
    return titles[0][:200] if titles else ""


class _Writer:
    """Writes block after block, numbering the figures as they come."""

    def __init__(self, found: Found, as_of: date, at: datetime, own: UnitValue | None) -> None:
        self._found, self._as_of, self._at, self._own = found, as_of, at, own
        self._below = units.descendants(own.id, on=as_of) if own else frozenset[int]()
        self.receipts: list[Receipt] = []
        self.problems: list[Problem] = []
        self._numbers: dict[Reference, int] = {}
        self._pictures = 0

    def piece(self, line: int, block: Block) -> Iterator[Piece]:
        """Yield what a block becomes."""
        if isinstance(block, Heading):
            yield Piece("heading", self._runs(line, block.spans), level=block.level)
        elif isinstance(block, Paragraph):
            yield Piece("item" if block.is_item else "paragraph", self._runs(line, block.spans))
        elif isinstance(block, Table):
            yield from self._table(line, block)
        elif isinstance(block, Chart):
            yield from self._chart(line, block)
        elif isinstance(block, Happenings):
            yield from self._happenings(line, block)
        else:
            yield Piece("appendix")

    def _runs(self, line: int, spans: tuple[language.Span, ...]) -> tuple[Run, ...]:
        return tuple(self._run(line, span) for span in spans)

    def _run(self, line: int, span: language.Span) -> Run:
        if isinstance(span, Typed):
            self.problems.append(Problem(line, "typed", _("手填：%(what)s") % {"what": span.text}, is_grave=False))
            return Run(span.text, mark=span.basis)
        if isinstance(span, Day):
            return Run(words.day(span.on))
        if isinstance(span, Library):
            return Run(library_name())
        if isinstance(span, Unit):
            return self._named(line)
        if isinstance(span, Figure):
            return self._figure(line, span)
        for number in typed_in(span.text):
            self.problems.append(Problem(line, "bare-number", words.bare_number(number)))
        for word in unbound_in(span.text):
            self.problems.append(Problem(line, "unbound", words.unbound(word)))
        return Run(span.text)

    def _named(self, line: int) -> Run:
        if self._own is None:
            self.problems.append(Problem(line, "no-unit", words.no_unit()))
            return Run("？")
        return Run(called(self._own))

    def _figure(self, line: int, span: Figure) -> Run:
        resolved = self._take(line, span.reference)
        if resolved is None:
            return Run("？")
        number, position = resolved.number, self._numbers[span.reference]
        if number is None:
            said = resolved.receipt.absence or _("没有数值")
            self.problems.append(Problem(line, "no-value", f"{span.reference.label}：{said}"))
            return Run("—", figure=position)
        if span.everybody:
            if str(resolved.measure.unit) != "%" or number != 100:
                self.problems.append(Problem(line, "not-everybody", words.not_everybody(resolved.receipt)))
            return Run(_("全体"), figure=position)
        if span.over is not None:
            if number <= span.over:
                self.problems.append(Problem(line, "not-over", words.not_over(resolved.receipt, span.over)))
            return Run(_("%(n)s多") % {"n": span.over}, figure=position)
        return words.figure(resolved.receipt, position)

    def _take(self, line: int, reference: Reference) -> Resolved | None:
        """Return what a reference stands for, noting its receipt once."""
        resolved = self._found[reference]
        if isinstance(resolved, CannotResolve):
            self.problems.append(Problem(line, "no-such-figure", f"{reference.label}：{resolved}"))
            return None
        if reference not in self._numbers:
            self._numbers[reference] = len(self.receipts)
            self.receipts.append(resolved.receipt)
            if resolved.line is None:
                self.problems.append(Problem(line, "unsigned", words.unsigned(resolved.receipt)))
        return resolved

    def _table(self, line: int, block: Table) -> Iterator[Piece]:
        taken = [one for reference in block.references if (one := self._take(line, reference))]
        if not taken:
            return
        columns = [parts(one, block.by, at=self._at) for one in taken]
        labels = sorted({label for column in columns for label, _cell in column}) if block.by == "month" else list(
            dict.fromkeys(label for column in columns for label, _cell in column)
        )  # fmt: skip
        head = (words.BY[block.by], *(f"{one.measure.name}（{one.measure.unit}）" for one in taken))
        rows = [tuple(map(str, head))]
        for label in labels:
            cells = (dict(column).get(label) for column in columns)
            rows.append((label, *(words.cell(one.measure, cell) for one, cell in zip(taken, cells, strict=True))))
        rows.append(
            (_("合计") if all(t.measure.adds_up for t in taken) else _("全馆"), *(t.receipt.shown for t in taken))
        )
        caption = _("表：%(what)s（%(days)s）") % {
            "what": "、".join(str(one.measure.name) for one in taken), "days": words.days(taken[0].receipt),
        }  # fmt: skip
        yield Piece(
            "table", caption=caption, rows=tuple(rows), figures=tuple(self._numbers[r] for r in block.references if r in self._numbers)
        )  # fmt: skip

    def _chart(self, line: int, block: Chart) -> Iterator[Piece]:
        one = self._take(line, block.reference)
        if one is None:
            return
        points = [
            (label, words.cell(one.measure, cell), float(cell.number) if cell.number is not None else 0.0)
            for label, cell in parts(one, block.by, at=self._at)
        ]
        caption = _("图：%(what)s（%(unit)s，%(days)s）") % {
            "what": one.measure.name, "unit": one.measure.unit, "days": words.days(one.receipt),
        }  # fmt: skip
        yield Piece("chart", caption=caption, points=tuple(points), figures=(self._numbers[block.reference],))

    def _happenings(self, line: int, block: Happenings) -> Iterator[Piece]:
        """Yield an item for each thing: what was held as held, what is planned as planned, as of the day."""
        kind = happenings.kind(block.kind)
        if kind is None:
            self.problems.append(Problem(line, "no-such-kind", words.no_such_kind(block.kind, happenings.names())))
            return
        period = block.period
        found = kind.ask(period.since or date.min, period.until, self._as_of)
        if block.is_own:
            found = [one for one in found if one.unit_id in self._below]
            if self._own is None:
                self.problems.append(Problem(line, "no-unit", words.no_unit()))
        for one in found[: block.most]:
            yield Piece("item", (Run(words.happening(one)),))
            if block.has_pictures and one.picture and self._pictures < MOST_PICTURES:
                yield from self._picture(line, one.picture)
        if not found:
            yield Piece("item", (Run(_("这一时段没有登记。")),))

    def _picture(self, line: int, picture: happenings.Picture) -> Iterator[Piece]:
        found = pictures.drawn(picture)
        if found is None:
            self.problems.append(Problem(line, "no-picture", words.no_picture(picture), is_grave=False))
            return
        self._pictures += 1
        yield Piece("picture", caption=picture.caption, picture=found, alt=picture.alt or picture.caption)
