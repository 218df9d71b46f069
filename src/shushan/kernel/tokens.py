"""Secrets that open a door by themselves: of devices, applications, inspectors' links. Only a digest is ever kept."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Return 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """Return what is kept of a token, 64 hexadecimal digits; whatever bytes somebody sends have one.

    A plain SHA-256 is enough: a token is 256 random bits, nobody guesses it.
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
