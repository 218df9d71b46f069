"""What came after a signature, the owner's decision, and the list of restatements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from functools import cached_property

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from shushan.indicators import policy
from shushan.indicators.terms import Decision, IndicatorAct, LateLine, RestatementLine, ValueLine
from shushan.indicators.values import late as acts
from shushan.indicators.values import queries
from shushan.indicators.web.asking import known_names, names, scope_words
from shushan.indicators.web.forms import LateForm
from shushan.indicators.words import period_words
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, NumberedList
from shushan.ui.web import staff_page


@require_safe
@staff_page(IndicatorAct.SEE_VALUES)
def page(request: Request) -> HttpResponse:
    """Show what waits for a decision."""
    return _shown(request, None, None)


@require_POST
@staff_page(IndicatorAct.CHECK_VALUE)
def search(request: Request) -> HttpResponse:
    """Compare every signed value with the records now."""
    found = acts.find_late(actor=request.actor, at=request.at)
    said = ngettext("%(n)d 个数值有新的迟到记录。", "%(n)d 个数值有新的迟到记录。", found) % {"n": found}
    messages.success(request, said if found else _("没有新的迟到记录。"))
    return redirect("indicators:late")


@require_POST
@staff_page(IndicatorAct.DECIDE_LATE)
def decision(request: Request, late_id: int) -> HttpResponse:
    """Leave, footnote or restate."""
    form = LateForm(request.POST, prefix=f"late{late_id}")
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.decide_late(
                actor=request.actor, at=request.at, late_id=late_id, decision=said["decision"], reason=said["reason"]
            )
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            if said["decision"] is not Decision.RESTATE or made is None:
                messages.success(request, _("已处理。"))
            else:
                messages.success(request, _("重述的新数值起草了。旧值照旧有效，到新值由另外的人核对、签认为止。"))
                return redirect("indicators:value", made)
            return redirect("indicators:late")
    return _shown(request, late_id, form)


def _shown(request: Request, wrong: int | None, form: LateForm | None) -> HttpResponse:
    found = queries.late_notices()
    lines = queries.values_by_id(one.value_id for one in found)
    known = known_names(request.at)
    rows = [
        (lines[one.value_id], one, _numbers(lines[one.value_id], one), period_words(lines[one.value_id].asked),
         scope_words(lines[one.value_id].asked, known), ledger.local_day(one.found_at) + timedelta(days=policy.RESTATE_WITHIN),
         form if one.id == wrong and form is not None else LateForm(prefix=f"late{one.id}"))
        for one in found if one.value_id in lines
    ]  # fmt: skip
    context = {
        "rows": rows,
        "may_decide": request.actor.may_somewhere(IndicatorAct.DECIDE_LATE),
        "may_search": request.actor.may(IndicatorAct.CHECK_VALUE),
    }
    return render(request, "indicators/late.html", context, status=422 if form is not None else 200)


def _numbers(line: ValueLine, one: LateLine) -> dict[str, str]:
    difference = one.difference
    sign = "+" if difference is not None and difference > 0 else ""
    return {
        "old": _words(line, one.old), "new": _words(line, one.new), "difference": sign + _words(line, difference),
    }  # fmt: skip


def _words(line: ValueLine, number: Fraction | None) -> str:
    return "—" if number is None else line.measure.words(number)


class RestatementsList(NumberedList[RestatementLine]):
    """What was corrected in the open."""

    code = "indicators.restatements"
    title = gettext_lazy("重述清单")
    is_cards = True
    lead = gettext_lazy("签认过又公开替换的数值：旧值、新值、理由、由谁、何时。旧值一直查得到。")
    nothing = gettext_lazy("还没有重述过。")

    @cached_property
    def columns(self) -> Sequence[Column[RestatementLine]]:  # type: ignore[override]
        """Both numbers; the names of who signed are asked once."""
        called = names([line.by for line in self.found])
        return (
            Column("name", gettext_lazy("指标"), lambda r: f"{r.new.asked.code} {r.new.measure.name}", is_head=True),
            Column("period", gettext_lazy("时段"), lambda r: period_words(r.new.asked)),
            Column("old", gettext_lazy("旧值"), lambda r: r.old.shown, look="number"),
            Column("new", gettext_lazy("新值"), lambda r: r.new.shown, look="number"),
            Column("reason", gettext_lazy("理由"), lambda r: r.reason),
            Column("by", gettext_lazy("由谁"), lambda r: called.get(r.by, r.by)),
            Column("at", gettext_lazy("何时"), lambda r: ledger.local_day(r.at) if r.at else ""),
            Column("ids", gettext_lazy("数值编号"), lambda r: f"{r.old.id} → {r.new.id}"),
        )

    @cached_property
    def found(self) -> list[RestatementLine]:
        """Every restatement, the latest first. A library has some dozens."""
        return queries.restatements()[::-1]

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[list[RestatementLine], int]:
        """Return restatements by position."""
        return self.found[first : first + limit], len(self.found)


@require_safe
@staff_page(IndicatorAct.SEE_VALUES)
def restated(request: Request) -> HttpResponseBase:
    """List the restatements."""
    return RestatementsList(request).response()
