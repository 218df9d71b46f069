"""The index beside long work: as a process of its own until nothing waits, and beside a command without a worker."""

from __future__ import annotations

import os
import sys
import threading
import time

from shushan.cli.setting_up import begin_long_work, start_django

PATIENCE = 10.0  # seconds without anything to do after which the worker may have the index again
PRIORITY = 10  # lower than the desks'
FEW, GATHERING = 1000, 0.3  # after a slice of so few documents, seconds in which more gather: each commit costs


class Beside:
    """The index beside a command, where no worker writes it: what the command changes is found when it ends."""

    SECONDS = 1.0  # between two looks

    def __init__(self) -> None:
        from shushan.config.indexing import Indexer

        self._indexer, self._due, self._is_ours = Indexer(), 0.0, False

    def step(self) -> None:
        """Have some of what waits written, if it is time and nobody else writes the index."""
        from shushan.search import public as search

        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + self.SECONDS
        self._is_ours = self._is_ours or bool(search.index_some(limit=1))
        if self._is_ours:
            self._indexer.step()

    def finish(self) -> int:
        """Write what is left; return how many changes wait for the worker who has the index."""
        from shushan.search import public as search

        while search.waiting() and self._indexer.is_elsewhere():
            time.sleep(0.1)
        self._indexer.end()
        while search.index_some():
            pass
        search.let_go()
        return search.waiting()


def main() -> None:
    """Index until nothing came for a while, or whoever started this is gone: then its end of the pipe is closed."""
    os.nice(PRIORITY)
    start_django()
    from shushan.database.public import look_after_sessions
    from shushan.search import public as search

    begin_long_work()
    stop = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(stop,), daemon=True).start()
    last = time.monotonic()
    while not stop.is_set() and time.monotonic() - last < PATIENCE:
        look_after_sessions()
        if done := search.index_some():
            last = time.monotonic()
        if done < FEW:
            stop.wait(GATHERING)
    search.let_go()


def _wait_for_the_end(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


if __name__ == "__main__":
    main()
