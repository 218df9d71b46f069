"""The SIP2 server: many connections in one loop, reads in a few threads, writes in one (SQLite) or several.

A terminal that was cut off and sends its last message again gets the stored answer, on whatever connection.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from django.db import connections

from shushan.database.public import Writer
from shushan.protocols.sip2.journal import Journal
from shushan.protocols.sip2.messages import LONGEST, Message, Unreadable, checksum_fits, compose, parse
from shushan.protocols.sip2.replies import RESEND, RESEND_CHECKED, WRITES, reply
from shushan.protocols.sip2.terminals import TerminalValue, signed_in

log = logging.getLogger(__name__)

READERS: Final = 4
MOST_CONNECTIONS: Final = 1000
SIGN_IN_WITHIN: Final = 60.0  # seconds that a connection may stay without signing in
MESSAGE_WITHIN: Final = 30.0  # seconds from the first byte of a message to its end
KEPT_FOR: Final = 600.0  # seconds for which the answer to an act is given again to the same message
FRESH_FOR: Final = 30.0  # seconds of the same for questions
SILENT_FOR: Final = 12 * 3600.0  # seconds after which a silent terminal is taken for gone
WRONG_SIGN_INS: Final = 5
LINE_ENDS: Final = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n"}
_END: Final = re.compile(rb"[\r\n]+")


class Goodbye(Exception):
    """This connection is over."""


@dataclass(slots=True)
class Talk:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    terminal: TerminalValue | None = None
    buffer: bytes = b""
    heard_end: bytes = b""  # what ends this machine's messages: as in its first one
    line_end: bytes = b"\r"  # what ends ours
    last_answer: bytes = b""
    checks: bool = False  # whether this machine sends checksums
    wrong: int = 0
    since: float = field(default_factory=time.monotonic)

    @property
    def resend(self) -> bytes:
        """What asks this machine to send again."""
        wants = self.terminal is not None and self.terminal.dialect.checksum == "required"
        return RESEND_CHECKED if self.checks or wants else RESEND


class Server:
    """Listens, keeps the connections, and hands each message to a thread that may wait for the database."""

    def __init__(self, journal: Journal, *, writers: int = 1) -> None:
        self._journal = journal
        self._writers = writers
        self._reads = ThreadPoolExecutor(READERS, thread_name_prefix="sip2-read")
        # PostgreSQL takes several writers; SQLite has one, which does together what waits
        self._writes = ThreadPoolExecutor(writers, thread_name_prefix="sip2-write") if writers > 1 else None
        self._writer = None if self._writes else Writer("sip2-write")
        self._last: dict[int, tuple[bytes, bytes, float]] = {}
        self._open: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Server | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Begin to listen and return the port."""
        self._listening = await asyncio.start_server(self._connected, host, port, ssl=tls, limit=LONGEST * 2)
        return int(self._listening.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening, let messages in hand be answered, close the connections."""
        if self._listening:
            self._listening.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        if self._writer:
            await asyncio.to_thread(self._writer.stop)
        for pool, threads in ((self._writes, self._writers), (self._reads, READERS)):
            if pool:
                await asyncio.to_thread(_let_go, pool, threads)
        await asyncio.to_thread(self._journal.flush)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._open) >= MOST_CONNECTIONS:
            writer.close()
            return
        self._open.add(task)
        talk = Talk(reader, writer)
        raw = writer.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await self._talk(talk)
        except (Goodbye, ConnectionError, TimeoutError, asyncio.CancelledError, ssl.SSLError):
            pass
        finally:
            self._open.discard(task)
            if talk.terminal:
                self._journal.went(talk.terminal.id)
            writer.close()

    async def _talk(self, talk: Talk) -> None:
        while True:
            line = await self._line(talk)
            if not line.strip(b"\x00 "):
                continue
            # an act that was begun is answered even while the server is being stopped
            answer = await asyncio.shield(self._answer(talk, line))
            if not answer:
                continue  # this kind of machine sends again by itself
            talk.last_answer = answer
            talk.writer.write(answer + talk.line_end)
            await talk.writer.drain()
            if talk.wrong >= WRONG_SIGN_INS:
                raise Goodbye

    async def _line(self, talk: Talk) -> bytes:
        """Return the next message without its end; a machine that drips or never ends is let go."""
        began = time.monotonic() if talk.buffer else 0.0
        while True:
            end = _END.search(talk.buffer)
            if end and (end.end() < len(talk.buffer) or not await self._maybe_more(talk, end[0])):
                line, talk.buffer = talk.buffer[: end.start()], talk.buffer[end.end() :]
                talk.heard_end = talk.heard_end or (b"\r\n" if b"\n" in end[0] and b"\r" in end[0] else end[0][:1])
                said = LINE_ENDS.get(talk.terminal.dialect.line_end if talk.terminal else "")
                talk.line_end = said or talk.heard_end
                return line
            if end:
                continue
            if len(talk.buffer) > LONGEST:
                raise Goodbye
            await self._more(talk, _patience(talk, began))
            began = began or time.monotonic()

    async def _maybe_more(self, talk: Talk, end: bytes) -> bool:
        """Say whether a line feed came right behind a carriage return that ended what was received.

        Waited for only behind a machine's first message: later it is an empty line before the next one.
        """
        if end != b"\r" or talk.heard_end:
            return False
        try:
            async with asyncio.timeout(0.002):
                more = await talk.reader.read(1)
        except TimeoutError:
            return False
        talk.buffer += more
        return bool(more)

    async def _more(self, talk: Talk, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            more = await talk.reader.read(4096)
        if not more:
            raise Goodbye
        talk.buffer += more

    async def _answer(self, talk: Talk, line: bytes) -> bytes:
        terminal = talk.terminal
        charset = terminal.dialect.charset if terminal else "utf-8"
        wanted = terminal.dialect.checksum if terminal else "optional"
        fits = None if wanted == "off" else checksum_fits(line)
        talk.checks = talk.checks or fits is not None
        try:
            message = parse(line, charset)
        except Unreadable:
            message = None
        if message is None or fits is False or (fits is None and wanted == "required"):
            silent = terminal is not None and terminal.dialect.on_error == "silent"
            return self._noted(terminal, line, b"" if silent else talk.resend, is_error=True)
        if message.code == "97":
            return talk.last_answer or talk.resend
        if message.code == "93":
            return await self._sign_in(talk, message)
        if terminal and message.sequence and fits and (told := self._told_before(terminal, message, line)):
            return self._noted(terminal, line, told)
        answer = await self._replied(terminal, message)
        if terminal and answer != RESEND:
            self._last[terminal.id] = (line, answer, time.monotonic())
        is_error = answer == RESEND
        return self._noted(terminal, line, talk.resend if is_error else answer, is_error=is_error)

    def _told_before(self, terminal: TerminalValue, message: Message, line: bytes) -> bytes:
        """Return the answer to this terminal's last message when it is sent again, or nothing.

        Not for ever: a machine whose number and clock stand still sends the same bytes for another act, another question.
        """
        last, answer, at = self._last.get(terminal.id, (b"", b"", 0.0))
        kept = KEPT_FOR if message.code in WRITES else FRESH_FOR
        return answer if last == line and time.monotonic() - at < kept else b""

    async def _replied(self, terminal: TerminalValue | None, message: Message) -> bytes:
        act = partial(reply, terminal, message)
        try:
            if self._writer and message.code in WRITES:
                return await asyncio.wrap_future(self._writer.later(act, alone=bool(message["AD"])))
            pool = self._writes if self._writes and message.code in WRITES else self._reads
            return await asyncio.get_running_loop().run_in_executor(pool, act)
        except Exception:  # nothing was written, or each act knows itself again when the machine sends again
            log.exception("a SIP2 message %s could not be handed to the database", message.code)
            return RESEND

    async def _sign_in(self, talk: Talk, message: Message) -> bytes:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._reads, signed_in, message["CN"], message["CO"])
        if found is None:
            talk.wrong += 1
            await asyncio.sleep(min(talk.wrong, 5) * 0.2)
        else:
            if talk.terminal and talk.terminal.id != found.id:
                self._journal.went(talk.terminal.id)
            talk.terminal, talk.wrong = found, 0
            self._journal.came(found.id)
        return compose(f"94{'1' if found else '0'}", [], sequence=message.sequence)

    def _noted(self, terminal: TerminalValue | None, line: bytes, answer: bytes, *, is_error: bool = False) -> bytes:
        if terminal:
            self._journal.note(terminal.id, terminal.dialect.charset, line, answer, is_error=is_error)
        return answer


def _patience(talk: Talk, began: float) -> float:
    """Return how many seconds more bytes are waited for; ``began``: when those of this message did, or 0."""
    now = time.monotonic()
    to_sign_in = SILENT_FOR if talk.terminal else talk.since + SIGN_IN_WITHIN - now
    return min(to_sign_in, began + MESSAGE_WITHIN - now) if began else to_sign_in


def _let_go(pool: ThreadPoolExecutor, threads: int) -> None:
    """End a pool's threads after each has closed its connections to the database."""
    together = threading.Barrier(threads)

    def close() -> None:
        together.wait(10)
        connections.close_all()

    for done in [pool.submit(close) for _number in range(threads)]:
        done.result()
    pool.shutdown()
