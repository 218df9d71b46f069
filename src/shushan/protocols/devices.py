"""How devices sign in."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from shushan.kernel.actor import Actor
from shushan.people import public as people
from shushan.ui.http import Request


class DeviceToken(HttpBearer):
    """A device signs in with the token it was given once."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the device as an actor, or None."""
        return people.device_actor(token, at=cast(Request, request).at)
