"""Records as documents for searching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shushan.catalogue.models import BibRecord, Item, RecordIsbn
from shushan.search.public import Document


def load(ids: Sequence[int]) -> list[Document]:
    """Return the documents of these records, in three queries; a record that is gone has none."""
    wanted = list(ids)
    isbns: dict[int, list[str]] = {}
    for number, isbn in RecordIsbn.objects.filter(record_id__in=wanted).values_list("record_id", "isbn"):
        isbns.setdefault(number, []).append(isbn)
    sites: dict[int, set[str]] = {}
    barcodes: dict[int, list[str]] = {}
    held = Item.objects.filter(record_id__in=wanted).exclude(state="withdrawn")
    for number, barcode, code in held.values_list("record_id", "barcode", "site__code"):
        sites.setdefault(number, set()).add(code)
        barcodes.setdefault(number, []).append(barcode)
    return [
        Document(
            kind="record",
            id=r.pk,
            title=" ".join(t for t in (r.title, r.title_part) if t),
            title_original=r.title_original,
            author=" ".join(t for t in (r.author, r.contributor) if t),
            text=" ".join([r.publisher, r.series, *r.subjects, r.summary[:500]]),
            codes=(*isbns.get(r.pk, []), *barcodes.get(r.pk, [])[:200], r.control_number),
            facets={
                "clc": r.clc[:1],
                "language": r.language,
                "year": str(r.year or ""),
                "audience": r.audience,
                "site": tuple(sorted(sites.get(r.pk, ()))),
            },
            weight=len(barcodes.get(r.pk, ())),
        )
        for r in BibRecord.objects.filter(pk__in=wanted).defer("marc")
    ]


def every_id() -> Iterator[int]:
    """Yield every record's id."""
    yield from BibRecord.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)
