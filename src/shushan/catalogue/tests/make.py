"""Records and items for tests anywhere, made through operations."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Final

from shushan.catalogue import imports, operations
from shushan.catalogue.imports import RunValue
from shushan.jobs import worker
from shushan.kernel.actor import Actor, system

TESTER: Final = system("test")
LONG_AGO: Final = datetime(2019, 1, 2, 1, 0, tzinfo=UTC)
_numbers = count(1)


def make_record(title: str = "边城", *, author: str = "沈从文", clc: str = "I246.5", isbn: str = "") -> int:
    """Catalogue a work by hand and return the record's id."""
    said = operations.Description(title=title, author=author, clc=clc, publisher="人民文学出版社", year=1988)
    return operations.create_record(actor=TESTER, at=LONG_AGO, said=said, isbn=isbn)


def make_item(*, site_id: int, record_id: int | None = None, barcode: str = "", actor: Actor = TESTER) -> int:
    """Register a copy and return the item's id."""
    return operations.add_item(
        actor=actor,
        at=LONG_AGO,
        record_id=record_id or make_record(),
        barcode=barcode or f"M{next(_numbers):07d}",
        site_id=site_id,
        call_number="I246.5/7",
    )


def start_import(data: bytes, *, site_id: int, source: str = "CALIS", name: str = "a.mrc") -> RunValue:
    """Keep a file and start importing it; nothing is read before a worker comes."""
    kept = imports.keep_upload([data], name=name, actor=TESTER, at=LONG_AGO)
    return imports.start_import(actor=TESTER, at=LONG_AGO, file_id=str(kept.id), source=source, site_id=site_id)


def do_import(data: bytes, *, site_id: int, source: str = "CALIS", name: str = "a.mrc") -> RunValue:
    """Import a file to its end."""
    run = start_import(data, site_id=site_id, source=source, name=name)
    assert worker.do_one_job("test")
    return imports.run(run.id)
