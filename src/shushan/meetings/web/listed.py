"""The secretary's list of meetings, and the plan of a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from shushan.kernel.errors import Refused
from shushan.kernel.ids import typed_number
from shushan.kernel.periods import Period
from shushan.ledger import public as ledger
from shushan.meetings.operations import planning as acts
from shushan.meetings.queries.meetings import lines, planned, some
from shushan.meetings.scoping import may_at, require_at
from shushan.meetings.states import MeetingState
from shushan.meetings.terms import MeetingAct, MeetingLine
from shushan.meetings.web.asking import heading_of, link_of, unit_names, units_of
from shushan.meetings.web.forms import PlanForm
from shushan.meetings.words import KIND_WORDS, STATE_TONES, STATE_WORDS
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units


def _title(row: MeetingLine) -> object:
    return format_html('<a href="{}">{}</a>', link_of(row), heading_of(row))


def _state(row: MeetingLine) -> object:
    tone = STATE_TONES[row.state]
    return format_html('<span class="chip{}">{}</span>', f" chip--{tone}" if tone else "", STATE_WORDS[row.state])


def _turnout(row: MeetingLine) -> str:
    if row.state not in (MeetingState.RUNNING, MeetingState.HELD):
        return "—"
    return f"{row.turnout.here}/{row.turnout.entitled}"


class MeetingsList(NumberedList[MeetingLine]):
    """Meetings at the units where the actor may see them, the newest first."""

    code = "meetings.list"
    title = gettext_lazy("组织生活")
    is_cards = True
    lead = gettext_lazy("从计划到记录簿是同一次会议。计划中和已通知的不算召开，哪里也不计数。")
    nothing = gettext_lazy("还没有会议。先排年度计划，或直接召集。")
    template = "meetings/list.html"

    @cached_property
    def names(self) -> dict[int, str]:
        """What units are called, by id."""
        return unit_names()

    @property
    def columns(self) -> Sequence[Column[MeetingLine]]:  # type: ignore[override]
        """Title, unit, kind, day, state, turnout, chair."""
        names = self.names
        return (
            Column[MeetingLine]("title", gettext_lazy("会议"), _title, heading_of, is_head=True),
            Column[MeetingLine]("unit", pgettext_lazy("one", "党组织"), lambda m: names.get(m.unit_id, m.unit_id)),
            Column[MeetingLine]("kind", gettext_lazy("会议类型"), lambda m: KIND_WORDS[m.kind]),
            Column[MeetingLine]("day", gettext_lazy("日期"), lambda m: m.day.isoformat()),
            Column[MeetingLine]("state", gettext_lazy("状态"), _state, lambda m: STATE_WORDS[m.state]),
            Column[MeetingLine]("turnout", gettext_lazy("到会／应到"), _turnout, look="number"),
            Column[MeetingLine](
                "rate", gettext_lazy("到会率"), lambda m: m.turnout.rate, look="number", is_shown=False
            ),
        )

    @property
    def filters(self) -> Sequence[Filter]:
        """Unit, kind, state, year."""
        visible = tuple((str(one.id), called(one)) for one in units_of(self.request, MeetingAct.SEE))
        this = ledger.local_day(self.request.at).year
        years = tuple((str(year), str(year)) for year in range(this + 1, 2018, -1))
        return (
            Filter("unit", pgettext_lazy("one", "党组织"), visible),
            Filter("kind", gettext_lazy("会议类型"), tuple((k.value, words) for k, words in KIND_WORDS.items())),
            Filter("state", gettext_lazy("状态"), tuple((s.value, words) for s, words in STATE_WORDS.items())),
            Filter("year", gettext_lazy("年度"), years),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[MeetingLine], int]:
        """Return meetings by position, in two queries."""
        unit_ids = [one.id for one in units_of(self.request, MeetingAct.SEE, on=date.max)]
        if asked["unit"]:
            unit_ids = [one for one in unit_ids if one == typed_number(asked["unit"])]
        year = Period.year(int(asked["year"])) if asked["year"] else None
        found = some(
            unit_ids=unit_ids, kind=asked["kind"], states=[asked["state"]], since=year.since if year else None,
            until=year.until if year else None,
        )  # fmt: skip
        return lines(found[first : first + limit]), found.count()

    def identify(self, row: MeetingLine) -> str:
        """Return the id of the meeting."""
        return str(row.id)

    def counted(self, total: int) -> object:
        """Return how many meetings."""
        return ngettext("%(n)s 次", "%(n)s 次", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Return what is due soon, and whether somebody may convene."""
        today = ledger.local_day(self.request.at)
        unit_ids = [one.id for one in units_of(self.request, MeetingAct.SEE)]
        waiting = planned(since=date.min, until=Period.month(today.year, today.month).until, unit_ids=unit_ids)
        return {
            "waiting": [(one, heading_of(one), self.names.get(one.unit_id, ""), one.day < today) for one in waiting],
            "may_plan": self.request.actor.may_somewhere(MeetingAct.PLAN),
            "may_run": self.request.actor.may_somewhere(MeetingAct.RUN),
        }


