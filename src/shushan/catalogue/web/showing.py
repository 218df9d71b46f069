"""Public pages of what is shown without being asked for: new arrivals, much borrowed, themed shelves."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shushan.catalogue.themes import shown
from shushan.catalogue.web.components import cards
from shushan.catalogue.web.reading import number
from shushan.kernel.errors import NotFound
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.http import Request

PAGE = 24
AUDIENCES = ("adult", "child")


@require_safe
def arrivals(request: Request) -> HttpResponse:
    """Show what came last, everywhere or at a site, for all or for children."""
    sites = {site.code: site for site in places.sites()}
    site = sites.get(request.GET.get("site", ""))
    audience, page = _audience(request), number(request, "page", 1, 100)
    found = shown.arrivals(
        site_id=site.id if site else None, audience=audience, offset=(page - 1) * PAGE, limit=PAGE + 1
    )
    drawn = cards([line.id for line in found[:PAGE]])
    context = {
        "cards": [drawn[line.id] for line in found[:PAGE] if line.id in drawn],
        "sites": sites.values(),
        "site": site,
        "audience": audience,
        "previous": page - 1 if page > 1 else None,
        "next": page + 1 if len(found) > PAGE and page < 100 else None,
    }
    return render(request, "catalogue/arrivals.html", context)


@require_safe
def popular(request: Request) -> HttpResponse:
    """Show what is much borrowed; readers are not in it."""
    audience = _audience(request)
    found = shown.popular(audience=audience, limit=PAGE * 2)
    drawn = cards([line.id for line, _n in found.lines]) if found else {}
    lines = [(drawn[line.id], n) for line, n in found.lines if line.id in drawn] if found else []
    return render(request, "catalogue/popular.html", {"found": found, "lines": lines, "audience": audience})


@require_safe
def themes(request: Request) -> HttpResponse:
    """Show the themed shelves that stand now."""
    names = {site.id: site for site in places.sites()}
    found = shown.themes(ledger.local_day(request.at), audience=_audience(request))
    context = {"themes": [(line, names.get(line.site_id or 0)) for line in found], "audience": _audience(request)}
    return render(request, "catalogue/themes.html", context)


@require_safe
def theme(request: Request, shelf_id: int) -> HttpResponse:
    """Show a themed shelf with its titles; one that has not begun is for staff only, one that is over says so.

    :raises NotFound:
    """
    found, today = shown.theme(shelf_id), ledger.local_day(request.at)
    if found.since > today and not request.actor.may_somewhere("catalogue.edit-themes"):
        raise NotFound
    titles = shown.titles_of(shelf_id)
    drawn = cards([one.record_id for one in titles])
    context = {
        "theme": found,
        "site": places.site(found.site_id) if found.site_id else None,
        "titles": [(drawn[one.record_id], one.why) for one in titles if one.record_id in drawn],
        "is_over": found.until is not None and found.until < today,
        "may_edit": request.actor.may_somewhere("catalogue.edit-themes"),
    }
    return render(request, "catalogue/theme.html", context)


def _audience(request: Request) -> str:
    said = request.GET.get("audience", "child" if request.children else "")
    return said if said in AUDIENCES else ""
