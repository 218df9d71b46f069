"""The rule book: every rule of a day, one rule with its history, drafts and their trial."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.kernel.errors import Refused
from shushan.kernel.periods import add_months
from shushan.ledger import public as ledger
from shushan.regulations.drawing import period_words, shown, text_of, words_of
from shushan.regulations.operations import drafts as acts
from shushan.regulations.queries import book
from shushan.regulations.queries.results import subject_names
from shushan.regulations.queries.trials import Change, trial
from shushan.regulations.states import DraftState
from shushan.regulations.terms import Measuring, RegulationAct, Rule, SubjectKind
from shushan.regulations.web.forms import DraftForm, TrialForm, names_known, record_types
from shushan.regulations.words import DRAFTS, MARKS, MEASURES, MODALITIES, PERIODS, SUBJECTS
from shushan.ui.forms import show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.web import staff_page


def _code(rule: Rule) -> object:
    return format_html('<a href="{}">{}</a>', reverse("regulations:rule", args=[rule.code]), rule.code)


def _judged(rule: Rule) -> str:
    """Return whether a rule is judged: one that is only listed never is, another waits for its records."""
    if rule.measure is Measuring.NOT_MEASURED:
        return _("只列出")
    return _("是") if book.is_measured(rule) else _("还不判定")


class RulesList(NumberedList[Rule]):
    """The rules of a day. A house has about a hundred."""

    code = "regulations.rules"
    title = gettext_lazy("规则手册")
    is_cards = True
    lead = gettext_lazy(
        "每条规则带着原文、出处和核对状态；✔ 读过抄件，◐ 二手资料，○ 凭一般了解，都待与正式文本核对。过去的日子按当时的规则判定。"
    )
    ordinary = gettext_lazy("今天的规则")
    nothing = gettext_lazy("这一天没有这样的规则。")
    template = "regulations/rules.html"
    columns = (
        Column[Rule]("code", gettext_lazy("代码"), _code, lambda r: r.code, is_head=True),
        Column[Rule]("text", gettext_lazy("规则"), text_of),
        Column[Rule]("modality", gettext_lazy("约束"), lambda r: MODALITIES[r.modality]),
        Column[Rule]("subject", gettext_lazy("对谁"), lambda r: SUBJECTS[r.subject]),
        Column[Rule]("period", gettext_lazy("周期"), lambda r: PERIODS[r.period]),
        Column[Rule]("mark", pgettext_lazy("mark", "核对"), lambda r: MARKS[r.verification]),
        Column[Rule]("measured", gettext_lazy("判定"), _judged),
        Column[Rule]("since", gettext_lazy("从哪天起"), lambda r: r.valid_from),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """The day, how binding, on whom, words."""
        return (
            Filter("on", gettext_lazy("哪一天的规则"), kind="date"),
            Filter("modality", gettext_lazy("约束"), tuple((m.value, words) for m, words in MODALITIES.items())),
            Filter("subject", gettext_lazy("对谁"), tuple((s.value, words) for s, words in SUBJECTS.items())),
            Filter("q", gettext_lazy("代码或文字")),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[Rule], int]:
        """Return rules by position, in one query."""
        words = asked["q"].strip().casefold()
        found = [
            one
            for one in book.rules(on=_any_day(asked["on"]) or ledger.local_day(self.request.at))
            if asked["modality"] in ("", one.modality) and asked["subject"] in ("", one.subject)
            and (not words or words in f"{one.code} {one.text} {one.text_en}".casefold())
        ]  # fmt: skip
        return found[first : first + limit], len(found)

    def identify(self, row: Rule) -> str:
        """Return the code."""
        return row.code

    def counted(self, total: int) -> object:
        """Return how many rules."""
        return ngettext("%(n)s 条规则", "%(n)s 条规则", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Return the drafts that are under way, and whether one may be written."""
        return {
            "may_edit": self.request.actor.may(RegulationAct.EDIT_RULES),
            "drafts": [(one, DRAFTS[one.state]) for one in book.drafts(only_open=True)],
        }


@staff_page(RegulationAct.SEE_RULES)
def listed(request: Request) -> HttpResponseBase:
    """Show the rules of a day."""
    return RulesList(request).response()


@require_safe
@staff_page(RegulationAct.SEE_RULES)
def rule(request: Request, code: str) -> HttpResponse:
    """Show one rule as of a day (``?on=``, default today, also one to come): what it says, where from, how it is judged, its history."""
    versions, on = book.history(code), _any_day(request.GET.get("on", "")) or ledger.local_day(request.at)
    chosen = next((one for one in versions if one.holds_on(on)), versions[0])
    context = {
        "rule": chosen,
        "words": words_of(chosen),
        "subject": SUBJECTS[chosen.subject],
        "measure": MEASURES[chosen.measure],
        "is_measured": book.is_measured(chosen),
        "is_in_force": chosen.holds_on(on),
        "on": on,
        "versions": [(one, words_of(one)) for one in versions],
        "drafts": [(one, DRAFTS[one.state]) for one in book.drafts(code=code)],
        "may_edit": request.actor.may(RegulationAct.EDIT_RULES),
        "has_open": any(one.state in (DraftState.DRAFT, DraftState.ASKED) for one in book.drafts(code=code)),
    }
    return render(request, "regulations/rule.html", context)


