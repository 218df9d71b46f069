"""Holds and transits as they stand now, through the operations: no visit and no issue is added by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.kernel.actor import Actor

QUEUE = 6  # readers who wait for one title


def build_waiting(
    actor: Actor, sites: dict[str, int], readers: Sequence[int], items: Sequence[int], now: datetime
) -> None:
    """Let the first reader have a hold that is ready, one on the way (late) and one in a queue; others stand around.

    ``readers`` and ``items`` are ids; ``sites`` are ids by code. Every act lies in the days before ``now``.
    """
    centre, river = sites["C"], sites["H"]
    works = _works_in(items, centre, 8)

    def place(reader_id: int, item: catalogue.ItemValue, site_id: int, days: float) -> int:
        return circulation.place_hold(
            actor=actor, at=now - timedelta(days=days), reader_id=reader_id, record_id=item.record_id,
            pickup_site_id=site_id,
        )  # fmt: skip

    def scan(item: catalogue.ItemValue, days: float) -> None:
        circulation.take_in(actor=actor, at=now - timedelta(days=days), item_id=item.id, site_id=centre)

    me, others = readers[0], list(readers[20:60:2])
    ready, travelling, wanted, forgotten, dropped, *picked = works
    place(me, ready, centre, 4)
    scan(ready, 0.9)
    place(me, travelling, river, 8)
    scan(travelling, 5)
    for n, reader_id in enumerate(others[:QUEUE]):
        place(reader_id, wanted, (centre, river)[n % 2], 7 - n)
    place(me, wanted, centre, 0.8)
    place(others[6], forgotten, centre, 40)
    scan(forgotten, 30)
    circulation.expire_holds(actor=actor, at=now - timedelta(days=1))
    circulation.cancel_hold(actor=actor, at=now - timedelta(days=2), hold_id=place(others[7], dropped, centre, 3))
    for reader_id, item in zip(others[8:], picked, strict=False):
        place(reader_id, item, centre, 1)
    away = catalogue.items_of_records([dropped.record_id])
    home = next(one for one in away if one.site_id == centre and one.id != dropped.id)
    circulation.send_item(actor=actor, at=now - timedelta(days=1), item_id=home.id, to_site_id=river)


def _works_in(items: Sequence[int], site_id: int, most: int) -> list[catalogue.ItemValue]:
    """Return a copy each of so many titles that have at least two copies standing at a site, nothing of them out."""
    found: list[catalogue.ItemValue] = []
    for record_id in sorted({one.record_id for one in catalogue.items(items[::97][:200]).values()}):
        copies = [one for one in catalogue.items_of_records([record_id]) if one.site_id == site_id]
        if len(copies) >= 2 and not circulation.availability([one.id for one in copies]):
            found.append(copies[0])
        if len(found) == most:
            break
    return found
