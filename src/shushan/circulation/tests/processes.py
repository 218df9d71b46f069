"""Acts in real processes that meet at the worst moment: each has looked, none has written."""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from threading import BrokenBarrierError
from typing import Any, Final

from django.db import connection, connections

MEET: Final = 0.5  # seconds that one waits for the others where a guard keeps them out
APART: Final = 0.2  # seconds between the writes of those that met
LONGEST: Final = 60  # seconds after which a process is ended

_CONTEXT = get_context("fork")


class Meeting:
    """A place in the code where processes wait for each other, then go on one after the other."""

    def __init__(self, count: int) -> None:
        self._barrier = _CONTEXT.Barrier(count)
        self.number = 0  # of this process, set after the fork

    def here(self) -> None:
        """Wait until all are here; where they do not come, a guard keeps them out: go on alone."""
        try:
            self._barrier.wait(MEET)
        except BrokenBarrierError:
            return
        time.sleep(self.number * APART)

    def after(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that meets the others after its work."""

        def met(*args: Any, **columns: Any) -> Any:
            found = function(*args, **columns)
            self.here()
            return found

        return met

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that meets the others before its work."""

        def met(*args: Any, **columns: Any) -> Any:
            self.here()
            return function(*args, **columns)

        return met


def in_processes(acts: Sequence[Callable[[], Any]], meeting: Meeting | None = None) -> list[str]:
    """Run acts in a process each, which begin together; return the name of each one's answer or error, in order."""
    connections.close_all()
    start = _CONTEXT.Barrier(len(acts))
    running = [_begun(n, act, start, meeting) for n, act in enumerate(acts)]
    answers = []
    for child, reading in running:
        with os.fdopen(reading, "rb") as told:
            said = told.read()
        os.waitpid(child, 0)
        answers.append(pickle.loads(said) if said else "killed")  # noqa: S301 - our own child wrote it
    return answers


def _begun(number: int, act: Callable[[], Any], start: Any, meeting: Meeting | None) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    signal.alarm(LONGEST)
    os.close(reading)
    answer = "nothing"
    try:
        if meeting is not None:
            meeting.number = number
        connection.ensure_connection()
        start.wait(LONGEST / 2)
        answer = type(act()).__name__
    except BaseException as error:
        answer = type(error).__name__
    finally:
        os.write(writing, pickle.dumps(answer))
        os._exit(0)
