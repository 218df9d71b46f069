"""The desk while the server is away: the page that the browser keeps, what it takes along, what it sends up later."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from shushan.circulation import public as circulation
from shushan.circulation.scan import normalise
from shushan.circulation.terms import LoanAct
from shushan.circulation.web.remembered import standing
from shushan.kernel.errors import Invalid, NotFound
from shushan.kernel.ids import typed_uuid
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

SALT: Final = "shushan.circulation.offline-desk"
MOST_ACTS: Final = 100  # in one sending
LARGEST: Final = 200_000  # bytes of one sending
KEPT_HOURS: Final = 24


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the page that the browser keeps. The same for everybody: nothing personal, no token."""
    return render(request, "circulation/offline.html", {"kept_hours": KEPT_HOURS})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker of the desk: what it keeps, then the script itself."""
    keeps = {
        "page": reverse("circulation:offline-page"),
        "desk": reverse("circulation:desk"),
        "files": [static(f"ui/{name}") for name in ("shushan.css", "desk-offline.js", "icons.svg", "favicon.svg")],
    }
    text = f"self.KEEPS = {json.dumps(keeps)};\nimportScripts({json.dumps(static('ui/worker.js'))});\n"
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def state(request: Request) -> HttpResponse:
    """Say whether the server is there, who is signed in, and the token that a sending needs."""
    told: dict[str, Any] = {"signed_in": request.user.is_authenticated, "at": request.at.isoformat()}
    if request.user.is_authenticated:
        told |= {"user": request.user.pk, "may": request.actor.may_somewhere(LoanAct.LEND), "csrf": get_token(request)}
    return _json(told)


@require_safe
@staff_page(LoanAct.LEND)
def take_along(request: Request) -> HttpResponseBase:
    """Return what this desk takes along: rules, digests of cards, copies that must not go out. Never kept by caches."""
    site_id = standing(request).site_id
    if site_id is None:
        raise NotFound(_("还没有选馆区"), remedy=_("请先在服务台选馆区"))
    request.actor.require(LoanAct.LEND, site_id=site_id)
    found = circulation.cut_off.package(site_id=site_id, at=request.at)
    return _json({
        "made_at": found.made_at.isoformat(),
        "first_day": found.first_day.isoformat(),
        "key": found.key,
        "categories": [{"most": c.most} for c in found.categories],
        "dues": [
            [{"days": [day.isoformat() for day in one.days], "on_site": one.is_on_site} for one in group]
            for group in found.dues
        ],
        "left_out": found.left_out,
        "cards": found.cards,
        "items": found.items,
        "card_shapes": found.card_shapes,
        "item_shapes": found.item_shapes,
        "user": request.user.pk,
        "name": request.actor.name,
        "site": called(places.site(site_id)),
        "may_override": request.actor.may(LoanAct.OVERRIDE, site_id=site_id),
        "token": signing.dumps({"by": request.actor.name, "site": site_id}, salt=SALT),
    })  # fmt: skip


@require_POST
@staff_page(LoanAct.LEND)
def acts(request: Request) -> HttpResponseBase:
    """Take what the desk did while the server was away, in its order; each act once, whatever is sent again."""
    told = _read(request.body)
    desk, sent = typed_uuid(str(told.get("desk"))), _instant(told.get("sent_at"))
    rows = told.get("acts")
    if desk is None or not isinstance(rows, list) or len(rows) > MOST_ACTS:
        raise Invalid(_("看不懂送来的内容"), field="acts")
    taken, after = [], None
    for row in rows:
        with override(settings.LANGUAGE_CODE):  # what stands on the list is written in the language of the house
            act = _act(row if isinstance(row, dict) else {}, request, sent, after)
            done = circulation.cut_off.take_past_act(actor=request.actor, at=request.at, act=act)
        after = act.at
        taken.append({"key": str(act.key), "outcome": done.outcome, "why": done.why})
    return _json({"taken": taken})


def _act(
    row: dict[str, Any], request: Request, sent: datetime | None, after: datetime | None
) -> circulation.cut_off.PastAct:
    """Return one act as it was sent; only its key must be right, so that nothing is dropped for its looks."""
    key, way = typed_uuid(str(row.get("key"))), str(row.get("way", ""))
    if key is None or way not in set(circulation.cut_off.Way):
        raise Invalid(_("看不懂送来的内容"), field="acts")
    by, site_id = _signed(str(row.get("token", "")), request)
    said = _instant(row.get("said_at"))
    return circulation.cut_off.PastAct(
        key=key,
        way=circulation.cut_off.Way(way),
        card=normalise(str(row.get("card", "")))[:60],
        barcode=normalise(str(row.get("barcode", "")))[:60],
        said_at=said or request.at,
        at=circulation.cut_off.happened(said, sent, request.at, after=after),
        source=_("服务台 · %(name)s") % {"name": by},
        site_id=site_id,
        may_renew=row.get("renew") is True,
        reason=" ".join(str(row.get("reason", "")).split())[:150],
        told_due=_day(row.get("told_due")),
    )


def _signed(token: str, request: Request) -> tuple[str, int]:
    """Return who worked at the desk and where, as the package said that the act was done under."""
    try:
        told = signing.loads(token, salt=SALT)
        return str(told["by"]), int(told["site"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        site_id = standing(request).site_id
        if site_id is None:
            raise NotFound(_("还没有选馆区"), remedy=_("请先在服务台选馆区")) from None
        return request.actor.name, site_id


def _read(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body) if len(body) <= LARGEST else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Invalid(_("看不懂送来的内容"), field="acts")
    return told


def _instant(value: object) -> datetime | None:
    try:
        found = parse_datetime(str(value))
    except ValueError:
        return None
    return found if found is not None and is_aware(found) else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _json(told: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    add_never_cache_headers(response)
    return response