@staff_page(RegulationAct.EDIT_RULES)
def draft_of(request: Request, code: str) -> HttpResponse:
    """Draft the next version of a rule, filled from the newest one."""
    newest = book.history(code)[0]
    form = DraftForm(request.POST or None, begin=newest, first_day=ledger.local_day(request.at), is_new=False)
    return _edit(request, form, None, _("%(code)s 的新版本") % {"code": code})


@staff_page(RegulationAct.EDIT_RULES)
def new(request: Request) -> HttpResponse:
    """Draft a new rule."""
    form = DraftForm(request.POST or None, begin=None, first_day=ledger.local_day(request.at), is_new=True)
    return _edit(request, form, None, _("新规则"))


@staff_page(RegulationAct.EDIT_RULES)
def edit(request: Request, draft_id: int) -> HttpResponse:
    """Write a draft anew."""
    found = book.draft(draft_id)
    form = DraftForm(
        request.POST or None, begin=found.rule, first_day=found.rule.valid_from, is_new=False, why=found.why
    )
    return _edit(request, form, draft_id, _("修改草稿：%(code)s") % {"code": found.rule.code})


def _edit(request: Request, form: DraftForm, draft_id: int | None, heading: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.draft_rule(
                actor=request.actor, at=request.at, rule=form.rule(), why=form.cleaned_data["why"], draft_id=draft_id
            )
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("草稿已保存，还不生效。请先用过去的记录试算。"))
            return redirect("regulations:draft", made)
    context = {"form": form, "heading": heading, "known": names_known(), "types": record_types()}
    return render(request, "regulations/draft_edit.html", context, status=422 if form.errors else 200)


@require_safe
@staff_page(RegulationAct.SEE_RULES)
def draft(request: Request, draft_id: int) -> HttpResponse:
    """Show a draft beside what stands, with what the trial says would change."""
    return _draft(request, draft_id, None)


@require_POST
@staff_page(RegulationAct.EDIT_RULES)
def attempt(request: Request, draft_id: int) -> HttpResponse:
    """Try a draft against the past."""
    form = TrialForm(request.POST)
    if form.is_valid():
        try:
            acts.try_rule(
                actor=request.actor, at=request.at, today=ledger.local_day(request.at), draft_id=draft_id,
                window=form.window(),
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            return redirect("regulations:draft", draft_id)
    return _draft(request, draft_id, form)


@require_POST
@staff_page(RegulationAct.EDIT_RULES)
def submission(request: Request, draft_id: int) -> HttpResponse:
    """Ask a second person to put the draft in force."""
    try:
        acts.submit_rule(actor=request.actor, at=request.at, draft_id=draft_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    else:
        messages.success(request, _("已报第二人审定；审定之前，原来的规则照旧。"))
    return redirect("regulations:draft", draft_id)


@require_POST
@staff_page(RegulationAct.EDIT_RULES)
def withdrawal(request: Request, draft_id: int) -> HttpResponse:
    """Take a draft back."""
    acts.withdraw_draft(actor=request.actor, at=request.at, draft_id=draft_id)
    messages.success(request, _("草稿已撤回。"))
    return redirect("regulations:draft", draft_id)


def _draft(request: Request, draft_id: int, form: TrialForm | None) -> HttpResponse:
    found = book.draft(draft_id)
    today = ledger.local_day(request.at)
    versions = book.rules(code=found.rule.code)
    last = next((one for one in reversed(versions)), None)
    changes, names = _changes(found, today)
    is_own = found.made_label == request.actor.label
    first = today.replace(day=1)
    context = {
        "draft": found,
        "state": DRAFTS[found.state],
        "words": words_of(found.rule),
        "before": last,
        "differences": _differences(last, found.rule),
        "changes": [
            (one, names.get(one.any.subject_id, ""), *_sides(one), period_words(one.any)) for one in changes[:200]
        ],
        "form": form or TrialForm(initial={"since": add_months(first, -12), "until": first - timedelta(days=1)}),
        "may_edit": is_own and found.state is DraftState.DRAFT,
        "may_withdraw": is_own and found.state in (DraftState.DRAFT, DraftState.ASKED),
    }
    return render(request, "regulations/draft.html", context, status=422 if form is not None and form.errors else 200)


def _changes(found: book.DraftLine, today: date) -> tuple[list[Change], dict[int, str]]:
    if found.tried is None or found.state not in (DraftState.DRAFT, DraftState.ASKED):
        return [], {}
    changes, _judged = trial(found.rule, window=found.tried, today=today)
    is_named = found.rule.subject in (SubjectKind.UNIT, SubjectKind.LIBRARY)  # members are counted here, never named
    return changes, subject_names(found.rule.subject, found.tried) if is_named else {}


def _sides(change: Change) -> tuple[object, object]:
    before, after = (shown(one) if one is not None else None for one in (change.before, change.after))
    return before, after


def _differences(before: Rule | None, after: Rule) -> list[tuple[object, object, object]]:
    if before is None:
        return []
    labels = DraftForm.base_fields
    return [
        (labels[name].label, getattr(before, name), getattr(after, name))
        for name in acts.CONTENT
        if name in labels and getattr(before, name) != getattr(after, name)
    ]


def _any_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
