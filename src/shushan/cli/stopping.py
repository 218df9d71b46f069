"""Stop on a signal, also when it comes twice."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def stop_on_signals(stop: Callable[[], object]) -> None:
    """Call ``stop`` at the first SIGINT or SIGTERM; further ones change nothing.

    A handler runs in the main thread between two instructions, perhaps inside the wait of the very event that it would
    set: that could wait for ever, so another thread does it.
    """

    def asked(_number: int, _frame: FrameType | None) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        threading.Thread(target=stop, name="stop").start()

    for number in SIGNALS:
        signal.signal(number, asked)
