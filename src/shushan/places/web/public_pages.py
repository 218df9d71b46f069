"""Opening hours for everybody."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shushan.ledger.public import local_day, zone
from shushan.places import queries
from shushan.ui.http import Request


@require_safe
def sites(request: Request) -> HttpResponse:
    """Show every site: open or not, today's hours, address."""
    today = local_day(request.at)
    kept = queries.every_calendar()
    found = [(site, kept[site.id].state(request.at, zone()), kept[site.id].spans(today)) for site in queries.sites()]
    return render(request, "places/sites.html", {"sites": found})


@require_safe
def site(request: Request, code: str) -> HttpResponse:
    """Show one site: the next seven days, closures, how to get there."""
    found = queries.site_by_code(code)
    calendar = queries.calendar(found.id)
    today = local_day(request.at)
    days = [today + timedelta(days=n) for n in range(7)]
    context = {
        "site": found,
        "state": queries.open_state(found.id, request.at),
        "days": [(day, calendar.spans(day), calendar.closure(day)) for day in days],
        "closures": [c for c in queries.closures(found.id) if c.until is None or c.until > today],
    }
    return render(request, "places/site.html", context)
