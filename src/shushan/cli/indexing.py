"""Write the index until nothing waits, for a worker that has much else to do (``config/indexing.py`` starts this)."""

from __future__ import annotations

import os
import sys
import threading
import time

from shushan.cli.setting_up import start_django

PATIENCE = 10.0  # seconds without anything to do after which the worker may have the index again
PRIORITY = 10  # lower than the desks'


def main() -> None:
    """Index until nothing came for a while, or whoever started this is gone: then its end of the pipe is closed."""
    os.nice(PRIORITY)
    start_django()
    from django.db import close_old_connections

    from shushan.search import public as search

    stop = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(stop,), daemon=True).start()
    last = time.monotonic()
    while not stop.is_set() and time.monotonic() - last < PATIENCE:
        close_old_connections()
        if search.index_some():
            last = time.monotonic()
        else:
            stop.wait(0.2)
    search.let_go()


def _wait_for_the_end(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


if __name__ == "__main__":
    main()
