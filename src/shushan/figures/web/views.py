"""Pages of the figures: the list, the card, the rows."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from django.core.cache import cache
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.figures import cards, ports, queries
from shushan.figures.exporting import ROW_HEAD, row_lines
from shushan.figures.kinds import hide_small
from shushan.figures.registry import every_measure, measure
from shushan.figures.terms import Card, Cell, FigureAct, Kind, Measure, Scope, Value
from shushan.figures.web import scopes
from shushan.figures.web.rows import RowsList
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.ui.http import Request
from shushan.ui.lists import csv_response
from shushan.ui.templatetags.look import called

KEPT = 60  # seconds
VERIFIER = Path(__file__).parent.parent / "verify_rows.py"


@require_safe
def measures(request: Request) -> HttpResponse:
    """Show every measure with its value since reopening, or why it has none."""
    scope = Scope(until=ledger.local_day(request.at) + timedelta(days=1))
    may_see = request.actor.may_somewhere(FigureAct.SEE_ROWS)
    with ports.definitions_once():
        shown = [one for one in every_measure() if may_see or not one.is_internal]
        found = [(one, *_said(one, scope, request)) for one in shown]
    return render(request, "figures/list.html", {"figures": found})


def _said(one: Measure, scope: Scope, request: Request) -> tuple[str, str]:
    """Return a value as printed and why there is none; what has to read every entry is kept for a minute."""
    key = f"figure-said:{one.code}:{scope.until}:{get_language()}"
    kept: tuple[str, str] | None = cache.get(key)
    if kept is not None:
        return kept
    try:
        found = cards.public_value(queries.value(one.code, scope=scope, at=request.at))
    except Invalid as refusal:
        return "—", refusal.message
    said = (found.shown, found.absence)
    if one.kind in (Kind.DISTINCT, Kind.MEDIAN, Kind.PEAK) or one.present:
        cache.set(key, said, KEPT)
    return said


@require_safe
def card(request: Request, code: str) -> HttpResponse:
    """Show one value with its definition, parts and receipt; what cannot be taken is said beside its field."""
    one = measure(code)
    require_inside(request, one)
    try:
        scope, form = scopes.read(request.GET, request.at)
        shown = cards.card(code, scope=scope, at=request.at)
    except Invalid as refusal:
        form = scopes.form_of(request.GET, request.at, refusal)
        context = {"measure": one, "form": form, "refusal": refusal, "card": None}
        return render(request, "figures/card.html", context, status=refusal.status)
    is_staff = _may_see_rows(request, shown.value)
    if not is_staff:
        _public_part(one, form)
        shown = cards.for_public(shown)
    few = shown.value.entries <= queries.DIGEST_UP_TO
    asked = request.GET.getlist("by")
    apart = [b for b in one.breakdowns if b.code in asked or (few and not asked)]
    address = _query(request, "digest", "by", "part")
    context = {
        "measure": one,
        "form": form,
        "card": shown,
        "most": max((part.cell.number or Fraction(0) for part in shown.months), default=Fraction(0)),
        "digest": queries.digest(shown.value) if few or "digest" in request.GET else "",
        "address": _query(request, "digest"),
        "without_part": address,
        "without_unit": _query(request, "digest", "by", "unit"),
        "apart": [cards.taken_apart(shown.value, b, is_public=not is_staff) for b in apart],
        "not_apart": [b for b in one.breakdowns if b not in apart],
        "may_see_rows": is_staff,
        "last_day": scope.until - timedelta(days=1),
        "units": [called(unit) for unit in cards.unit_names(_numbers(form.units), until=scope.until)],
        "part": cards.part_words(one, form.part, until=scope.until) if form.part else "",
    } | _stock(shown)
    return render(request, "figures/card.html", context)


@require_safe
def rows(request: Request, code: str) -> HttpResponseBase:
    """Show the entries that make a value; to the public, how much fell on each day."""
    found, form = _value(request, code)
    context = {"measure": found.measure, "value": found, "form": form, "address": _query(request, "after")}
    if not _may_see_rows(request, found):
        _public_part(found.measure, form)
        return render(request, "figures/days.html", context | {"days": _days(found)})
    if found.operands:
        return render(request, "figures/operands.html", context)
    return RowsList(request, found, form).response()


@require_safe
def rows_csv(request: Request, code: str) -> HttpResponseBase:
    """Give the entries that make a value as CSV, hash included, so that the value can be recomputed elsewhere.

    :raises Invalid: a ratio has two sets of entries, each with a file of its own
    """
    request.actor.require_somewhere(FigureAct.SEE_ROWS)
    found, _form = _value(request, code)
    if found.operands:
        raise Invalid(_("比率由两组记录得出"), remedy=_("请打开分子和分母，分别下载各自的记录"))
    for span in found.spans:
        if span.site_id is not None:
            request.actor.require(FigureAct.SEE_ROWS, site_id=span.site_id)
    return csv_response(f"{code}-rows.csv", ROW_HEAD, row_lines(found))


@require_safe
def verifier(request: Request) -> HttpResponse:
    """Give the script that checks a file of rows without this software."""
    response = HttpResponse(VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="verify_rows.py"'
    return response


@require_safe
def days_csv(request: Request, code: str) -> HttpResponseBase:
    """Give a value day by day as CSV, as everybody may see it."""
    found, form = _value(request, code)
    _public_part(found.measure, form)
    lines = ([day, "" if cell.number is None else found.measure.words(cell.number)] for day, cell in _days(found))
    return csv_response(f"{code}-days.csv", ["day", "quantity"], lines)


def _stock(shown: Card) -> dict[str, str]:
    """Return a stock before its period and what the period changed, as printed."""
    if shown.opening is None or shown.value.number is None:
        return {}
    words, change = shown.value.measure.words, shown.value.number - shown.opening
    return {"opening_shown": words(shown.opening), "change_shown": f"{'+' if change > 0 else ''}{words(change)}"}


def _days(found: Value) -> list[tuple[date, Cell]]:
    """Return a value day by day as everybody may see it; none where a day says nothing (readers, shares of stocks)."""
    if found.measure.kind is Kind.DISTINCT and not found.measure.adds_up and found.absence:
        return []
    cells = queries.cells(queries.moving(found), ("day",))
    days = sorted(((key[0], cell) for key, cell in cells.items() if isinstance(key[0], date)), key=lambda one: one[0])
    if not found.measure.is_personal:
        return days
    return list(zip((day for day, _cell in days), hide_small([cell for _day, cell in days]), strict=True))


def _may_see_rows(request: Request, found: Value) -> bool:
    """Say whether the actor may see the entries of every site that the value counts."""
    allowed = request.actor.sites(FigureAct.SEE_ROWS)
    spans = [span for leaf in found.leaves for span in leaf.spans]
    return allowed is None or (bool(allowed) and all(s.site_id is None or s.site_id in allowed for s in spans))


def require_inside(request: Request, one: Measure) -> None:
    """Refuse everybody else a figure that the library keeps for itself.

    :raises NotAllowed:
    """
    if one.is_internal and not request.actor.may_somewhere(FigureAct.SEE_ROWS):
        raise NotAllowed(_("这个指标只供馆内使用"), verb=FigureAct.SEE_ROWS)


def _public_part(one: Measure, form: scopes.ScopeForm) -> None:
    """Refuse the public a part that says something of persons.

    :raises NotAllowed:
    """
    name = form.part.partition(":")[0]
    if name and not any(name in b.keys and not b.is_personal and not one.is_personal for b in one.breakdowns):
        raise NotAllowed(_("这个分项只有工作人员可以查看"), verb=FigureAct.SEE_ROWS)


def _value(request: Request, code: str) -> tuple[Value, scopes.ScopeForm]:
    scope, form = scopes.read(request.GET, request.at)
    found = queries.value(code, scope=scope, at=request.at)
    require_inside(request, found.measure)
    return found, form


def _numbers(texts: tuple[str, ...]) -> list[int]:
    return [number for text in texts if (number := typed_number(text)) is not None]


def _query(request: Request, *without: str) -> str:
    kept = request.GET.copy()
    for name in without:
        kept.pop(name, None)
    return kept.urlencode()
