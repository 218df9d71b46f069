"""The list of signed values and those on the way, with the steps for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from shushan.figures import public as figures
from shushan.indicators.terms import IndicatorAct, ValueLine
from shushan.indicators.values import queries, signing
from shushan.indicators.web.asking import known_names, scope_words
from shushan.indicators.words import BASES, LOOKS, STATES, period_words
from shushan.kernel.ids import typed_number
from shushan.ui.http import Request
from shushan.ui.lists import Asked, BulkAct, Change, Column, Filter, NumberedList, View
from shushan.ui.web import staff_page


def _name(row: ValueLine) -> object:
    address = reverse("indicators:value", args=[row.id])
    return format_html('<a href="{}">{}</a> <small class="code">{}</small>', address, row.measure.name, row.asked.code)


def marked(row: ValueLine) -> object:
    """Return the number with its mark: typed and estimated ones are never shown bare."""
    if not row.mark:
        return row.shown
    return format_html('{} <span class="chip mark mark--{}">{}</span>', row.shown, row.mark, BASES[row.basis])


def _state(row: ValueLine) -> object:
    chip = format_html('<span class="chip {}">{}</span>', LOOKS[row.state], STATES[row.state])
    if row.restated_by_id is None:
        return chip
    return format_html('{} <span class="chip chip--warn">{}</span>', chip, _("已被重述"))


def _ahead(_request: Request, ids: Sequence[str]) -> Change:
    found = queries.values_by_id([number for one in ids if (number := typed_number(one)) is not None])
    samples = [f"{line.measure.name} {period_words(line.asked)} {line.shown} {line.unit}" for line in found.values()]
    return Change(samples=samples[:12])


def _check(request: Request, row_id: str, _said: dict[str, Any]) -> None:
    signing.check_value(actor=request.actor, at=request.at, value_id=typed_number(row_id) or 0)


def _sign(request: Request, row_id: str, _said: dict[str, Any]) -> None:
    signing.sign_value(actor=request.actor, at=request.at, value_id=typed_number(row_id) or 0)


def _approve(request: Request, row_id: str, _said: dict[str, Any]) -> None:
    signing.approve_value(actor=request.actor, at=request.at, value_id=typed_number(row_id) or 0)


class ValuesList(NumberedList[ValueLine]):
    """Values, the latest period first."""

    code = "indicators.values"
    title = _("签认数值")
    is_cards = True
    lead = _("起草、核对、签认、批准，四个人各办一步；签认之后数值不再变动，后来的记录另行通知。")
    nothing = _("还没有数值。先选一个指标和时段起草。")
    template = "indicators/values.html"
    views = (
        View(_("等着核对"), "state=draft"),
        View(_("等着签认"), "state=checked"),
        View(_("等着批准"), "state=signed"),
        View(_("已冻结"), "state=frozen"),
    )
    acts = (
        BulkAct("check", _("核对"), IndicatorAct.CHECK_VALUE, _("逐个按记录重算，存下收据；自己起草的会被拒绝。"), _ahead, _check),
        BulkAct("sign", _("签认"), IndicatorAct.SIGN_VALUE, _("签认之后数值冻结，不再变动。"), _ahead, _sign),
        BulkAct("approve", _("批准"), IndicatorAct.APPROVE_VALUE, _("批准签认过的数值。"), _ahead, _approve),
    )  # fmt: skip

    @cached_property
    def columns(self) -> Sequence[Column[ValueLine]]:  # type: ignore[override]
        """What a value says; the names of sites and units are asked once."""
        known = known_names(self.request.at)
        return (
            Column[ValueLine]("name", _("指标"), _name, lambda r: f"{r.asked.code} {r.measure.name}", is_head=True),
            Column[ValueLine]("period", _("时段"), lambda r: period_words(r.asked)),
            Column[ValueLine]("number", _("数值"), marked, lambda r: r.shown, look="number"),
            Column[ValueLine]("unit", _("单位"), lambda r: r.unit),
            Column[ValueLine]("state", _("状态"), _state, lambda r: STATES[r.state]),
            Column[ValueLine]("scope", _("范围"), lambda r: scope_words(r.asked, known)),
            Column[ValueLine]("revision", _("第几次"), lambda r: r.revision, look="number", is_shown=False),
            Column[ValueLine]("basis", _("来源"), lambda r: BASES[r.basis], is_only_in_files=True),
            Column[ValueLine]("entries", _("记录数"), lambda r: r.receipt.entries if r.receipt else "", look="number"),
            Column[ValueLine](
                "digest", _("核对码"), lambda r: r.receipt.digest if r.receipt else "", look="code", is_shown=False
            ),
            Column[ValueLine]("id", _("数值编号"), lambda r: r.id, look="number"),
        )

    @property
    def filters(self) -> Sequence[Filter]:
        """State, figure, days, source."""
        states = (("open", _("还没冻结")), ("frozen", _("已冻结")), *((s, words) for s, words in STATES.items()))
        codes = tuple((one.code, f"{one.code} {one.name}") for one in figures.every_measure())
        return (
            Filter("state", _("状态"), tuple((str(value), words) for value, words in states)),
            Filter("code", _("指标"), codes),
            Filter("basis", _("来源"), tuple((str(value), words) for value, words in BASES.items())),
            Filter("since", _("时段起于"), kind="date"),
            Filter("until", _("时段止于"), kind="date"),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[ValueLine], int]:
        """Return values by position."""
        last = _day(asked["until"])
        wanted = queries.ValueFilter(
            state=asked["state"], code=asked["code"], basis=asked["basis"], since=_day(asked["since"]),
            until=date.fromordinal(last.toordinal() + 1) if last and last < date.max else None,
        )  # fmt: skip
        return queries.values(wanted, first=first, limit=limit)

    def identify(self, row: ValueLine) -> str:
        """Return the id of the value."""
        return str(row.id)

    def more(self) -> dict[str, object]:
        """Say what may be begun, and how much came late."""
        return {
            "may_draft": self.request.actor.may_somewhere(IndicatorAct.DRAFT_VALUE),
            "late": len(queries.late_notices()),
        }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@staff_page(IndicatorAct.SEE_VALUES)
def listed(request: Request) -> HttpResponseBase:
    """Show values."""
    return ValuesList(request).response()
