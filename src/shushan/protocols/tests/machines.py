"""A running SIP2 server and machines that speak to it, for the room's tests."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from shushan.circulation.tests.make import make_site
from shushan.kernel.actor import system
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.tests.make import make_reader
from shushan.protocols.sip2.journal import Journal
from shushan.protocols.sip2.messages import checksum, checksum_fits
from shushan.protocols.sip2.server import Server
from shushan.protocols.sip2.terminals import Dialect, make_terminal

ACTOR = system("tests")


@dataclass
class Place:
    """A running server with a site behind it."""

    port: int
    site: int
    terminal: int
    home: Path


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    site = make_site("C", "中心馆")
    made = make_terminal(
        actor=ACTOR, at=now(), login="sip1", password="sip1-demo", site_id=site, dialect=Dialect(institution="demo")
    )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    journal = Journal(tmp_path)
    server = Server(journal)
    port = asyncio.run_coroutine_threadsafe(server.start("127.0.0.1", 0), loop).result(20)
    yield Place(port, site, made, tmp_path)
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(90)
    loop.close()


class Machine:
    """A machine with a socket, a sequence number and a checksum of its own making."""

    def __init__(self, place: Place, *, signs_in: bool = True, end: bytes = b"\r", charset: str = "utf-8") -> None:
        self.socket = socket.create_connection(("127.0.0.1", place.port), timeout=120)
        self.sequence, self.end, self.charset = 0, end, charset
        if signs_in:
            assert self.say("9300CNsip1|COsip1-demo|CP|").startswith("941")

    def line(self, text: str) -> bytes:
        whole = text.encode(self.charset) + f"AY{self.sequence}AZ".encode()
        self.sequence = (self.sequence + 1) % 10
        return whole + checksum(whole)

    def send(self, line: bytes) -> None:
        self.socket.sendall(line + self.end)

    def hear(self) -> bytes:
        heard = b""
        while not heard.endswith(self.end):
            more = self.socket.recv(4096)
            if not more:
                raise ConnectionError(heard)
            heard += more
        return heard.removesuffix(self.end)

    def say(self, text: str) -> str:
        self.send(self.line(text))
        heard = self.hear()
        assert checksum_fits(heard), heard
        return heard.decode(self.charset)


def a_reader(place: Place, name: str = "李四") -> people.ReaderValue:
    return make_reader(site_id=place.site, name=name, at=now() - timedelta(days=1))


def stamped() -> str:
    return timezone.localtime().strftime("%Y%m%d    %H%M%S")


def lending(reader: people.ReaderValue, barcode: str, *, at: str = "", policy: str = "N") -> str:
    moment = at or stamped()
    return f"11{policy}N{moment}{moment}AOdemo|AA{reader.card_number}|AB{barcode}|AC|"


def returning(barcode: str, at: str = "") -> str:
    return f"09N{at or stamped()}{at or stamped()}AP|AOdemo|AB{barcode}|AC|"
