"""The request as every view of the house sees it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from shushan.kernel.actor import Actor


class Request(HttpRequest):
    """A request with its instant and its actor (set by the middleware of the shell). Only for types."""

    at: datetime
    actor: Actor
    elder: bool
    children: bool


def is_htmx(request: HttpRequest) -> bool:
    """Say whether HTMX asks for a fragment of the page."""
    return request.headers.get("HX-Request") == "true"
