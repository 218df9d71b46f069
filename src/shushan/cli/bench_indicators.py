"""Measure figures on a ledger of millions of facts: made once and kept (``--home``), then asked part by part.

Every part is a process of its own, so that nothing of the application is warm in it; the files of the database may lie in
the memory of the machine. Each note says the time of the processor beside the clock. Only the sealing leaves something
behind: a day of 100,000 facts more in each run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from shushan.cli.bench_circulation import database_of, run_module
from shushan.cli.benching import Client, Figure, p95, served, spread
from shushan.cli.setting_up import say

MARK: Final = "facts.json"
FACTS: Final = 1_000_000
ADDITIVE: Final = ("V01", "L01", "L02", "L02R", "L06", "L06P", "L07", "R01", "T03")
ASKING: Final = {"distinct": ("L03", "R03"), "median": ("L06M",), "peak": ("V04",)}
PARTS: Final = (
    "figures",
    "rows",
    "pages",
    "report",
    "record",
    "seal",
    "digest",
    "verify",
    "prove",
    "nightly",
    "doctor",
)
SHOWN: Final = 30  # times that a page is asked for

Environment = dict[str, str]
Times = Sequence[Sequence[float]]  # pairs of clock and processor, in milliseconds


def measure(home: Path, *, facts: int, postgres: bool, parts: Sequence[str]) -> list[Figure]:
    """Return the figures of the parts that were asked for; the home is made first where it is not there.

    :raises RuntimeError: a part failed (its own words), or the home holds another number of facts
    """
    grown(home, facts=facts, postgres=postgres)
    with database_of(home, postgres=postgres) as environment:
        run_module(environment, "shushan", "prepare")  # the kept home may be older than the code
        found: list[Figure] = []
        for part in parts or PARTS:
            began = time.monotonic()
            found += _BY_NAME[part](environment)
            say(f"  {part}: {time.monotonic() - began:.0f} s (load {os.getloadavg()[0]:.1f})")
    return found


def grown(home: Path, *, facts: int, postgres: bool) -> None:
    """Make the home where it is not there: the demonstration, then so many facts of five years, sealed."""
    if (home / MARK).exists():
        kept = int(json.loads((home / MARK).read_text())["facts"])
        if kept != facts:
            raise RuntimeError(f"{home} holds {kept} made facts: name another --home, or --facts {kept}")
        return
    home.mkdir(parents=True, exist_ok=True)
    with database_of(home, postgres=postgres) as environment:
        if not (home / "demonstration.json").exists():
            run_module(environment, "shushan", "build-demonstration")
        run_module(environment, "shushan", "prepare")
        run_module(environment, "shushan.cli.growing_facts", str(facts))
    (home / MARK).write_text(json.dumps({"facts": facts}) + "\n")


def _ask(environment: Environment, *what: str) -> Any:
    command = [sys.executable, "-m", "shushan.cli.bench_indicators_inside", *what]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    return json.loads(told.stdout.splitlines()[-1])


def _one(name: str, spent: Sequence[float], promise: str, note: str = "", *, unit: str = "s") -> Figure:
    """Return what was done once: clock, and the processor in the note."""
    by = 1000 if unit == "s" else 1
    used = f"processor {spent[1] / by:.1f} {unit}"
    return Figure(name, spent[0] / by, unit, promise, "one run", f"{used}; {note}" if note else used)


def _many(name: str, times: Times, promise: str, note: str = "") -> Figure:
    """Return what was done often: the 95th percentile by the clock, and that of the processor in the note."""
    clock, used = [one[0] for one in times], [one[1] for one in times]
    said = f"processor p95 {p95(used):.2f} ms"
    return Figure(f"{name}, p95", p95(clock), "ms", promise, spread(clock), f"{said}; {note}" if note else said)


def _figures(environment: Environment) -> Iterator[Figure]:
    """Ask for every figure of a year by site and month, cold in a new process, then warm."""
    for kind, codes in {"additive": ADDITIVE, **ASKING}.items():
        promise = "≤ 300 ms" if kind == "additive" else "≤ 3000 ms"
        for code in codes:
            told = _ask(environment, "figure", code)
            note = f"{told['entries']} facts, {told['cells']} cells, {told['memory']:.0f} MB"
            yield _one(f"{kind} {code}, cold", told["cold"], promise, note, unit="ms")
            yield _many(f"{kind} {code}, warm", told["warm"], "≤ 50 ms")


def _rows(environment: Environment) -> Iterator[Figure]:
    for code in ("L01", "L07"):
        for depth, times in _ask(environment, "rows", code).items():
            yield _many(f"rows of {code}, {depth} page, the question alone", times, "", "100 rows of a year, by key")


def _pages(environment: Environment) -> Iterator[Figure]:
    """Open the cockpit and pages of rows over HTTP; the very first time in a new server is told apart."""
    told = _ask(environment, "addresses")
    with served(Path(environment["SHUSHAN_HOME"]), environment=environment):
        client = Client()
        client.take_session(told["session"])
        pages = {"cockpit": ("/staff/cockpit/?month=2019-12", "≤ 300 ms")}
        pages |= {f"rows, {depth} page": (address, "≤ 100 ms") for depth, address in told["rows"].items()}
        for name, (address, promise) in pages.items():
            first, times = _seen(client, address), [_seen(client, address) for _n in range(SHOWN)]
            yield Figure(
                f"{name} over HTTP, first", first, "ms", "", "one run", "nothing was asked of this server before"
            )
            yield Figure(f"{name} over HTTP, p95", p95(times), "ms", promise, spread(times))


def _seen(client: Client, address: str) -> float:
    began = time.perf_counter()
    status, text = client.get(address)
    if status != 200:
        raise RuntimeError(f"{address}: {status} {text[:300]}")
    return (time.perf_counter() - began) * 1000


def _report(environment: Environment) -> Iterator[Figure]:
    for as_of in ("2020-07-01", "2019-12-31"):
        told = _ask(environment, "report", as_of)
        yield _one(f"work report as of {as_of}, built and written as DOCX", told["spent"], "≤ 10 s",
                   f"{told['figures']} figures")  # fmt: skip


def _record(environment: Environment) -> Iterator[Figure]:
    times = _ask(environment, "record")["times"]
    yield _many("a fact with its delivery inside a transaction", times, "≤ 0.5 ms", "roll-up: see the sealing")


def _seal(environment: Environment) -> Iterator[Figure]:
    told = _ask(environment, "seal")
    each = told["spent"][0] / told["facts"]
    yield _one(
        f"a day of {told['facts']} facts sealed and rolled up", told["spent"], "≤ 2 s", f"{each * 1000:.0f} µs a fact"
    )
    yield _one("the same facts written in bulk", told["written"], "")


def _digest(environment: Environment) -> Iterator[Figure]:
    told = _ask(environment, "digest", "L01")
    yield _one("digest of a year of L01", told["spent"], "a job", f"{told['entries']} facts, {told['memory']:.0f} MB")


def _verify(environment: Environment) -> Iterator[Figure]:
    told = _ask(environment, "verify")
    note = f"{told['damages']} damages, {told['memory']:.0f} MB"
    yield _one(f"verification of {told['facts']} facts", told["spent"], "≤ 180 s at 10M", note)


def _prove(environment: Environment) -> Iterator[Figure]:
    told = _ask(environment, "prove")
    note = f"{told['cells']} cells, {told['wrong']} wrong, {told['memory']:.0f} MB"
    yield _one("roll-ups proved", told["spent"], "≤ 300 s at 10M", note)


def _nightly(environment: Environment) -> Iterator[Figure]:
    told = _ask(environment, "nightly")
    slowest = sorted(told["spent"].items(), key=lambda one: -one[1][0])
    note = ", ".join(f"{code} {spent[0] / 1000:.1f}" for code, spent in slowest[:6])
    whole = [sum(spent[n] for spent in told["spent"].values()) for n in (0, 1)]
    yield _one("nightly work of every room", whole, "", f"{told['memory']:.0f} MB; {note}")


def _doctor(environment: Environment) -> Iterator[Figure]:
    """Run the whole doctor. Made facts have no loans beside them: rooms that compare both name them, by hundreds."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "shushan", "doctor", "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        _pid, _status, used = os.wait4(process.pid, 0)
        process.returncode = 0
    spent = ((time.perf_counter() - began) * 1000, (used.ru_utime + used.ru_stime) * 1000)
    yield _one("the whole doctor", spent, "", f"{used.ru_maxrss / 1000:.0f} MB")


_BY_NAME: Final[dict[str, Callable[[Environment], Iterator[Figure]]]] = {
    "figures": _figures, "rows": _rows, "pages": _pages, "report": _report, "record": _record, "seal": _seal,
    "digest": _digest, "verify": _verify, "prove": _prove, "nightly": _nightly, "doctor": _doctor,
}  # fmt: skip
