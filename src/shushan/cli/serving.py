"""Serve: web processes and the worker as one tree, stopped by one signal without losing a job.

The parent loads the programme once and forks: what was loaded lies in memory once for all (on the demonstration about
half of what separate starts take). It opens no connection, starts no thread and answers no request itself, so a child
that died is forked again from the same clean state.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing import get_context, set_start_method
from multiprocessing.process import BaseProcess
from typing import Any

from shushan.cli.setting_up import begin_long_work
from shushan.cli.stopping import SIGNALS, stop_on_signals

M_ARENA_MAX = -8  # mallopt(3)
TURN = 0.005  # seconds a thread may compute before another one that waits gets the interpreter: shorter ones gained nothing
GRACE = 20  # seconds that a child has to end by itself
WEB = "shushan.config.wsgi:application"
Beside = dict[str, Callable[[], object]]


def serve(*, host: str, port: int, workers: int, threads: int, beside: Beside) -> int:
    """Run the web server and the worker beside it until a signal; if one of them dies, it is started again."""
    load()
    _take_turns()
    web = partial(_web, host=host, port=port, workers=workers, threads=threads, kill_timeout=10)
    return Tree({"web": web, "worker": _work, **beside}).run()


def serve_small(*, host: str, port: int, beside: Beside) -> int:
    """Run one web process with the worker as a thread inside it; alone, it has no parent but the web server's own."""
    _share_heaps()
    _take_turns()
    set_start_method("fork", force=True)
    web = partial(_web, host=host, port=port, workers=1, threads=4, kill_timeout=15, has_worker=True)
    if beside:
        return Tree({"web": web, **beside}).run()
    web()
    return 0


def refused_address(host: str, port: int) -> str:
    """Return why nothing can listen there, or an empty text. Web processes share a port, so they would not notice."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def load() -> None:
    """Load what every child needs, and tell the collector to leave it alone, so that its memory stays shared."""
    from django.conf import settings
    from django.db import connections
    from django.template import engines
    from django.urls import get_resolver
    from django.utils import translation

    from shushan.config import wsgi
    from shushan.search.public import load_words

    _share_heaps()
    assert wsgi.application
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            engines.all()
    _walk(get_resolver().url_patterns)
    load_words()
    connections.close_all()
    set_start_method("fork", force=True)
    gc.collect()
    gc.freeze()


def _share_heaps() -> None:
    """Let the threads of a process share two heaps (tens of megabytes less); a C library without the call goes on."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def _take_turns() -> None:
    """Let the threads of a process hand the interpreter on ten times sooner than Python would; children inherit it.

    A thread gives it up at each question to the database and waits for it after each answer, behind whoever computes:
    twenty questions of an act, five milliseconds each, and it holds the writers' gate meanwhile.
    """
    sys.setswitchinterval(TURN)


def _walk(patterns: list[Any]) -> None:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            _walk(pattern.url_patterns)


def _web(*, host: str, port: int, workers: int, threads: int, kill_timeout: int, has_worker: bool = False) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        WEB, host, port, interface=Interfaces.WSGI, workers=workers, blocking_threads=threads,
        respawn_failed_workers=True, workers_kill_timeout=kill_timeout, log_level=LogLevels.warning,
    )  # fmt: skip
    server.on_startup(lambda: stop_on_signals(server.signal_handler_interrupt))
    server.serve(target_loader=_application_with_worker if has_worker else _application)


def _application(_target: str) -> Any:
    """Return the application; the process leaves its parent's signals behind."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    from shushan.config.wsgi import application

    return application


def _application_with_worker(target: str) -> Any:
    """Return the application, with the job worker as a thread of its process."""
    from multiprocessing.util import Finalize

    application = _application(target)
    from shushan.jobs.worker import run  # after the application: it needs a Django that is set up

    os.setsid()  # a Ctrl-C reaches only the parent, which ends this process once
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,), name="worker", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(10)

    Finalize(None, end, exitpriority=10)
    return application


def _work() -> None:
    """Work until a signal; a job in hand stops at its next slice and goes on in the next worker."""
    from shushan.jobs.worker import run

    begin_long_work()
    stop = threading.Event()
    stop_on_signals(stop.set)
    run(stop)


class Tree:
    """Child processes that live and end together."""

    def __init__(self, acts: Beside) -> None:
        self._acts = acts
        self._children: dict[str, BaseProcess] = {}
        self._stop = threading.Event()

    def run(self) -> int:
        """Start the children, keep them alive, end them on a signal; return the exit code."""
        stop_on_signals(self._stop.set)
        started: dict[str, float] = {}
        failures = 0
        for name in self._acts:
            self._start(name)
            started[name] = time.monotonic()
        while not self._stop.wait(0.5):
            for name, child in list(self._children.items()):
                if child.is_alive():
                    continue
                if time.monotonic() - started[name] < 3:
                    failures += 1
                if failures >= 3:
                    print(f"shushan: {name} does not stay up (exit code {child.exitcode})", file=sys.stderr)
                    self._end()
                    return 1
                self._start(name)
                started[name] = time.monotonic()
        self._end()
        return 0

    def _start(self, name: str) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        child = get_context("fork").Process(target=_alone, args=(self._acts[name],), name=name)
        child.start()
        self._children[name] = child

    def _end(self) -> None:
        for child in self._children.values():
            child.terminate()
        until = time.monotonic() + GRACE
        for child in self._children.values():
            child.join(max(0.1, until - time.monotonic()))
            if child.is_alive():
                os.killpg(child.pid or 0, signal.SIGKILL)
                child.join()


def _alone(act: Callable[[], object]) -> None:
    """Run in a session of its own: Ctrl-C reaches only the parent, which ends the children in order."""
    os.setsid()
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    sys.exit(act())  # type: ignore[arg-type]
