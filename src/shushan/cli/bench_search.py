"""Measure the search in process on made records: the index alone, in the engine of the database. Prints JSON."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from shushan.cli.benching import Figure, p95, spread
from shushan.cli.setting_up import start_django

FACETS = ("clc", "language", "year", "site")
ASKED = 300
BATCH = 1000


def main() -> None:
    """Build an index of so many records and measure it."""
    start_django()
    with tempfile.TemporaryDirectory(prefix="shushan-bench-search-") as scratch:
        figures = _measured(Path(scratch) / "index", int(sys.argv[1]))
    print(json.dumps([[f.name, f.value, f.unit, f.promise, f.spread, f.note] for f in figures]))


def _measured(folder: Path, count: int) -> list[Figure]:
    engine = _engine(folder)
    began = time.perf_counter()
    marc = _build(engine, count)
    seconds = time.perf_counter() - began
    size = size_of(folder)
    found = [
        Figure("index built, records made meanwhile", count / seconds, "records/s", "", "one run", f"{count} records"),
        Figure("index on disk, share of the MARC", size / marc, "", "≤ 0.5", "one run", f"{size} of {marc} bytes"),
    ]
    return found + asked(engine)


def asked(engine: Any) -> list[Figure]:
    """Ask an index every kind of question."""
    found = []
    for kind, label in (("term", "one term"), ("three", "three terms"), ("phrase", "a title as a phrase")):
        for counts in ((), FACETS):
            found.append(_asked(engine, kind, f"search, {label}{', 4 facets' if counts else ''}, p95", counts))
    return [*found, _begun(engine)]


def _engine(folder: Path) -> Any:
    from django.db import connection

    from shushan.adapters.postgres_engine import PostgresEngine
    from shushan.adapters.tantivy_engine import TantivyEngine

    return PostgresEngine() if connection.vendor == "postgresql" else TantivyEngine(folder)


def size_of(folder: Path) -> int:
    """Return the bytes of the index with everything that belongs to it."""
    from django.db import connection

    from shushan.adapters.postgres_engine import LIVE
    from shushan.search.public import ANALYSIS

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [f"{LIVE}{ANALYSIS}"])
            return int(cursor.fetchone()[0])
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


def _build(engine: Any, count: int) -> int:
    """Build the index, and return the bytes of the records as ISO 2709."""
    from shushan.catalogue import made_records

    builder, marc, batch = engine.build(), 0, []
    from shushan.search.public import entry

    for document, size in made_records.documents(count):
        marc += size
        batch.append(entry(document))
        if len(batch) == BATCH:
            builder.add(batch)
            batch = []
    builder.add(batch)
    builder.settle()
    builder.swap()
    return marc


def _asked(engine: Any, kind: str, name: str, counts: tuple[str, ...]) -> Figure:
    from shushan.catalogue import made_records
    from shushan.search import public as search
    from shushan.search import segmenting

    times, hits, worked = [], 0, []
    for n, text in enumerate(made_records.queries(kind, ASKED)):
        search.plan.cache_clear()
        began, busy = time.perf_counter(), time.process_time()
        hits += engine.search(
            search.plan(text, "", segmenting.cut), search.Asked(text, counts=counts, enough=search.MOST_OFFSET)
        ).total
        if n >= 20:  # the first ones warm the files
            times.append((time.perf_counter() - began) * 1000)
            worked.append((time.process_time() - busy) * 1000)
    note = f"p95 of the processor time {p95(worked):.1f}; {hits / ASKED:.0f} hits on average"
    return Figure(name, p95(times), "ms", _promise(), spread(times), note)


def _promise() -> str:
    """Return what is promised of the engine: a database is slower than an index in the own process."""
    from django.db import connection

    return "≤ 60" if connection.vendor == "postgresql" else "≤ 10"


def _begun(engine: Any) -> Figure:
    from shushan.catalogue import made_records
    from shushan.search import public as search

    times = []
    for text in [
        *made_records.queries("begin", ASKED),
        *("h", "ho", "hon", "hong", "hongl", "zg", "zgls", "zhongguo", "b") * 20,
    ]:
        began = time.perf_counter()
        engine.search(search.begun(text), search.Asked(text, limit=8, counts=(), enough=8))
        times.append((time.perf_counter() - began) * 1000)
    return Figure("type-ahead in process, p95", p95(times), "ms", _promise(), spread(times))


if __name__ == "__main__":
    main()
