"""What the desk remembers between two scans: a signed cookie, so that a scan costs no second write in the database."""

from __future__ import annotations

from typing import Any, Final

from django.core import signing
from django.http import HttpResponse

from shushan.circulation.terms import LoanAct
from shushan.circulation.web.scanning import Desk, Outcome
from shushan.places import public as places
from shushan.ui.http import Request

COOKIE: Final = "desk"
SALT: Final = "shushan.circulation.desk"
LONGEST: Final = 12 * 3600  # seconds; a working day


def standing(request: Request) -> Desk:
    """Return the desk as this browser left it; the site is the one chosen at this sign-in, if one may lend there."""
    site_id = request.session.get("site_id")
    if not site_id or not request.actor.may(LoanAct.LEND, site_id=int(site_id)):
        return Desk(site_id=_only_site(request))
    kept = _kept(request)
    if kept.get("user") != request.user.pk or kept.get("site") != int(site_id):
        return Desk(site_id=int(site_id))
    slip = tuple((str(tone), int(loan)) for tone, loan in kept.get("slip", []))
    return Desk(int(site_id), kept.get("reader"), bool(kept.get("returns_only")), slip)


def last_outcome(request: Request) -> dict[str, Any]:
    """Return what the last scan did, after a redirect (only without JavaScript); empty when nothing is waiting."""
    kept = _kept(request)
    return dict(kept.get("last") or {}) if kept.get("user") == request.user.pk else {}


def remember(response: HttpResponse, request: Request, desk: Desk, last: Outcome | None = None) -> HttpResponse:
    """Write the desk into the answer's cookie, and the outcome for the page after a redirect."""
    kept: dict[str, Any] = {
        "user": request.user.pk,
        "site": desk.site_id,
        "reader": desk.reader_id,
        "returns_only": desk.returns_only,
        "slip": list(desk.slip),
    }
    if last is not None:
        kept["last"] = {"tone": last.tone, "sound": last.sound, "title": last.title[:200], "detail": last.detail[:200]}
        kept["last"] |= {"paper": last.paper, "back": last.back}
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT, compress=True),
        max_age=LONGEST,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def sites_of(request: Request) -> list[places.SiteValue]:
    """Return the sites at which this colleague may lend."""
    allowed = request.actor.sites(LoanAct.LEND)
    return [site for site in places.sites() if allowed is None or site.id in allowed]


def _only_site(request: Request) -> int | None:
    sites = sites_of(request)
    if len(sites) != 1:
        return None
    request.session["site_id"] = sites[0].id
    return sites[0].id


def _kept(request: Request) -> dict[str, Any]:
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        return {}
    return kept if isinstance(kept, dict) else {}
