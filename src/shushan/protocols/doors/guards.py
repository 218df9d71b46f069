"""Who is let in at a door: the token of the header, the scope that the door needs, how often it may ask."""

from __future__ import annotations

from typing import ClassVar, Final, cast

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase

from shushan.kernel.actor import ANONYMOUS
from shushan.options import public as options
from shushan.protocols.access import queries, scopes
from shushan.protocols.access.bearer import caller_of
from shushan.protocols.access.errors import NoSuchApplication, NotSignedIn, ScopeMissing, TokenUnknown, TooOften
from shushan.protocols.access.limits import counters
from shushan.protocols.access.options import ANONYMOUS_LIMIT
from shushan.protocols.access.scopes import Scope
from shushan.protocols.access.terms import Caller
from shushan.protocols.doors.problems import no_token
from shushan.ui.http import Request

STEPS_PER_MINUTE: Final = 3000  # codes redeemed and tokens refreshed by one application
ENGLISH: Final = {  # the document speaks English
    Scope.ME: "see name, category and home site",
    Scope.CARD: "see the number and term of the card",
    Scope.LOANS: "see open loans",
    Scope.RENEW: "renew loans",
    Scope.HOLDS: "see holds",
    Scope.HOLDS_WRITE: "place, cancel and suspend holds",
    Scope.CHARGES: "see what is owed",
    Scope.NOTICES: "see the inbox",
    Scope.NOTICES_WRITE: "mark notices as read",
}


class Guard(AuthBase):
    """Lets in whoever shows a token with a scope; ``is_open``: also whoever shows none, within the limit of addresses."""

    def __init__(self, scope: Scope, *, is_open: bool) -> None:
        super().__init__()
        self.scope, self.is_open = scope, is_open

    def __call__(self, request: HttpRequest) -> Caller:
        """Return who calls.

        :raises NotSignedIn: :raises ScopeMissing: :raises TooOften:
        """
        secret = _secret(request)
        if not secret:
            if not self.is_open:
                raise no_token()
            take_anonymous(request)
            return Caller(ANONYMOUS, scopes.PUBLIC)
        try:
            caller, per_minute = caller_of(secret, at=cast(Request, request).at)
        except NotSignedIn:
            take_anonymous(request)
            raise
        request.api_caller = caller  # type: ignore[attr-defined]
        _take(request, f"token {caller.token_id}", per_minute)
        if self.scope not in caller.scopes:
            raise ScopeMissing(
                _("令牌的范围不包括这项操作"), scope=self.scope.value, remedy=_("请申请带有这个范围的令牌或授权")
            )
        return caller


class Token(Guard):
    """A token of an application or of a reader's consent, or none at all: public reads."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope, is_open=True)


class Consent(Guard):
    """A token that a reader's consent gave."""

    openapi_type = "oauth2"
    openapi_flows: ClassVar = {
        "authorizationCode": {
            "authorizationUrl": "/my/applications/authorization/",
            "tokenUrl": "/api/v1/oauth/token",
            "refreshUrl": "/api/v1/oauth/token",
            "scopes": {scope.value: ENGLISH[scope] for scope in scopes.OF_READERS},
        }
    }

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope, is_open=False)


def take_anonymous(request: HttpRequest) -> None:
    """Count one request of an address without a token (or with one that opens nothing).

    :raises TooOften:
    """
    address = get_adapter().get_client_ip(request)
    _take(request, f"address {address}", options.get(ANONYMOUS_LIMIT, at=cast(Request, request).at))


def take_application(request: HttpRequest, client_id: str) -> None:
    """Count a step of OAuth: for a known application by itself (its server may have one address for all readers).

    :raises TooOften:
    """
    try:
        found = queries.by_client_id(client_id)
    except NoSuchApplication:
        take_anonymous(request)
    else:
        _take(request, f"steps {found.id}", STEPS_PER_MINUTE)


def _take(request: HttpRequest, key: str, limit: int) -> None:
    at = cast(Request, request).at
    taken = counters().take(key, limit, at)
    request.api_limit = (limit, taken.left, taken.seconds)  # type: ignore[attr-defined]
    if not taken.passes:
        raise TooOften(
            _("这一分钟的请求太多了"), limit=limit, seconds=taken.seconds, remedy=_("请按 Retry-After 说的秒数稍后再来")
        )


def _secret(request: HttpRequest) -> str:
    said = request.headers.get("Authorization", "")
    if not said:
        return ""
    kind, _space, secret = said.partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise TokenUnknown(
            _("看不懂 Authorization 的内容"), remedy=_("请写成 Bearer 加一个空格，再加令牌"), why="invalid_request"
        )
    return secret.strip()
