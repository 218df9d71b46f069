"""Search the catalogue (each QUERY by itself, or each line of a file), or ``search rebuild``: build the index anew."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shushan.cli.setting_up import add_home, begin_long_work, complain, make_ready, say, use_home

PATIENCE = 120  # seconds that a worker beside us gets to index what waits


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer queries, a file of them, how many hits, and JSON."""
    add_home(parser)
    parser.add_argument(
        "queries", nargs="*", metavar="QUERY", help="what to look for; the one word ``rebuild`` rebuilds"
    )
    parser.add_argument("--file", type=Path, help="a file with one query on each line (- is the standard input)")
    parser.add_argument("--limit", type=int, default=20, help="how many hits of each query (default 20, at most 1000)")
    parser.add_argument(
        "--json", action="store_true", help="one list: query, total, hits with control_number and title"
    )


def run(options: argparse.Namespace) -> int:
    """Answer every query in its order; exit code 1 when there is no index."""
    if options.file is None and not options.queries:
        complain("nothing to look for: give a QUERY, --file FILE, or rebuild")
        return 2
    try:
        queries = list(_queries(options))
    except OSError as error:
        complain(f"cannot read {options.file}: {error.strerror}")
        return 2
    use_home(options.home)
    make_ready(quiet=True)
    if options.file is None and queries == ["rebuild"]:
        return _rebuild()
    if not _up_to_date():
        return 1
    limit = min(max(options.limit, 1), 1000)
    answers = (_answer(query, limit) for query in queries)
    if options.json:
        say(json.dumps(list(answers), ensure_ascii=False))
        return 0
    for answer in answers:
        say(f"{answer['query']}: {answer['total']}")
        for hit in answer["hits"]:
            line = " · ".join(str(hit[name]) for name in ("title", "author", "year") if hit[name])
            say(f"  {hit['control_number']}\t{line}")
    return 0


def _queries(options: argparse.Namespace) -> Iterator[str]:
    if options.file is None:
        yield from options.queries
        return
    raw = sys.stdin.buffer.read() if str(options.file) == "-" else options.file.read_bytes()
    for line in raw.decode("utf-8-sig", errors="replace").split("\n"):
        if line.strip("\r"):
            yield line.strip("\r")


def _rebuild() -> int:
    from shushan.kernel.errors import Refused
    from shushan.search import public as search

    begin_long_work()
    began, last = time.monotonic(), 0

    def progress(done: int) -> None:
        nonlocal last
        if done - last >= 50_000:
            last = done
            complain(f"{done} documents, {done / (time.monotonic() - began):.0f}/s")

    try:
        done = search.rebuild(progress)
    except Refused as refusal:
        complain(f"{refusal.message}: {refusal.remedy}")
        return 1
    say(f"{done} documents in {time.monotonic() - began:.1f} s")
    return 0


def _up_to_date() -> bool:
    """Have the index see every change: by the worker beside us, or by ourselves when there is none."""
    from shushan.search import public as search

    if not search.is_ready():
        search.rebuild()
    until = time.monotonic() + PATIENCE
    while search.waiting():
        if not search.index_some():  # a worker beside us writes the index
            if time.monotonic() > until:
                complain("the index does not yet know every change; the answer is without them")
                break
            time.sleep(0.1)
    return True


def _answer(query: str, limit: int) -> dict[str, Any]:
    from shushan.catalogue import public as catalogue
    from shushan.search import public as search

    hits = search.search(search.Asked(query, (("kind", "record"),), limit=limit, counts=()))
    ids = [ref for _kind, ref in hits.found]
    numbers = catalogue.control_numbers(ids)
    lines = catalogue.record_lines(ids)
    found = [
        {"control_number": numbers[pk], "title": lines[pk].title, "author": lines[pk].author, "year": lines[pk].year,
         "id": pk}
        for pk in ids
        if pk in lines and pk in numbers
    ]  # fmt: skip
    return {"query": query, "total": hits.total, "hits": found}
