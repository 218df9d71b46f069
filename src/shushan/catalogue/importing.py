"""Import: a file of MARC records, slice by slice. Each slice is one transaction with its checkpoint.

A record that cannot be taken is reported with its place, reason and bytes; the others go on. A record that is there
already (same source and control number) is updated when it changed; an item whose barcode is there is left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import F

from shushan.catalogue import events
from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.files import RAW_KEPT, Taken
from shushan.catalogue.marc.holdings import ProjectedItem
from shushan.catalogue.marc.projection import Projected, project
from shushan.catalogue.marc.record import BadRecord
from shushan.catalogue.models import BibRecord, ImportLine, ImportProblem, ImportRun, Item, RecordIsbn
from shushan.catalogue.terms import Holdings
from shushan.database.public import insert_many
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.search import public as search

_COLUMNS = (
    "format", "marc", "title", "title_original", "title_part", "author", "contributor", "publisher", "place", "year",
    "clc", "language", "audience", "country", "subjects", "summary", "extent", "series", "digest", "changed_at",
)  # fmt: skip


@dataclass(slots=True)
class Ready:
    """A record that was read and understood, ready to be written."""

    taken: Taken
    projected: Projected
    marc: bytes
    digest: str


@dataclass(slots=True)
class Batch:
    """What one slice will write: good records and problems, and where reading goes on."""

    ready: list[Ready] = field(default_factory=list)
    problems: list[tuple[Taken, BadRecord]] = field(default_factory=list)
    next_position: int = 0
    last_ordinal: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """What one slice did."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    items: int = 0
    rejected: int = 0


