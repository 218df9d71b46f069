"""The parts of the measurements that run inside a home, in a process of their own; each prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from shushan.cli.setting_up import begin_long_work, start_django

LENDINGS = 960  # over HTTP: half without a pause, half with one


def main() -> None:
    """Do what was asked."""
    start_django()
    parts: dict[str, Any] = {
        "lend": _lend,
        "pairs": _pairs,
        "figures": _figures,
        "import": _import,
        "made": _made,
    }
    print(json.dumps(parts[sys.argv[1]](*sys.argv[2:])))


def _lend() -> list[dict[str, str]]:
    """Return readers' cards and barcodes of items that are in at the centre, each used once."""
    from shushan.catalogue.models import Item
    from shushan.circulation.models import Hold, Loan
    from shushan.people.models import Card

    out = Loan.objects.filter(state="out").values_list("item_id", flat=True)
    busy = {*Loan.objects.filter(state="out").values_list("reader_id", flat=True)}
    busy |= {*Hold.objects.values_list("reader_id", flat=True)}
    free = Item.objects.filter(site__code="C", state="in-stock", kind="book").exclude(pk__in=out)
    items = free.exclude(record__in=Hold.objects.values("record")).values_list("barcode", flat=True)  # nobody waits
    cards = Card.objects.filter(state="active", reader__home_site__code="C", reader__category="adult").values_list(
        "number", "reader_id"
    )
    numbers = [number for number, reader in cards if reader not in busy]
    return [{"card": c, "barcode": b} for c, b in zip(numbers, items, strict=False)][:LENDINGS]


def _pairs() -> list[float]:
    """Return loan + return pairs per second, five times a hundred, each act a committed transaction of its own."""
    from shushan.catalogue import public as catalogue
    from shushan.circulation import public as circulation
    from shushan.kernel.clock import now
    from shushan.people import public as people
    from shushan.people.models import User
    from shushan.places import public as places

    site_id = places.site_by_code("C").id
    actor = people.actor_for(User.objects.get(username="fuwutai"), at=now(), site_id=site_id)
    acts = [(catalogue.item_by_barcode(row["barcode"]).id, people.reader_by_card(row["card"]).id) for row in _lend()]
    rates = []
    for _round in range(6):
        began = time.perf_counter()
        for item_id, reader_id in acts[:100]:
            circulation.lend(actor=actor, at=now(), item_id=item_id, reader_id=reader_id, site_id=site_id)
            circulation.return_item(actor=actor, at=now(), item_id=item_id, site_id=site_id)
        rates.append(100 / (time.perf_counter() - began))
    return rates[1:]


def _figures() -> list[float]:
    """Return the milliseconds of V01 by site and month, many times."""
    from datetime import timedelta

    from shushan.figures import public as figures
    from shushan.kernel.clock import now

    times = []
    for _n in range(60):
        began = time.perf_counter()
        figures.card("V01", scope=figures.Scope(until=now().date() + timedelta(days=1)), at=now())
        times.append((time.perf_counter() - began) * 1000)
    return times[10:]


def _made(path: str, count: str) -> int:
    """Write a file of made records (``catalogue/made_records.py`` says what they are like), and return its bytes."""
    from shushan.catalogue import made_records

    return made_records.write_file(Path(path), int(count))


def _import(given: str) -> dict[str, float | list[float]]:
    """Import a file while a second process indexes it; return rates, how long each slice kept other writers out, memory."""
    from shushan.catalogue import imports
    from shushan.catalogue import jobs as catalogue_jobs
    from shushan.config.indexing import Indexer
    from shushan.database.public import Pace
    from shushan.jobs.worker import do_one_job
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.places import public as places
    from shushan.search import public as search

    holds: list[float] = []

    class Watched(Pace):
        def took(self, seconds: float, records: int, *, is_waited_for: bool = False) -> float:
            holds.append(seconds * 1000)
            return super().took(seconds, records, is_waited_for=is_waited_for)

    vars(catalogue_jobs)["Pace"] = Watched
    actor, at, path = system("bench"), now(), Path(given)
    with path.open("rb") as file:
        kept = imports.keep_upload(iter(lambda: file.read(1 << 20), b""), name=path.name, actor=actor, at=at)
    while search.index_some():  # an index of an older version is built anew before the clock runs
        pass
    begin_long_work()
    before = _spent(resource.RUSAGE_SELF)
    indexer, began = Indexer(), time.perf_counter()
    run = imports.start_import(
        actor=actor, at=at, file_id=str(kept.id), source="bench", site_id=places.site_by_code("C").id
    )
    indexer.begin_elsewhere()  # as the worker does once much waits
    while do_one_job("bench"):
        pass
    stored, memory = time.perf_counter() - began, _peak()
    while search.waiting() and indexer.is_elsewhere():
        time.sleep(0.05)
    whole, left = time.perf_counter() - began, search.waiting()
    indexer.end()
    done, spent, other = imports.run(run.id), _spent(resource.RUSAGE_SELF), _spent(resource.RUSAGE_CHILDREN)
    return {
        "records": done.read, "items": done.items, "rate": done.read / stored, "rate_indexed": (done.read - left) / whole,
        "cpu": 1e6 * (spent - before) / done.read, "cpu_indexing": 1e6 * other / done.read, "memory": memory,
        "memory_indexing": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000, "holds": holds,
    }  # fmt: skip


def _spent(whose: int) -> float:
    """Return the seconds of processor time that were used."""
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def _peak() -> float:
    """Return the most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
