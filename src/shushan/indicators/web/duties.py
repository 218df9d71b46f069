"""The register of duties as of a day, along the units' tree; two days side by side; one's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shushan.figures import public as figures
from shushan.indicators.duties import queries
from shushan.indicators.duties.telling import trouble
from shushan.indicators.duties.terms import DutyLine, Status
from shushan.indicators.terms import IndicatorAct
from shushan.indicators.words import STATUS_LOOKS, STATUSES
from shushan.kernel.actor import ActorKind
from shushan.kernel.errors import NotAllowed
from shushan.ledger import public as ledger
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import member_page, staff_page
from shushan.units import public as units


def day_of(text: str, request: Request) -> date:
    """Return a typed day, today where it says none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return ledger.local_day(request.at)


def status_chips(line: DutyLine) -> object:
    """Draw the status of every target of a duty; what is lacking is said as plainly."""
    found = [target.status for link in line.links for target in link.targets]
    said = [(STATUS_LOOKS[status], STATUSES[status]) for status in dict.fromkeys(found)]
    if line.accountable is None:
        said.insert(0, ("chip--bad", _("没有负责人")))
    if not line.links:
        said.insert(0, ("chip--bad", _("没有指标")))
    return format_html_join(" ", '<span class="chip {}">{}</span>', said) if said else "—"


def worst(line: DutyLine) -> str:
    """Return the gravest status of a duty's targets."""
    order = (Status.MISSED, Status.AT_RISK, Status.NO_VALUE, Status.ON_TRACK, Status.NOT_DUE, Status.MET)
    found = {target.status for link in line.links for target in link.targets}
    return next((status.value for status in order if status in found), "")


def _name(row: DutyLine) -> object:
    return format_html('<a href="{}">{}</a>', reverse("indicators:duty", args=[row.id]), called(row))


class DutiesList(NumberedList[DutyLine]):
    """The duties of a day, in the order of the units' tree. A library has some dozens."""

    code = "indicators.duties"
    title = _("责任清单")
    is_cards = True
    lead = _("每项责任恰有一名负责人，挂着指标和目标；进展由记录算出，没有人能填。任何一天的清单都查得到。")
    nothing = _("这一天没有在册的责任。")
    template = "indicators/duties.html"

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.on = day_of(request.GET.get("on", ""), request)

    @cached_property
    def tree(self) -> list[units.UnitValue]:
        """The units of the day, parents before children."""
        return units.tree(on=self.on)

    @cached_property
    def found(self) -> list[DutyLine]:
        """Every duty under the filters, in the order of the tree."""
        place = {unit.id: n for n, unit in enumerate(self.tree)}
        wanted = self.asked["unit"]
        ids = units.descendants(int(wanted), on=self.on) if wanted else None
        lines = queries.standing(queries.register(on=self.on, unit_ids=ids), at=self.request.at)
        status = self.asked["status"]
        if status == "lacking":
            lines = [line for line in lines if not line.is_covered]
        elif status == "trouble":
            lines = [line for line in lines if trouble(line)]
        elif status:
            lines = [line for line in lines if worst(line) == status]
        return sorted(lines, key=lambda line: (place.get(line.unit_id, len(place)), line.code))

    @cached_property
    def columns(self) -> Sequence[Column[DutyLine]]:  # type: ignore[override]
        """What a duty says; the names of units are asked once."""
        names = {unit.id: called(unit) for unit in self.tree}
        return (
            Column("unit", _("单位"), lambda r: names.get(r.unit_id, "")),
            Column("code", _("编号"), lambda r: r.code, look="code"),
            Column("name", _("责任"), _name, lambda r: r.name, is_head=True),
            Column("accountable", _("负责人"), lambda r: r.accountable.name if r.accountable else "—"),
            Column("responsible", _("经办人"), lambda r: "、".join(one.name for one in r.responsible) or "—"),
            Column("indicators", _("指标"), lambda r: "、".join(link.code for link in r.links) or "—", look="code"),
            Column("status", _("进展"), status_chips, lambda r: worst(r)),
            Column("since", _("从哪天起"), lambda r: r.since, is_shown=False),
        )

    @property
    def filters(self) -> Sequence[Filter]:
        """Day, unit, status."""
        states = (
            ("lacking", _("缺负责人或指标")),
            ("trouble", _("有风险或未达成的目标")),
            *((s.value, words) for s, words in STATUSES.items()),
        )
        return (
            Filter("on", _("哪一天的清单"), kind="date"),
            Filter("unit", _("单位及其下属"), tuple((str(unit.id), called(unit)) for unit in self.tree)),
            Filter("status", _("进展"), states),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[DutyLine], int]:
        """Return duties by position."""
        return self.found[first : first + limit], len(self.found)

    def identify(self, row: DutyLine) -> str:
        """Return the duty's id."""
        return str(row.id)

    def more(self) -> dict[str, object]:
        """Return the day, its counts, and whether a duty may be entered."""
        return {
            "on": self.on, "counts": queries.counts(on=self.on), "today": ledger.local_day(self.request.at),
            "may_edit": self.request.actor.may_somewhere(IndicatorAct.EDIT_DUTIES),
        }  # fmt: skip


@staff_page(IndicatorAct.SEE_DUTIES)
def listed(request: Request) -> HttpResponseBase:
    """Show the register of a day."""
    return DutiesList(request).response()


@require_safe
@staff_page(IndicatorAct.SEE_DUTIES)
def compared(request: Request) -> HttpResponse:
    """Show the registers of two days side by side: from soft tasks to hard indicators."""
    second = day_of(request.GET.get("second", ""), request)
    first = day_of(request.GET.get("first", ""), request)
    days = [(one, queries.register(on=one), queries.counts(on=one)) for one in (first, second)]
    ids = {line.id for line in days[0][1]}
    later = {line.id: line for line in days[1][1]}
    pairs: list[tuple[DutyLine | None, DutyLine | None]] = [(line, later.get(line.id)) for line in days[0][1]]
    pairs += [(None, line) for line in days[1][1] if line.id not in ids]
    context = {"first": first, "second": second, "counts": [counts for _day, _lines, counts in days], "pairs": pairs}
    return render(request, "indicators/duties_compared.html", context)


@require_safe
@member_page
def mine(request: Request) -> HttpResponse:
    """Show a colleague the duties in which they have a part."""
    if request.actor.kind is not ActorKind.STAFF:
        raise NotAllowed(_("这一页只给本馆的工作人员"))
    today, person_id = ledger.local_day(request.at), request.actor.id
    found = queries.standing(queries.register(on=today, person_id=person_id), at=request.at)
    with figures.definitions_once():
        rows = [
            (line, status_chips(line), line.accountable is not None and line.accountable.person_id == person_id,
             [figures.measure(link.code).name for link in line.links])
            for line in found
        ]  # fmt: skip
    may_see = request.actor.may_somewhere(IndicatorAct.SEE_DUTIES)
    return render(request, "indicators/duties_mine.html", {"rows": rows, "may_see": may_see})
