"""Make a home as large as a city's library: many more readers, items and open loans, written in bulk with their facts.

``python -m shushan.cli.growing READERS ITEMS`` in a home that holds the demonstration; ``bench circulation`` calls it once
and keeps what it made.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, Final

from shushan.cli.setting_up import say, start_django

COPIES: Final = 10  # of every title
SLICE: Final = 5000  # rows in one transaction
OUT_EACH: Final = 3  # items that a borrower holds
HEAVY, HEAVY_ITEMS = 30, 20  # readers with so many items, for the reader's page
CLASSES: Final = ("I247.5", "K248", "TP312", "G633", "B842", "F279", "J292", "H319", "R161", "TS972")


def main() -> None:
    """Grow the home by so many readers and items."""
    readers, items = int(sys.argv[1]), int(sys.argv[2])
    gc.set_threshold(50_000, 20, 50)
    start_django()
    from shushan.kernel.clock import now

    at = now()
    step = _steps()
    site_ids = site_numbers()
    made = make_readers(readers, site_ids, at)
    step(f"{len(made)} readers")
    copies = _items(items, site_ids, at)
    step(f"{len(copies)} items")
    step(f"{_loans(made, copies, at)} loans")
    _let_the_worker_rest(at)
    step("index, shelf keys, deliveries, seal")
    _tidy()
    step("statistics")


def _steps() -> Any:
    began = [time.monotonic()]

    def step(what: str) -> None:
        say(f"  {what}: {time.monotonic() - began[0]:.0f} s")
        began[0] = time.monotonic()

    return step


def site_numbers() -> list[int]:
    from shushan.places import public as places

    return [site.id for site in places.sites()]


def make_readers(count: int, site_ids: list[int], at: datetime) -> list[int]:
    """Write adults with cards, registered during the last three hundred days."""
    from shushan.kernel.actor import system
    from shushan.people import bulk

    chance = Random("readers")
    names = ("安", "白", "程", "杜", "方", "高", "何", "江", "孔", "林", "马", "倪", "潘", "秦", "孙", "唐")
    new = (
        bulk.NewReader(
            f"{names[n % 16]}{n:06d}", "f" if n % 2 else "m", date(1950 + n % 50, 1 + n % 12, 1 + n % 28),
            site_ids[n % len(site_ids)], at - timedelta(days=30, minutes=chance.randrange(270 * 24 * 60)), f"9{n:011d}",
        )
        for n in range(count)
    )  # fmt: skip
    return [pk for part in _slices(new, SLICE) for pk in bulk.add_readers(part, actor=system("bench"))]


def _items(count: int, site_ids: list[int], at: datetime) -> list[tuple[int, int]]:
    """Write titles with ten copies each, spread over the sites; return item and site ids."""
    from shushan.catalogue import bulk
    from shushan.catalogue.operations import Description
    from shushan.kernel.actor import system

    bought, made = at - timedelta(days=400), []
    titles = (
        (f"grown-{n:07d}", Description(
            title=f"{CLASSES[n % 10][0]}第{n}种书", author=f"作者{n % 20000}", publisher="测量出版社", year=1990 + n % 30,
            clc=CLASSES[n % 10],
        ), "")
        for n in range(-(-count // COPIES))
    )  # fmt: skip
    number = 0
    for part in _slices(titles, SLICE // COPIES):
        records = bulk.add_records(part, at=bought)
        rows = []
        for record_id, (_number, said, _isbn) in zip(records, part, strict=True):
            for _copy in range(COPIES):
                site = site_ids[number % len(site_ids)]
                rows.append((record_id, f"G{number:08d}", site, f"{said.clc}/{record_id}", said.clc[:1]))
                number += 1
        ids = bulk.add_items(rows, actor=system("bench"), at=bought)
        made += [(pk, row[2]) for pk, row in zip(ids, rows, strict=True)]
    return made


def _loans(readers: list[int], copies: list[tuple[int, int]], at: datetime) -> int:
    """Write loans: a fifth of the readers hold three items, one in ten of them late; as many came back nine days ago."""
    from shushan.circulation import bulk
    from shushan.circulation.bulk import PastLoan
    from shushan.kernel.actor import system
    from shushan.ledger import public as ledger

    borrowers = readers[HEAVY : HEAVY + len(readers) // 5]
    wanted = [reader for reader in readers[:HEAVY] for _n in range(HEAVY_ITEMS)]
    wanted += [reader for reader in borrowers for _n in range(OUT_EACH)]
    past = []
    for n, (reader, (item, site)) in enumerate(zip(wanted, copies, strict=False)):
        days = 45 if n % 10 == 9 and n >= HEAVY * HEAVY_ITEMS else 2 + n % 25
        past.append(PastLoan(item, reader, site, at - timedelta(days=days, seconds=n % 36000)))
    for n, (reader, (item, site)) in enumerate(zip(borrowers, copies[len(wanted) :], strict=False)):
        lent = at - timedelta(days=29, seconds=n % 36000)
        past.append(PastLoan(item, reader, site, lent, None, at - timedelta(days=9, seconds=n % 36000), site))
    for part in _slices(past, SLICE):
        facts = bulk.add_loans(part, rules_at=at)
        ledger.record_history([ledger.Past(f.event, f.subject, f.at, system("bench")) for f in facts])
    return len(past)


def _let_the_worker_rest(at: datetime) -> None:
    """Do now what the worker would do during a measurement; headings, which lending never asks for, are left out."""
    from django.db import connection

    from shushan.catalogue import shelving
    from shushan.catalogue.headings.models import StaleRecord
    from shushan.catalogue.models import Item
    from shushan.database.public import write
    from shushan.ledger import public as ledger
    from shushan.search.public import rebuild

    calls = Item.objects.filter(shelf_key="").order_by("record_id").values_list("record_id", "call_number").distinct()
    for part in _slices(list(calls), SLICE):
        keys = [(shelving.key(call), record_id, call) for record_id, call in part]
        with write(), connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE catalogue_item SET shelf_key = %s WHERE record_id = %s AND call_number = %s", keys
            )
    with write():
        StaleRecord.objects.all().delete()
    while ledger.deliver_some(at=at):
        pass
    rebuild()
    while ledger.seal(at=at):
        pass


def _tidy() -> None:
    """Let the database know how large its tables are now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _slices(rows: Iterable[Any], size: int) -> Iterable[list[Any]]:
    rows = iter(rows)
    while part := list(islice(rows, size)):
        yield part


if __name__ == "__main__":
    main()
