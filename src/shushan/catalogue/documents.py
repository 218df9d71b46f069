"""Records as documents for searching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shushan.catalogue import ports
from shushan.catalogue.headings import variants
from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.findable import Findable, findable
from shushan.catalogue.marc.record import BadRecord
from shushan.catalogue.models import BibRecord, Item, RecordIsbn
from shushan.database.public import OneOf, Prepared, every_key
from shushan.search.public import Document

MOST_BARCODES = 200
MOST_CALL_NUMBERS = 50


class _Row(NamedTuple):
    """The columns of a record that are searched."""

    id: int
    format: str
    marc: bytes
    title: str
    title_part: str
    title_original: str
    author: str
    contributor: str
    publisher: str
    series: str
    summary: str
    subjects: list[str]
    control_number: str
    clc: str
    language: str
    year: int | None
    audience: str


_ISBNS = Prepared(
    lambda ids: RecordIsbn.objects.filter(record_id__in=OneOf(ids)).order_by().values_list("record_id", "isbn"), list
)
_COPIES = Prepared(
    lambda ids: (
        Item.objects.filter(record_id__in=OneOf(ids))
        .exclude(state="withdrawn")
        .order_by()
        .values_list("record_id", "pk", "barcode", "site__code", "state", "call_number")
    ),
    list,
)
_ROWS = Prepared(lambda ids: BibRecord.shown.filter(pk__in=OneOf(ids)).order_by().values_list(*_Row._fields), list)


def load(ids: Sequence[int]) -> list[Document]:
    """Return the documents of these records, in five queries; a record that is gone or suppressed has none."""
    wanted = list(ids)
    isbns: dict[int, list[str]] = {}
    for number, isbn in _ISBNS.rows(wanted):
        isbns.setdefault(number, []).append(isbn)
    copies = _copies_of(wanted)
    also = variants.of(wanted)
    none = _Copies()
    documents = [_document(r, isbns.get(r.id, []), copies.get(r.id, none)) for r in map(_Row._make, _ROWS.rows(wanted))]
    return [variants.added(one, also[one.id]) if one.id in also else one for one in documents]


@dataclass(slots=True)
class _Copies:
    """What is searched of a record's copies; ``ready`` is where one is in."""

    barcodes: list[str] = field(default_factory=list)
    call_numbers: set[str] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)
    ready: set[str] = field(default_factory=set)


def _copies_of(ids: list[int]) -> dict[int, _Copies]:
    rows = _COPIES.rows(ids)
    out = ports.out_of([pk for _record, pk, _barcode, _code, state, _number in rows if state == "in-stock"])
    found: dict[int, _Copies] = {}
    for record, pk, barcode, code, state, number in rows:
        mine = found.setdefault(record, _Copies())
        mine.barcodes.append(barcode)
        mine.call_numbers.add(number)
        mine.sites.add(code)
        if state == "in-stock" and pk not in out:
            mine.ready.update(("in", f"in:{code}"))
    return found


def every_id() -> Iterator[int]:
    """Yield every record's id."""
    return every_key(BibRecord.shown.all())


def live(ids: Sequence[int]) -> set[int]:
    """Return which of these records may be found now, in one query."""
    return {pk for (pk,) in _LIVE.rows(list(ids))}


_LIVE = Prepared(lambda ids: BibRecord.shown.filter(pk__in=OneOf(ids)).order_by().values_list("pk"), list)


def names(ids: Sequence[int]) -> dict[int, str]:
    """Return the titles of these records, in one query."""
    return dict(BibRecord.shown.filter(pk__in=list(ids)).values_list("pk", "title"))


def _document(r: _Row, isbns: list[str], copies: _Copies) -> Document:
    more = _findable(r)
    authors = [name for text in (r.author, r.contributor) for name in text.split("；") if name]
    people = list(dict.fromkeys([*authors, *more.names]))
    return Document(
        kind="record",
        id=r.id,
        title=" ".join(t for t in (r.title, r.title_part) if t),
        title_original=r.title_original,
        titles=tuple(more.titles),
        author="；".join(people),
        subjects=tuple(dict.fromkeys([*r.subjects, *more.subjects])),
        text=more.text or " ".join([r.publisher, r.series, r.summary[:500]]),
        codes=(*isbns, *copies.barcodes[:MOST_BARCODES], r.control_number, r.clc, *more.codes),
        reading=more.reading,
        author_readings=tuple(more.name_readings.get(name, "") for name in people),
        facets={
            "material": more.material or "book",
            "clc": r.clc[:1],
            "language": r.language,
            "year": str(r.year or ""),
            "audience": r.audience,
            "site": tuple(sorted(copies.sites)),
            "available": tuple(sorted(copies.ready)),
        },
        weight=len(copies.barcodes),
        call_numbers=tuple(sorted(copies.call_numbers - {""})[:MOST_CALL_NUMBERS]),
    )


def _findable(r: _Row) -> Findable:
    if not r.marc:
        return Findable()
    try:
        return findable(iso2709.parse(bytes(r.marc)), is_cn=r.format == "cnmarc")
    except BadRecord:  # kept as it came, and found by its columns
        return Findable()
