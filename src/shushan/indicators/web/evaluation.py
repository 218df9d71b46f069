"""Evaluation sets: the list, the score sheet of a year, what a grade would need, evidence, a new version."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.figures import public as figures
from shushan.files import public as files
from shushan.indicators.catalogue import catalogue
from shushan.indicators.duties.terms import Comparison
from shushan.indicators.evaluation import operations as acts
from shushan.indicators.evaluation import queries
from shushan.indicators.evaluation.terms import CriterionPlan, Grade, ScoreLine, SetLine, SetPlan
from shushan.indicators.terms import IndicatorAct
from shushan.indicators.words import COMPARISONS
from shushan.kernel.errors import Invalid, Refused
from shushan.ledger import public as ledger
from shushan.ui.forms import day_field, show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

MOST: Final = 20_000_000  # bytes of evidence


class EvidenceForm(forms.Form):
    """What stands behind a criterion."""

    text = forms.CharField(label=gettext_lazy("依据"), max_length=500)
    points = forms.IntegerField(
        label=gettext_lazy("手填得分"), required=False, min_value=0,
        help_text=gettext_lazy("只用于没有指标可算的那几条；手填的都带标记"),
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("依据文件"), required=False)


class SetForm(forms.Form):
    """A new set, or the next version of one."""

    code = forms.CharField(
        label=gettext_lazy("编号"), max_length=24, help_text=gettext_lazy("用已有的编号就是它的下一版")
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=160)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=200, required=False)
    valid_from = forms.DateField(label=gettext_lazy("从哪天起用"), widget=day_field())
    source = forms.CharField(label=gettext_lazy("出处"), max_length=400)
    grades = forms.CharField(
        label=gettext_lazy("等级"), required=False, max_length=400, help_text=gettext_lazy("例如：一级 85；二级 70")
    )
    criteria = forms.CharField(
        label=gettext_lazy("指标要求"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "每行一条，用制表符或竖线分开，可以从表格里粘贴：编号 | 名称 | 分值 | 指标编号 | ≥ 或 ≤ | 门槛 | 出处。"
            "不由本平台提供的，指标编号空着，门槛一栏写原因。"
        ),
    )  # fmt: skip

    def plan(self) -> SetPlan:
        """Return the version.

        :raises Invalid: a line cannot be understood
        """
        said = self.cleaned_data
        lines = [line for line in said["criteria"].splitlines() if line.strip()]
        return SetPlan(
            said["code"], said["name"], said["valid_from"], said["source"], tuple(map(_criterion, lines)),
            _grades(said["grades"]), said["name_en"],
        )  # fmt: skip


def _criterion(line: str) -> CriterionPlan:
    cells = [cell.strip() for cell in re.split(r"\t|\|", line)]
    cells += [""] * (7 - len(cells))
    number, name, points, code, sign, bar, source = cells[:7]
    if not points.isdecimal() or len(points) > 4 or (code and sign not in ("≥", "≤", ">=", "<=", "")):
        raise Invalid(_("看不懂这一行：%(line)s") % {"line": line[:60]}, field="criteria")
    if not code:
        return CriterionPlan(number, name, int(points), why_not=bar, source=source)
    comparison = Comparison.AT_MOST if sign in ("≤", "<=") else Comparison.AT_LEAST
    try:
        threshold = Fraction(bar) if bar else None
    except (ValueError, ZeroDivisionError) as error:
        raise Invalid(_("看不懂这个门槛：%(text)s") % {"text": bar[:40]}, field="criteria") from error
    return CriterionPlan(number, name, int(points), code, comparison, threshold, source=source)


def _grades(text: str) -> tuple[Grade, ...]:
    found = []
    for one in re.split(r"[;；,，]", text):
        parts = re.fullmatch(r"\s*(\S+)\s+(\d{1,4})\s*", one)
        if parts:
            found.append(Grade(parts[1], int(parts[2])))
        elif one.strip():
            raise Invalid(_("看不懂这个等级：%(text)s") % {"text": one[:40]}, field="grades")
    return tuple(found)


def _name(row: SetLine) -> object:
    return format_html('<a href="{}">{}</a>', reverse("indicators:sheet", args=[row.id]), called(row))


class SetsList(NumberedList[SetLine]):
    """Every version of every set."""

    code = "indicators.sets"
    title = gettext_lazy("评价指标")
    lead = gettext_lazy(
        "上级的评价要求和本馆自己的记分卡，逐版保存；每一条要么由一个指标计分，要么写明不由本平台提供。"
    )
    nothing = gettext_lazy("还没有评价指标。")
    template = "indicators/sets.html"
    is_cards = True
    columns = (
        Column[SetLine]("name", gettext_lazy("名称"), _name, lambda r: r.name, is_head=True),
        Column[SetLine]("version", gettext_lazy("版本"), lambda r: r.version, look="number"),
        Column[SetLine]("from", gettext_lazy("从哪天起用"), lambda r: r.valid_from),
        Column[SetLine]("criteria", gettext_lazy("条数"), lambda r: r.criteria, look="number"),
        Column[SetLine]("mapped", gettext_lazy("由指标计分"), lambda r: f"{r.mapped}（{r.coverage}%）", look="number"),
        Column[SetLine]("source", gettext_lazy("出处"), lambda r: r.source),
    )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[SetLine], int]:
        """Return versions by position."""
        found = queries.sets()
        return found[first : first + limit], len(found)

    def more(self) -> dict[str, object]:
        """Say whether a version may be brought."""
        return {"may_edit": self.request.actor.may(IndicatorAct.EDIT_EVALUATION)}


@staff_page(IndicatorAct.SEE_EVALUATION)
def listed(request: Request) -> HttpResponseBase:
    """Show the sets."""
    return SetsList(request).response()


@require_safe
@staff_page(IndicatorAct.SEE_EVALUATION)
def sheet(request: Request, set_id: int) -> HttpResponse:
    """Show the score of a set for a year, and what a grade would still need."""
    return _shown(request, set_id, None)


def _shown(request: Request, set_id: int, wrong: tuple[int, EvidenceForm] | None) -> HttpResponse:
    year = _year(request)
    found = queries.sheet(set_id, year=year, at=request.at)
    may_edit = request.actor.may(IndicatorAct.EDIT_EVALUATION)
    rows = [(score, _drawn(score, year), _form(score, wrong) if may_edit else None) for score in found.scores]
    context = {
        "sheet": found, "line": found.line, "year": year, "rows": rows, "needs": queries.needs(found),
        "may_edit": may_edit, "wrong": wrong[0] if wrong else 0,
    }  # fmt: skip
    return render(request, "indicators/sheet.html", context, status=422 if wrong else 200)


def _form(score: ScoreLine, wrong: tuple[int, EvidenceForm] | None) -> EvidenceForm:
    return wrong[1] if wrong and wrong[0] == score.id else EvidenceForm(auto_id=f"c{score.id}-%s")


def _drawn(score: ScoreLine, year: int) -> dict[str, object]:
    words = _words(score.plan.code)
    return {
        "actual": words(score.actual), "threshold": words(score.plan.threshold), "gap": words(score.gap),
        "comparison": COMPARISONS[score.plan.comparison], "above": "" if score.gap_above is None else f"{-(-score.gap_above // 1):,}",
        "card": f"{reverse('figures:card', args=[score.plan.code])}?period=year&year={year}" if score.plan.code else "",
        "evidence": [(one, files.signed_address(one.file_id) if one.file_id else "") for one in score.evidence],
    }  # fmt: skip


def _words(code: str) -> Callable[[Fraction | None], str]:
    try:
        measure = figures.measure(code)
    except Refused:
        return lambda number: "—" if number is None else f"{float(number):g}"
    return lambda number: "—" if number is None else f"{measure.words(number)} {measure.unit}"


def _year(request: Request) -> int:
    typed = request.GET.get("year", "") or request.POST.get("year", "")
    return int(typed) if re.fullmatch(r"[12]\d{3}", typed) else ledger.local_day(request.at).year


@require_POST
@staff_page(IndicatorAct.EDIT_EVALUATION)
def evidence(request: Request, set_id: int, criterion_id: int) -> HttpResponse:
    """Put evidence beside a criterion."""
    form = EvidenceForm(request.POST, request.FILES, auto_id=f"c{criterion_id}-%s")
    if form.is_valid():
        said, year = form.cleaned_data, _year(request)
        try:
            acts.add_evidence(
                actor=request.actor, at=request.at, criterion_id=criterion_id, year=year, text=said["text"],
                points=said["points"], file_id=_kept(request),
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已登记。"))
            return redirect(f"{reverse('indicators:sheet', args=[set_id])}?year={year}")
    return _shown(request, set_id, (criterion_id, form))


@require_POST
@staff_page(IndicatorAct.EDIT_EVALUATION)
def evidence_withdrawal(request: Request, set_id: int, evidence_id: int) -> HttpResponse:
    """Take evidence back."""
    acts.withdraw_evidence(actor=request.actor, at=request.at, evidence_id=evidence_id)
    messages.success(request, _("已撤回。"))
    return redirect(f"{reverse('indicators:sheet', args=[set_id])}?year={_year(request)}")


@staff_page(IndicatorAct.EDIT_EVALUATION)
def new(request: Request) -> HttpResponse:
    """Bring a set, or the next version of one (``?of=ID`` fills the form from it)."""
    typed = request.POST if request.method == "POST" else None
    form = SetForm(typed, initial=_begin(request))
    if typed is not None and form.is_valid():
        try:
            made = acts.bring_set(actor=request.actor, at=request.at, plan=form.plan())
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已保存为新的一版；以前的版本不变。"))
            return redirect("indicators:sheet", made)
    context = {"form": form, "catalogue": catalogue()}
    return render(request, "indicators/set_new.html", context, status=422 if form.errors else 200)


def _begin(request: Request) -> dict[str, object]:
    of = request.GET.get("of", "")
    if not of.isdecimal() or len(of) > 17:
        return {"valid_from": ledger.local_day(request.at)}
    line = queries.set_line(int(of))
    rows = [
        " | ".join((one.number, one.name, str(one.points), one.code, "≤" if one.comparison is Comparison.AT_MOST else "≥",
                    str(one.threshold or "") if one.code else one.why_not, one.source))
        for _pk, one in queries.criteria(line.id)
    ]  # fmt: skip
    return {
        "code": line.code, "name": line.name, "name_en": line.name_en, "source": line.source,
        "valid_from": ledger.local_day(request.at), "criteria": "\n".join(rows),
        "grades": "；".join(f"{one.name} {one.points}" for one in line.grades),
    }  # fmt: skip


def _kept(request: Request) -> UUID | None:
    scan = request.FILES.get("file")
    if scan is None:
        return None
    return files.keep(
        scan.chunks(), name=scan.name or "evidence", kind="indicators.evidence", actor=request.actor, at=request.at,
        most=MOST,
    ).id  # fmt: skip


@require_safe
def listed_catalogue(request: Request) -> HttpResponse:
    """Show the 62 indicators of the catalogue: those with records, and what the others wait for."""
    lines = catalogue()
    groups: dict[str, list[object]] = {}
    for line in lines:
        groups.setdefault(line.code[0], []).append(line)
    may_see = request.actor.may_somewhere(figures.FigureAct.SEE_ROWS)
    declared = {one.code for one in figures.declared()}
    own = [one for one in figures.every_measure() if one.code not in declared and (may_see or not one.is_internal)]
    context = {
        "own": own, "groups": [(GROUPS.get(letter, letter), found) for letter, found in groups.items()],
        "count": len(lines), "there": sum(line.measure is not None for line in lines),
    }  # fmt: skip
    return render(request, "indicators/catalogue.html", context)


GROUPS: dict[str, object] = {
    "V": gettext_lazy("到馆与开放"), "R": gettext_lazy("读者"), "L": gettext_lazy("流通"), "T": gettext_lazy("馆藏"),
    "D": gettext_lazy("数字资源"), "P": gettext_lazy("两微与报道"), "A": gettext_lazy("活动"), "S": gettext_lazy("订单服务"),
    "O": gettext_lazy("延伸服务"), "G": gettext_lazy("组织工作"),
}  # fmt: skip
