"""Acts of one process share a commit on SQLite: what waits meanwhile is done in one transaction (decisions 0069, 0071).

The disk is waited for at each commit, longer than an act computes. What wants to be done at once stands in a lane, and
is done in one transaction, each act in its own savepoint and with the language and clock of who asked (its context).
Nobody is answered before the commit. There are two ways to stand there: a thread that waits for its own act
(``share_commit``; the first of them does what waits behind it too), and a loop that must not wait (``Writer.later``).
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import Context, copy_context
from typing import Any, Final, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils.translation import get_language, override

from shushan.database.writing import has_gate, in_write, write

log = logging.getLogger(__name__)

MOST_TOGETHER: Final = 12  # acts in one transaction
LONGEST: Final = 0.03  # seconds that one transaction takes acts in: others wait at the gate meanwhile
T = TypeVar("T")


class _Act:
    """One act that waits, and what became of it. ``is_alone``: it is slow before it writes, so nobody shares with it."""

    def __init__(self, work: Callable[[], Any], *, is_alone: bool = False, future: Future[Any] | None = None) -> None:
        self._work = work
        self._future = future
        self._context: Context = copy_context()
        self._language = get_language()  # in the context too, but marked with its thread
        self.is_alone = is_alone
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

    def tell(self) -> None:
        """Let who asked go on: what was done is committed."""
        self.is_done = True
        if self._future is None or not self._future.set_running_or_notify_cancel():
            return
        if self.error is not None:
            self._future.set_exception(self.error)
        else:
            self._future.set_result(self.answer)

    def _spoken(self) -> Any:
        with override(self._language):
            return self._work()


def _do_some(waiting: deque[_Act]) -> None:
    """Do the first that waits, and what may share its commit; by one thread at a time."""
    if waiting[0].is_alone:
        taken = [waiting.popleft()]
        taken[0].do()
    else:
        taken = _done_together(waiting)
    for act in taken:
        act.tell()


def _done_together(waiting: deque[_Act]) -> list[_Act]:
    """Do acts in one transaction; when the whole cannot be committed, nothing was written, and each is done for itself."""
    taken: list[_Act] = []
    try:
        with write():
            until = time.monotonic() + LONGEST
            while waiting and not waiting[0].is_alone and _has_room(taken, until):
                taken.append(waiting.popleft())
                taken[-1].do()
                if transaction.get_rollback():  # the database gave up the whole: it would be undone in silence
                    raise _GivenUp
    except Exception as error:
        if not taken:  # the gate or the database cannot be entered at all: the first is told, the others try
            taken.append(waiting.popleft())
            taken[0].error = error
        else:
            log.warning("acts that shared a commit are done again, each alone", exc_info=error)
            for act in taken:
                act.do()
    return taken


def _has_room(taken: list[_Act], until: float) -> bool:
    return not taken or (len(taken) < MOST_TOGETHER and time.monotonic() < until)


class _Lane:
    """Where the threads of a process stand; the first does what waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[_Act] = deque()

    def done(self, act: _Act) -> None:
        """Return when the act is done, by this thread or by one before it."""
        self._waiting.append(act)
        with self._lock:
            while not act.is_done:
                _do_some(self._waiting)


class Writer:
    """A thread that does acts in the order in which they came, for a loop that must not wait (the machines')."""

    def __init__(self, name: str) -> None:
        self._waiting: deque[_Act] = deque()
        self._bell: queue.SimpleQueue[bool] = queue.SimpleQueue()  # True: go on
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def later(self, act: Callable[[], T], *, alone: bool = False) -> Future[T]:
        """Take an act in; the future holds its answer once it is committed. ``act`` as for ``share_commit``.

        ``alone``: it is slow before it writes (it proves a password), so it shares with nobody and makes nobody wait.
        """
        answer: Future[T] = Future()
        self._waiting.append(_Act(act, is_alone=alone, future=answer))
        self._bell.put(True)
        return answer

    def stop(self) -> None:
        """Do what is waiting, then end."""
        self._bell.put(False)
        self._thread.join(30)

    def _work(self) -> None:
        try:
            goes_on = True
            while goes_on:
                goes_on = self._bell.get()
                while self._waiting:
                    _do_some(self._waiting)
        finally:
            connections.close_all()


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
