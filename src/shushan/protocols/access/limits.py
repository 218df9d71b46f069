"""How often a token or an address asked in this minute: counted for all processes of a node in one mapped file.

Counts are no facts: they are never written to the database, and a node that starts anew begins at nought. With several
nodes each counts for itself. 8,192 keys fit; where more ask within a minute, the one that asked least gives way.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import threading
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings

_SLOTS: Final = 8192
_SLOT: Final = struct.Struct("<QII")  # key, minute, count
_PROBES: Final = 16


class Taken(NamedTuple):
    """The answer to one request: whether it may pass, how many are left, seconds until counting begins anew."""

    passes: bool
    left: int
    seconds: int


class Counters:
    """Counts per key and minute in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mutex = threading.Lock()
        self._pid = 0
        self._fd = -1
        self._map: mmap.mmap | None = None

    def take(self, key: str, limit: int, at: datetime) -> Taken:
        """Count one request of a key and say whether it is within the limit of this minute."""
        stamp = int(at.timestamp())
        minute, seconds = stamp // 60, 60 - stamp % 60
        number = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little") or 1
        with self._mutex:
            kept = self._opened()
            fcntl.flock(self._fd, fcntl.LOCK_EX)
            try:
                count = self._counted(kept, number, minute)
            finally:
                fcntl.flock(self._fd, fcntl.LOCK_UN)
        return Taken(count <= limit, max(0, limit - count), seconds)

    def forget(self) -> None:
        """Begin anew (for tests and after a change of limits)."""
        with self._mutex:
            if self._map is not None or self._path.exists():  # a file that was taken away is still counted in
                self._opened()[:] = bytes(_SLOTS * _SLOT.size)

    def _counted(self, kept: mmap.mmap, number: int, minute: int) -> int:
        free, least = -1, (1 << 33, 0)
        for step in range(_PROBES):
            place = (number + step) % _SLOTS * _SLOT.size
            key, of, count = _SLOT.unpack_from(kept, place)
            if of == minute and key == number:
                _SLOT.pack_into(kept, place, number, minute, count + 1)
                return int(count) + 1
            if of != minute and free < 0:
                free = place
            least = min(least, (count, place))
        _SLOT.pack_into(kept, free if free >= 0 else least[1], number, minute, 1)
        return 1

    def _opened(self) -> mmap.mmap:
        if self._map is None or self._pid != os.getpid():  # after a fork the parent's lock is not ours
            self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.ftruncate(self._fd, _SLOTS * _SLOT.size)
            self._map, self._pid = mmap.mmap(self._fd, _SLOTS * _SLOT.size), os.getpid()
        return self._map


_counters: dict[str, Counters] = {}


def counters() -> Counters:
    """Return the counters of this installation."""
    path = str(Path(settings.HOME) / "api-limits")
    if path not in _counters:
        _counters[path] = Counters(Path(path))
    return _counters[path]
