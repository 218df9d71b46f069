"""Staff pages of study plans, and of who completed what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from shushan.audit import public as audit
from shushan.kernel.errors import Refused
from shushan.kernel.ids import typed_number
from shushan.kernel.periods import Period
from shushan.learning import ports
from shushan.learning.operations import courses as acts
from shushan.learning.options import MOST_GAP
from shushan.learning.queries import courses, judging, studies
from shushan.learning.scoping import require_at
from shushan.learning.terms import CourseValue, Covered, Due, HoursLine, LearningAct
from shushan.learning.web.forms import PlanForm, PlanItemForm, what_choices
from shushan.learning.web.shared import asked_unit, every_roster, hours_text, seen_roster, today_of, unit_choices
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.ui.forms import show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.web import staff_page

EDIT, SEE = LearningAct.EDIT_COURSES, LearningAct.SEE_STUDY


@require_safe
@staff_page(EDIT)
def listed(request: Request) -> HttpResponse:
    """Show the plans of every year."""
    found = courses.plans()
    lines = courses.lines_of_plans(one.id for one in found)
    names = dict(ports.units(on=today_of(request)))
    rows = [(one, names.get(one.unit_id or 0, ""), lines.get(one.id, [])) for one in found]
    return render(request, "learning/staff_plans.html", {"rows": rows})


@staff_page(EDIT)
def edit(request: Request, plan_id: int | None = None) -> HttpResponse:
    """Make a plan or write one anew."""
    found = courses.plan(plan_id) if plan_id else None
    begin: dict[str, object] = {"year": today_of(request).year}
    if found is not None:
        begin = {"year": found.year, "name": found.name, "unit": str(found.unit_id or ""), "note": found.note}
    choices = unit_choices(today_of(request))
    form = PlanForm(request.POST if request.method == "POST" else None, units=choices, initial=begin)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["unit_id"] = typed_number(said.pop("unit"))
        try:
            saved = acts.save_plan(actor=request.actor, plan_id=plan_id, **said)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("计划已保存。"))
            return redirect("learning:staff-plan", saved)
    context = {
        "form": form, "heading": found.name if found else _("新学习计划"), "back": reverse("learning:staff-plans"),
        "crumb": _("学习计划"),
    }  # fmt: skip
    return render(request, "learning/staff_form.html", context, status=422 if form.errors else 200)


@staff_page(EDIT)
def plan(request: Request, plan_id: int) -> HttpResponse:
    """Show a plan; add a course or a series to it."""
    found = courses.plan(plan_id)
    form = PlanItemForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kind, _dash, number = form.cleaned_data["what"].partition("-")
        try:
            acts.plan_study(
                actor=request.actor, plan_id=plan_id, due_on=form.cleaned_data["due_on"], **{f"{kind}_id": int(number)}
            )
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已加入计划。"))
            return redirect("learning:staff-plan", plan_id)
    names = dict(ports.units(on=today_of(request)))
    lines = courses.lines_of_plans([plan_id]).get(plan_id, [])
    known = judging.judgements(Due.COURSE, [one.id for one in lines])
    context = {
        "plan": found, "unit": names.get(found.unit_id or 0, ""),
        "lines": [
            (one, reverse("learning:staff-judgement", args=[known[one.id]]) if one.id in known else "") for one in lines
        ],
        "form": form, "may_see": request.actor.may_somewhere(SEE),
    }  # fmt: skip
    return render(request, "learning/staff_plan.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(EDIT)
def item_removal(request: Request, plan_id: int, item_id: int) -> HttpResponse:
    """Take a line out of a plan."""
    try:
        acts.drop_from_plan(actor=request.actor, item_id=item_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    return redirect("learning:staff-plan", plan_id)


class CoverageList(NumberedList[Covered]):
    """Everyone of a roster and how much of a course or series they completed."""

    code = "learning.coverage"
    title = gettext_lazy("学习覆盖")
    nothing = gettext_lazy("名册上没有人，或还没有选课程。")
    template = "learning/staff_coverage.html"
    columns = (
        Column[Covered]("name", gettext_lazy("姓名"), lambda c: c.name, is_head=True),
        Column[Covered]("unit", gettext_lazy("支部"), lambda c: c.unit),
        Column[Covered]("done", gettext_lazy("学完课数"), lambda c: f"{c.done}/{c.of}"),
        Column[Covered](
            "completed", gettext_lazy("全部学完"),
            lambda c: c.completed_at.astimezone(ledger.zone()).date().isoformat() if c.completed_at else _("没有"),
        ),
    )  # fmt: skip

    def __init__(self, request: Request, lines: list[Covered], on: date) -> None:
        super().__init__(request)
        self.lines, self.on = lines, on

    @property
    def filters(self) -> Sequence[Filter]:
        """What, whose, on which day, and who is missing."""
        what = tuple((code, words) for code, words in what_choices())
        return (
            Filter("what", gettext_lazy("课程或系列"), what),
            Filter("unit", gettext_lazy("名册"), tuple(unit_choices(self.on)), every=every_roster()),
            Filter("on", gettext_lazy("名册与截止日"), kind="date"),
            Filter("missing", gettext_lazy("哪些人"), (("1", _("还没学完的")),)),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[Covered], int]:
        """Return people by position."""
        found = [one for one in self.lines if not asked["missing"] or one.completed_at is None]
        return found[first : first + limit], len(found)

    def identify(self, row: Covered) -> str:
        """Return the person's id."""
        return str(row.person_id)

    def counted(self, total: int) -> object:
        """Return how many people."""
        return ngettext("%(n)s 人", "%(n)s 人", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Return the share of the whole roster."""
        done = sum(one.completed_at is not None for one in self.lines)
        return {
            "done": done,
            "of": len(self.lines),
            "percent": done * 100 // len(self.lines) if self.lines else None,
            "on": self.on,
        }


@staff_page(SEE)
def coverage(request: Request) -> HttpResponseBase:
    """Show who of a roster completed a course or series by a day; the look is recorded."""
    on = _day(request)
    unit_id = asked_unit(request)
    chosen = _chosen(request.GET.get("what", ""))
    roster = seen_roster(request, unit_id, on=on, what=f"units.unit:{unit_id or 0}") if chosen else []
    return CoverageList(request, studies.covered(chosen, roster, until=on) if chosen else [], on).response()


class HoursList(NumberedList[HoursLine]):
    """Class hours of everyone of a roster in a year."""

    code = "learning.hours"
    title = gettext_lazy("学时")
    lead = gettext_lazy(
        "党员每年至少 32 学时，书记和委员至少 56 学时；按年末（本年按今天）的名册。没有折算规则的不计，单列。"
    )
    nothing = gettext_lazy("名册上没有人。")
    template = "learning/staff_hours.html"
    columns = (
        Column[HoursLine]("name", gettext_lazy("姓名"), lambda h: h.name, is_head=True),
        Column[HoursLine]("unit", gettext_lazy("支部"), lambda h: h.unit),
        Column[HoursLine]("total", gettext_lazy("学时"), lambda h: hours_text(h.total), look="number"),
        Column[HoursLine]("needed", gettext_lazy("应有"), lambda h: hours_text(h.needed), look="number"),
        Column[HoursLine]("here", gettext_lazy("本馆课程"), lambda h: hours_text(h.here), look="number"),
        Column[HoursLine]("elsewhere", gettext_lazy("其他渠道"), lambda h: hours_text(h.elsewhere), look="number"),
        Column[HoursLine]("unconverted", gettext_lazy("未折算"), lambda h: h.unconverted, look="number"),
        Column[HoursLine]("enough", gettext_lazy("达标"), lambda h: _("达标") if h.is_enough else _("未达标")),
    )

    def __init__(self, request: Request, lines: list[HoursLine], year: int, gaps: list[tuple[str, int, date]]) -> None:
        super().__init__(request)
        self.lines, self.year, self.gaps = lines, year, gaps

    @property
    def filters(self) -> Sequence[Filter]:
        """Year, roster, and who is short."""
        today = today_of(self.request)
        years = tuple((str(year), str(year)) for year in range(today.year, 2018, -1))
        return (
            Filter("year", gettext_lazy("年份"), years, every=_("今年")),
            Filter("unit", gettext_lazy("名册"), tuple(unit_choices(today)), every=every_roster()),
            Filter("short", gettext_lazy("哪些人"), (("1", _("未达标的")),)),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[HoursLine], int]:
        """Return people by position."""
        found = [one for one in self.lines if not asked["short"] or not one.is_enough]
        return found[first : first + limit], len(found)

    def identify(self, row: HoursLine) -> str:
        """Return the person's id."""
        return str(row.person_id)

    def counted(self, total: int) -> object:
        """Return how many people."""
        return ngettext("%(n)s 人", "%(n)s 人", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Return the year, how many reach their hours, and the longest gaps of the branches."""
        enough = sum(one.is_enough for one in self.lines)
        may_see = self.request.actor.may(SEE)  # the judgement of a year is of every roster
        judgement_id = judging.judgements(Due.HOURS, [self.year]).get(self.year) if may_see else None
        return {
            "year": self.year, "enough": enough, "of": len(self.lines), "gaps": self.gaps, "judgement_id": judgement_id,
        }  # fmt: skip


@staff_page(SEE)
def hours(request: Request) -> HttpResponseBase:
    """Show the class hours of a roster in a year; the look is recorded."""
    today = today_of(request)
    year = typed_number(request.GET.get("year", "")) or today.year
    if not 1990 <= year <= today.year:
        year = today.year
    unit_id = asked_unit(request)
    on = min(date(year, 12, 31), today)
    roster = seen_roster(request, unit_id, on=on, what=f"units.unit:{unit_id or 0}")
    most = options.get(MOST_GAP, at=request.at)
    gaps = [gap for gap in gaps_of(roster, period=_part_of(year, today)) if gap[1] > most]
    return HoursList(request, studies.hours(roster, year=year), year, gaps).response()


@require_safe
@staff_page(SEE)
def judged(request: Request, judged_id: int) -> HttpResponse:
    """Show how one of a roster stood when something had fallen due; the look is recorded."""
    found = judging.judged(judged_id)
    require_at(request.actor, SEE, found.unit_id)
    audit.looked(actor=request.actor, act=SEE, subject=f"learning.judged:{judged_id}", at=request.at)
    return render(request, "learning/staff_judged.html", {"line": found})


def gaps_of(roster: Sequence[ports.RosterLine], *, period: Period) -> list[tuple[str, int, date]]:
    """Return (branch, longest gap in days, its first day) of every branch of a roster."""
    branches: dict[str, list[int]] = {}
    for line in roster:
        branches.setdefault(line.unit_called, []).append(line.person_id)
    found = []
    for name, ids in branches.items():
        days, since = studies.longest_gap(studies.study_days(ids, period=period), period=period)
        found.append((name, days, since))
    return found


def _part_of(year: int, today: date) -> Period:
    whole = Period.year(year)
    return Period(whole.since, min(whole.until, max(today, whole.since.replace(day=2))))


def _day(request: Request) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today_of(request)


def _chosen(what: str) -> list[CourseValue]:
    kind, _dash, typed = what.partition("-")
    number = typed_number(typed)
    if number is None:
        return []
    return courses.courses(series_id=number) if kind == "series" else courses.courses(course_ids=[number])