@staff_page(MeetingAct.SEE)
def listed(request: Request) -> HttpResponseBase:
    """Show the meetings."""
    return MeetingsList(request).response()


@staff_page(MeetingAct.SEE)
def plan(request: Request) -> HttpResponse:
    """Show the plan of a unit and a year (``?unit=&year=``), month by month; take one more meeting into it."""
    today = ledger.local_day(request.at)
    visible = units_of(request, MeetingAct.SEE)
    unit = _asked_unit(request, visible)
    year = _asked_year(request, today)
    form = PlanForm(request.POST if request.method == "POST" else None, initial={"day": today})
    if request.method == "POST" and unit is not None and form.is_valid():
        try:
            acts.plan_meeting(actor=request.actor, at=request.at, unit_id=unit.id, **form.cleaned_data)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已列入计划。"))
            return redirect(_plan_of(unit.id, form.cleaned_data["day"].year))
    if request.method == "POST" and unit is not None:
        require_at(request.actor, MeetingAct.PLAN, unit.id)
    context = {
        "unit": unit,
        "units": visible,
        "year": year,
        "months": _months(unit.id, year) if unit else [],
        "form": form,
        "may_plan": unit is not None and may_at(request.actor, MeetingAct.PLAN, unit.id),
        "is_over": year < today.year,
    }
    return render(request, "meetings/plan.html", context, status=422 if form.errors else 200)


@staff_page(MeetingAct.PLAN)
def plan_custom(request: Request, unit_id: int, year: int) -> HttpResponse:
    """Put what custom asks for into the plan of a year."""
    if request.method == "POST":
        if not 2000 <= year <= 2999:
            return redirect("meetings:plan")
        fresh = acts.plan_year(actor=request.actor, at=request.at, unit_id=unit_id, year=year)
        said = ngettext("计划里加了 %(n)d 次会议。", "计划里加了 %(n)d 次会议。", fresh) % {"n": fresh}
        messages.success(request, said if fresh else _("计划里已经都有了。"))
    return redirect(_plan_of(unit_id, year))


def _months(unit_id: int, year: int) -> list[tuple[int, list[tuple[MeetingLine, str, object, str]]]]:
    whole = Period.year(year)
    states = [state for state in MeetingState if state not in (MeetingState.CANCELLED, MeetingState.REVERSED)]
    found = lines(some(unit_ids=[unit_id], states=states, since=whole.since, until=whole.until, newest_first=False))
    drawn: dict[int, list[tuple[MeetingLine, str, object, str]]] = {month: [] for month in range(1, 13)}
    for one in found:
        drawn[one.day.month].append((one, heading_of(one), STATE_WORDS[one.state], STATE_TONES[one.state]))
    return list(drawn.items())


def _asked_unit(request: Request, visible: list[units.UnitValue]) -> units.UnitValue | None:
    wanted = typed_number(request.GET.get("unit", ""))
    return next((one for one in visible if one.id == wanted), visible[0] if visible and wanted is None else None)


def _asked_year(request: Request, today: date) -> int:
    typed = typed_number(request.GET.get("year", ""))
    return typed if typed is not None and 2000 <= typed <= 2999 else today.year


def _plan_of(unit_id: int, year: int) -> str:
    return f"{reverse('meetings:plan')}?unit={unit_id}&year={year}"
