"""Pages of cases: the list, one case with its steps and dates, recording, receiving, ending. Each look is on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.audit import public as audit
from shushan.development import policy
from shushan.development.operations import cases as acts
from shushan.development.queries import cases as reads
from shushan.development.states import CaseState
from shushan.development.terms import CaseLine, DevelopmentAct
from shushan.development.web.forms import EndForm, OpenForm, ReceiveForm, ReturnForm, StepForm, TakeBackForm
from shushan.development.words import STAGES, STATES, name_of, step_name
from shushan.files import public as files
from shushan.kernel.errors import NotAllowed, Refused
from shushan.ledger import public as ledger
from shushan.organisation import public as organisation
from shushan.regulations import public as regulations
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units

MOST = 20_000_000  # bytes of a scan
SEE, RECORD = DevelopmentAct.SEE_CASES, DevelopmentAct.RECORD_STEPS


def _name(row: CaseLine) -> object:
    return format_html('<a href="{}">{}</a>', reverse("development:case", args=[row.id]), row.name)


class CasesList(NumberedList[CaseLine]):
    """Cases of the branches that one may see."""

    code = "development.cases"
    title = gettext_lazy("发展党员")
    is_cards = True
    lead = gettext_lazy("5 个阶段 25 步；每一步登记日期和材料，从不推断。每看一次都有记录。")
    ordinary = gettext_lazy("全部个案")
    nothing = gettext_lazy("还没有个案。收到入党申请书就在这里登记。")
    template = "development/cases.html"
    columns = (
        Column[CaseLine]("name", pgettext_lazy("person", "申请人"), _name, lambda c: c.name, is_head=True),
        Column[CaseLine]("stage", gettext_lazy("阶段"), lambda c: STAGES[c.stage]),
        Column[CaseLine]("last", gettext_lazy("最近一步"), lambda c: name_of(c.last_step)),
        Column[CaseLine]("opened", gettext_lazy("申请日期"), lambda c: c.opened_on),
        Column[CaseLine]("state", gettext_lazy("状态"), lambda c: STATES[c.state]),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """State."""
        return (Filter("state", gettext_lazy("状态"), tuple((s.value, words) for s, words in STATES.items())),)

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[CaseLine], int]:
        """Return cases by position."""
        today = ledger.local_day(self.request.at)
        seen = [one.id for one in regulations.units_for(self.request.actor, SEE, on=today)]
        found = reads.cases(today=today, unit_ids=seen, state=asked["state"])
        return found[first : first + limit], len(found)

    def identify(self, row: CaseLine) -> str:
        """Return the id."""
        return str(row.id)

    def counted(self, total: int) -> object:
        """Return how many cases."""
        return ngettext("%(n)s 个个案", "%(n)s 个个案", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Say whether a case may be opened."""
        return {"may_open": self.request.actor.may_somewhere(RECORD)}


@staff_page(SEE)
def listed(request: Request) -> HttpResponseBase:
    """Show the cases; the look is recorded."""
    audit.looked(
        actor=request.actor, act=SEE, subject="development.cases", at=request.at, note=request.GET.get("format", "")
    )
    return CasesList(request).response()


