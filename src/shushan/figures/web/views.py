"""Pages of the figures: the list, the card, the rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.figures import queries
from shushan.figures.registry import every_measure, measure
from shushan.figures.subjects import address_of
from shushan.figures.terms import FigureAct, Measure, Scope, Value
from shushan.figures.web import scopes
from shushan.kernel.errors import Invalid
from shushan.ledger import public as ledger
from shushan.ui.http import Request
from shushan.ui.lists import csv_response

PAGE = 100
VERIFIER = Path(__file__).parent.parent / "verify_rows.py"


@require_safe
def measures(request: Request) -> HttpResponse:
    """Show every measure with its value since reopening."""
    scope = Scope(until=_tomorrow(request))
    found: list[tuple[Measure, Value | None]] = []
    for one in every_measure():
        try:
            found.append((one, queries.value(one.code, scope=scope, at=request.at)))
        except Invalid:
            found.append((one, None))
    return render(request, "figures/list.html", {"figures": found})


@require_safe
def card(request: Request, code: str) -> HttpResponse:
    """Show one value with its definition, parts and receipt; what cannot be taken is said beside its field."""
    one = measure(code)
    try:
        scope, form = scopes.read(request.GET, request.at)
        shown = queries.card(code, scope=scope, at=request.at)
    except Invalid as refusal:
        form = scopes.form_of(request.GET, request.at, refusal)
        context = {"measure": one, "form": form, "refusal": refusal, "card": None}
        return render(request, "figures/card.html", context, status=refusal.status)
    wanted = shown.value.entries <= queries.DIGEST_UP_TO or "digest" in request.GET
    context = {
        "measure": one,
        "form": form,
        "card": shown,
        "most": max((part.quantity for part in shown.months), default=0),
        "digest": queries.digest(shown.value) if wanted else "",
        "address": _query(request, "digest"),
        "may_see_rows": _may_see_rows(request, shown.value),
    }
    return render(request, "figures/card.html", context)


@require_safe
def rows(request: Request, code: str) -> HttpResponse:
    """Show the entries that make a value; to the public, how much fell on each day."""
    found, form = _value(request, code)
    context = {"measure": found.measure, "value": found, "form": form, "address": _query(request, "after")}
    if not _may_see_rows(request, found):
        return render(request, "figures/days.html", context | {"days": queries.by_day(found)})
    after = request.GET.get("after", "0")
    if not after.isdecimal():
        raise Invalid(_("看不懂这个页码"), field="after", remedy=_("请从第一页重新翻起"))
    shown = queries.rows(found, after=int(after), limit=PAGE + 1)
    names = {site.id: site for site in form.every_site}
    lines = [(row, names.get(row.site_id or 0), address_of(row.subject, request.actor)) for row in shown[:PAGE]]
    following = shown[PAGE - 1].id if len(shown) > PAGE else None
    return render(request, "figures/rows.html", context | {"rows": lines, "next": following, "after": int(after)})


@require_safe
def rows_csv(request: Request, code: str) -> HttpResponseBase:
    """Give the entries that make a value as CSV, hash included, so that the value can be recomputed elsewhere."""
    request.actor.require_somewhere(FigureAct.SEE_ROWS)
    found, _form = _value(request, code)
    for span in found.spans:
        request.actor.require(FigureAct.SEE_ROWS, site_id=span.site_id)
    head = [
        "id", "fact", "quantity", "unit", "site_id", "unit_id", "subject", "actor", "source", "occurred_at",
        "recorded_at", "dims", "reader", "corrects", "corrected_by", "note", "hash",
    ]  # fmt: skip
    return csv_response(f"{code}-rows.csv", head, _row_lines(found))


@require_safe
def verifier(request: Request) -> HttpResponse:
    """Give the script that checks a file of rows without this software."""
    response = HttpResponse(VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="verify_rows.py"'
    return response


@require_safe
def days_csv(request: Request, code: str) -> HttpResponseBase:
    """Give a value day by day as CSV."""
    found, _form = _value(request, code)
    return csv_response(f"{code}-days.csv", ["day", "quantity"], queries.by_day(found))


def _may_see_rows(request: Request, found: Value) -> bool:
    """Say whether the actor may see the entries of every site that the value counts."""
    allowed = request.actor.sites(FigureAct.SEE_ROWS)
    return allowed is None or (bool(allowed) and all(span.site_id in allowed for span in found.spans))


def _row_lines(found: Value) -> Iterator[list[object]]:
    for row in ledger.each_row(found.where):
        yield [
            row.id, row.fact, row.quantity, row.unit, row.site_id, row.unit_id, row.subject, row.actor, row.source,
            row.occurred_at.isoformat(), row.recorded_at.isoformat(),
            json.dumps(row.dims, ensure_ascii=False, sort_keys=True), row.reader, row.corrects, row.corrected_by,
            row.note, row.hash,
        ]  # fmt: skip


def _value(request: Request, code: str) -> tuple[Value, scopes.ScopeForm]:
    scope, form = scopes.read(request.GET, request.at)
    return queries.value(code, scope=scope, at=request.at), form


def _tomorrow(request: Request) -> date:
    return ledger.local_day(request.at) + timedelta(days=1)


def _query(request: Request, *without: str) -> str:
    kept = request.GET.copy()
    for name in without:
        kept.pop(name, None)
    return kept.urlencode()
