"""The chore that keeps the index: the worker itself writes what is little, a second process what is much.

The second process has a core of its own while a file is imported or an index of an older version is written anew; it
ends when nothing waits any more, or when its worker is gone. Only one process may write the index: the worker lets go
before the other begins. It runs at a lower priority than the desks.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from shushan.search import public as search

COMMAND = (sys.executable, "-m", "shushan.cli.indexing")


class Indexer:
    """Keeps the index in step; one for each worker."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._other: subprocess.Popen[bytes] | None = None

    def step(self) -> bool:
        """Do some of what waits, or see that another process does; return whether anything was done here."""
        if self.is_elsewhere():
            return False
        if search.has_much_waiting():
            self.begin_elsewhere()
            return False
        return bool(search.index_some())

    def begin_elsewhere(self) -> None:
        """Have a second process write the index until nothing waits; it ends when the pipe to it is closed."""
        search.let_go()
        self._other = subprocess.Popen(self._command, stdin=subprocess.PIPE)

    def is_elsewhere(self) -> bool:
        """Say whether the second process is at it."""
        return self._other is not None and self._other.poll() is None

    def end(self) -> None:
        """Have the second process end after the slice in hand, and wait for it."""
        if self._other is not None:
            self._other.communicate()
            self._other = None
