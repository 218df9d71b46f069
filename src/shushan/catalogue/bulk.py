"""The bulk path of the demonstration: records and items in few statements, row for row what the operations write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from shushan.catalogue import accession, events
from shushan.catalogue.item_kinds import material_of
from shushan.catalogue.models import BibRecord, Item, RecordIsbn
from shushan.catalogue.operations import LOCAL, Description
from shushan.catalogue.terms import ItemKind
from shushan.database.public import insert_many, write
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.search import public as search

BOOK = material_of(ItemKind.BOOK)


@write()
def add_records(works: Sequence[tuple[str, Description, str]], *, at: datetime) -> list[int]:
    """Add records (control number, description, ISBN or empty) and return their ids in order."""
    rows = [
        BibRecord(source=LOCAL, control_number=number, format="cnmarc", created_at=at, changed_at=at, **asdict(said))
        for number, said, _isbn in works
    ]
    made = BibRecord.objects.bulk_create(rows, batch_size=500)
    RecordIsbn.objects.bulk_create(
        [RecordIsbn(record=row, isbn=isbn) for row, (_n, _s, isbn) in zip(made, works, strict=True) if isbn]
    )
    search.changed_many("record", [row.pk for row in made], at=at)
    return [row.pk for row in made]


@write()
def add_items(copies: Sequence[tuple[int, str, int, str, str]], *, actor: Actor, at: datetime) -> list[int]:
    """Add items (record id, barcode, site id, call number, main class) with their facts; return their ids in order.

    They are books, numbered in their order by the sequence of accession numbers.
    """
    rows = [
        Item(
            record_id=record_id, barcode=barcode, home_site_id=site_id, site_id=site_id, call_number=call,
            accessioned_at=at, kind=ItemKind.BOOK, accession_number=number,
        )
        for (record_id, barcode, site_id, call, _clc), number in zip(
            copies, accession.take(len(copies), at=at), strict=True
        )
    ]  # fmt: skip
    insert_many(rows)
    made = rows
    facts = [
        (events.ItemAccessioned(site_id=site_id, clc=clc, material=BOOK), f"catalogue.item:{row.pk}", at)
        for row, (_r, _b, site_id, _c, clc) in zip(made, copies, strict=True)
    ]
    ledger.record_many(facts, actor=actor)
    return [row.pk for row in made]


@write()
def place_items(now_at: dict[int, int]) -> None:
    """Say where items are now: item id → site id."""
    by_site: dict[int, list[int]] = {}
    for item_id, site_id in now_at.items():
        by_site.setdefault(site_id, []).append(item_id)
    for site_id, ids in by_site.items():
        for n in range(0, len(ids), 5000):
            Item.objects.filter(pk__in=ids[n : n + 5000]).update(site_id=site_id)
