"""The page for whoever wants to build something on the library's HTTP API."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shushan.options import public as options
from shushan.protocols.access.options import ACCESS_MINUTES, ANONYMOUS_LIMIT, CONSENT_DAYS
from shushan.protocols.access.scopes import PUBLIC, Scope
from shushan.protocols.access.words import NAMES
from shushan.protocols.api import api
from shushan.ui.http import Request


@require_safe
def developers(request: Request) -> HttpResponse:
    """Say what there is, how to get in, and what holds for everybody."""
    told = options.get_many([ANONYMOUS_LIMIT, ACCESS_MINUTES, CONSENT_DAYS], at=request.at)
    doors = [
        (method.upper(), path, door.get("x-scope", ""))
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, door in methods.items()
    ]
    context = {
        "doors": [one for one in doors if one[2] or "/oauth/" in one[1]],
        "scopes": [(scope.value, NAMES[scope], scope in PUBLIC) for scope in Scope],
        "anonymous": told[ANONYMOUS_LIMIT.code],
        "minutes": told[ACCESS_MINUTES.code],
        "days": told[CONSENT_DAYS.code],
        "base": request.build_absolute_uri("/api/v1/"),
        "metadata": request.build_absolute_uri("/.well-known/oauth-authorization-server"),
    }
    return render(request, "protocols/developers.html", context)
