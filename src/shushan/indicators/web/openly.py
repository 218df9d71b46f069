"""Open figures: approved values that were published, as JSON, as CSV, and as a card that other sites may embed."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from shushan.indicators.terms import ValueLine
from shushan.indicators.values import queries
from shushan.indicators.words import period_words
from shushan.kernel.errors import NotFound
from shushan.ledger.public import local_day
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import csv_response
from shushan.units import public as units

MOST = 1000
HEAD = [
    "id", "code", "name", "unit", "since", "until", "sites", "number", "shown", "absence", "basis", "method", "state",
    "definition_version", "records", "digest", "chain_head", "revision", "restated_by", "footnote", "address", "units", "part",
]  # fmt: skip


def _anywhere(response: HttpResponseBase) -> HttpResponseBase:
    """Let any site read the answer: it holds nothing that is not public."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def as_json(request: Request) -> HttpResponseBase:
    """Give the published values, the latest period first; ``?code=V01`` narrows."""
    found = [dict(zip(HEAD, _cells(request, line), strict=True)) for line in _published(request)]
    return _anywhere(JsonResponse({"figures": found}, json_dumps_params={"ensure_ascii": False}))


@require_safe
def as_csv(request: Request) -> HttpResponseBase:
    """Give the same as CSV."""
    return _anywhere(csv_response("open-figures.csv", HEAD, (_cells(request, line) for line in _published(request))))


@require_safe
@xframe_options_exempt
def card(request: Request, value_id: int) -> HttpResponse:
    """Draw one published value small, for a frame on another site."""
    line = queries.value(value_id)
    if not line.is_public:
        raise NotFound(_("这个数值没有公开"))
    context = {"value": line, "period": period_words(line.asked), "address": request.build_absolute_uri(_page(line))}
    response = render(request, "indicators/card.html", context)
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors *"
    )
    return response


def _published(request: Request) -> list[ValueLine]:
    wanted = queries.ValueFilter(is_public=True, code=request.GET.get("code", "")[:12])
    return queries.values(wanted, limit=MOST)[0]


def _page(line: ValueLine) -> str:
    return reverse("indicators:value", args=[line.id])


def _cells(request: Request, line: ValueLine) -> list[object]:
    codes = {site.id: site.code for site in places.sites()} if line.asked.site_ids else {}
    receipt = line.receipt
    number = None if line.number is None else (int(line.number) if line.number.denominator == 1 else float(line.number))
    named = units.names(on=local_day(request.at)) if line.asked.unit_ids else {}
    return [
        line.id, line.asked.code, str(line.measure.name), line.unit,
        line.asked.since.isoformat() if line.asked.since else "reopening", line.asked.until.isoformat(),
        " ".join(codes.get(site_id, str(site_id)) for site_id in line.asked.site_ids or ()), number, line.shown,
        line.absence, line.basis.value, receipt.method if receipt else "", line.state.value,
        receipt.version if receipt else "", receipt.entries if receipt else "", receipt.digest if receipt else "",
        receipt.chain_head if receipt else "", line.revision, line.restated_by_id, line.footnote,
        request.build_absolute_uri(_page(line)),
        " ".join(named[one].code if one in named else str(one) for one in line.asked.unit_ids or ()),
        ";".join(f"{name}={value}" for name, value in line.asked.dims),
    ]  # fmt: skip
