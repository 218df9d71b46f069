"""Readers in the ledger: a keyed hash under the key of the year, whose keys lie outside the database."""

from __future__ import annotations

import hmac
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from shushan.database.public import kept_secret
from shushan.ledger.days import local_day


def pseudonym(reader_id: int | None, at: datetime) -> str:
    """Return the reader's pseudonym in the library's year of ``at``; empty for nobody, or once the key is destroyed."""
    if reader_id is None:
        return ""
    key = _key(settings.KEYS, local_day(at).year)
    return hmac.digest(key, str(reader_id).encode(), "sha256").hex()[:32] if key else ""


def destroy_key(year: int) -> None:
    """Make a year anonymous for ever: its pseudonyms can no longer be tied to anybody, every total stays."""
    folder = _folder()
    (folder / f"{year}.destroyed").touch(mode=0o600)
    (folder / f"{year}.key").unlink(missing_ok=True)
    _key.cache_clear()


def _folder() -> Path:
    folder = Path(settings.KEYS) / "pseudonyms"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@lru_cache(maxsize=64)
def _key(keys: Path, year: int) -> bytes:
    folder = _folder()
    if (folder / f"{year}.destroyed").exists():
        return b""
    return kept_secret(folder / f"{year}.key").encode()
