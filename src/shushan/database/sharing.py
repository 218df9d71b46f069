"""Acts of one web process share a commit on SQLite: what waits meanwhile is done in one transaction (decision 0069).

The disk is waited for at each commit, longer than an act computes. Threads of one process that want to act at once stand
in one lane; the first of them enters the gate and does what waits behind it too, each act in its own savepoint and with
the language and clock of who asked (its context). Nobody is answered before the commit.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from threading import Lock
from typing import Any, Final, TypeVar

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import get_language, override

from shushan.database.writing import has_gate, in_write, write

log = logging.getLogger(__name__)

MOST_TOGETHER: Final = 12  # acts in one transaction
LONGEST: Final = 0.03  # seconds that one transaction takes acts in: others wait at the gate meanwhile
T = TypeVar("T")


class _Act:
    """One act that waits, and what became of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._context: Context = copy_context()
        self._language = get_language()  # in the context too, but marked with its thread
        self.is_done = False
        self.answer: Any = None
        self.error: BaseException | None = None

    def do(self) -> None:
        """Do it in the context of who asked; an error is kept for them."""
        self.answer = self.error = None
        try:
            self.answer = self._context.run(self._spoken)
        except Exception as error:
            self.error = error

    def _spoken(self) -> Any:
        with override(self._language):
            return self._work()


class _Lane:
    """Where the threads of a process stand; the first does what waits."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[_Act] = deque()

    def done(self, act: _Act) -> None:
        """Return when the act is done, by this thread or by one before it."""
        self._waiting.append(act)
        with self._lock:
            while not act.is_done:
                self._do_some()

    def _do_some(self) -> None:
        taken: list[_Act] = []
        try:
            with write():
                until = time.monotonic() + LONGEST
                while self._waiting and len(taken) < MOST_TOGETHER and (not taken or time.monotonic() < until):
                    taken.append(self._waiting.popleft())
                    taken[-1].do()
                    if transaction.get_rollback():  # the database gave up the whole: it would be undone in silence
                        raise _GivenUp
        except Exception as error:
            if not taken:  # the gate or the database cannot be entered at all: the first is told, the others try
                taken.append(self._waiting.popleft())
                taken[0].error = error
            else:
                log.warning("acts that shared a commit are done again, each alone", exc_info=error)
                for act in taken:
                    act.do()
        finally:
            for act in taken:
                act.is_done = True


class _GivenUp(Exception):
    """An act left the transaction in a state in which it can only be undone."""


_lane = _Lane()


def share_commit(act: Callable[[], T], using: str = DEFAULT_DB_ALIAS) -> T:
    """Do one operation and return its answer once it is committed, together with what other threads do meanwhile.

    ``act`` is one operation, which opens its own ``write``; it may be done again when the shared commit fails, so it
    must not change anything outside of the database. Inside a transaction, and where there is no gate (PostgreSQL,
    memory), it is simply done.

    :raises Exception: whatever the operation raises
    """
    if in_write(using) or not has_gate(using):
        return act()
    mine = _Act(act)
    _lane.done(mine)
    if mine.error is not None:
        raise mine.error
    found: T = mine.answer
    return found
