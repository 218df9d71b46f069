"""The face of the demonstration: make sure that it stands in a home."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from shushan.demonstration.accounts import ACCOUNTS, CHILD, PASSWORD, READER, Account
from shushan.demonstration.sweeping import MARK, UNFINISHED, sweep

__all__ = ["ACCOUNTS", "CHILD", "MARK", "PASSWORD", "READER", "Account", "build_now", "sweep"]


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
    (home / UNFINISHED).unlink(missing_ok=True)
