"""Import, the half inside the transaction: one slice of records, their copies and facts, and what became of each.

A record that cannot be taken is reported with its place, reason and bytes; the others go on. A record that is there
already (same source and control number) is updated when it changed; an item whose barcode is there is left alone.
Rows go to the database as plain values: building a model for each would take most of the time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.db import connection

from shushan.catalogue import accession, events, importing
from shushan.catalogue import twins as alike
from shushan.catalogue.import_models import ImportLine, ImportProblem
from shushan.catalogue.importing import Batch, Ready, columns_of, number_of
from shushan.catalogue.item_kinds import kind_for, kind_named
from shushan.catalogue.marc.files import RAW_KEPT, Taken
from shushan.catalogue.marc.findable import material
from shushan.catalogue.marc.holdings import ProjectedItem
from shushan.catalogue.marc.record import BadRecord
from shushan.catalogue.models import BibRecord, Item, RecordIsbn
from shushan.catalogue.terms import Doubles, ItemKind, Likeness
from shushan.database.public import among, insert_rows, stamp
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.search import public as search

_SAID: Final = (
    "format", "title", "title_original", "title_part", "author", "contributor", "publisher", "place", "year", "clc",
    "language", "audience", "country", "subjects", "summary", "extent", "series", "issn", "marc", "digest", "changed_at",
)  # fmt: skip
_ITEM: Final = (
    "barcode", "record_id", "call_number", "shelf_key", "home_site_id", "site_id", "shelf", "price_fen", "price_text", "state",
    "accessioned_at", "import_id", "kind", "accession_number",
)  # fmt: skip
_as_json = json.JSONEncoder(ensure_ascii=False).encode
Problem = tuple[Taken, BadRecord]


@dataclass(frozen=True, slots=True)
class Written:
    """What one slice did."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    items: int = 0
    rejected: int = 0


def write_batch(
    batch: Batch, *, run_id: int, source: str, site_id: int, actor: Actor, at: datetime, written_at: datetime,
    doubles: Doubles = Doubles.TAKE,
) -> Written:  # fmt: skip
    """Write one batch inside the caller's transaction.

    What is counted is of ``at``, when the import was asked for; what records say of their last change is ``written_at``:
    a harvester that came in between must find them the next time.
    """
    problems, ready = list(batch.problems), batch.ready
    last = {number_of(one): one for one in ready}  # of several with one number the last wins, as in two imports
    known = importing.known(source, list(last))
    twins = alike.twins([one for number, one in last.items() if number not in known])
    if doubles is Doubles.LEAVE and twins:
        problems += [(one.taken, _double(*twins[number_of(one)])) for one in ready if number_of(one) in twins]
        ready = [one for one in ready if number_of(one) not in twins]
        last = {number: one for number, one in last.items() if number not in twins}
    superseded = len(ready) - len(last)
    new = {number: one for number, one in last.items() if number not in known}
    changed = {n: one for n, one in last.items() if n in known and known[n][1] != one.digest}
    first = _insert(new, source, at, written_at)
    ids = {number: first + place for place, number in enumerate(new)}
    before = _before([known[n][0] for n in changed])
    rewrite({known[number][0]: one for number, one in changed.items()}, written_at)
    pks = ids | {number: known[number][0] for number in changed}
    every = ids | {number: pk for number, (pk, _digest) in known.items()}
    _lines(ready, run_id, every, set(new), set(changed), before, twins)
    _isbns({ids[n]: one.projected.isbns for n, one in new.items()})
    rewrite_isbns({pks[n]: one.projected.isbns for n, one in changed.items()})
    owners, clashes = _items([(every[number_of(one)], one) for one in ready], site_id, run_id, actor, at)
    problems += clashes
    search.changed_many("record", sorted({*pks.values(), *owners}), at=at)
    _report(problems, run_id)
    same = len(last) - len(new) - len(changed)
    done = Written(len(new), len(changed) + superseded, same, len(owners), len(problems))
    _count(done, batch, run_id)
    return done


