"""The face of the demonstration: make sure that it stands in a home."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from shushan.demonstration.accounts import ACCOUNTS, CHILD, PASSWORD, READER, Account

MARK = "demonstration.json"

__all__ = ["ACCOUNTS", "CHILD", "MARK", "PASSWORD", "READER", "Account", "build_now", "is_built", "sweep"]


def is_built(home: Path) -> bool:
    """Say whether a complete demonstration stands in this home."""
    return (home / MARK).exists()


def sweep(home: Path) -> None:
    """Throw away what a build that did not end left behind, or an old demonstration; never a library in use.

    :raises RuntimeError: the home holds a library that is no demonstration.
    """
    if not home.exists() or not any(home.iterdir()):
        return
    if not (home / MARK).exists() and not (home / "demonstration.unfinished").exists():
        raise RuntimeError(f"{home} holds a library that is no demonstration: choose another --home")
    shutil.rmtree(home)


def build_now(home: Path, say: Callable[[str], None]) -> None:
    """Build the demonstration into a migrated, empty home and mark it as complete."""
    from shushan.demonstration.build.everything import build
    from shushan.kernel.clock import now
    from shushan.search.public import rebuild

    at = now()
    build(at, say)
    say("检索目录 · search index")
    rebuild()
    new = home / f"{MARK}.new"
    new.write_text(json.dumps({"built_at": at.isoformat()}) + "\n")
    new.replace(home / MARK)
    (home / "demonstration.unfinished").unlink(missing_ok=True)
