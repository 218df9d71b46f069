"""The door for statements and documents of packages that this house launched: a part of xAPI 1.0.3, never a general store.

No cookie is looked at: who speaks is proved by the credential that the launch gave out, for one learner in one lesson. Pages
without an origin ask, so every origin may; they can do no more than the credential.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from shushan.kernel.clock import now
from shushan.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from shushan.learning.errors import ForgedToken
from shushan.learning.operations import packages, statements
from shushan.learning.packages import statements as rules
from shushan.learning.queries import packages as queries

VERSION: Final = "1.0.3"
MOST_BODY: Final = 2_000_000  # bytes
_ALLOWED: Final = "Authorization, Content-Type, X-Experience-API-Version, If-Match, If-None-Match"


@csrf_exempt
def door(request: HttpRequest, resource: str) -> HttpResponse:
    """Answer one request of a package."""
    try:
        response = _answered(request, resource.strip("/"))
    except NotAllowed as refusal:
        response = JsonResponse({"code": refusal.code, "message": refusal.message}, status=403)
    except Refused as refusal:
        status = 401 if isinstance(refusal, ForgedToken) else 400 if isinstance(refusal, Invalid) else refusal.status
        response = JsonResponse({"code": refusal.code, "message": refusal.message}, status=status)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, X-Experience-API-Version"
    response.headers["X-Experience-API-Version"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


def _answered(request: HttpRequest, resource: str) -> HttpResponse:
    if request.method == "OPTIONS":
        answer = HttpResponse(status=204)
        answer.headers["Access-Control-Allow-Methods"] = "GET, PUT, POST, DELETE, OPTIONS"
        answer.headers["Access-Control-Allow-Headers"] = _ALLOWED
        answer.headers["Access-Control-Max-Age"] = "3600"
        return answer
    if resource == "about":
        return JsonResponse({"version": [VERSION]})
    if not request.headers.get("X-Experience-API-Version", VERSION).startswith("1.0"):
        raise Invalid(_("只收 xAPI 1.0 的学习陈述"))
    if len(request.body) > MOST_BODY:
        raise Invalid(_("一次发来的内容太大"))
    credential = _credential(request)
    if resource == "statements":
        return _statements(request, credential)
    if resource == "activities/state":
        return _state(request, credential)
    raise NotFound(_("这里只收学习陈述和课件的进度"))


def _statements(request: HttpRequest, credential: str) -> HttpResponse:
    attendance_id, _person, package_id = packages.opened(credential)
    named = request.GET.get("statementId", "")
    if request.method == "GET":
        if not named:
            return JsonResponse({"statements": queries.statements(attendance_id, package_id), "more": ""})
        found = queries.statement(_uuid(named), attendance_id, package_id)
        return JsonResponse(found) if found else HttpResponse(status=404)
    said = _json(request.body)
    if request.method == "PUT":
        if not isinstance(said, dict) or str(said.setdefault("id", named)).lower() != str(_uuid(named)):
            raise Invalid(_("地址里的编号与学习陈述里的不同"))
        statements.store_statements(credential=credential, at=now(), said=[said])
        return HttpResponse(status=204)
    if request.method == "POST":
        ids = statements.store_statements(
            credential=credential, at=now(), said=said if isinstance(said, list) else [said]
        )
        return JsonResponse([str(one) for one in ids], safe=False)
    return HttpResponse(status=405)


def _state(request: HttpRequest, credential: str) -> HttpResponse:
    attendance_id, person_id, package_id = packages.opened(credential)
    package = queries.package(package_id)
    if request.GET.get("activityId") != package.activity or not rules.is_actor(
        _json(request.GET.get("agent", "").encode()), packages.pseudonym(package_id, person_id)
    ):
        raise NotAllowed(_("只收打开课件的这位学员在这个课件里的进度"))
    name = request.GET.get("stateId", "")
    if request.method == "GET":
        if not name:
            return JsonResponse(queries.documents(attendance_id, package_id), safe=False)
        found = queries.document(attendance_id, package_id, name)
        if found is None:
            return HttpResponse(status=404)
        answer = HttpResponse(found[1], content_type=found[0] or "application/octet-stream")
        answer.headers["ETag"] = f'"{hashlib.sha256(found[1].encode()).hexdigest()[:40]}"'
        answer.headers["Last-Modified"] = found[2].strftime("%a, %d %b %Y %H:%M:%S GMT")
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer
    if request.method in ("PUT", "POST"):
        text = _text(request.body)
        if request.method == "POST" and (before := queries.document(attendance_id, package_id, name)):
            text = _merged(before[1], text)
        statements.store_document(
            credential=credential, at=now(), name=name, media_type=request.content_type or "", text=text
        )
        return HttpResponse(status=204)
    if request.method == "DELETE":
        statements.drop_documents(credential=credential, name=name)
        return HttpResponse(status=204)
    return HttpResponse(status=405)


def _credential(request: HttpRequest) -> str:
    """Return the credential of ``Authorization: Basic``; the name before the colon says nothing.

    :raises ForgedToken:
    """
    kind, _space, coded = request.headers.get("Authorization", "")[:1000].partition(" ")
    try:
        if kind.lower() == "basic":
            return base64.b64decode(coded.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        pass
    raise ForgedToken(_("课件的凭据无效或已过期"), remedy=_("请重新打开这一课"))


def _merged(before: str, text: str) -> str:
    """Return two JSON objects as one, the newer above (xAPI part three, 2.2); anything else: the newer."""
    try:
        one, other = json.loads(before), json.loads(text)
    except (ValueError, RecursionError):
        return text
    return json.dumps(one | other, ensure_ascii=False) if isinstance(one, dict) and isinstance(other, dict) else text


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Invalid(_("看不懂课件发来的内容")) from error


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Invalid(_("课件的进度要用 UTF-8")) from error


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError as error:
        raise Invalid(_("学习陈述的编号不是 UUID")) from error
