"""Secrets that the house makes for itself and keeps in a file, outside the database and its backup."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path


def kept_secret(path: Path) -> str:
    """Return the secret kept in a file (mode 0600), made once even when two processes start at the same time."""
    if not path.exists():
        handle, name = tempfile.mkstemp(dir=path.parent)  # mkstemp makes it 0600
        with os.fdopen(handle, "w") as made:
            made.write(secrets.token_urlsafe(48))
            made.flush()
            os.fsync(made.fileno())
        try:
            os.link(name, path)  # the first one wins
        except FileExistsError:
            pass
        finally:
            os.unlink(name)
    return path.read_text().strip()
