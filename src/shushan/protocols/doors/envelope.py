"""What happens around every request to the API: its language, the size of its body, origins, what may be kept.

Nothing here reads a cookie: who calls is said by the header alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import trans_real

from shushan.protocols.access.errors import TokenInAddress, TooLarge, WrongMethod
from shushan.protocols.access.models import Application
from shushan.protocols.doors.problems import problem

Next = Callable[[HttpRequest], HttpResponseBase]
DOORS: Final = "/api/v1/"
MOST_BODY: Final = 256 * 1024  # a batch of 1,000 counts of a gate takes about 100 kB
_SECRETS: Final = ("access_token", "refresh_token", "token")
_METHODS: Final = "GET, HEAD, POST, DELETE, OPTIONS"
_SENT: Final = "Authorization, Content-Type, Idempotency-Key, Accept-Language, If-None-Match"
_SHOWN: Final = "ETag, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Link, WWW-Authenticate"


def envelope(get_response: Next) -> Next:
    """Answer requests to the API in the language that they ask for, within bounds, with the headers that machines need."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(DOORS):
            return get_response(request)
        language = _language(request)
        is_head = request.method == "HEAD"
        if is_head:  # asked as GET, so that every door that can be read has one; the body stays here
            request.method = "GET"
        with translation.override(language):
            answer = _answered(request, get_response)
        if is_head:
            _bare(request, answer)
        answer.headers["Content-Language"] = language
        patch_vary_headers(answer, ["Accept", "Accept-Language", "Authorization", "Origin"])
        _limits(request, answer)
        _origin(request, answer)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    return middleware


def _bare(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Leave the head of an answer, which still says how long its body is (RFC 9110, 9.3.2)."""
    request.method = "HEAD"
    if isinstance(answer, HttpResponse):
        answer.headers["Content-Length"] = str(len(answer.content))
        answer.content = b""


def _answered(request: HttpRequest, get_response: Next) -> HttpResponseBase:
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        return HttpResponse(status=204)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > MOST_BODY:
        return problem(TooLarge(_("请求的正文太大"), remedy=_("请分几次发送")))
    if any(name in request.GET for name in _SECRETS):
        return problem(
            TokenInAddress(
                _("令牌不能放在网址里"), remedy=_("网址会留在日志和历史里；请放在 Authorization 里，并吊销这个令牌")
            )
        )
    answer = get_response(request)
    if answer.status_code == 405 and not answer.headers.get("Content-Type", "").startswith("application/"):
        wrong = problem(WrongMethod(_("这个地址不接受这种方法"), remedy=_("请看 Allow 列出的方法")))
        allowed = answer.headers.get("Allow", "GET")
        wrong.headers["Allow"] = f"{allowed}, HEAD" if "GET" in allowed else allowed
        return wrong
    return _conditional(request, answer)


def _conditional(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Let public answers be asked for again cheaply: by their content (RFC 9110, 13.1.2)."""
    if request.method != "GET" or answer.status_code != 200 or not hasattr(request, "api_public"):
        return answer
    if not isinstance(answer, HttpResponse):
        return answer
    tag = f'"{hashlib.blake2b(answer.content, digest_size=12).hexdigest()}"'
    asked = request.headers.get("If-None-Match", "")
    if tag in [one.strip().removeprefix("W/") for one in asked.split(",")] or asked.strip() == "*":
        answer = HttpResponse(status=304)
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _language(request: HttpRequest) -> str:
    for said, _weight in trans_real.parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200].lower()):
        try:
            return translation.get_supported_language_variant(said)
        except LookupError:
            continue
    return "zh-hans"


def _limits(request: HttpRequest, answer: HttpResponseBase) -> None:
    known: tuple[int, int, int] | None = getattr(request, "api_limit", None)
    if known is not None:
        for name, value in zip(("Limit", "Remaining", "Reset"), known, strict=True):
            answer.headers[f"RateLimit-{name}"] = str(value)


def _origin(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Let a browser read the answer where its page is of a registered origin: the token's application's, else anyone's."""
    origin = request.headers.get("Origin", "")
    if not origin or len(origin) > 300 or "\x00" in origin:
        return
    caller = getattr(request, "api_caller", None)
    known = caller.origins if caller is not None else _registered()
    if origin in known:
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Expose-Headers"] = _SHOWN
        if request.method == "OPTIONS":
            answer.headers["Access-Control-Allow-Methods"] = _METHODS
            answer.headers["Access-Control-Allow-Headers"] = _SENT
            answer.headers["Access-Control-Max-Age"] = "600"


def _registered() -> set[str]:
    found = Application.objects.filter(closed_at=None).exclude(origins="").values_list("origins", flat=True)
    return {one for line in found for one in line.split()}
