"""长辈模式 and the children's shelf: chosen on any page, remembered in a cookie, the page is kept."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "face"
FACES = ("ordinary", "elder", "children")


def remember(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give each request ``elder`` and ``children`` from the cookie."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        face = request.COOKIES.get(COOKIE, "")
        request.elder = face == "elder"  # type: ignore[attr-defined]
        request.children = face == "children"  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the chosen face for a year and return to the page."""
    face = request.POST.get("face", "")
    following = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure()):
        following = "/"
    response = HttpResponseRedirect(following)
    if face in FACES:
        response.set_cookie(COOKIE, face, max_age=31_536_000, samesite="Lax", secure=request.is_secure())
    return response
