"""The one writer of SQLite: what waits meanwhile is done in one transaction, so that many acts share one wait for the disk.

Each act stands in a savepoint of its own, so a refusal or an error undoes that act alone; answers go out after the
commit. A message with a password is done alone, because proving it is slow and nobody else should wait for it.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from django.db import connections, transaction
from django.db.transaction import TransactionManagementError

from shushan.database.public import write
from shushan.protocols.sip2.messages import Message
from shushan.protocols.sip2.terminals import TerminalValue

log = logging.getLogger(__name__)

MOST_TOGETHER: Final = 12  # acts in one transaction
LONGEST: Final = 0.03  # seconds that one transaction takes acts in: desks wait at the gate meanwhile
Reply = Callable[[TerminalValue | None, Message], bytes]
Job = tuple[TerminalValue | None, Message, "Future[bytes]"]


class Writer:
    """A thread that answers acts in the order in which they came."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="sip2-write", daemon=True)
        self._thread.start()

    def submit(self, terminal: TerminalValue | None, message: Message) -> Future[bytes]:
        """Take an act in; the future holds its answer once it is committed."""
        answer: Future[bytes] = Future()
        self._waiting.put((terminal, message, answer))
        return answer

    def stop(self) -> None:
        """Do what is waiting, then end."""
        self._waiting.put(None)
        self._thread.join(30)

    def _work(self) -> None:
        try:
            while (job := self._waiting.get()) is not None:
                self._done_together(job)
        finally:
            connections.close_all()

    def _done_together(self, first: Job) -> None:
        if not _may_share(first):
            return self._alone(first)
        done: list[tuple[Job, bytes]] = []
        left: Job | None = first
        until = time.monotonic() + LONGEST
        try:
            with write():
                while left is not None and _may_share(left):
                    job, left = left, None
                    done.append((job, self._reply(job[0], job[1])))
                    if transaction.get_rollback():  # it would be undone in silence, and those before it with it
                        raise TransactionManagementError("an act left a transaction that can only be undone")
                    if len(done) < MOST_TOGETHER and time.monotonic() < until:
                        left = self._next()
        except Exception:  # nothing was written: each for itself, and each act has its key
            log.exception("acts of several machines could not be committed together")
            for job, _answer in done or [(first, b"")]:
                self._alone(job)
        else:
            for (_terminal, _message, future), answer in done:
                _tell(future, answer)
        if left is not None:
            self._alone(left)
        return None

    def _next(self) -> Job | None:
        """Return what waits behind, or None; the sign to end stays in the queue."""
        try:
            job = self._waiting.get_nowait()
        except queue.Empty:
            return None
        if job is None:
            self._waiting.put(None)
        return job

    def _alone(self, job: Job) -> None:
        terminal, message, future = job
        try:
            _tell(future, self._reply(terminal, message))
        except Exception as error:
            if future.set_running_or_notify_cancel():
                future.set_exception(error)


def _may_share(job: Job) -> bool:
    return not job[1]["AD"]


def _tell(future: Future[bytes], answer: bytes) -> None:
    if future.set_running_or_notify_cancel():
        future.set_result(answer)
