"""Give records away: one, a list, a search, or all, as a stream of bytes at flat memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from shushan.catalogue import queries
from shushan.catalogue.exchange import table
from shushan.catalogue.exchange.kinds import KINDS, XLSX, Kind
from shushan.catalogue.models import BibRecord, Item
from shushan.catalogue.terms import RecordValue
from shushan.kernel.errors import Invalid

CHUNK = 500
LINES_OF_A_SHEET = 1_048_575  # records below the head; more do not fit on a sheet of XLSX
LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records: these ids in this order, or all that match (words of the staff list, site, changes, family)."""

    ids: tuple[int, ...] = field(default=())
    text: str = ""
    site_id: int | None = None
    changed_since: datetime | None = None
    format: str = ""


def kind(code: str) -> Kind:
    """Return a kind of file.

    :raises Invalid: there is no such kind
    """
    found = KINDS.get(code)
    if found is None:
        raise Invalid(_("没有这种格式：%(code)s") % {"code": code[:30]}, field="kind")
    return found


def count(chosen: Selection) -> int:
    """Return how many records are chosen."""
    return len(chosen.ids) if chosen.ids else _matching(chosen).count()


def records(chosen: Selection) -> Iterator[RecordValue]:
    """Yield the chosen records, a chunk of them in memory: two queries for each 500."""
    for ids in _ids(chosen):
        known = queries.records(ids)
        yield from (known[pk] for pk in ids if pk in known)


def stream(kind: Kind, found: Iterable[RecordValue]) -> Iterator[bytes]:
    """Yield a file of this kind in pieces."""
    if kind.code == XLSX:
        yield from _sheet(found)
        return
    held = bytearray(kind.head)
    for one in found:
        held += kind.one(one)
        if len(held) > 1 << 17:
            yield bytes(held)
            held.clear()
    yield bytes(held) + kind.foot


def _matching(chosen: Selection) -> Any:
    found = BibRecord.objects.order_by("pk")
    if chosen.text.strip():
        found = found.filter(queries.matching(chosen.text.strip()))
    if chosen.site_id is not None:
        held = Item.objects.filter(home_site_id=chosen.site_id).exclude(state="withdrawn")
        found = found.filter(pk__in=held.values("record_id"))
    if chosen.changed_since is not None:
        found = found.filter(changed_at__gte=chosen.changed_since)
    return found.filter(format=chosen.format) if chosen.format else found


def _ids(chosen: Selection) -> Iterator[Sequence[int]]:
    if chosen.ids:
        yield from (chosen.ids[n : n + CHUNK] for n in range(0, len(chosen.ids), CHUNK))
        return
    found, last = _matching(chosen), 0
    while some := list(found.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        yield some
        last = some[-1]


def _sheet(found: Iterable[RecordValue]) -> Iterator[bytes]:
    """Write a workbook line by line to a temporary file; texts stay texts, also those that begin like a formula."""
    from openpyxl import Workbook  # heavy: loaded by whoever asks for a sheet

    book = Workbook(write_only=True)
    sheet = book.create_sheet("records")
    sheet.append(list(table.COLUMNS))
    for number, one in enumerate(found):
        if number >= LINES_OF_A_SHEET:
            break
        sheet.append([_cell(sheet, value) for value in table.row(one)])
    with tempfile.TemporaryFile(prefix="shushan-export-") as kept:
        book.save(kept)
        kept.seek(0)
        yield from _pieces(kept)


def _cell(sheet: Any, value: str | int) -> Any:
    if isinstance(value, int):
        return value
    text = "".join(c for c in value[:LONGEST_CELL] if ord(c) >= 32 or c in "\t\n")
    if not text.startswith("="):
        return text
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _pieces(kept: IO[bytes]) -> Iterator[bytes]:
    while piece := kept.read(1 << 17):
        yield piece
