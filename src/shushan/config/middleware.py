"""What happens around every request: headers, maintenance, who acts and when, refusals shown as pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from shushan.kernel.actor import ANONYMOUS, Actor
from shushan.kernel.clock import now
from shushan.kernel.errors import Refused

Next = Callable[[HttpRequest], HttpResponseBase]

POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
# Wagtail's editor draws with inline styles and scripts of its own; the relaxation ends at its door.
EDITOR_POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'"
)


def headers(get_response: Next) -> Next:
    """Add the content security policy and its kin to every answer."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        editor = request.path.startswith(("/admin/", "/en/admin/"))
        response.headers.setdefault("Content-Security-Policy", EDITOR_POLICY if editor else POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        return response

    return middleware


def maintenance(get_response: Next) -> Next:
    """Answer 503 with a page of its own while the house is being upgraded; static files still come."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not settings.MAINTENANCE:
            return get_response(request)
        response = HttpResponse(
            (settings.PACKAGE / "ui" / "static" / "ui" / "maintenance.html").read_bytes(), status=503
        )
        response.headers["Retry-After"] = "300"
        return response

    return middleware


def acting(get_response: Next) -> Next:
    """Give every request its instant (``request.at``) and its actor (``request.actor``), the latter on first use."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.at = now()  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _actor(request: HttpRequest) -> Actor:
    from shushan.people.public import actor_for

    if not request.user.is_authenticated:
        return ANONYMOUS
    site = request.session.get("site_id")
    return actor_for(request.user, at=request.at, site_id=int(site) if site else None)  # type: ignore[attr-defined]


def refusals(get_response: Next) -> Next:
    """Turn a refusal that no view translated into a page that says what, why and what now."""

    return _Refusals(get_response)


class _Refusals:
    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Translate a refusal; anything else is a bug and goes on."""
        if not isinstance(error, Refused):
            return None
        return render(request, "ui/refused.html", {"refusal": error}, status=error.status)
