"""The parts of the measurements that run inside a home, in a process of their own; each prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from shushan.cli.setting_up import start_django

LENDINGS = 240
RECORDS = 20_000


def main() -> None:
    """Do what was asked."""
    start_django()
    parts: dict[str, Any] = {"lend": _lend, "pairs": _pairs, "figures": _figures, "import": _import}
    print(json.dumps(parts[sys.argv[1]](*sys.argv[2:])))


def _lend() -> list[dict[str, str]]:
    """Return readers' cards and barcodes of items that are in at the centre, each used once."""
    from shushan.catalogue.models import Item
    from shushan.circulation.models import Loan
    from shushan.people.models import Card

    out = Loan.objects.filter(state="out").values_list("item_id", flat=True)
    busy = set(Loan.objects.filter(state="out").values_list("reader_id", flat=True))
    items = Item.objects.filter(site__code="C", state="in-stock").exclude(pk__in=out).values_list("barcode", flat=True)
    cards = Card.objects.filter(state="active", reader__home_site__code="C").values_list("number", "reader_id")
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


def _import(given: str = "") -> dict[str, float]:
    """Import a file, index it, and return rate and memory."""
    from shushan.catalogue import imports
    from shushan.jobs.worker import do_one_job
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.places import public as places
    from shushan.search.public import index_some

    actor, at = system("bench"), now()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(given) if given else _made(Path(scratch) / "made.mrc")
        kept = imports.keep_upload(iter([path.read_bytes()]), name=path.name, actor=actor, at=at)
    began = time.perf_counter()
    run = imports.start_import(
        actor=actor, at=at, file_id=str(kept.id), source="bench", site_id=places.site_by_code("C").id
    )
    while do_one_job("bench"):
        pass
    while index_some():
        pass
    seconds = time.perf_counter() - began
    done = imports.run(run.id)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {"records": done.read, "items": done.items, "rate": done.read / seconds, "memory": memory}


def _made(path: Path) -> Path:
    """Write a file of CNMARC records with two copies each."""
    from shushan.catalogue.marc import iso2709
    from shushan.catalogue.marc.record import Field, Marc

    with path.open("wb") as out:
        for n in range(RECORDS):
            fields = (
                Field("101", "0 ", (("a", "chi"),)),
                Field("200", "1 ", (("a", f"测量用书第{n}种"), ("f", f"作者{n % 997}著"))),
                Field("210", "  ", (("a", "北京"), ("c", "出版社"), ("d", str(1980 + n % 40)))),
                Field("690", "  ", (("a", f"I{n % 300}"),)),
                Field("905", "  ", (("b", f"BM{2 * n:08d}-BM{2 * n + 1:08d}"), ("d", "I247"))),
            )
            out.write(iso2709.serialise(Marc("     nam0 22     3  450 ", (("001", f"bench{n}"),), fields)))
    return path


if __name__ == "__main__":
    main()
