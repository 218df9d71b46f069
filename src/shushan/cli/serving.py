"""Serve: web processes and the worker as one tree, stopped by one signal without losing a job."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

GRACE = 20  # seconds that a child has to end by itself
WEB = "shushan.config.wsgi:application"


def serve(*, host: str, port: int, workers: int, threads: int, beside: dict[str, list[str]]) -> int:
    """Run the web server and the worker beside it until a signal; if one of them dies, it is started again."""
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers",
        str(workers), "--blocking-threads", str(threads), "--respawn-failed-workers", "--workers-kill-timeout", "10",
        "--log-level", "warning", WEB,
    ]  # fmt: skip
    return Tree({"web": web, "worker": [sys.executable, "-m", "shushan", "worker"], **beside}).run()


def serve_small(*, host: str, port: int, beside: dict[str, list[str]]) -> int:
    """Run one web process with the worker as a thread inside it."""
    os.environ["SHUSHAN_WORKER_INSIDE"] = "1"
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1",
        "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "15", "--log-level", "warning", WEB,
    ]  # fmt: skip
    return Tree({"web": web, **beside}).run()


class Tree:
    """Child processes that live and end together."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self._commands = commands
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._stop = threading.Event()

    def run(self) -> int:
        """Start the children, keep them alive, end them on a signal; return the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        started: dict[str, float] = {}
        failures = 0
        for name in self._commands:
            self._start(name)
            started[name] = time.monotonic()
        while not self._stop.wait(0.5):
            for name, child in list(self._children.items()):
                if child.poll() is None:
                    continue
                if time.monotonic() - started[name] < 3:
                    failures += 1
                if failures >= 3:
                    print(f"shushan: {name} does not stay up (exit code {child.returncode})", file=sys.stderr)
                    self._end()
                    return 1
                self._start(name)
                started[name] = time.monotonic()
        self._end()
        return 0

    def _start(self, name: str) -> None:
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # threads share their heaps: tens of megabytes less
        # a group of its own: Ctrl-C reaches only us, and we end the children in order
        self._children[name] = subprocess.Popen(self._commands[name], start_new_session=True)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _end(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        until = time.monotonic() + GRACE
        for child in self._children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
