"""One HTTP request to a provider, with what matters for sending once: whether anything can have arrived."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

SECONDS: Final = 10
LARGEST: Final = 200_000  # bytes of an answer


class NotReached(Exception):
    """There was no answer. ``was_sent``: the request had gone out, so that the provider may have taken it."""

    def __init__(self, said: str, *, was_sent: bool) -> None:
        super().__init__(said)
        self.was_sent = was_sent


def post(address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """Send one POST and return the status and the JSON object of the answer (empty: it was none). No redirections.

    :raises NotReached: no connection, or no answer
    """
    status, _headers, data = request("POST", address, body, headers)
    return status, json_object(data)


def json_object(data: bytes) -> dict[str, Any]:
    """Return a JSON object, empty where there is none."""
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def request(method: str, address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
    """Send one request and return status, headers (names in small letters) and body as they came. No redirections.

    :raises NotReached: no connection, or no answer
    """
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise NotReached(_said(error), was_sent=False) from error
        try:
            connection.request(
                method, f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/", body, dict(headers)
            )
            answer = connection.getresponse()
            data = answer.read(LARGEST)
            said = {name.lower(): value for name, value in answer.getheaders()}
        except (OSError, http.client.HTTPException) as error:
            raise NotReached(_said(error), was_sent=True) from error
    finally:
        connection.close()
    return answer.status, said, data


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
