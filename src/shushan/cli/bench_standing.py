"""Measure the catalogue of a home as it stands, whatever its size: nothing is copied, nothing built unless it is asked for.

What is written is taken away again (the records by which it is measured how soon an added one is found). Nobody else
should use the home meanwhile.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import urlencode

from shushan.cli.benching import Client, Figure, p95, private_of, served, spread, timed, unique_of
from shushan.cli.setting_up import start_django

ASKED, ADDED = 120, 10
PATIENCE = (
    900  # seconds: a server that was not up last night makes up for it first (backup, proofs), which is not measured
)
PAGES = {"term": "one term", "three": "three terms", "phrase": "a title", "begin": "type-ahead"}
WARM = 10


def measure(home: Path, *, rebuild: bool) -> list[Figure]:
    """Return the figures: in process, on disk, over HTTP, how soon an added record is found; with ``rebuild`` that too."""
    found = [Figure(*row) for row in _within(home, "asked")]
    with served(home) as process:
        found += pages(home, "on the home as it stands", process.pid)
        times = [float(t) for t in _within(home, "added")]
        found.append(Figure("an added record is found after, longest", max(times), "ms", "≤ 2000", spread(times)))
        found.append(_memory("after its index was written", process.pid))
        if rebuild:
            found += _rebuilt(home)
    return found


def pages(home: Path, note: str, pid: int) -> list[Figure]:
    """Ask a server that runs for whole pages of answers and for type-ahead, and look at its memory."""
    found, client = [], Client()
    for kind, texts in _within(home, "queries").items():
        address, promise = ("/search/suggest/", "≤ 10") if kind == "begin" else ("/search/", "≤ 60")
        asked = [f"{address}?{urlencode({'q': text})}" for text in texts]
        times = [timed(partial(client.get, page)) for page in asked][WARM:]
        found.append(Figure(f"search over HTTP, {PAGES[kind]}, p95", p95(times), "ms", promise, spread(times), note))
    found.append(_memory("after these pages", pid))
    return found


def _memory(when: str, pid: int) -> Figure:
    note = f"private dirty pages, {when}; with mapped files that only it maps {unique_of(pid):.0f} MB"
    return Figure("private memory of the server", private_of(pid), "MB", "≤ 400", "one run", note)


def _rebuilt(home: Path) -> list[Figure]:
    """Build the index anew while the server answers, one page of answers every half second."""
    import psutil

    command = [sys.executable, "-m", "shushan", "search", "rebuild", "--home", str(home)]
    client, texts, peak = Client(), _within(home, "queries")["three"], 0.0
    times: list[float] = []
    with (
        TemporaryFile("w+") as stumbled,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stumbled, text=True) as builder,
    ):
        watched = psutil.Process(builder.pid)
        while builder.poll() is None:
            page = f"/search/?{urlencode({'q': texts[len(times) % len(texts)]})}"
            times.append(timed(partial(client.get, page)))
            with suppress(psutil.NoSuchProcess):
                peak = max(peak, watched.memory_info().rss / 1e6)
            time.sleep(0.5)
        said = builder.stdout.read() if builder.stdout else ""
        stumbled.seek(0)
        why = stumbled.read()[-2000:]
    told = re.search(r"(\d+) documents in ([\d.]+) s", said)
    if builder.returncode or told is None:
        raise RuntimeError(f"the index was not built anew: {said}{why}")
    return [
        Figure("index built anew beside a server", float(told[2]), "s", "≤ 900", "one run", f"{told[1]} documents"),
        Figure("memory of the builder, highest", peak, "MB RSS", "", "one run"),
        Figure("search over HTTP meanwhile, p95", p95(times), "ms", "answers", spread(times)),
    ]


def _within(home: Path, what: str) -> Any:
    """Have a process of its own, on that home, measure something; returns what it prints as JSON."""
    command = [sys.executable, "-m", "shushan.cli.bench_standing", what]
    environment = {**os.environ, "SHUSHAN_HOME": str(home)}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    return json.loads(told.stdout.splitlines()[-1])


def main() -> None:
    """Do what was asked, inside the home."""
    start_django()
    parts: dict[str, Any] = {"asked": _asked, "added": _added, "queries": _queries}
    print(json.dumps(parts[sys.argv[1]]()))


def _asked() -> list[list[Any]]:
    from django.conf import settings
    from django.db import connection

    from shushan.cli import bench_search
    from shushan.search import ports

    engine = ports.engine()
    if not engine.in_use():
        raise RuntimeError("there is no index of this analysis: ./shushan search rebuild --home HOME")
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*), SUM(LENGTH(marc)) FROM catalogue_bibrecord")
        count, marc = (int(one or 0) for one in cursor.fetchone())
    size = bench_search.size_of(Path(settings.HOME) / "index")
    note = f"{size} of {marc} bytes, {count} records"
    figures = [Figure("index on disk, share of the MARC", size / max(marc, 1), "", "≤ 0.5", "one run", note)]
    figures += bench_search.asked(engine)
    return [[f.name, f.value, f.unit, f.promise, f.spread, f.note] for f in figures]


def _queries() -> dict[str, list[str]]:
    from shushan.catalogue import made_records

    return {kind: made_records.queries(kind, ASKED) for kind in PAGES}


def _added() -> list[float]:
    """Return after how many milliseconds each of some records was found that an operation had written."""
    from uuid import uuid4

    from shushan.catalogue import public as catalogue
    from shushan.catalogue.models import BibRecord
    from shushan.database.public import write
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.search import public as search

    times = []
    for _round in range(ADDED + 1):
        at, title = now(), f"量测{uuid4().hex}"
        began = time.perf_counter()
        made = catalogue.create_record(actor=system("bench"), at=at, said=catalogue.Description(title=title))
        while not search.search(search.Asked(title, counts=())).found:
            if time.perf_counter() - began > PATIENCE:
                raise RuntimeError("an added record was not found: does a worker run?")
            time.sleep(0.02)
        times.append((time.perf_counter() - began) * 1000)
        with write():
            BibRecord.objects.filter(pk=made).delete()
            search.changed("record", made, at=now())
    return times[1:]


if __name__ == "__main__":
    main()
