"""Prove that nothing is lost: a file is imported, exported, and compared with what it was, field by field.

Compared are all control fields, and all data fields with indicators and subfields, each in its order; of the leader,
the positions that ISO 2709 computes (length, encoding, base address, entry map) are left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from shushan.catalogue import exporting, imports
from shushan.catalogue.exchange import marc as exchange
from shushan.catalogue.importing import columns_of
from shushan.catalogue.marc import files, iso2709, xml
from shushan.catalogue.marc.projection import project
from shushan.catalogue.marc.record import BadRecord, Marc
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import Holdings
from shushan.jobs import public as jobs
from shushan.jobs.worker import do_one_job
from shushan.kernel.actor import Actor

COMPARED: Final = (slice(5, 9), slice(17, 20))  # of the leader


@dataclass(slots=True)
class Told:
    """What became of one file: records read, well-formed, not taken (with reason), identical, and what differs."""

    name: str
    read: int = 0
    not_taken: list[str] = field(default_factory=list)
    identical: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def well_formed(self) -> int:
        """How many records could be read and have a title."""
        return self.read - len(self.not_taken)


def check(path: Path, *, site_id: int, actor: Actor, at: datetime) -> Told:
    """Send every record of a file through the store, and compare both ISO 2709 codings and MARCXML with what it was.

    :raises NotMarc: the file is no MARC file
    """
    told, wanted = Told(path.name), []
    with path.open("rb") as raw:
        for one in files.read(files.opened(raw)):
            told.read += 1
            try:
                if one.record is None:
                    raise one.problem or BadRecord("unknown", "no record")
                columns_of(project(one.record))
                wanted.append(one.record)
            except BadRecord as problem:
                told.not_taken.append(f"record {one.ordinal}: {problem.code}: {problem}")
    for number, some in enumerate(_rounds(wanted)):
        source = f"{path.name[:30]}-{number}"
        data = path.read_bytes() if number == 0 else _collection(some)
        _import(data, path.name if number == 0 else "rest.xml", source, site_id, actor, at)
        _compare(some, source, told)
    return told


def _rounds(records: list[Marc]) -> Iterator[list[Marc]]:
    """Yield the records so that no round has a control number twice: of several, the first round keeps the last."""
    while records:
        last: dict[str, Marc] = {}
        for record in records:
            last[_number(record)] = record
        yield list(last.values())
        kept = {id(record) for record in last.values()}
        records = [record for record in records if id(record) not in kept]


def _number(record: Marc) -> str:
    return project(record).control_number or repr(record)


def _collection(records: list[Marc]) -> bytes:
    return ("<collection>" + "".join(xml.serialise(record) for record in records) + "</collection>").encode()


def _import(data: bytes, name: str, source: str, site_id: int, actor: Actor, at: datetime) -> None:
    kept = imports.keep_upload([data], name=name, actor=actor, at=at)
    run = imports.start_import(
        actor=actor, at=at, file_id=str(kept.id), source=source, site_id=site_id, holdings=Holdings.NONE
    )
    while not jobs.job(run.job_id).is_over:
        do_one_job("roundtrip")


def _compare(wanted: list[Marc], source: str, told: Told) -> None:
    ids = tuple(BibRecord.objects.filter(source=source).order_by("pk").values_list("pk", flat=True))
    if len(ids) != len(wanted):
        told.differences.append(f"{len(wanted)} records went in, {len(ids)} are stored")
    stored = exporting.records(exporting.Selection(ids=ids)) if ids else iter(())
    for before, found in zip(wanted, stored, strict=False):
        differs = [
            f"{name}: {line}"
            for name, after in (
                ("UTF-8", iso2709.parse(exchange.iso2709_of(found))),
                ("GB18030", _reread(exchange.iso2709_of(found, "gb18030"))),
                ("MARCXML", next(xml.read(io.BytesIO(exchange.marcxml_of(found).encode())))),
            )
            for line in differences(before, after)
        ]
        told.identical += not differs
        told.differences += [f"{_number(before)}: {line}" for line in differs]


def _reread(raw: bytes) -> Marc:
    """Read what was written in GB18030 as GB18030: what the bytes are is known here, and need not be guessed."""
    base = int(raw[12:17]) if raw[:5] != b"99999" else raw.index(iso2709.FIELD_END) + 1
    directory, data = raw[24 : base - 1], raw[base:].rstrip(iso2709.RECORD_END).split(iso2709.FIELD_END)[:-1]
    tags = [directory[n : n + 3] for n in range(0, len(directory), 12)]
    text = [body.decode("gb18030").encode() for body in data]
    entries = b"".join(tag + b"000000000" for tag in tags)
    return iso2709.parse(raw[:24] + entries + b"\x1e" + b"\x1e".join(text) + b"\x1e\x1d")


def differences(before: Marc, after: Marc | BadRecord) -> list[str]:
    """Return what differs between two records, one line each; nothing when they are identical field by field."""
    if isinstance(after, BadRecord):
        return [f"cannot be read again: {after}"]
    found = []
    if [before.leader.ljust(24)[part] for part in COMPARED] != [after.leader.ljust(24)[part] for part in COMPARED]:
        found.append(f"leader {before.leader!r} became {after.leader!r}")
    old = [*before.controls, *((f.tag, (f.indicators, *f.subfields)) for f in before.fields)]
    new = [*after.controls, *((f.tag, (f.indicators, *f.subfields)) for f in after.fields)]
    if len(old) != len(new):
        found.append(f"{len(old)} fields became {len(new)}")
    found += [f"{o!r} became {n!r}" for o, n in zip(old, new, strict=False) if o != n]
    return found
