"""Public reads about the library: sites with hours and how full, articles."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, cast

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Path, Query, Router

from shushan.ledger import public as ledger
from shushan.newsroom import public as newsroom
from shushan.places import public as places
from shushan.protocols.access.scopes import Scope
from shushan.protocols.doors import shapes
from shushan.protocols.doors.extra import reads
from shushan.protocols.doors.guards import Token
from shushan.ui.http import Request
from shushan.visits import public as visits

router = Router(auth=Token(Scope.LIBRARY), tags=["library"])
SAID = reads(Scope.LIBRARY)


@router.get("/sites", response=list[shapes.SiteOut], url_name="sites", summary="Sites", openapi_extra=SAID)
def sites(request: HttpRequest) -> list[shapes.SiteOut]:
    """Return every site: whether it is open now, its hours today, how full it is."""
    _public(request)
    at = cast(Request, request).at
    known = places.sites()
    full = {one.site_id: one for one in visits.occupancy(at=at)}
    calendars = places.calendars([site.id for site in known])
    return [shapes.SiteOut(**_told(site, calendars[site.id], full[site.id], request)) for site in known]


@router.get("/sites/{code}", response=shapes.SiteWhole, url_name="site", summary="One site", openapi_extra=SAID)
def site(
    request: HttpRequest, code: Annotated[str, Path(min_length=1, max_length=20, pattern=shapes.NO_CONTROLS)]
) -> shapes.SiteWhole:
    """Return one site with its week and what is closed from today on."""
    _public(request)
    at = cast(Request, request).at
    found, today = places.site_by_code(code), ledger.local_day(at)
    full = next(one for one in visits.occupancy(at=at) if one.site_id == found.id)
    closed = [one for one in places.closures(found.id) if one.until is None or one.until > today]
    return shapes.SiteWhole(
        **_told(found, places.calendar(found.id), full, request),
        week=[
            shapes.Weekday(weekday=n + 1, spans=[_span(one) for one in spans])
            for n, spans in places.week(found.id, on=today)
        ],
        closures=[shapes.Closing(since=one.since, until=one.until, reason=one.reason) for one in closed],
    )


@router.get("/articles", response=shapes.Articles, url_name="articles", summary="Articles", openapi_extra=SAID)
def articles(
    request: HttpRequest,
    after: Annotated[str, Query(max_length=40, description="``next`` of the page before")] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> shapes.Articles:
    """Return published articles, newest first, in the language asked for where there is a text in it."""
    _public(request)
    lines = newsroom.articles(after=_cursor(after), limit=limit + 1)
    english = get_language() == "en"
    told = [
        shapes.ArticleOut(
            id=one.id,
            title=(english and one.title_en) or one.title,
            summary=(english and one.summary_en) or one.summary,
            published_on=one.published_on,
            address=request.build_absolute_uri(one.address),
        )
        for one in lines[:limit]
    ]
    last = lines[limit - 1] if len(lines) > limit else None
    return shapes.Articles(articles=told, next=f"{last.published_on.isoformat()}.{last.id}" if last else "")


def _cursor(said: str) -> tuple[date, int] | None:
    """Return where to go on, None from the beginning; what cannot be a cursor begins anew."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)\.(\d{1,15})", said, re.ASCII)
    try:
        return (date.fromisoformat(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def _public(request: HttpRequest) -> None:
    request.api_public = True  # type: ignore[attr-defined]


def _told(
    site: places.SiteValue, calendar: places.Calendar, full: visits.Occupancy, request: HttpRequest
) -> dict[str, Any]:
    at, zone = cast(Request, request).at, ledger.zone()
    state = calendar.state(at, zone)
    return {
        "code": site.code, "name": site.name, "name_en": site.name_en,
        "address": (get_language() == "en" and site.address_en) or site.address, "phone": site.phone,
        "is_open": state.is_open, "closes_at": state.closes_at, "opens_at": state.opens_at, "reason": state.reason,
        "today": [_span(one) for one in calendar.spans(ledger.local_day(at))], "entered_today": full.entered,
        "inside": full.inside, "capacity": full.capacity,
    }  # fmt: skip


def _span(one: places.OpeningSpan) -> shapes.Span:
    return shapes.Span(opens=f"{one.opens:%H:%M}", closes=f"{one.closes:%H:%M}")
