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
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=6001)
    parser.add_argument("--tls-cert", type=Path, help="certificate chain (PEM): listen with TLS")
    parser.add_argument("--tls-key", type=Path, help="its private key (PEM)")


def run(options: argparse.Namespace) -> int:
    """Listen until a signal; messages in hand are answered."""
    use_home(options.home)
    start_django()
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
