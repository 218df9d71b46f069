"""Begin a value: choose figures, period and sites, see what the records say, then draft; or type it, or estimate it."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shushan.figures import public as figures
from shushan.figures.web import scopes
from shushan.files import public as files
from shushan.indicators.terms import Asked, IndicatorAct, Manual, Typical
from shushan.indicators.values import computing, drafting, queries
from shushan.indicators.web.asking import asked_from, known_names, scope_words
from shushan.indicators.web.forms import EstimateForm, ManualForm, measure_choices
from shushan.indicators.words import period_words
from shushan.kernel.errors import Invalid, Refused
from shushan.kernel.ids import typed_number
from shushan.ledger.public import local_day
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units

MOST_CODES, MOST_BYTES = 80, 20_000_000


@staff_page(IndicatorAct.DRAFT_VALUE)
def page(request: Request) -> HttpResponse:
    """Show what the records say of the figures asked for; on POST draft them."""
    query = QueryDict(request.POST.get("query", "")) if request.method == "POST" else request.GET
    refusal: Refused | None = None
    lines: list[dict[str, object]] = []
    codes = query.getlist("code")[:MOST_CODES]
    try:
        asked = [asked_from(query, request.at, code) for code in codes]
        if request.method == "POST":
            return _drafted(request, asked)
        lines = [_preview(request, one) for one in asked]
        form = scopes.form_of(query, request.at)
    except Refused as found:
        if found.status == 403:
            raise
        refusal = found
        form = scopes.form_of(query, request.at, found if isinstance(found, Invalid) else None)
    context = {
        "form": form, "refusal": refusal, "lines": lines, "codes": codes, "choices": measure_choices(),
        "query": query.urlencode(), "one": len(codes) == 1, "code": codes[0] if codes else "",
        "units": [(str(one.id), called(one)) for one in units.tree(on=local_day(request.at))],
    }  # fmt: skip
    return render(request, "indicators/value_new.html", context, status=refusal.status if refusal else 200)


def _drafted(request: Request, asked: list[Asked]) -> HttpResponse:
    if not asked:
        raise Invalid(_("请选择至少一个指标"), field="code")
    made = drafting.draft_values(actor=request.actor, at=request.at, asked=asked)
    said = ngettext("起草了 %(n)d 个数值。", "起草了 %(n)d 个数值。", len(made)) % {"n": len(made)}
    left = len(asked) - len(made)
    if left:
        said += " " + ngettext("%(n)d 个已经有了，没有再起草。", "%(n)d 个已经有了，没有再起草。", left) % {"n": left}
    (messages.success if made else messages.warning)(request, said)
    return redirect("indicators:value", made[0]) if len(made) == 1 else redirect("indicators:values")


def _preview(request: Request, asked: Asked) -> dict[str, object]:
    try:
        computed = computing.compute(asked, at=request.at)
    except Refused as refusal:
        return {"asked": asked, "measure": figures.measure(asked.code), "absence": refusal.message}
    measure = computed.found.measure
    return {
        "asked": asked, "measure": measure, "absence": computed.absence, "remarks": computed.remarks,
        "shown": "—" if computed.number is None else measure.words(computed.number),
        "entries": computed.found.entries, "frozen": queries.frozen_value(asked), "can_estimate": measure.adds_up,
    }  # fmt: skip


@staff_page(IndicatorAct.DRAFT_VALUE)
def manual(request: Request) -> HttpResponse:
    """Type a number with its evidence; with ``?restates=ID`` one that takes the place of a typed or estimated one."""
    old = typed_number(request.GET.get("restates", ""))
    asked = _one(request) if old is None else queries.value(old).asked
    form = ManualForm(*_typed(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            number = Manual(
                Fraction(said["number"]), said["reason"], _kept(request), said["expires_on"], said["estimated"]
            )
            if old is None:
                made = drafting.enter_value(actor=request.actor, at=request.at, asked=asked, manual=number)
            else:
                made = drafting.restate_by_hand(actor=request.actor, at=request.at, value_id=old, manual=number)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            return redirect("indicators:value", made)
    return _shown(request, "indicators/value_manual.html", asked, form, old)


@staff_page(IndicatorAct.DRAFT_VALUE)
def estimate(request: Request) -> HttpResponse:
    """Estimate a number by typical weeks."""
    asked = _one(request)
    form = EstimateForm(*_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = drafting.estimate_value(
                actor=request.actor, at=request.at, asked=asked, typical=Typical(_weeks(form.cleaned_data["weeks"])),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            return redirect("indicators:value", made)
    return _shown(request, "indicators/value_estimate.html", asked, form)


def _one(request: Request) -> Asked:
    code = request.GET.get("code", "")
    figures.measure(code)
    return asked_from(request.GET, request.at, code)


def _typed(request: Request) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _shown(
    request: Request, template: str, asked: Asked, form: ManualForm | EstimateForm, old: int | None = None
) -> HttpResponse:
    context = {
        "old": queries.value(old) if old is not None else None,
        "form": form, "measure": figures.measure(asked.code), "period": period_words(asked),
        "scope": scope_words(asked, known_names(request.at)), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, template, context, status=422 if form.errors else 200)


def _weeks(text: str) -> tuple[date, ...]:
    try:
        return tuple(sorted(date.fromisoformat(one) for one in re.split(r"[\s,，、;；]+", text.strip()) if one))
    except ValueError as error:
        raise Invalid(_("看不懂这个日期：%(text)s") % {"text": text[:40]}, field="weeks") from error


def _kept(request: Request) -> UUID:
    scan = request.FILES.get("evidence")
    if scan is None:
        raise Invalid(_("人工录入的数必须附依据文件"), field="evidence")
    return files.keep(
        scan.chunks(), name=scan.name or "evidence", kind="indicators.evidence", actor=request.actor, at=request.at,
        most=MOST_BYTES,
    ).id  # fmt: skip
