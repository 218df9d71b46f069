"""Document numbers: sealed in the database, found by a keyed hash. The keys lie outside the database.

Two keys are drawn (HKDF) from one secret file in the key folder, mode 0600, never in a backup of the database:
one seals (AES-256-GCM), one indexes (HMAC-SHA-256). Without the file a sealed number is noise.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_FILE: Final = "people-documents.key"
_VERSION: Final = b"\x01"
_NONCE: Final = 12
_BOUND_TO: Final = b"people.person.id-number"


class Unreadable(Exception):
    """The sealed number cannot be opened with the key at hand."""


def seal(secret: str, bound_to: bytes = _BOUND_TO) -> bytes:
    """Return the secret encrypted, bound to a purpose; two seals of one secret differ."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + AESGCM(_key("seal")).encrypt(nonce, secret.encode(), bound_to)


def unseal(sealed: bytes | memoryview, bound_to: bytes = _BOUND_TO) -> str:
    """Return the secret in clear.

    :raises Unreadable: another key, another purpose, or the bytes were changed.
    """
    raw = bytes(sealed)
    if raw[:1] != _VERSION:
        raise Unreadable("unknown version of the seal")
    try:
        return AESGCM(_key("seal")).decrypt(raw[1 : 1 + _NONCE], raw[1 + _NONCE :], bound_to).decode()
    except InvalidTag as error:
        raise Unreadable("the key does not fit, or the bytes were changed") from error


def blind_index(number: str) -> str:
    """Return a keyed hash of a number, equal for equal numbers, 64 hexadecimal digits."""
    return hmac.new(_key("index"), number.encode(), hashlib.sha256).hexdigest()


def _key(purpose: str) -> bytes:
    return _drawn(str(Path(settings.KEYS) / KEY_FILE), purpose)


@lru_cache(maxsize=8)
def _drawn(path: str, purpose: str) -> bytes:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"people.{purpose}".encode())
    return derive.derive(_secret(Path(path)))


def _secret(path: Path) -> bytes:
    """Return the secret, made once even when two processes start at the same time."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent)  # mkstemp makes it 0600
        with os.fdopen(handle, "w") as made:
            made.write(secrets.token_hex(32))
            made.flush()
            os.fsync(made.fileno())
        try:
            os.link(name, path)  # the first one wins
        except FileExistsError:
            pass
        finally:
            os.unlink(name)
    return bytes.fromhex(path.read_text().strip())
