"""Measure reads over the HTTP API: a served copy of the demonstration, eight clients that keep their connection.

The clients speak over bare sockets, because they share the processors with the server. Beside the rate stands the
server's own processor time for one read, which says what two idle processors would give whatever else runs here.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from itertools import cycle
from pathlib import Path
from typing import Any, Final

from shushan.cli.benching import PORT, Figure, in_threads, served, spread

CLIENTS: Final = 8
WARM: Final = 2.0  # seconds that are left out


def measure(source: Path, *, seconds: int) -> list[Figure]:
    """Return the figures: one kind of read after the other, then all of them mixed.

    :raises RuntimeError: no demonstration, or a door answered something else than 200
    """
    if not (source / "demonstration.json").exists():
        raise RuntimeError("build the demonstration first: ./shushan demo --no-serve")
    with tempfile.TemporaryDirectory(prefix="shushan-bench-") as scratch:
        home = Path(scratch) / "home"
        shutil.copytree(source, home)
        known = _prepare(home)
        ids, barcodes = known["records"], known["barcodes"]
        kinds = {
            "record": [f"records/{n}" for n in ids],
            "availability": [f"records/{n}/availability" for n in ids],
            "copy by barcode": [f"items/{b}" for b in barcodes],
            "search": [f"search?q={word}&limit=10" for word in ("weicheng", "lishi", "hong", "xiaoshuo", "shu")],
        }
        mixed = [
            path for group in zip(*(cycle(paths) for paths in kinds.values()), ids, strict=False) for path in group[:-1]
        ]
        found = []
        with served(home) as server:
            for name, paths in (*kinds.items(), ("mixed: a record, its state, a copy, a search", mixed)):
                found += _asked(server.pid, name, paths, known["token"], seconds)
    return found


def _asked(pid: int, name: str, paths: list[str], token: str, seconds: int) -> list[Figure]:
    import psutil

    def spent() -> float:
        tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        return float(sum(p.cpu_times().user + p.cpu_times().system for p in tree))

    load, barrier = os.getloadavg()[0], threading.Barrier(CLIENTS)
    marks: list[tuple[float, float]] = []

    def client(number: int) -> list[float]:
        barrier.wait()
        wire = Wire(token)
        times: list[float] = []
        began = time.perf_counter()
        for path in cycle(paths[number:] + paths[:number]):
            start = time.perf_counter()
            if start - began > WARM + seconds:
                return times
            if start - began > WARM:
                if not marks:
                    marks.append((start, spent()))
                wire.get(path)
                times.append((time.perf_counter() - start) * 1000)
            else:
                wire.get(path)
        return times

    times = in_threads(CLIENTS, client)
    rate, cpu = len(times) / (time.perf_counter() - marks[0][0]), (spent() - marks[0][1]) / len(times) * 1000
    note = f"load {load:.1f} before, {os.getloadavg()[0]:.1f} after"
    return [
        Figure(f"API: {name}, {CLIENTS} clients", rate, "reads/s", "≥ 500", spread(times), note),
        Figure(
            f"API: {name}, processor time of the server", cpu, "ms", "", "mean", f"2 idle cores: {2000 / cpu:.0f}/s"
        ),
    ]


class Wire:
    """One kept connection that asks and reads the answer whole."""

    def __init__(self, token: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", PORT), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"

    def get(self, path: str) -> None:
        """Ask, and wait for the end of the answer.

        :raises RuntimeError: anything else than 200
        """
        self._socket.sendall(f"GET /api/v1/{path} {self._head}".encode())
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._socket.recv(65536)
        head, _end, body = got.partition(b"\r\n\r\n")
        lower = head.lower()
        length = int(lower.partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += self._socket.recv(65536)
        if b" 200 " not in head[:15]:
            raise RuntimeError(f"{path}: {head[:40]!r} {body[:200]!r}")


def _prepare(home: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "shushan.cli.bench_api"]
    told = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "SHUSHAN_HOME": str(home)}
    )
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Issue a token in the home of the environment, and say it with some records and barcodes."""
    from shushan.cli.setting_up import say, start_django

    start_django()
    from datetime import timedelta

    from shushan.catalogue import public as catalogue
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.protocols import public as protocols

    actor, at = system("bench"), now()
    application = protocols.register_application(
        actor=actor, at=at, said=protocols.Particulars(name="bench", contact="-", scopes=protocols.PUBLIC)
    )
    token = protocols.issue_token(
        actor=actor, at=at, application_id=application, wanted=protocols.PUBLIC, expires_at=at + timedelta(days=1),
        per_minute=1_000_000,
    )  # fmt: skip
    ids, _total = catalogue.finding.everything(offset=0, limit=200)
    barcodes = [item.barcode for item in catalogue.items_of_records(ids[:50])][:200]
    say(json.dumps({"token": token.secret, "records": ids, "barcodes": barcodes}))


if __name__ == "__main__":
    main()
