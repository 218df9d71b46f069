"""What terminals say and hear: a masked log on disk for each, and their counters in the database now and then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import F

from shushan.database.public import write
from shushan.kernel.clock import now
from shushan.protocols.models import Terminal
from shushan.protocols.sip2.messages import masked

LONGEST_FILE: Final = 1_000_000  # bytes; then a new one is begun and the one before is kept
FOLDER: Final = "sip2"


class Journal:
    """Keeps what was said. Numbers are gathered here and written by ``flush``, so that no act waits for them."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = Lock()
        self._said: Counter[int] = Counter()
        self._wrong: Counter[int] = Counter()
        self._here: Counter[int] = Counter()
        self._changed: set[int] = set()

    def came(self, terminal_id: int) -> None:
        """Note that a terminal signed in."""
        with self._lock:
            self._here[terminal_id] += 1
            self._changed.add(terminal_id)

    def went(self, terminal_id: int) -> None:
        """Note that a connection of a terminal ended."""
        with self._lock:
            self._here[terminal_id] -= 1
            self._changed.add(terminal_id)

    def note(self, terminal_id: int, charset: str, line: bytes, answer: bytes, *, is_error: bool) -> None:
        """Write a message and its answer into the terminal's log, passwords and persons masked."""
        at, heard, told = f"{now():%Y-%m-%dT%H:%M:%SZ}", *(_one_line(masked(one, charset)) for one in (line, answer))
        with self._lock:
            self._said[terminal_id] += 1
            self._wrong[terminal_id] += is_error
            self._changed.add(terminal_id)
            path = self._folder / f"{terminal_id}.log"
            with path.open("ab") as out:
                out.write(f"{at} ← {heard}\n{at} → {told}\n".encode())
                is_full = out.tell() > LONGEST_FILE
            if is_full:
                path.rename(path.with_suffix(".log.1"))

    def flush(self) -> None:
        """Write the counters of terminals that spoke, came or went since the last time."""
        with self._lock:
            changed, self._changed = self._changed, set()
            said, self._said = self._said, Counter()
            wrong, self._wrong = self._wrong, Counter()
            here = {one: self._here[one] > 0 for one in changed}
        if not changed:
            return
        with write():
            for one in changed:
                Terminal.objects.filter(pk=one).update(
                    is_on_line=here[one],
                    last_heard_at=now(),
                    messages=F("messages") + said[one],
                    errors=F("errors") + wrong[one],
                )


def log_of(home: Path, terminal_id: int, *, lines: int = 200) -> list[str]:
    """Return the last lines of a terminal's log, oldest first."""
    return list(_tail(home / FOLDER / f"{terminal_id}.log", lines))


def in_local_time(line: str, zone: ZoneInfo) -> str:
    """Return a line of the log as people at the machine read it: the moment by the library's clock instead of UTC."""
    said, mark, rest = line.partition(" ")
    try:
        return f"{datetime.fromisoformat(said).astimezone(zone):%m-%d %H:%M:%S}{mark}{rest}"
    except ValueError:  # a line whose beginning was cut off
        return line


def _tail(path: Path, lines: int) -> Iterator[str]:
    if not path.exists():
        return
    with path.open("rb") as log:
        log.seek(0, 2)
        log.seek(max(0, log.tell() - lines * 600))
        yield from log.read().decode("utf-8", "replace").splitlines()[-lines:]


def _one_line(text: str) -> str:
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "·" for letter in text)
