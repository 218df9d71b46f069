"""Applications, tokens and consents for tests, made through the operations; and a client that calls with a token."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from shushan.kernel.actor import system
from shushan.people import public as people
from shushan.protocols.access.operations import applications, consents, flow, tokens
from shushan.protocols.access.scopes import PUBLIC, Scope
from shushan.protocols.access.terms import NewToken, Pair, Particulars

TESTER = system("test")
BACK = "https://app.example.org/back"
VERIFIER = "a-verifier-of-forty-three-characters-at-least-0"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def make_application(name: str = "海川阅读", scopes: Iterable[Scope] = tuple(Scope), **said: Any) -> int:
    """Register an application with every scope and return its id."""
    whole = {"return_addresses": (BACK,), "origins": ("https://app.example.org",), "per_minute": 10_000} | said
    particulars = Particulars(name=name, contact="dev@example.org", scopes=frozenset(scopes), **whole)
    return applications.register_application(actor=TESTER, at=timezone.now(), said=particulars)


def make_token(
    application_id: int,
    wanted: Iterable[Scope] = PUBLIC,
    *,
    days: int = 30,
    per_minute: int = 10_000,
    at: datetime | None = None,
) -> NewToken:
    """Issue a token of the application's own."""
    now = at or timezone.now()
    return tokens.issue_token(
        actor=TESTER, at=now, application_id=application_id, wanted=wanted, expires_at=now + timedelta(days=days),
        per_minute=per_minute,
    )  # fmt: skip


def agree(
    application_id: int,
    reader: people.ReaderValue,
    wanted: Iterable[Scope],
    *,
    by: int | None = None,
    at: datetime | None = None,
) -> str:
    """Let a reader (or ``by`` for a child) consent, and return the code."""
    now = at or timezone.now()
    return consents.agree(
        actor=people.actor_of_person(by or reader.person_id, at=now), at=now, application_id=application_id,
        reader_id=reader.id, wanted=wanted, return_address=BACK, challenge=CHALLENGE,
    )  # fmt: skip


def redeem(application_id: int, code: str, *, at: datetime | None = None, **other: str) -> Pair:
    """Redeem a code as the application does."""
    from shushan.protocols.access.queries import application

    said = {"client_id": application(application_id).client_id, "return_address": BACK, "verifier": VERIFIER} | other
    return flow.redeem(at=at or timezone.now(), code=code, **said)


def consented(application_id: int, reader: people.ReaderValue, wanted: Iterable[Scope], **said: Any) -> Pair:
    """Return the tokens of a reader's consent."""
    return redeem(application_id, agree(application_id, reader, wanted, **said))


class Caller:
    """A program that calls the API."""

    def __init__(self, token: str = "", language: str = "") -> None:
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        if language:
            self._headers["Accept-Language"] = language

    def ask(
        self, method: str, path: str, body: object = None, *, key: UUID | None = None, **headers: str
    ) -> HttpResponse:
        """Send a request and return the whole answer."""
        sent = (
            self._headers
            | ({"Idempotency-Key": str(key)} if key else {})
            | {k.replace("_", "-"): v for k, v in headers.items()}
        )
        data = "" if body is None else json.dumps(body)
        return Client().generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=sent)  # type: ignore[return-value]

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """Ask, and return status and JSON."""
        answer = self.ask("GET", path, **headers)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    def post(self, path: str, body: object = None, *, key: UUID | None = None) -> tuple[int, Any]:
        """Send JSON, and return status and JSON."""
        answer = self.ask("POST", path, body, key=key)
        return answer.status_code, json.loads(answer.content)
