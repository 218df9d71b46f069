"""Self-check machines under load: check-outs and check-ins, questions, many terminals, hostile ones. Prints JSON.

The clients are one asyncio process on the same machine; the server is the real one, in a process of its own, on a home
that is thrown away afterwards. Every item and reader used was free before.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any, Final

from shushan.cli.benching import processor_of
from shushan.cli.setting_up import start_django

TERMINALS: Final = 8
MANY: Final = 100
PASSWORD: Final = "bench-terminal"  # noqa: S105 - of a home that is thrown away
ITEMS_EACH, READERS_EACH = 60, 15  # of each terminal; a reader holds at most four of them at once
WARM: Final = 2.0  # seconds that are left out
Rows = dict[str, list[str]]


def main() -> None:
    """Measure; the first argument is how many seconds each part takes, the second those of the hostile part."""
    start_django()
    seconds, hostile = float(sys.argv[1]), float(sys.argv[2])
    print(json.dumps(asyncio.run(_measured(_prepared(), seconds, hostile))))


def _prepared() -> Rows:
    """Make the terminals, and return the barcodes and cards that they use."""
    from shushan.cli.bench_people import free_cards, free_items
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.places import public as places
    from shushan.protocols.public import Dialect, make_terminal

    site = places.sites()[0].id
    for number in range(MANY):
        make_terminal(
            actor=system("bench"), at=now(), login=f"bench-{number}", password=PASSWORD, site_id=site,
            dialect=Dialect(institution="bench"),
        )  # fmt: skip
    return {
        "items": free_items(TERMINALS * ITEMS_EACH + 10, site),
        "cards": free_cards(TERMINALS * READERS_EACH + 5, site),
    }


async def _measured(rows: Rows, seconds: float, hostile: float) -> dict[str, Any]:
    port = _free_port()
    command = [sys.executable, "-m", "shushan", "sip2", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        await _up(port)
        told: dict[str, Any] = {"load": os.getloadavg()[0]}
        told["acts"] = await _acts(port, rows, seconds, server.pid)
        items = [f"17{_stamp()}AObench|AB{barcode}|" for barcode in rows["items"]]
        told["items"] = await _questions(port, items, "18", seconds / 2, server.pid)
        readers = [f"63001{_stamp()}  Y       AObench|AA{card}|" for card in rows["cards"]]
        told["patrons"] = await _questions(port, readers, "64", seconds / 2, server.pid)
        told["reconnect"] = [await _reconnected(port) for _round in range(30)]
        told["memory"] = await _memory(port, server.pid)
        told["hostile"] = await _hostile(port, rows, hostile) if hostile else None
        told["load_after"] = os.getloadavg()[0]
        return told
    finally:
        server.terminate()
        server.wait(40)


class Machine:
    """One machine: a connection, a sequence number, a checksum."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer, self._sequence = reader, writer, 0

    async def say(self, text: str) -> str:
        """Send a message and return the answer."""
        line = text.encode() + f"AY{self._sequence}AZ".encode()
        self._sequence = (self._sequence + 1) % 10
        self._writer.write(line + b"%04X\r" % (-sum(line) & 0xFFFF))
        return (await self._reader.readuntil(b"\r")).decode()

    async def raw(self, line: bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(line)
        await self._writer.drain()

    def leave(self) -> None:
        """Cut the connection."""
        self._writer.close()


@asynccontextmanager
async def _machine(port: int, number: int) -> AsyncIterator[Machine]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    machine = Machine(reader, writer)
    try:
        answer = await machine.say(f"9300CNbench-{number}|CO{PASSWORD}|CP|")
        if not answer.startswith("941"):
            raise RuntimeError(f"not signed in: {answer}")
        yield machine
    finally:
        machine.leave()


async def _acts(port: int, rows: Rows, seconds: float, pid: int) -> dict[str, Any]:
    """Lend and take back at eight terminals without a pause; return how many a second, and every time.

    ``cpu`` is how many milliseconds of processor time the server spent on one act, whatever else the machine did.
    """
    times: list[float] = []
    counted, all_of = [0], [0]
    for number in range(TERMINALS):  # the slow hash of a password is asked once, and is no part of an act
        async with _machine(port, number):
            pass
    until, worked = time.perf_counter() + WARM + seconds, processor_of(pid)

    async def one(number: int) -> None:
        items = rows["items"][number * ITEMS_EACH : (number + 1) * ITEMS_EACH]
        cards = rows["cards"][number * READERS_EACH : (number + 1) * READERS_EACH]
        async with _machine(port, number) as machine:
            turn = 0
            while time.perf_counter() < until:
                card = cards[turn % len(cards)]
                some = [items[(turn * 4 + n) % len(items)] for n in range(4)]
                turn += 1
                for text, good in [(_out(card, b), "121") for b in some] + [(_in(b), "101") for b in some]:
                    began = time.perf_counter()
                    answer = await machine.say(text)
                    if not answer.startswith(good):
                        raise RuntimeError(f"{text} → {answer}")
                    all_of[0] += 1
                    if began > until - seconds:
                        times.append((time.perf_counter() - began) * 1000)
                        counted[0] += 1

    await asyncio.gather(*(one(number) for number in range(TERMINALS)))
    return {"rate": counted[0] / seconds, "cpu": (processor_of(pid) - worked) / all_of[0] * 1000, "times": times}


async def _questions(port: int, texts: list[str], good: str, seconds: float, pid: int) -> dict[str, float]:
    """Ask at eight terminals without a pause; return how many a second, and the processor time of one (ms)."""
    counted, all_of = [0], [0]
    until, worked = time.perf_counter() + WARM + seconds, processor_of(pid)

    async def one(number: int) -> None:
        async with _machine(port, number) as machine:
            while time.perf_counter() < until:
                answer = await machine.say(texts[all_of[0] % len(texts)])
                if not answer.startswith(good):
                    raise RuntimeError(answer)
                all_of[0] += 1
                counted[0] += time.perf_counter() > until - seconds

    await asyncio.gather(*(one(number) for number in range(TERMINALS)))
    return {"rate": counted[0] / seconds, "cpu": (processor_of(pid) - worked) / all_of[0] * 1000}


async def _reconnected(port: int) -> float:
    """Return the milliseconds from nothing to a served terminal: connection, sign-in, status."""
    began = time.perf_counter()
    async with _machine(port, 3) as machine:
        await machine.say("9900302.00")
    return (time.perf_counter() - began) * 1000


async def _memory(port: int, pid: int) -> float:
    """Return how many MB a hundred terminals at once cost the server, each having lent nothing and asked something."""
    import psutil

    process = psutil.Process(pid)
    before = process.memory_full_info().pss
    machines = []
    for number in range(MANY):
        door = _machine(port, number)
        machine = await door.__aenter__()
        machines.append(door)
        await machine.say("9900302.00")
        await machine.say(f"63001{_stamp()}  Y       AObench|AA0|")
    grown = (process.memory_full_info().pss - before) / 1e6
    for door in machines:
        await door.__aexit__(None, None, None)
    return float(grown)


async def _hostile(port: int, rows: Rows, seconds: float) -> dict[str, Any]:
    """Eight terminals at five items and three cards, others send rubbish; return what the database says afterwards."""
    items, cards = rows["items"][-5:], rows["cards"][-3:]
    until, said = time.perf_counter() + seconds, [0]
    draw = random.Random(7)  # noqa: S311 - not for secrets

    async def one(number: int) -> None:
        while time.perf_counter() < until:
            async with _machine(port, number) as machine:
                for _turn in range(200):
                    if time.perf_counter() > until:
                        break
                    text = draw.choice((_out(draw.choice(cards), draw.choice(items)), _in(draw.choice(items))))
                    said[0] += 1
                    if draw.random() < 0.01:
                        await machine.raw(text.encode() + b"\r")  # cut off before the answer
                        break
                    await machine.say(text)

    async def rubbish(_number: int) -> None:
        while time.perf_counter() < until:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(draw.randbytes(draw.randrange(1, 20_000)))
            with suppress(TimeoutError, ConnectionError):
                await asyncio.wait_for(reader.read(4096), 0.5)
            writer.close()

    await asyncio.gather(*(one(n) for n in range(TERMINALS)), *(rubbish(n) for n in range(2)))
    return {"said": said[0], **await asyncio.to_thread(_harm)}


def _harm() -> dict[str, int]:
    """Return items lent twice, readers beyond their limit, and what the doctor of the loans finds."""
    from django.db.models import Count

    from shushan.circulation.checks import items_match_facts, loans_match_facts
    from shushan.circulation.models import Loan

    out = Loan.objects.filter(state="out")
    doubled = out.values("item_id").annotate(n=Count("pk")).filter(n__gt=1).count()
    beyond = out.values("reader_id").annotate(n=Count("pk")).filter(n__gt=10).count()
    found = sum(1 for check in (items_match_facts, loans_match_facts) for _finding in check())
    return {"doubled": doubled, "beyond": beyond, "findings": found}


async def _up(port: int) -> None:
    for _try in range(1200):
        try:
            async with _machine(port, 0):
                return
        except OSError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the SIP2 server did not come up")


def _out(card: str, barcode: str) -> str:
    return f"11NN{_stamp()}{_stamp()}AObench|AA{card}|AB{barcode}|AC|"


def _in(barcode: str) -> str:
    return f"09N{_stamp()}{_stamp()}AP|AObench|AB{barcode}|AC|"


def _stamp() -> str:
    return datetime.now().strftime("%Y%m%d    %H%M%S")  # noqa: DTZ005 - a machine's own clock


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
