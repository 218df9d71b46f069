"""What the OpenAPI document says of every door beside its own answer: refusals, and the scope that it needs."""

from __future__ import annotations

from typing import Any

from shushan.protocols.access.scopes import Scope

_REFUSED = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_WORDS = {
    400: "The request cannot be read.",
    401: "No token, or one that opens nothing (any more).",
    403: "The token lacks the scope, or the reader may not.",
    404: "There is no such thing, or none for this reader.",
    406: "None of the accepted kinds can be given.",
    409: "A rule of the library says no, or it has changed meanwhile.",
    413: "The body is too large.",
    422: "A part of the request cannot be taken.",
    429: "Too many requests in this minute; see Retry-After.",
}
ALWAYS = (400, 401, 403, 404, 409, 413, 422, 429)


def refusals(*more: int) -> dict[int, dict[str, Any]]:
    """Return the refusals that any door may answer."""
    return {code: {"description": _WORDS[code], "content": _REFUSED} for code in (*ALWAYS, *more)}


def reads(scope: Scope) -> dict[str, Any]:
    """Return what is said of a public read."""
    return {"x-scope": scope.value, "responses": refusals() | {304: {"description": "Not changed since."}}}


def own(scope: Scope) -> dict[str, Any]:
    """Return what is said of a door to a reader's own things."""
    return {"x-scope": scope.value, "responses": refusals()}
