"""The steps of OAuth 2 that an application takes by itself (RFC 6749, 7636, 7009), and what it may know beforehand (8414).

There are no client secrets: a program on a phone cannot keep one. Proof is PKCE for the code, the refresh token
afterwards, which is good once.
"""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from ninja import Form, Router

from shushan.protocols.access import scopes
from shushan.protocols.access.operations import flow
from shushan.protocols.access.operations.flow import GrantRefused
from shushan.protocols.access.terms import Pair
from shushan.protocols.doors import shapes
from shushan.protocols.doors.extra import refusals
from shushan.protocols.doors.guards import take_anonymous, take_application
from shushan.ui.http import Request

router = Router(auth=None, tags=["oauth"])
Said = Annotated[str, Form(max_length=400)]
_BAD = {
    "description": "The step was refused (RFC 6749, 5.2).",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/OAuthProblem"}}},
}
_EXTRA: dict[str, Any] = {"responses": refusals() | {400: _BAD}}


@router.post("/oauth/token", response={200: shapes.TokenOut, 400: shapes.OAuthProblem}, url_name="oauth-token",
             summary="Redeem a code or refresh", openapi_extra={"responses": refusals() | {400: _BAD}})  # fmt: skip
def token(
    request: HttpRequest,
    grant_type: Said = "",
    client_id: Said = "",
    code: Said = "",
    redirect_uri: Said = "",
    code_verifier: Said = "",
    refresh_token: Said = "",
    scope: Said = "",
) -> HttpResponse:
    """Give the tokens of a reader's consent for its code (``authorization_code``) or a refresh token (``refresh_token``)."""
    take_application(request, client_id)
    at = cast(Request, request).at
    try:
        if grant_type == "authorization_code":
            pair = flow.redeem(
                at=at, client_id=client_id, code=code, return_address=redirect_uri, verifier=code_verifier
            )
        elif grant_type == "refresh_token":
            wanted = scopes.known(scope) if scope.strip() else None
            pair = flow.refresh(at=at, client_id=client_id, token=refresh_token, wanted=wanted)
        else:
            raise GrantRefused("unsupported_grant_type", "grant_type: authorization_code, refresh_token")
    except GrantRefused as error:
        take_anonymous(request)  # whoever tries secrets out is slowed down
        return _answer({"error": error.error, "error_description": error.message}, 400)
    return _answer(_told(pair), 200)


@router.post(
    "/oauth/revocation", response=None, url_name="oauth-revocation", summary="Give a token up", openapi_extra=_EXTRA
)
def revocation(
    request: HttpRequest, token: Said = "", client_id: Said = "", token_type_hint: Said = ""
) -> HttpResponse:
    """Revoke a token that is not needed any more (RFC 7009); one that is not known is fine."""
    take_application(request, client_id)
    flow.give_up(at=cast(Request, request).at, client_id=client_id, token=token)
    return _answer({}, 200)


def metadata(request: HttpRequest) -> HttpResponse:
    """Say where the steps are and what is understood (RFC 8414)."""
    with translation.override("zh-hans"):
        page = reverse("protocols:authorization")
    whole = request.build_absolute_uri
    return JsonResponse(
        {
            "issuer": whole("/").rstrip("/"),
            "authorization_endpoint": whole(page),
            "token_endpoint": whole(reverse("api-v1:oauth-token")),
            "revocation_endpoint": whole(reverse("api-v1:oauth-revocation")),
            "scopes_supported": [scope.value for scope in scopes.OF_READERS],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "ui_locales_supported": ["zh-Hans", "en"],
            "service_documentation": whole("/developers/"),
        }
    )


def _told(pair: Pair) -> dict[str, Any]:
    return {
        "access_token": pair.access, "token_type": "Bearer", "expires_in": pair.seconds, "refresh_token": pair.refresh,
        "scope": scopes.text(pair.scopes),
    }  # fmt: skip


def _answer(body: dict[str, Any], status: int) -> HttpResponse:
    answer = JsonResponse(body, status=status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Pragma"] = "no-cache"
    return answer