def _count(done: Written, batch: Batch, run_id: int) -> None:
    added = {
        "read": len(batch.ready) + len(batch.problems), "created": done.created, "updated": done.updated,
        "unchanged": done.unchanged, "items": done.items, "rejected": done.rejected,
    }  # fmt: skip
    told = ", ".join(f'"{name}" = "{name}" + %s' for name in added)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE catalogue_importrun SET {told}, "offset" = %s WHERE id = %s',
            [*added.values(), batch.next_position, run_id],
        )


def _before(ids: list[int]) -> dict[int, bytes]:
    if not ids:
        return {}
    condition, values = among("id", ids)
    found = importing.asked(f"SELECT id, marc FROM catalogue_bibrecord WHERE {condition}", values)
    return {pk: bytes(marc) for pk, marc in found}


def _double(record_id: int, likeness: Likeness) -> BadRecord:
    code = "possible-double" if likeness is Likeness.ISBN else f"double-{likeness}"
    return BadRecord(code, f"record {record_id} seems to be the same, by {likeness}")


def _said(one: Ready, told: Any) -> list[Any]:
    """Return the values of ``_SAID``."""
    columns = columns_of(one.projected)
    columns["subjects"] = _as_json(columns["subjects"])
    return [*columns.values(), one.marc, one.digest, told]


def _insert(new: dict[str, Ready], source: str, at: datetime, written_at: datetime) -> int:
    made, told = stamp(at), stamp(written_at)
    rows = [[source, number, made, False, *_said(one, told)] for number, one in new.items()]
    return insert_rows(BibRecord, ("source", "control_number", "created_at", "is_suppressed", *_SAID), rows)


def rewrite(changed: dict[int, Ready], at: datetime) -> None:
    """Give records another content, by their ids."""
    if not changed:
        return
    told = stamp(at)
    wanted = ", ".join(f"{name} = %s" for name in _SAID)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE catalogue_bibrecord SET {wanted} WHERE id = %s",
            [[*_said(one, told), pk] for pk, one in changed.items()],
        )


def _lines(
    ready: Sequence[Ready],
    run_id: int,
    ids: dict[str, int],
    new: set[str],
    changed: set[str],
    before: dict[int, bytes],
    twins: dict[str, alike.Twin],
) -> None:
    """Keep what became of each record, and what an updated one said before."""
    rows = []
    for one in ready:
        number = number_of(one)
        outcome = "new" if number in new else "updated" if number in changed else "unchanged"
        read = one.taken.record
        rows.append(
            (
                run_id,
                one.taken.ordinal,
                ids[number],
                outcome,
                read.encoding if read else "",
                read.codings[:300] if read else "",
                before.get(ids[number], b""),
                *(twins.get(number) or (None, "")),
                "",
            )
        )
    insert_rows(
        ImportLine,
        ("run_id", "ordinal", "record_id", "outcome", "encoding", "codings", "before", "double_id", "likeness", "undo"),
        rows,
    )


def _isbns(wanted: dict[int, tuple[str, ...]]) -> None:
    insert_rows(RecordIsbn, ("record_id", "isbn"), [(pk, isbn) for pk, isbns in wanted.items() for isbn in isbns])


def rewrite_isbns(wanted: dict[int, tuple[str, ...]]) -> None:
    """Give records other ISBNs, by their ids."""
    if wanted:
        RecordIsbn.objects.filter(record_id__in=list(wanted)).delete()
        _isbns(wanted)