@staff_page(RECORD)
def new(request: Request) -> HttpResponse:
    """Open a case with the application."""
    today = ledger.local_day(request.at)
    branches = _branches(request, organisation.UnitKind.BRANCH, organisation.UnitKind.TEMPORARY)
    form = OpenForm(request.POST or None, request.FILES or None, branches=branches, initial={"applied_on": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.open_case(
                actor=request.actor, at=request.at, today=today, person_id=int(said["person"]), unit_id=int(said["unit"]),
                applied_on=said["applied_on"], note=said["note"], file_id=_kept(request),
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已登记申请；一个月内派人谈话。"))
            return redirect("development:case", made)
    return render(request, "development/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@staff_page(SEE)
def page(request: Request, case_id: int) -> HttpResponse:
    """Show one case; the look is recorded."""
    return _draw(request, case_id, {})


@staff_page(RECORD)
def step(request: Request, case_id: int, code: str) -> HttpResponse:
    """Record a step."""
    known = policy.step(code)
    if known is None or code == "application":
        raise Http404
    found, today = _seen(request, case_id), ledger.local_day(request.at)
    form = StepForm(request.POST or None, request.FILES or None, step=known, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.record_step(
                actor=request.actor, at=request.at, today=today, case_id=case_id, step=code, on=said["on"], said=form.said(),
                basis=said["basis"], note=said["note"], despite=said["despite"], file_id=_kept(request),
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已登记：%(step)s") % {"step": step_name(known)})
            return redirect("development:case", case_id)
    context = {"form": form, "case": found, "step": known, "name": step_name(known)}
    return render(request, "development/step.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(RECORD)
def taking_back(request: Request, case_id: int, record_id: int) -> HttpResponse:
    """Take a record back."""
    form = TakeBackForm(request.POST, prefix="back")

    def act() -> None:
        acts.take_back_step(actor=request.actor, at=request.at, record_id=record_id, reason=form.cleaned_data["reason"])

    return _done(request, case_id, form, "back", act, _("已撤销，两条都留在记录里。"))


@require_POST
@staff_page(RECORD)
def receiving(request: Request, case_id: int) -> HttpResponse:
    """Let a temporary branch receive somebody."""
    form = ReceiveForm(request.POST, branches=_hosts(request), prefix="receive")

    def act() -> None:
        said = form.cleaned_data
        acts.receive(
            actor=request.actor, at=request.at, case_id=case_id, unit_id=int(said["unit"]), since=said["since"],
            basis=said["basis"],
        )  # fmt: skip

    return _done(request, case_id, form, "receive", act, _("已由临时党支部接收。"))


@require_POST
@staff_page(RECORD)
def returning(request: Request, case_id: int) -> HttpResponse:
    """Write down that somebody is back."""
    form = ReturnForm(request.POST, prefix="return")

    def act() -> None:
        acts.return_home(actor=request.actor, at=request.at, case_id=case_id, until=form.cleaned_data["until"])

    return _done(request, case_id, form, "return", act, _("已登记返回。"))


@require_POST
@staff_page(RECORD)
def ending(request: Request, case_id: int) -> HttpResponse:
    """End a case."""
    form = EndForm(request.POST, prefix="end")
    today = ledger.local_day(request.at)

    def act() -> None:
        acts.end_case(actor=request.actor, at=request.at, today=today, case_id=case_id, **form.cleaned_data)

    return _done(request, case_id, form, "end", act, _("个案已终止。"))


def _done(request: Request, case_id: int, form: forms.Form, name: str, act: object, words: str) -> HttpResponse:
    if form.is_valid():
        try:
            act()  # type: ignore[operator]
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, words)
            return redirect("development:case", case_id)
    return _draw(request, case_id, {name: form})


def _draw(request: Request, case_id: int, wrong: dict[str, forms.Form]) -> HttpResponse:
    found, today = _seen(request, case_id), ledger.local_day(request.at)
    results = reads.results_of(found, today=today)
    standing = [one for one in found.steps if not one.is_taken_back]
    may = _may(request, RECORD, found) and found.state is CaseState.OPEN
    context = {
        "case": found,
        "state": STATES[found.state],
        "stage": STAGES[found.stage],
        "unit": _unit(found.unit_id),
        "host": _unit(found.received_by) if found.received_by else "",
        "upcoming": [
            (one, step_name(one.step), dict(Counter(of.rule.code for of in one.results)), bool(one.due_on and one.due_on < today))
            for one in reads.next_steps(found, results)
        ],
        "stages": [
            (STAGES[stage], [(one, step_name(one), [s for s in standing if s.step == one.code])
                             for one in policy.steps() if one.stage == stage])
            for stage in STAGES
        ],
        "taken_back": [(one, name_of(one.step)) for one in found.steps if one.is_taken_back],
        "papers": {one.id: files.signed_address(one.file_id) for one in standing if one.file_id},
        "last_id": max((one.id for one in standing), default=0),
        "gates": [regulations.shown(one) for one in results if one.outcome is not regulations.Outcome.NOT_APPLICABLE],
        "received": [(_unit(unit_id), since, until, basis) for unit_id, since, until, basis in reads.receivings(case_id)],
        "may_edit": may,
        "receive": wrong.get("receive") or ReceiveForm(branches=_hosts(request), initial={"since": today}, prefix="receive"),
        "return": wrong.get("return") or ReturnForm(initial={"until": today}, prefix="return"),
        "end": wrong.get("end") or EndForm(initial={"on": today}, prefix="end"),
        "back": wrong.get("back") or TakeBackForm(prefix="back"),
        "wrong": next(iter(wrong), ""),
    }  # fmt: skip
    return render(request, "development/case.html", context, status=422 if wrong else 200)


def _seen(request: Request, case_id: int) -> CaseLine:
    found = reads.case(case_id, today=ledger.local_day(request.at))
    if not _may(request, SEE, found):
        raise NotAllowed(verb=str(SEE))
    audit.looked(actor=request.actor, act=SEE, subject=acts.subject_of(case_id), at=request.at)
    return found


def _may(request: Request, verb: str, found: CaseLine) -> bool:
    for unit_id in (found.unit_id, found.received_by):
        try:
            if unit_id is not None:
                regulations.require_at(request.actor, verb, unit_id)
                return True
        except NotAllowed:
            continue
    return False


def _branches(request: Request, *kinds: str) -> list[tuple[str, str]]:
    held = regulations.units_for(request.actor, RECORD, on=ledger.local_day(request.at))
    return [(str(one.id), called(one)) for one in held if one.kind in kinds]


def _hosts(request: Request) -> list[tuple[str, str]]:
    tree = units.tree(on=ledger.local_day(request.at))
    return [(str(one.id), called(one)) for one in tree if one.kind == organisation.UnitKind.TEMPORARY]


def _unit(unit_id: int) -> str:
    return called(units.history(unit_id)[0])


def _kept(request: Request) -> UUID | None:
    scan = request.FILES.get("file")
    if scan is None:
        return None
    return files.keep(
        scan.chunks(),
        name=scan.name or "paper",
        kind="development.paper",
        actor=request.actor,
        at=request.at,
        most=MOST,
    ).id
