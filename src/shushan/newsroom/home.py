"""What the home page answers in five seconds."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest

from shushan.catalogue import public as catalogue
from shushan.figures import public as figures
from shushan.kernel.clock import now
from shushan.ledger.public import local_day
from shushan.newsroom.models import ArticlePage, HomePage
from shushan.newsroom.sentences import number
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.visits import public as visits

SHOWN = ("V01", "L01")


def answers(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Return what the home page shows: sites, figures, new records, articles; to children a shelf of their books."""
    at = getattr(cast(Request, request), "at", None) or now()
    full = {one.site_id: one for one in visits.occupancy(at=at)}
    states = places.open_states(at)
    sites = [(site, states[site.id], full.get(site.id)) for site in places.sites()]
    if getattr(request, "children", False):
        return {"sites": sites, "childrens_shelf": catalogue.childrens_shelf(local_day(at))}
    tiles = [(figures.measure(code), number(code, last_day=None, known_on=None, at=at)) for code in SHOWN]
    articles = ArticlePage.objects.live().descendant_of(page).order_by("-published_on", "-pk")[:4]
    return {"sites": sites, "tiles": tiles, "articles": list(articles)}
