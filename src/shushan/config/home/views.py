"""The staff home."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from shushan.figures import public as figures
from shushan.jobs import public as jobs
from shushan.kernel.actor import ActorKind
from shushan.kernel.errors import NotAllowed, Refused
from shushan.ledger.public import local_day
from shushan.places import public as places
from shushan.ui.http import Request

SHOWN = ("V01", "L01")


def home(request: HttpRequest) -> HttpResponseBase:
    """Show today's figures with their cards, which sites are open, the last jobs, and the whole menu."""
    asked = cast(Request, request)
    if not asked.user.is_authenticated:
        return redirect_to_login(asked.get_full_path())
    if asked.actor.kind is not ActorKind.STAFF:
        raise NotAllowed(verb="staff")
    return _page(asked)


def _page(request: Request) -> HttpResponse:
    today = local_day(request.at)
    day = figures.Scope(since=today, until=today + timedelta(days=1))
    month = figures.Scope(since=today.replace(day=1), until=today + timedelta(days=1))
    tiles = []
    for code in SHOWN:
        try:
            values = [figures.value(code, scope=scope, at=request.at) for scope in (day, month)]
        except Refused:
            continue
        tiles.append((values[0].measure, *values))
    states = places.open_states(request.at)
    sites = [(site, states[site.id]) for site in places.sites()]
    last_jobs = jobs.jobs(limit=5) if request.actor.may_somewhere(jobs.JobAct.SEE_JOBS) else []
    context = {"tiles": tiles, "sites": sites, "today": today, "jobs": last_jobs}
    return render(request, "staff/home.html", context)
