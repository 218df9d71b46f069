"""The store: bytes by their SHA-256 in a folder of the home. Writing is complete or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


def put(chunks: Iterable[bytes], *, most: int) -> tuple[str, int]:
    """Keep bytes and return (sha256, size).

    :raises ValueError: there are more than ``most`` bytes.
    """
    folder = _folder()
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise ValueError(f"more than {most} bytes")
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        target = path_of(digest.hexdigest())
        target.parent.mkdir(exist_ok=True, mode=0o700)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


def get(sha256: str) -> BinaryIO:
    """Open kept bytes for reading."""
    return path_of(sha256).open("rb")


def drop(sha256: str) -> None:
    """Destroy kept bytes."""
    path_of(sha256).unlink(missing_ok=True)


def path_of(sha256: str) -> Path:
    """Return where bytes lie."""
    return _folder() / sha256[:2] / sha256


def _folder() -> Path:
    folder = Path(settings.HOME) / "files"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
