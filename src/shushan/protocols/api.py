"""The HTTP API, version 1: its doors put together, with its OpenAPI document at /api/v1/openapi.json."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from shushan.protocols.access.errors import NoSuchDoor
from shushan.protocols.circulation_api import router as circulation
from shushan.protocols.doors import catalogue, figures, gates, library, mine, mine_holds, oauth, open_figures, shapes
from shushan.protocols.doors.problems import Problem, install, problem

ABOUT = """The doors of the library for other systems. Three kinds of caller, told by the header `Authorization: Bearer …`:
devices of the house (gates, kiosks), applications with a token of their own (public reads, more of them a minute), and
applications that a reader consented to (OAuth 2 with PKCE). Public reads need no token. Refusals are problems (RFC 9457) in
Chinese or English, as `Accept-Language` says. Every writing door takes an `Idempotency-Key`. Addresses only grow."""


class Api(NinjaAPI):
    """The API; its document says which scope each door needs, and what a refusal looks like."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**said)
        self._told: list[OpenAPISchema] = []

    def get_openapi_schema(self, **said: Any) -> OpenAPISchema:
        """Return the document, made once: it changes only with the code."""
        if not self._told:
            self._told.append(self._document(**said))
        return self._told[0]

    def _document(self, **said: Any) -> OpenAPISchema:
        told = super().get_openapi_schema(**said)
        for shape in (Problem, shapes.OAuthProblem):
            whole = shape.model_json_schema(ref_template="#/components/schemas/{model}")
            told["components"]["schemas"] |= whole.pop("$defs", {}) | {shape.__name__: whole}
        for doors in told["paths"].values():
            for door in doors.values():
                _secure(door)
        return told


def _secure(door: dict[str, Any]) -> None:
    """Say which scope a door needs; where a public read needs no token, say that too (an empty requirement)."""
    scope = door.get("x-scope")
    if scope is None:
        return
    needs = [name for one in door.get("security", []) for name in one]
    door["security"] = [{"Consent": [scope]}] if needs == ["Consent"] else [{"Token": []}, {"Consent": []}, {}]


class Renderer(JSONRenderer):
    """JSON with 汉字 as they are: shorter, and a person can read it."""

    json_dumps_params = {"ensure_ascii": False}


api = Api(
    renderer=Renderer(),
    title="Shushan",
    version="1",
    description=ABOUT,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
)
install(api)
for router in (catalogue.router, library.router, figures.router, mine.router, mine_holds.router, oauth.router):
    api.add_router("", router)
for router in (open_figures.router, gates.router, circulation):
    api.add_router("", router)


def document(request: HttpRequest) -> HttpResponse:
    """Give the document, with the addresses of this library in it."""
    request.api_public = True  # type: ignore[attr-defined]
    told = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    whole = request.build_absolute_uri
    steps = told["components"]["securitySchemes"]["Consent"]["flows"]["authorizationCode"]
    for name in ("authorizationUrl", "tokenUrl", "refreshUrl"):
        steps[name] = whole(steps[name])
    return JsonResponse(told | {"servers": [{"url": whole("/").rstrip("/")}]})


@csrf_exempt
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer an address of the API that is none, as the API answers everything."""
    return problem(NoSuchDoor(_("接口没有这个地址"), remedy=_("请看 /api/v1/openapi.json")))
