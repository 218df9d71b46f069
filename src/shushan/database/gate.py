"""The writers' gate: a first-come queue across threads and processes, which survives kill -9.

SQLite lets one writer in at a time, and its busy timeout is no queue: under load somebody waits for
seconds. Here each writer draws a ticket and waits for the ticket before it. A ticket is a byte
range of a lock file held through an open file description lock, so the kernel releases it when the
process dies, and the next in line goes on.
"""

from __future__ import annotations

import fcntl
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_COUNTER = 0  # byte 0 guards two counters: of tickets in bytes 16..24, of patient ones among them in bytes 24..32
_INSIDE = 1  # byte 1 is held by the writer who is inside
_FIRST_TICKET = 64
_TICKETS = 1 << 40


def _lock(fd: int, kind: int, start: int) -> None:
    # struct flock on 64-bit Linux: type, whence, (pad), start, length, pid, (pad)
    fcntl.fcntl(fd, fcntl.F_OFD_SETLKW, struct.pack("hhqqi4x", kind, os.SEEK_SET, start, 1, 0))


class Gate:
    """One gate per database file. Entering is not re-entrant: the helper ``write`` opens it outermost only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[int] = []
        self._pid = os.getpid()
        self._mutex = threading.Lock()
        self._before = 0  # tickets of those in a hurry, up to the writer of this process who is inside, or was last

    def is_wanted(self) -> bool:
        """Say whether somebody in a hurry drew a ticket after the one who is inside (asked from inside)."""
        fd = self._open()
        try:
            drawn, patient = _counters(fd)
        finally:
            self._close(fd)
        return drawn - patient > self._before

    def _open(self) -> int:
        with self._mutex:
            if self._pid != os.getpid():  # after a fork the parent's descriptions are not ours
                self._idle, self._pid = [], os.getpid()
            if self._idle:
                return self._idle.pop()
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _close(self, fd: int) -> None:
        with self._mutex:
            if self._pid == os.getpid() and len(self._idle) < 8:
                self._idle.append(fd)
                return
        os.close(fd)

    @contextmanager
    def enter(self, *, patience: int = 0) -> Iterator[None]:
        """Wait for one's turn, be alone inside, and let the next one in on the way out.

        With a ``patience`` of 1 nobody needs to hurry because of this writer; it waits in the same queue.
        """
        fd = self._open()
        ticket = None
        try:
            ticket, before_me = self._draw(fd, patience)
            before = _FIRST_TICKET + (ticket - 1) % _TICKETS
            _lock(fd, fcntl.F_WRLCK, before)  # granted when the one before has left (or died)
            _lock(fd, fcntl.F_UNLCK, before)
            _lock(fd, fcntl.F_WRLCK, _INSIDE)  # exclusion itself: also right when the one before died waiting
            self._before = before_me
            yield
        finally:
            for byte in (_INSIDE, _COUNTER, *(() if ticket is None else (_FIRST_TICKET + ticket % _TICKETS,))):
                _lock(fd, fcntl.F_UNLCK, byte)
            self._close(fd)

    def _draw(self, fd: int, patience: int) -> tuple[int, int]:
        """Return a ticket, and how many tickets those in a hurry have drawn so far, this one included."""
        _lock(fd, fcntl.F_WRLCK, _COUNTER)
        drawn, patient = _counters(fd)
        ticket, patient = drawn + 1, patient + patience
        os.pwrite(fd, struct.pack("<QQ", ticket, patient), 16)
        _lock(fd, fcntl.F_WRLCK, _FIRST_TICKET + ticket % _TICKETS)
        _lock(fd, fcntl.F_UNLCK, _COUNTER)
        return ticket, ticket - patient


def _counters(fd: int) -> tuple[int, int]:
    drawn, patient = struct.unpack("<QQ", os.pread(fd, 16, 16).ljust(16, b"\0"))
    return int(drawn), int(patient)
