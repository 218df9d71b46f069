"""Own definitions: the list, one code with its versions, a draft with its trial on the records, the acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shushan.figures import public as figures
from shushan.figures.web.rows import RowsList
from shushan.figures.web.scopes import form_of
from shushan.indicators.own import operations as acts
from shushan.indicators.own import policy, queries, trying, vocabulary
from shushan.indicators.own.terms import CountRule, DraftLine, DraftState, OwnLine, OwnPlan
from shushan.indicators.own.words import DRAFT_STATES, RULES
from shushan.indicators.terms import IndicatorAct
from shushan.indicators.web import own_forms
from shushan.indicators.web.asking import may_see_rows, names
from shushan.kernel.errors import NotAllowed, NotFound, Refused
from shushan.ledger import public as ledger
from shushan.ui.forms import day_field, show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


class DiscardForm(forms.Form):
    """Why a draft is given up."""

    reason = forms.CharField(label=_("理由"), max_length=400)


class CheckForm(forms.Form):
    """What the checker says."""

    note = forms.CharField(label=_("核对意见"), max_length=400, required=False)


class RetireForm(forms.Form):
    """From when and why a code is asked for no more."""

    on = forms.DateField(label=_("用到哪天为止"), widget=day_field())
    reason = forms.CharField(label=_("理由"), max_length=400)


def _name(row: OwnLine) -> object:
    address = (
        reverse("indicators:own-code", args=[row.code])
        if row.version
        else reverse("indicators:own-draft", args=[row.draft_id])
    )
    return format_html('<a href="{}">{}</a>', address, called(row))


def _state(row: OwnLine) -> object:
    if row.retired_on:
        return format_html('<span class="chip chip--bad">{}</span>', gettext("%(day)s 停用") % {"day": row.retired_on})
    chips = [format_html('<span class="chip chip--good">{}</span>', gettext("在用"))] if row.version else []
    if row.draft_id:
        address = reverse("indicators:own-draft", args=[row.draft_id])
        chips.append(format_html('<a class="chip chip--warn" href="{}">{}</a>', address, gettext("有草稿待核对")))
    return format_html("{} {}", chips[0], chips[1]) if len(chips) == 2 else chips[0]


class OwnList(NumberedList[OwnLine]):
    """The library's own indicators. A library has some dozens."""

    code = "indicators.own"
    title = _("本馆指标")
    is_cards = True
    lead = _(
        "本馆自己定义的指标：选事实、筛选和计算规则，先看得出的数，再由另一人核对启用。启用之后与目录里的指标一样用。"
    )
    nothing = _("还没有本馆自己定义的指标。")
    template = "indicators/own.html"
    columns = (
        Column[OwnLine]("code", _("编号"), lambda r: r.code, look="code"),
        Column[OwnLine]("name", _("指标"), _name, lambda r: r.name, is_head=True),
        Column[OwnLine]("rule", _("怎样得出数"), lambda r: RULES[r.rule]),
        Column[OwnLine]("version", _("第几版"), lambda r: r.version or "—", look="number"),
        Column[OwnLine]("from", _("从哪天起用"), lambda r: r.valid_from),
        Column[OwnLine](
            "state", _("状态"), _state, lambda r: "retired" if r.retired_on else "in-use" if r.version else "draft"
        ),
    )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[OwnLine], int]:
        """Return codes by position."""
        found = queries.own_lines()
        return found[first : first + limit], len(found)

    def more(self) -> dict[str, object]:
        """Say whether one may begin a definition."""
        return {"may_define": _may(self.request, IndicatorAct.DEFINE_MEASURE)}


@require_safe
@staff_page(IndicatorAct.SEE_VALUES)
def listed(request: Request) -> HttpResponseBase:
    """Show the library's own indicators."""
    return OwnList(request).response()


@dataclass(slots=True)
class _Forms:
    """The four parts of the form."""

    words: own_forms.WordsForm
    rule: own_forms.RuleForm
    how: own_forms.HowForm
    filters: own_forms.FilterForm

    @property
    def all(self) -> tuple[forms.Form, ...]:
        return (self.words, self.rule, self.how, self.filters)

    def plan(self) -> OwnPlan | None:
        """Return what they say; None where something cannot be read."""
        read = [form.is_valid() for form in self.all]
        if not all(read):
            return None
        return own_forms.plan_from(self.words, self.rule, self.how, self.filters)

    def show(self, fault: str, words: str) -> bool:
        """Write a fault beside its field; say whether there was one."""
        for form in self.all:
            for name in (fault, f"filter_{fault}"):
                if name in form.fields:
                    form.add_error(name, words)
                    return True
        return False


