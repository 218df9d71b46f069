"""Which home holds a demonstration, and how one that was not finished is thrown away. Needs no Django."""

from __future__ import annotations

import shutil
from pathlib import Path

MARK = "demonstration.json"
UNFINISHED = "demonstration.unfinished"


def sweep(home: Path) -> None:
    """Throw away what a build that did not end left behind, or an old demonstration; never a library in use.

    :raises RuntimeError: the home holds a library that is no demonstration.
    """
    if not home.exists() or not any(home.iterdir()):
        return
    if not (home / MARK).exists() and not (home / UNFINISHED).exists():
        raise RuntimeError(f"{home} holds a library that is no demonstration: choose another --home")
    shutil.rmtree(home)
