"""Import, the half before the database: records of a file are read, understood and put into slices of the right size."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from django.db import connection

from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.files import Taken
from shushan.catalogue.marc.holdings import Mapping, copies
from shushan.catalogue.marc.projection import Projected, project
from shushan.catalogue.marc.record import BadRecord
from shushan.catalogue.terms import Holdings
from shushan.database.public import Pace, among

Whence = Holdings | Mapping  # the field that names the copies: one of those known, or a mapping that a library made


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


def batches(taken: Iterator[Taken], pace: Pace, holdings: Whence = Holdings.ANY) -> Iterator[Batch]:
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


def _ready(one: Taken, holdings: Whence) -> Ready:
    assert one.record is not None
    projected, marc = project(one.record), one.whole or iso2709.serialise(one.record)
    if isinstance(holdings, Mapping):
        projected = replace(projected, items=tuple(copies(one.record, (holdings,))))
    elif holdings is not Holdings.ANY and projected.items:
        projected = replace(projected, items=tuple(item for item in projected.items if item.tag == holdings))
    return Ready(one, projected, marc, hashlib.sha256(marc).hexdigest())


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
        "issn": projected.issn,
    }


def known(source: str, numbers: list[str]) -> dict[str, tuple[int, str]]:
    """Return id and digest of the records of a source that are there, by their numbers, in one query."""
    condition, values = among("control_number", numbers)
    found = asked(
        f"SELECT control_number, id, digest FROM catalogue_bibrecord WHERE source = %s AND {condition}",
        [source, *values],
    )
    return {number: (pk, digest) for number, pk, digest in found}


def asked(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