class Pace:
    """How many records a slice takes: as many as were written in about ``AIM`` seconds the last time."""

    AIM = 0.035
    LEAST, MOST = 10, 400

    def __init__(self) -> None:
        self.size = 100

    def took(self, seconds: float, records: int) -> None:
        """Learn from a slice; grow slowly, shrink at once."""
        fitting = int(records * self.AIM / max(seconds, 0.001))
        self.size = max(self.LEAST, min(fitting, self.size + self.size // 4 + 1, self.MOST))


def batches(taken: Iterator[Taken], pace: Pace, holdings: Holdings = Holdings.ANY) -> Iterator[Batch]:
    """Yield batches of records, understood outside any transaction; copies only from the field that is said."""
    while some := list(islice(taken, pace.size)):
        batch = Batch(next_position=some[-1].next_position, last_ordinal=some[-1].ordinal)
        for one in some:
            if one.record is None:
                batch.problems.append((one, one.problem or BadRecord("unknown", "no record")))
                continue
            try:
                batch.ready.append(_ready(one, holdings))
            except BadRecord as problem:
                batch.problems.append((one, problem))
        yield batch


def _ready(one: Taken, holdings: Holdings) -> Ready:
    assert one.record is not None
    projected, marc = project(one.record), iso2709.serialise(one.record)
    if holdings is not Holdings.ANY and projected.items:
        projected = replace(projected, items=tuple(item for item in projected.items if item.tag == holdings))
    return Ready(one, projected, marc, hashlib.sha256(marc).hexdigest())


def write_batch(batch: Batch, *, run_id: int, source: str, site_id: int, actor: Actor, at: datetime) -> Written:
    """Write one batch inside the caller's transaction."""
    problems = list(batch.problems)
    last = {number_of(one): one for one in batch.ready}  # of several with one number the last wins, as in two imports
    superseded = len(batch.ready) - len(last)
    known = {
        number: (pk, digest)
        for pk, number, digest in BibRecord.objects.filter(source=source, control_number__in=list(last)).values_list(
            "pk", "control_number", "digest"
        )
    }
    new = {number: one for number, one in last.items() if number not in known}
    changed = {n: one for n, one in last.items() if n in known and known[n][1] != one.digest}
    made = [_row(one, source, number, at) for number, one in new.items()]
    insert_many(made)
    ids = {number: row.pk for number, row in zip(new, made, strict=True)}
    standing = BibRecord.objects.filter(pk__in=[known[n][0] for n in changed]).values_list("pk", "marc")
    before = {pk: bytes(marc) for pk, marc in standing}
    _update([(known[number][0], one) for number, one in changed.items()], at)
    pks = ids | {number: known[number][0] for number in changed}
    every = ids | {number: pk for number, (pk, _digest) in known.items()}
    _lines(batch.ready, run_id, every, set(new), set(changed), before)
    _isbns({pks[n]: one.projected.isbns for n, one in (new | changed).items()}, fresh=not changed)
    items, clashes = _items([(every[number_of(one)], one) for one in batch.ready], site_id, actor, at)
    problems += clashes
    touched = set(pks.values()) | {item.record_id for item in items}
    search.changed_many("record", sorted(touched), at=at)
    _report(problems, run_id)
    same = len(last) - len(new) - len(changed)
    done = Written(len(new), len(changed) + superseded, same, len(items), len(problems))
    ImportRun.objects.filter(pk=run_id).update(
        read=F("read") + len(batch.ready) + len(batch.problems),
        created=F("created") + done.created,
        updated=F("updated") + done.updated,
        unchanged=F("unchanged") + done.unchanged,
        items=F("items") + done.items,
        rejected=F("rejected") + done.rejected,
        offset=batch.next_position,
    )
    return done


def number_of(one: Ready) -> str:
    """Return what a record is known by in its source: its control number, or its content when it has none."""
    return one.projected.control_number or f"sha:{one.digest[:32]}"


def columns_of(projected: Projected) -> dict[str, Any]:
    """Return the columns of a record, cut to their lengths."""
    return {
        "format": projected.format,
        "title": projected.title,
        "title_original": projected.title_original,
        "title_part": projected.title_part[:300],
        "author": projected.author[:300],
        "contributor": projected.contributor[:300],
        "publisher": projected.publisher[:200],
        "place": projected.place[:100],
        "year": projected.year,
        "clc": projected.clc[:40],
        "language": projected.language[:3],
        "audience": projected.audience,
        "country": projected.country[:40],
        "subjects": list(projected.subjects[:50]),
        "summary": projected.summary[:5000],
        "extent": projected.extent[:200],
        "series": projected.series[:300],
    }


def _row(one: Ready, source: str, number: str, at: datetime) -> BibRecord:
    return BibRecord(
        source=source, control_number=number[:60], marc=one.marc, digest=one.digest, created_at=at, changed_at=at,
        **columns_of(one.projected),
    )  # fmt: skip


def _update(changed: Sequence[tuple[int, Ready]], at: datetime) -> None:
    rows = [
        BibRecord(pk=pk, marc=one.marc, digest=one.digest, changed_at=at, **columns_of(one.projected))
        for pk, one in changed
    ]
    if rows:
        BibRecord.objects.bulk_update(rows, _COLUMNS, batch_size=50)


def _lines(
    ready: Sequence[Ready], run_id: int, ids: dict[str, int], new: set[str], changed: set[str], before: dict[int, bytes]
) -> None:
    """Keep what became of each record, and what an updated one said before."""
    insert_many(
        [
            ImportLine(
                run_id=run_id, ordinal=one.taken.ordinal, record_id=ids[number],
                outcome="new" if number in new else "updated" if number in changed else "unchanged",
                encoding=one.taken.record.encoding if one.taken.record else "", before=before.get(ids[number], b""),
            )
            for one in ready
            for number in (number_of(one),)
        ]
    )  # fmt: skip


def outcomes(batch: Batch, *, source: str) -> dict[str, str]:
    """Return what writing a batch would do with each record by its number (new, updated, unchanged); write nothing."""
    last = {number_of(one): one.digest for one in batch.ready}
    found = BibRecord.objects.filter(source=source, control_number__in=list(last))
    known = dict(found.values_list("control_number", "digest"))
    return {n: "new" if n not in known else "unchanged" if known[n] == d else "updated" for n, d in last.items()}


def _isbns(wanted: dict[int, tuple[str, ...]], *, fresh: bool) -> None:
    if not fresh:
        RecordIsbn.objects.filter(record_id__in=list(wanted)).delete()
    insert_many([RecordIsbn(record_id=pk, isbn=isbn) for pk, isbns in wanted.items() for isbn in isbns])


def _items(
    owners: Sequence[tuple[int, Ready]], site_id: int, actor: Actor, at: datetime
) -> tuple[list[Item], list[tuple[Taken, BadRecord]]]:
    wanted: dict[str, tuple[int, Ready, ProjectedItem]] = {}
    clashes: list[tuple[Taken, BadRecord]] = []
    for record_id, one in owners:
        for item in one.projected.items:
            if not item.barcode:
                continue
            if item.barcode in wanted and wanted[item.barcode][0] != record_id:
                clashes.append((one.taken, BadRecord("barcode-taken", f"barcode {item.barcode} is twice in the file")))
                continue
            wanted[item.barcode] = (record_id, one, item)
    standing = dict(Item.objects.filter(barcode__in=list(wanted)).values_list("barcode", "record_id"))
    for barcode, owner in standing.items():
        record_id, one, _item = wanted.pop(barcode)
        if owner != record_id:
            clashes.append((one.taken, BadRecord("barcode-taken", f"barcode {barcode} stands on another record")))
    rows = [
        Item(
            barcode=barcode, record_id=record_id, call_number=item.call_number, home_site_id=site_id, site_id=site_id,
            shelf=item.shelf, price_fen=item.price_fen, accessioned_at=at,
        )
        for barcode, (record_id, _one, item) in wanted.items()
    ]  # fmt: skip
    insert_many(rows)
    facts = [
        (
            events.ItemAccessioned(site_id=site_id, clc=wanted[item.barcode][1].projected.clc[:1]),
            f"catalogue.item:{item.pk}",
            at,
        )
        for item in rows
    ]
    ledger.record_many(facts, actor=actor, source=ledger.Source.IMPORT)
    return rows, clashes


def _report(problems: Iterable[tuple[Taken, BadRecord]], run_id: int) -> None:
    ImportProblem.objects.bulk_create(
        [
            ImportProblem(
                run_id=run_id, ordinal=one.ordinal, position=one.position, code=problem.code, reason=str(problem)[:300],
                raw=one.raw[:RAW_KEPT],
            )
            for one, problem in problems
        ]
    )  # fmt: skip
