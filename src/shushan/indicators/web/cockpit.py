"""The director's page; the same large for a screen in the hall (``?tv=1``)."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from shushan.indicators import cockpit
from shushan.indicators.terms import IndicatorAct
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.visits import public as visits

HEIGHT = 60  # of a chart, in its own units


@require_safe
@staff_page(IndicatorAct.SEE_VALUES)
def page(request: Request) -> HttpResponse:
    """Show a month against last year, today's doors, and what waits for somebody."""
    month = _month(request)
    codes = {site.code: site for site in places.sites()}
    chosen = codes.get(request.GET.get("site", ""))
    found = cockpit.trends(month=month, site_ids=(chosen.id,) if chosen else None, at=request.at)
    open_states = places.open_states(request.at)
    full = {one.site_id: one for one in visits.occupancy(at=request.at)}
    doors = [(site, open_states.get(site.id), full.get(site.id)) for site in codes.values() if chosen in (None, site)]
    query = f"period=month&month={month:%Y-%m}" + (f"&site={chosen.code}" if chosen else "")
    context = {
        "month": month, "trends": [(one, _bars(one), one.measure.words(one.now), one.measure.words(one.before)) for one in found],
        "doors": doors, "sites": codes.values(), "site": chosen, "query": query, "alerts": cockpit.alerts(at=request.at),
        "at": localtime(request.at), "site_name": called(chosen) if chosen else "",
    }  # fmt: skip
    return render(request, "indicators/cockpit_tv.html" if "tv" in request.GET else "indicators/cockpit.html", context)


def _bars(one: cockpit.Trend) -> list[dict[str, object]]:
    """Return thirteen bars of a plain SVG: place, height, label."""
    most = max((number for _day, number in one.months), default=Fraction(0)) or Fraction(1)
    drawn = []
    for n, (day, number) in enumerate(one.months):
        high = max(0, int(number * HEIGHT / most))
        drawn.append({"x": n * 16, "y": HEIGHT - high, "height": high, "day": day, "shown": one.measure.words(number)})
    return drawn


def _month(request: Request) -> date:
    typed = re.fullmatch(r"(\d{4})-(\d{1,2})", request.GET.get("month", ""))
    if typed and 1 <= int(typed[2]) <= 12 and 1902 <= int(typed[1]) <= 9990:
        return date(int(typed[1]), int(typed[2]), 1)
    return cockpit.last_whole_month(ledger.local_day(request.at))
