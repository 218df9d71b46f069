"""Everybody's dashboard, and the same for a large screen in the hall: public figures only, nobody signs in."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.indicators.dashboards.doors import today
from shushan.indicators.dashboards.terms import Line
from shushan.indicators.dashboards.trends import CODES, trends
from shushan.indicators.options import HALL_SECONDS
from shushan.indicators.terms import ValueLine
from shushan.indicators.values import queries
from shushan.indicators.web.cockpit import month_of
from shushan.indicators.web.drawing import Shown, shown
from shushan.indicators.words import period_words
from shushan.kernel.ids import typed_number
from shushan.kernel.periods import add_months
from shushan.options import public as options
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called

PUBLIC: Final = ("V01", "L01", "L02", "R01", "T03", "V05")  # of these nothing is said of a person
MOST: Final = 8  # signed values
assert set(PUBLIC) <= set(CODES)


@require_safe
def public(request: Request, code: str = "") -> HttpResponse:
    """Show how the library, or one site, is used: today, the month against last year and target, what was signed."""
    site = places.site_by_code(code) if code else None
    month, is_latest = month_of(request)
    context = {
        "month": month, "before": add_months(month, -1), "after": add_months(month, 1), "is_latest": is_latest,
        "site": site, "sites": places.sites(), "title": called(site) if site else _("图书馆的数字"),
        "today": today(at=request.at, site_ids=[site.id] if site else None), "at": localtime(request.at),
        "trends": _trends(PUBLIC, request, site), "signed": [] if site else _signed(),
    }  # fmt: skip
    return render(request, "indicators/public.html", context)


@require_safe
def hall(request: Request) -> HttpResponse:
    """Show one panel large; the page goes to the next by itself, unless ``still``. ``site``: only that one."""
    code = request.GET.get("site", "")
    site = places.site_by_code(code) if code else None
    signed = [] if site else _signed()
    panels = ["today", *PUBLIC, *(["signed"] if signed else [])]
    number = (typed_number(request.GET.get("panel", "")) or 0) % len(panels)
    name = panels[number]
    month, _is_latest = month_of(request)
    context = {
        "site": site, "panel": name, "number": number, "count": len(panels), "at": localtime(request.at),
        "next": (number + 1) % len(panels), "previous": (number - 1) % len(panels), "still": "still" in request.GET,
        "seconds": options.get(HALL_SECONDS, at=request.at), "month": month, "signed": signed if name == "signed" else [],
        "today": today(at=request.at, site_ids=[site.id] if site else None) if name == "today" else [],
        "trends": _trends((name,), request, site) if name in PUBLIC else [],
    }  # fmt: skip
    answer = render(request, "indicators/hall.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _trends(codes: tuple[str, ...], request: Request, site: places.SiteValue | None) -> list[Shown]:
    month, _is_latest = month_of(request)
    lines = [Line(one, (site.id,) if site else None) for one in codes]
    return [shown(one, site=site.code if site else "") for one in trends(lines, month=month)]


def _signed() -> list[tuple[ValueLine, str]]:
    """Return what was signed and published, the latest first, with its period in words; what was restated stays away."""
    wanted = queries.ValueFilter(is_public=True, is_current=True)
    return [(one, period_words(one.asked)) for one in queries.values(wanted, limit=MOST)[0]]
