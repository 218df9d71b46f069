"""The appendix: every figure with its receipt, and what was typed by hand with what it rests on; the same in each document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from shushan.reporting import words
from shushan.reporting.terms import Built, Receipt

NUMBER_AT: Final = 2  # the place of the number among a row's cells: it is what opens the records


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: its number in the report, and what stands under the headings of ``HEADINGS``."""

    number: int
    cells: tuple[str, ...]
    receipt: Receipt


def headings() -> tuple[str, ...]:
    """Return the headings of the appendix."""
    return (_("序"), _("指标"), _("数值"), _("时段"), _("数值编号"), _("定义"), _("记录数"), _("摘要"))


def rows(built: Built) -> list[Row]:
    """Return a row for every figure of a report, in the order in which they come."""
    return [Row(number, _cells(number, one), one) for number, one in enumerate(built.receipts, 1)]


def typed(built: Built) -> list[tuple[str, str]]:
    """Return what was typed by hand, each with what it rests on."""
    return [(run.text, run.mark) for piece in built.pieces for run in piece.runs if run.mark and run.figure is None]


def restated(built: Built) -> list[str]:
    """Return a line for every figure that was corrected after it had been signed."""
    return [
        _("%(name)s：原为 %(old)s，更正为 %(new)s（数值 %(id)s）")
        % {"name": one.name, "old": one.restated, "new": one.shown, "id": one.value_id}
        for one in built.receipts
        if one.restated
    ]


def closing(built: Built) -> list[str]:
    """Return the lines under the appendix: the marks, and the head of the ledger's chain."""
    lines = []
    if typed(built) or any(one.is_manual for one in built.receipts):
        lines.append(_("%(mark)s 手填，不由记录得出。") % {"mark": words.MARK})
    if any(one.is_estimated for one in built.receipts):
        lines.append(_("%(mark)s 按典型周推算。") % {"mark": words.ESTIMATED})
    if built.chain_head:
        lines.append(
            _("台账封存链头（封存至第 %(n)s 条）：%(head)s") % {"n": built.sealed_to, "head": built.chain_head}
        )
    return lines


def _cells(number: int, one: Receipt) -> tuple[str, ...]:
    mark = (words.MARK if one.is_manual else "") + (words.ESTIMATED if one.is_estimated else "")
    return (
        str(number), f"{one.code} {one.name}", f"{one.shown}{mark} {one.unit}", words.days(one),
        str(one.value_id) if one.value_id else _("未签署"), f"v{one.definition_version}", f"{one.records:,}",
        one.digest[:16] + ("…" if one.digest else "—"),
    )  # fmt: skip
