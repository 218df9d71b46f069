"""Pages of the visits for everybody, and the hand counter of the desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shushan.kernel.errors import Invalid, NotFound
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.web import staff_page
from shushan.visits import public as visits
from shushan.visits.terms import VisitAct, Way
from shushan.visits.web.readings import sites_for

MOST_BY_HAND = 500


@require_safe
def how_full(request: Request) -> HttpResponse:
    """Show how full each site is, and how the day went hour by hour."""
    by_site = {one.site_id: one for one in visits.occupancy(at=request.at)}
    states = places.open_states(request.at)
    sites = [(site, states[site.id], by_site[site.id]) for site in places.sites()]
    most = max((n for one in by_site.values() for _hour, n in one.hours), default=1)
    return render(request, "visits/how_full.html", {"sites": sites, "most": most})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VisitAct.COUNT)
def counter(request: Request) -> HttpResponse:
    """Count by hand: one tap, one person; a wrong tap is taken back with a reason."""
    sites = sites_for(request, VisitAct.COUNT)
    code = request.POST.get("site") or request.GET.get("site") or ""
    site = next((one for one in sites if one.code == code), sites[0] if sites else None)
    if site is None:
        raise NotFound(_("没有可以计数的馆区"))
    if request.method == "POST":
        if (undo := request.POST.get("undo", "")).isdecimal() and len(undo) < 19:
            visits.undo_by_hand(actor=request.actor, at=request.at, reading_id=int(undo))
        else:
            text = request.POST.get("people", "1")
            if not text.isdecimal() or len(text) > 4 or not 0 < int(text) <= MOST_BY_HAND:
                raise Invalid(_("人次要填 1 到 500 的整数"), field="people")
            visits.count_by_hand(actor=request.actor, at=request.at, site_id=site.id, entered=int(text))
        return redirect(f"{request.path}?site={site.code}")
    today = next((one for one in visits.occupancy(at=request.at) if one.site_id == site.id), None)
    asked = visits.ReadingFilter(site_ids=(site.id,), way=Way.DESK, since=ledger.local_day(request.at))
    context = {"site": site, "sites": sites, "today": today, "last": visits.readings(asked, limit=5)}
    return render(request, "visits/counter.html", context)
