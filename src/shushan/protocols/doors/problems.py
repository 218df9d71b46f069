"""What went wrong, as ``application/problem+json`` (RFC 9457), in the language that the request asks for.

``code`` names the refusal for machines, ``title`` says what happened, ``detail`` the rule and what to do now; ``message``,
``rule`` and ``remedy`` are the same in parts, as the doors of devices have said them from the beginning.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from shushan.kernel.errors import Invalid, Refused
from shushan.protocols.access.errors import NotSignedIn, ScopeMissing, TooOften

MEDIA: Final = "application/problem+json"
PAGE: Final = "/developers/"


class FieldProblem(Schema):
    """One part of the request that cannot be taken."""

    where: str = Field(description="body.record, query.limit, path.record_id, header.Idempotency-Key …")
    kind: str = Field(description="missing, string_too_long, int_parsing …")
    message: str


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""
    code: str
    message: str = ""
    rule: str = ""
    remedy: str = ""
    override: str | None = Field(None, description="the verb that may set the rule aside")
    field: str | None = None
    scope: str | None = Field(None, description="the scope that is missing")
    errors: list[FieldProblem] | None = None


def problem(error: Refused, **more: Any) -> HttpResponse:
    """Return a refusal as an answer."""
    detail = "。".join(part.rstrip("。") for part in (error.rule, error.remedy) if part)
    body: dict[str, Any] = {
        "type": f"{PAGE}#{error.code}", "title": error.message or error.code, "status": error.status, "detail": detail,
        "code": error.code, "message": error.message, "rule": error.rule, "remedy": error.remedy,
    }  # fmt: skip
    if error.override:
        body["override"] = error.override
    if isinstance(error, Invalid) and error.field:
        body["field"] = error.field
    if isinstance(error, ScopeMissing):
        body["scope"] = error.scope
    answer = HttpResponse(
        json.dumps(body | more, ensure_ascii=False), status=error.status, content_type=MEDIA
    )  # fmt: skip
    for name, value in _headers(error).items():
        answer.headers[name] = value
    return answer


def install(api: NinjaAPI) -> None:
    """Let an API answer whatever went wrong as a problem."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return problem(error)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        told = [_told(one) for one in error.errors]
        return problem(Invalid(_("请求里有看不懂的内容"), remedy=_("请按 errors 逐项核对")), errors=told)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(no_token())

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(unreadable() if error.status_code == 400 else Invalid(str(error)))


class Unreadable(Invalid):
    """The body is no JSON."""

    code = "unreadable"
    status = 400


def unreadable() -> Unreadable:
    """Return the refusal of a body that is no JSON."""
    return Unreadable(_("请求的正文不是 JSON"), remedy=_("请用 UTF-8 的 JSON，并写明 Content-Type: application/json"))


def no_token() -> NotSignedIn:
    """Return the refusal of whoever shows no token that opens this door."""
    return NotSignedIn(_("需要令牌"), remedy=_("请在 Authorization: Bearer 之后放上有效的令牌"))


def _headers(error: Refused) -> dict[str, str]:
    if isinstance(error, NotSignedIn):
        why = f', error="{error.why}"' if error.why else ""
        return {"WWW-Authenticate": f'Bearer realm="shushan"{why}'}
    if isinstance(error, ScopeMissing):
        return {"WWW-Authenticate": f'Bearer realm="shushan", error="insufficient_scope", scope="{error.scope}"'}
    if isinstance(error, TooOften):
        return {"Retry-After": str(error.seconds)}
    return {}


def _told(error: dict[str, Any]) -> dict[str, str]:
    places: Sequence[Any] = error.get("loc", ())
    kind = str(error.get("type", ""))
    where = ".".join(str(one) for one in places)[:200]
    return {
        "where": where.encode("utf-8", "replace").decode(),
        "kind": kind,
        "message": _word(kind, error.get("ctx", {})),
    }


def _word(kind: str, known: dict[str, Any]) -> str:
    if kind == "missing":
        return _("必须填写")
    if kind in ("string_too_long", "string_too_short", "too_long", "too_short"):
        return _("太长或太短")
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return _("超出范围：%(bound)s") % {"bound": next(iter(known.values()), "")}
    if kind == "string_pattern_mismatch":
        return _("有不能用的字符")
    return _("不是所要求的样子")
