"""Serve SIP2 to self-check machines, gates and cabinets (serve --sip2-port does it for you)."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import ssl
from contextlib import suppress
from pathlib import Path

from shushan.cli.setting_up import add_home, complain, say, start_django, use_home

FLUSH = 10.0  # seconds between two writes of the terminals' counters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer home, address and TLS."""
    add_home(parser)
    parser.add_argument(
        "act", nargs="?", choices=["serve", "replay"], default="serve", help="serve (default), or replay"
    )
    parser.add_argument("session", nargs="?", type=Path, help="replay: the file of a session, from a terminal's page")
    parser.add_argument(
        "--login", default="", help="replay: in the name of this terminal of the home (default: the first)"
    )
    parser.add_argument(
        "--test-home", action="store_true", help="replay: this home is for tests, although no demonstration"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=6001)
    parser.add_argument("--tls-cert", type=Path, help="certificate chain (PEM): listen with TLS")
    parser.add_argument("--tls-key", type=Path, help="its private key (PEM)")


def run(options: argparse.Namespace) -> int:
    """Listen until a signal; messages in hand are answered."""
    use_home(options.home)
    start_django()
    if getattr(options, "act", "serve") == "replay":
        return _replay(options)
    tls = None
    if options.tls_cert:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            tls.load_cert_chain(options.tls_cert, options.tls_key)
        except (OSError, ssl.SSLError) as error:
            complain(f"the certificate cannot be used: {error}")
            return 1
    try:
        asyncio.run(_serve(options.host, options.port, tls))
    except OSError as error:
        complain(f"cannot listen on {options.host}:{options.port}: {error}")
        return 1
    return 0


def _replay(options: argparse.Namespace) -> int:
    """Send a recorded session to a test home and print where the answers differ; exit code 1 when one does."""
    from shushan.config.environment import read
    from shushan.protocols.sip2.replaying import replay, terminal_for_replay

    home = read().home
    if not options.test_home and not (home / "demonstration.json").exists():
        complain(f"{home} is no demonstration: a replay lends and takes back. If it is for tests, say --test-home")
        return 2
    if options.session is None or not options.session.is_file():
        complain("name the file of a session: download one on a terminal's page")
        return 2
    terminal = terminal_for_replay(options.login)
    if terminal is None:
        complain("this home has no such terminal")
        return 2
    said = differ = 0
    with options.session.open(encoding="utf-8", errors="replace") as lines:
        for one in replay(lines, terminal):
            said += 1
            if not one.is_alike:
                differ += 1
                say(f"← {one.sent}\n  then {one.then}\n  now  {one.now}")
    say(f"{said} messages, {differ} answered otherwise")
    return 1 if differ else 0


async def _serve(host: str, port: int, tls: ssl.SSLContext | None) -> None:
    from shushan.config.environment import read
    from shushan.protocols.sip2.journal import Journal
    from shushan.protocols.sip2.server import Server

    journal = Journal(read().home)
    writers = 4 if os.environ.get("DATABASE_URL", "").startswith("postgres") else 1
    server = Server(journal, writers=writers)
    say(f"sip2 on {host}:{await server.start(host, port, tls)}{' (TLS)' if tls else ''}")
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), FLUSH)
        await asyncio.to_thread(journal.flush)
    await server.stop()
