"""The same answer for the same request: what was answered under an Idempotency-Key is answered again, and done once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Schema

from shushan.database.public import write
from shushan.protocols.access.errors import KeyOfAnotherRequest
from shushan.protocols.access.models import KeptAnswer
from shushan.protocols.access.terms import Caller
from shushan.ui.http import Request

Key = Annotated[UUID | None, Header(alias="Idempotency-Key", description="a UUID; the same request again acts once")]


def once(request: HttpRequest, key: UUID | None, act: Callable[[], Schema], *, status: int = 200) -> HttpResponse:
    """Act and answer; under a key the answer is kept in the transaction of the act. A refusal is not kept: nothing was done.

    :raises KeyOfAnotherRequest: the key came with another request before
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    if key is None:
        return _json(act().model_dump_json(), status)
    told = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    with write():
        made = {"request_digest": told, "at": cast(Request, request).at}
        row, is_new = KeptAnswer.objects.get_or_create(consent_id=caller.consent_id, key=key, defaults=made)
        if not is_new:
            if row.request_digest != told:
                raise KeyOfAnotherRequest(
                    _("这个请求编号已经用在另一个请求上"), remedy=_("请用新的 Idempotency-Key 再发一次")
                )
            answer = _json(row.body, row.status)
            answer.headers["Idempotency-Replayed"] = "true"
            return answer
        body = act().model_dump_json()
        KeptAnswer.objects.filter(pk=row.pk).update(status=status, body=body)
    return _json(body, status)


def _json(body: str, status: int) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