def _items(
    owners: Sequence[tuple[int, Ready]], site_id: int, run_id: int, actor: Actor, at: datetime
) -> tuple[list[int], list[Problem]]:
    """Write the copies that are new, with their facts; returns the record of each, and what clashed."""
    wanted, clashes = _wanted(owners)
    condition, values = among("barcode", list(wanted))
    standing = (
        importing.asked(f"SELECT barcode, record_id FROM catalogue_item WHERE {condition}", values) if wanted else []
    )
    for barcode, owner in standing:
        record_id, one, _item = wanted.pop(barcode)
        if owner != record_id:
            clashes.append((one.taken, BadRecord("barcode-taken", f"barcode {barcode} stands on another record")))
    clashes += _accessions(wanted)
    owning = {one.taken.ordinal: one for _record, one, _item in wanted.values()}
    said = {ordinal: _Held.of(one, site_id) for ordinal, one in owning.items()}
    numbers = accession.filled((item.accession_number for _record, _one, item in wanted.values()), at=at)
    told = stamp(at)
    rows = [
        (
            barcode,
            record_id,
            item.call_number,
            "",
            site_id,
            site_id,
            item.shelf,
            item.price_fen,
            item.price_text,
            "in-stock",
            told,
            run_id,
            kind_named(item.kind) or said[one.taken.ordinal].kind,
            number,
        )
        for (barcode, (record_id, one, item)), number in zip(wanted.items(), numbers, strict=True)
    ]
    first = insert_rows(Item, _ITEM, rows)
    facts = [
        (said[one.taken.ordinal].fact, f"catalogue.item:{number}", at)
        for number, (_record, one, _item) in enumerate(wanted.values(), start=first)
    ]
    ledger.record_many(facts, actor=actor, source=ledger.Source.IMPORT)
    return [record_id for record_id, _one, _item in wanted.values()], clashes


class _Held(NamedTuple):
    """What a record says of each of its copies: the kind (unless the copy's own field says it), the fact."""

    kind: ItemKind
    fact: events.ItemAccessioned

    @classmethod
    def of(cls, one: Ready, site_id: int) -> _Held:
        said = material(one.marc[:24].decode("ascii", "replace"), is_cn=one.projected.format == "cnmarc")
        return cls(kind_for(said, subjects=one.projected.subjects), _fact(site_id, one.projected.clc[:1], said))


@lru_cache(maxsize=1024)
def _fact(site_id: int, clc: str, said: str) -> events.ItemAccessioned:
    return events.ItemAccessioned(site_id=site_id, clc=clc, material=said)


def _accessions(wanted: dict[str, tuple[int, Ready, ProjectedItem]]) -> list[Problem]:
    """Leave out copies whose accession number another copy has, in the stock or before them in the slice."""
    given = {item.accession_number: code for code, (_r, _o, item) in reversed(wanted.items()) if item.accession_number}
    if not given:
        return []
    taken = set(accession.having(given).values())
    clashes: list[Problem] = []
    for code, (_record, one, item) in list(wanted.items()):
        number = item.accession_number
        if number and (number in taken or given[number] != code):
            said = f"accession number {number} of barcode {code} stands on another copy"
            clashes.append((one.taken, BadRecord("accession-taken", said)))
            del wanted[code]
    return clashes


def _wanted(
    owners: Sequence[tuple[int, Ready]],
) -> tuple[dict[str, tuple[int, Ready, ProjectedItem]], list[Problem]]:
    """Return the copies that a slice names by their barcodes, and those that two of its records claim."""
    wanted: dict[str, tuple[int, Ready, ProjectedItem]] = {}
    clashes: list[Problem] = []
    for record_id, one in owners:
        for item in one.projected.items:
            if not item.barcode:
                continue
            if item.barcode in wanted and wanted[item.barcode][0] != record_id:
                clashes.append((one.taken, BadRecord("barcode-taken", f"barcode {item.barcode} is twice in the file")))
                continue
            wanted[item.barcode] = (record_id, one, item)
    return wanted, clashes


def _report(problems: Iterable[Problem], run_id: int) -> None:
    rows = [
        (run_id, one.ordinal, one.position, problem.code, str(problem)[:300], one.raw[:RAW_KEPT])
        for one, problem in problems
    ]
    insert_rows(ImportProblem, ("run_id", "ordinal", "position", "code", "reason", "raw"), rows)
