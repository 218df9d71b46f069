"""Serve a library: production web server with the job worker beside it; one Ctrl-C stops both."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from shushan.cli.setting_up import add_home, complain, say, start_django, use_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer home, address and size."""
    add_home(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--small", action="store_true", help="one web process with the worker inside")
    parser.add_argument("--workers", type=int, default=2, help="web processes (default 2)")
    parser.add_argument("--threads", type=int, default=4, help="threads of each web process (default 4)")
    add_sip2(parser)


def add_sip2(parser: argparse.ArgumentParser) -> None:
    """Offer the SIP2 server beside the web."""
    parser.add_argument("--sip2-port", type=int, default=0, help="serve SIP2 on this port too (default: not at all)")
    parser.add_argument("--sip2-host", default="", help="address for SIP2 (default: the same as --host)")
    parser.add_argument("--sip2-tls-cert", default="", help="certificate chain (PEM) for SIP2 over TLS")
    parser.add_argument("--sip2-tls-key", default="", help="its private key (PEM)")


def run(options: argparse.Namespace) -> int:
    """Make ready, then serve until a signal."""
    use_home(options.home)
    from shushan.config.environment import read

    home = read().home
    if not (home / "library.json").exists() and not os.environ.get("DATABASE_URL"):
        complain(f"{home} holds no library yet: run ./shushan init --home {home}, or ./shushan demo to look around")
        return 1
    if prepare():
        return 1
    return start(options, home)


def prepare() -> int:
    """Make the home ready in a process of its own, so that the one that stays is small; return its exit code."""
    return subprocess.run([sys.executable, "-m", "shushan", "prepare"], check=False).returncode


def start(options: argparse.Namespace, home: Path) -> int:
    """Serve a home that is ready."""
    from shushan.cli.serving import refused_address, serve, serve_small

    if why := refused_address(options.host, options.port):
        complain(f"cannot listen on {options.host}:{options.port}: {why}; choose another with --port")
        return 1
    say(f"http://{options.host}:{options.port}/  ({home})")
    beside = _sip2(options)
    if options.small:
        return serve_small(host=options.host, port=options.port, beside=beside)
    start_django()
    return serve(host=options.host, port=options.port, workers=options.workers, threads=options.threads, beside=beside)


def _sip2(options: argparse.Namespace) -> dict[str, Callable[[], object]]:
    if not options.sip2_port:
        return {}
    from shushan.cli.commands import sip2

    there = argparse.Namespace(
        home=options.home, host=options.sip2_host or options.host, port=options.sip2_port,
        tls_cert=options.sip2_tls_cert, tls_key=options.sip2_tls_key,
    )  # fmt: skip
    return {"sip2": partial(sip2.run, there)}
