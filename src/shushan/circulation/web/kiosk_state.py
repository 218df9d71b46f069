"""What a kiosk keeps between two touches: its own token in one cookie, the reader in hand in another that soon ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from shushan.circulation.terms import LoanAct
from shushan.kernel.actor import Actor
from shushan.people import public as people
from shushan.ui.http import Request

DEVICE: Final = "kiosk"  # the device's token: as good as the token itself, never readable by a script
READER: Final = "kiosk-reader"
SALT: Final = "shushan.circulation.kiosk"
YEARS: Final = 3 * 365 * 24 * 3600
IDLE: Final = 60  # seconds after which the start page comes back and the reader is forgotten
SLIP: Final = 30  # acts on one slip

P = ParamSpec("P")
View = Callable[Concatenate[Request, "Kiosk", P], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A kiosk between two touches: the device, the reader in hand, what was done for them, how it is shown."""

    actor: Actor
    reader_id: int | None = None
    slip: tuple[tuple[str, int], ...] = ()
    is_low: bool = False

    @property
    def site_id(self) -> int:
        """Where it stands."""
        return int(self.actor.site_id or 0)


def kiosk_page(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let in a browser that holds the token of a kiosk; others are asked for it."""

    @wraps(view)
    def inside(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        asked = cast(Request, request)
        here = standing(asked)
        if here is None:
            return redirect("circulation:kiosk-sign-in")
        response = view(asked, here, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"  # "back" shows nobody else's loans
        return response

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], inside)


def standing(request: Request) -> Kiosk | None:
    """Return the kiosk that this browser is, or None."""
    actor = people.device_actor(request.COOKIES.get(DEVICE, "-"), at=request.at)
    if actor is None or not actor.may(LoanAct.LEND, site_id=actor.site_id):
        return None
    here = Kiosk(actor, is_low=request.COOKIES.get("kiosk-low") == "1")
    kept = _kept(request)
    if kept.get("device") != actor.id:
        return here
    slip = tuple((str(tone), int(loan)) for tone, loan in kept.get("slip", []))
    return replace(here, reader_id=kept.get("reader"), slip=slip)


def remember(response: HttpResponse, request: Request, here: Kiosk) -> HttpResponse:
    """Keep the reader in hand for as long as somebody may stand there; without one, forget."""
    if here.reader_id is None and not here.slip:
        return forget(response)
    kept = {"device": here.actor.id, "reader": here.reader_id, "slip": list(here.slip[-SLIP:])}
    response.set_cookie(
        READER, signing.dumps(kept, salt=SALT, compress=True), max_age=2 * IDLE, httponly=True, samesite="Strict",
        secure=request.is_secure(),
    )  # fmt: skip
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Wipe the reader in hand."""
    response.delete_cookie(READER, samesite="Strict")
    return response


def sign_in(response: HttpResponse, request: Request, token: str) -> HttpResponse:
    """Keep the device's token in this browser."""
    response.set_cookie(DEVICE, token, max_age=YEARS, httponly=True, samesite="Strict", secure=request.is_secure())
    return response


def _kept(request: Request) -> dict[str, Any]:
    try:
        kept = signing.loads(request.COOKIES.get(READER, ""), salt=SALT, max_age=2 * IDLE)
    except signing.BadSignature:
        return {}
    return kept if isinstance(kept, dict) else {}