def _forms(request: Request, initial: dict[str, Any], code: str = "") -> _Forms:
    typed = request.POST if request.method == "POST" else None
    rule = own_forms.RuleForm(typed, initial=initial)
    said = typed.get("rule", "") if typed is not None else initial["rule"]
    chosen = tuple(typed.getlist("facts")) if typed is not None else tuple(initial.get("facts", ()))
    chosen = tuple(fact for fact in chosen if fact in vocabulary.facts())
    known = CountRule(said) if said in set(CountRule) else CountRule.SUM
    facts = () if known is CountRule.RATIO else chosen
    words = own_forms.WordsForm(typed, initial=initial)
    if _is_trial(request):
        words.ask_nothing()
    if code:
        words.fields["code"].disabled = True
        words.initial["code"] = code
    how = own_forms.HowForm(typed, initial=initial, rule=known, facts=facts, own_code=code)
    return _Forms(words, rule, how, own_forms.FilterForm(typed, initial=initial, facts=facts, at=request.at))


@staff_page(IndicatorAct.DEFINE_MEASURE)
def new(request: Request) -> HttpResponse:
    """Begin a definition; with ``try`` it is only tried on the records."""
    request.actor.require(IndicatorAct.DEFINE_MEASURE)
    found = _forms(request, own_forms.beginning(ledger.local_day(request.at)))
    plan = found.plan() if request.method == "POST" else None
    if plan is not None and "try" not in request.POST:
        try:
            made = acts.draft_definition(actor=request.actor, at=request.at, plan=plan)
        except Refused as refusal:
            show_unless_forbidden(found.words, refusal)
        else:
            messages.success(request, gettext("草稿存下了。请另一位同事核对启用。"))
            return redirect("indicators:own-draft", made)
    return _edited(request, found, plan, None)


@staff_page(IndicatorAct.SEE_VALUES)
def draft(request: Request, draft_id: int) -> HttpResponse:
    """Show a draft with its trial; whoever may define changes it here."""
    line = queries.draft(draft_id)
    if request.method != "POST":
        return _edited(request, _forms(request, own_forms.initial_of(line.plan), line.plan.code), line.plan, line)
    request.actor.require(IndicatorAct.DEFINE_MEASURE)
    found = _forms(request, own_forms.initial_of(line.plan), line.plan.code)
    plan = found.plan()
    if plan is not None and "try" not in request.POST:
        try:
            acts.change_definition(actor=request.actor, at=request.at, draft_id=draft_id, plan=plan)
        except Refused as refusal:
            show_unless_forbidden(found.words, refusal)
        else:
            messages.success(request, gettext("草稿存下了。"))
            return redirect("indicators:own-draft", draft_id)
    return _edited(request, found, plan, line)


def _edited(request: Request, found: _Forms, plan: OwnPlan | None, line: DraftLine | None) -> HttpResponse:
    is_open = line is None or line.state is DraftState.OPEN
    faults = queries.faults(plan) if plan is not None and is_open else []
    if request.method == "POST":
        beside = [found.show(one.field, one.words) for one in faults]
        faults = (
            faults
            if _is_trial(request)
            else [one for one, is_shown in zip(faults, beside, strict=True) if not is_shown]
        )
    wrong = bool(faults) or any(form.errors for form in found.all if form.is_bound)
    tried, refusal = None, ""
    if plan is not None and not wrong:
        try:
            tried = trying.tried(plan, line.version if line else 1, at=request.at)
        except Refused as error:
            refusal = error.message
    context = {
        "forms": found, "line": line, "plan": plan, "faults": faults, "tried": tried, "refusal": refusal,
        "is_open": is_open, "state": DRAFT_STATES[line.state] if line else "", "acts": _acts(request, line),
        "may_define": _may(request, IndicatorAct.DEFINE_MEASURE),
        "may_see_rows": tried is not None and may_see_rows(request, tried.value),
        "editors": list(names(list(line.editors)).values()) if line else [],
        "scope": tried.value.scope if tried else None, "said": own_forms.spoken(plan) if plan is not None else None,
    }  # fmt: skip
    is_refused = request.method == "POST" and wrong and not _is_trial(request)
    return render(request, "indicators/own_edit.html", context, status=422 if is_refused else 200)


def _may(request: Request, verb: IndicatorAct) -> bool:
    """Say whether the actor holds a verb for the whole library: a definition is nobody's at one site alone."""
    return request.actor.sites(verb) is None


def _is_trial(request: Request) -> bool:
    return request.method == "POST" and "try" in request.POST


