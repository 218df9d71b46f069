"""Rules of tokens: secrets and their digests, PKCE, which addresses may be returned to. Pure.

Sources: RFC 6749 (OAuth 2.0), RFC 7636 (PKCE), RFC 8252 (native apps), RFC 9700 (best current practice).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from shushan.kernel.tokens import new_token

PREFIX: Final = "shu_"  # so that a token that was left somewhere is recognised by those who look for such things
CODE_LIFE: Final = timedelta(minutes=2)  # RFC 6749 4.1.2 allows ten
SEEN_EVERY: Final = timedelta(minutes=5)  # last_used_at is written at most this often
MOST_PER_MINUTE: Final = 1_000_000
MOST_ADDRESSES: Final = 10
LONGEST_ADDRESS: Final = 300
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


def new_secret() -> str:
    """Return a new secret of 256 random bits that can be recognised."""
    return PREFIX + new_token()


def is_challenge(said: str) -> bool:
    """Say whether this can be an S256 challenge: 43 characters of base64url."""
    return bool(_CHALLENGE.fullmatch(said))


def fits(challenge: str, verifier: str) -> bool:
    """Say whether a verifier answers a challenge (S256), in constant time."""
    if not _VERIFIER.fullmatch(verifier):
        return False
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(made, challenge)


def is_return_address(said: str) -> bool:
    """Say whether an application may be returned to there: https, loopback, or a scheme of its own with a dot in it."""
    if len(said) > LONGEST_ADDRESS or not said.isascii() or not said.isprintable() or " " in said or "#" in said:
        return False
    try:
        parts = urlsplit(said)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.username or parts.password:
        return False
    if parts.scheme == "https":
        return bool(host)
    if parts.scheme == "http":
        return host in _LOOPBACK
    return bool(re.fullmatch(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+", parts.scheme))


def may_return_to(registered: tuple[str, ...], asked: str) -> bool:
    """Say whether an address is one of those registered: letter by letter, but any port on the loopback (RFC 8252)."""
    if asked in registered:
        return True
    if not is_return_address(asked) or urlsplit(asked).scheme != "http":
        return False
    return _without_port(asked) in {_without_port(one) for one in registered if one.startswith("http://")}


def _without_port(address: str) -> str:
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or ""
    return urlunsplit(parts._replace(netloc=host))


def is_origin(said: str) -> bool:
    """Say whether this is an origin as browsers write it: https, or http on the loopback; no path."""
    try:
        parts = urlsplit(said)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not said.isascii() or not host or said != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc:
        return False
    return said == said.lower() and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


def form_target(address: str) -> str:
    """Return the source under which a policy of forms (CSP form-action) lets a page lead to an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("https", "http") else f"{parts.scheme}:"