def _acts(request: Request, line: DraftLine | None) -> list[tuple[str, object, forms.Form]]:
    if line is None or line.state is not DraftState.OPEN:
        return []
    found: list[tuple[str, object, forms.Form]] = []
    wrote = request.actor.label in line.editors
    if _may(request, IndicatorAct.CHECK_DEFINITION) and not wrote:
        found.append(("use", gettext("核对并启用"), CheckForm(auto_id="use-%s")))
    if _may(request, IndicatorAct.DEFINE_MEASURE):
        found.append(("discard", gettext("放弃草稿"), DiscardForm(auto_id="discard-%s")))
    return found


@require_POST
@staff_page(IndicatorAct.SEE_VALUES)
def act(request: Request, draft_id: int, what: str) -> HttpResponse:
    """Put a draft in use, or give it up."""
    try:
        if what == "use":
            line = queries.draft(draft_id)
            acts.use_definition(
                actor=request.actor, at=request.at, draft_id=draft_id, note=request.POST.get("note", "")[:400]
            )
            messages.success(request, gettext("核对通过，已启用。"))
            return redirect("indicators:own-code", line.plan.code)
        if what != "discard":
            raise NotFound(gettext("没有这一步"))
        acts.discard_definition(
            actor=request.actor, at=request.at, draft_id=draft_id, reason=request.POST.get("reason", "")[:400]
        )
        messages.success(request, gettext("草稿放弃了，仍留有记录。"))
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
        return redirect("indicators:own-draft", draft_id)
    return redirect("indicators:own")


@require_safe
@staff_page(IndicatorAct.SEE_VALUES)
def draft_rows(request: Request, draft_id: int) -> HttpResponseBase:
    """Show the rows that a draft would count; those of a ratio stand behind its two figures."""
    line = queries.draft(draft_id)
    wrong = queries.faults(line.plan)
    if wrong or line.plan.rule is CountRule.RATIO:
        raise NotFound(wrong[0].words if wrong else gettext("比率的记录在分子和分母的指标卡里"))
    measure = policy.measure_of(line.plan, line.version)
    found = figures.value_of(measure, scope=trying.scope_tried(measure, request.at), at=request.at)
    if not may_see_rows(request, found):
        raise NotAllowed(gettext("逐条记录要有查看记录的权限"), verb="figures.see-rows")
    return DraftRows(request, found, form_of(request.GET, request.at)).response()


class DraftRows(RowsList):
    """The rows of a draft: there is no card yet to go back to."""

    template = "indicators/own_rows.html"


@staff_page(IndicatorAct.SEE_VALUES)
def code(request: Request, code: str) -> HttpResponse:
    """Show every version of one code, who made and checked it, what it was proved on; retire it here."""
    known = queries.versions(code)
    if not known:
        raise NotFound(gettext("没有编号为 %(code)s 的本馆指标") % {"code": code[:12]})
    may_check = _may(request, IndicatorAct.CHECK_DEFINITION)
    form = RetireForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.retire_definition(actor=request.actor, at=request.at, code=code, **form.cleaned_data)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, gettext("已停用。签认过的数值和指标卡都还在。"))
            return redirect("indicators:own-code", code)
    called_ = names([label for one in known for label in (one.made_by, one.checked_by, one.retired_by)])
    rows = [
        (
            one,
            called_.get(one.made_by, one.made_by),
            called_.get(one.checked_by, one.checked_by),
            own_forms.spoken(one.plan),
        )
        for one in known
    ]
    drafts = [one.draft_id for one in queries.own_lines() if one.code == code]
    context = {
        "code": code, "newest": known[0], "rows": rows, "rule": RULES[known[0].plan.rule], "form": form,
        "uses": queries.uses(code, on=ledger.local_day(request.at)), "may_check": may_check, "draft_id": drafts[0],
        "may_define": _may(request, IndicatorAct.DEFINE_MEASURE),
        "retired_by": called_.get(known[0].retired_by, known[0].retired_by),
    }  # fmt: skip
    return render(request, "indicators/own_code.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(IndicatorAct.DEFINE_MEASURE)
def next_version(request: Request, code: str) -> HttpResponse:
    """Begin the next version of a code from the one in use, in force from tomorrow until somebody says otherwise."""
    request.actor.require(IndicatorAct.DEFINE_MEASURE)
    known = queries.versions(code)
    if not known:
        raise NotFound(gettext("没有编号为 %(code)s 的本馆指标") % {"code": code[:12]})
    tomorrow = ledger.local_day(request.at).toordinal() + 1
    plan = known[0].plan.after(max(type(known[0].plan.valid_from).fromordinal(tomorrow), known[0].plan.valid_from))
    try:
        made = acts.draft_definition(actor=request.actor, at=request.at, plan=plan)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
        return redirect("indicators:own-code", code)
    return redirect("indicators:own-draft", made)
