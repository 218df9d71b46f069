"""Read the headings and the works out of the records that changed; the worker does it, a slice at a time.

What stands in these tables can be thrown away and read again: the records, the variants and the see-alsos are what
is true. A text finds its heading by the number of its authority, by name and dates, by name, or by a variant.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q

from shushan.catalogue.headings import forms, working
from shushan.catalogue.headings.models import Access, Heading, StaleRecord, Variant
from shushan.catalogue.headings.reading import Columns, Reading, Said, read
from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.record import BadRecord
from shushan.catalogue.models import BibRecord
from shushan.database.public import Pace, take_slice, write
from shushan.search import public as search

SLICE = 40  # records in one transaction where nobody else writes
BUSY = 500  # documents that wait for the index: it goes first
_pace = Pace(least=2, usual=5, most=SLICE)  # a record costs milliseconds here: who lends a book stands behind it


def derive_some(at: datetime) -> bool:
    """Read the headings of some records that changed; return whether there were any. The index goes first."""
    if not StaleRecord.objects.exists() or search.waiting() > BUSY:
        return False
    return bool(take_slice(lambda most: _slice(at, most), _pace))


def _slice(at: datetime, most: int) -> int:
    """Read the headings of so many records, inside the caller's write; return how many there were."""
    ids = list(StaleRecord.objects.order_by("record_id").values_list("record_id", flat=True)[:most])
    StaleRecord.objects.filter(record_id__in=ids).delete()  # first: who changes one meanwhile writes it again
    _derive(ids, at)
    return len(ids)


def derive_all(at: datetime, *, slice_of: int = SLICE) -> int:
    """Read the headings of everything that changed, to the end; return how many slices that took."""
    slices = 0
    while StaleRecord.objects.exists():
        with write():
            _slice(at, slice_of)
        slices += 1
    return slices


def _derive(ids: list[int], at: datetime) -> None:
    readings = {record.pk: _reading(record) for record in BibRecord.shown.filter(pk__in=ids)}
    found = Resolver(said for reading in readings.values() for said in reading.said)
    before = set(Access.objects.filter(record_id__in=ids).values_list("heading_id", flat=True))
    Access.objects.filter(record_id__in=ids).delete()
    rows: list[Access] = []
    works: dict[int, list[tuple[str, str]]] = {pk: [] for pk in ids}
    for pk, reading in readings.items():
        stands = {(found.heading(said).pk, said.role): said for said in reading.said}
        rows += [Access(record_id=pk, heading_id=h, role=role, place=n) for n, (h, role) in enumerate(stands)]
        first = next((found.heading(said) for said in reading.said if said.role == "author"), None)
        works[pk] = _forms(reading, first, pk)
    Access.objects.bulk_create(rows, batch_size=500)
    working.keep(works)
    touched = before | {row.heading_id for row in rows}
    count(touched)
    named = set(
        Variant.objects.filter(heading_id__in=touched).exclude(origin="refused").values_list("heading_id", flat=True)
    )
    search.changed_many("record", sorted({row.record_id for row in rows if row.heading_id in named}), at=at)


def _forms(reading: Reading, author: Heading | None, pk: int) -> list[tuple[str, str]]:
    """Return the keys of the work. Without an author a title names no work, but a publisher's set has its volumes."""
    name = f"#{pk}"
    if author is not None:
        name = f"{author.key} {author.dates}".strip()
    elif reading.part and reading.publisher:
        name = f"#{reading.publisher}"
    return [forms.work(title, name, reading.part) for title in reading.titles]


def count(heading_ids: Iterable[int]) -> None:
    """Count the records of these headings again; a heading that nobody uses and nobody keeps goes."""
    wanted = list(heading_ids)
    if not wanted:
        return
    used = Access.objects.filter(heading_id__in=wanted).values_list("heading_id")
    counts = dict(used.annotate(n=Count("record_id", distinct=True)).order_by())
    changed = [h for h in Heading.objects.filter(pk__in=wanted).only("pk", "uses") if h.uses != counts.get(h.pk, 0)]
    for one in changed:
        one.uses = counts.get(one.pk, 0)
    Heading.objects.bulk_update(changed, ["uses"], batch_size=500)
    Heading.objects.filter(pk__in=wanted, uses=0, is_kept=False).delete()


def _reading(record: BibRecord) -> Reading:
    columns = Columns(
        record.title, record.title_original, record.title_part, record.author, record.contributor, record.series,
        record.publisher, tuple(str(one) for one in record.subjects),
    )  # fmt: skip
    try:
        marc = iso2709.parse(bytes(record.marc)) if record.marc else None
    except BadRecord:
        marc = None
    return read(columns, marc, record.format)


class Resolver:
    """Finds (or makes) the heading of each text of a slice, with two queries for all of them."""

    def __init__(self, said: Iterable[Said]) -> None:
        wanted = list(said)
        keys = {forms.key(one.text) for one in wanted}
        numbers = {one.number for one in wanted if one.number}
        self._named: dict[tuple[str, str], list[Heading]] = {}
        self._numbered: dict[tuple[str, str], Heading] = {}
        for heading in Heading.objects.filter(Q(key__in=keys) | Q(number__in=numbers)).order_by("pk"):
            self._remember(heading)
        self._variants: dict[tuple[str, str], list[Heading]] = {}
        told = (
            Variant.objects.filter(key__in=keys)
            .exclude(origin="refused")
            .select_related("heading")
            .order_by("heading__pk")
        )
        for one in told:
            self._variants.setdefault((one.heading.kind, one.key), []).append(one.heading)
        self._found: dict[tuple[str, str, str, str], Heading] = {}

    def heading(self, said: Said) -> Heading:
        """Return the heading of a text; a variant that the record tells is kept with it."""
        asked = (said.kind, forms.key(said.text), said.dates, said.number)
        if asked not in self._found:
            self._found[asked] = self._known(said, asked[1]) or self._made(said, asked[1])
        heading = self._found[asked]
        for text in said.variants:
            self._keep_variant(heading, text)
        return heading

    def _known(self, said: Said, key: str) -> Heading | None:
        by_number = self._numbered.get((said.kind, said.number)) if said.number else None
        if by_number is not None:
            return by_number
        same = self._named.get((said.kind, key), [])
        fitting = [h for h in same if h.dates == said.dates] or [h for h in same if not h.dates or not said.dates]
        if fitting and fitting[0].is_kept:
            return fitting[0]
        led = {h.pk: h for h in self._variants.get((said.kind, key), []) if not h.dates or h.dates in ("", said.dates)}
        led = led or {h.pk: h for h in self._variants.get((said.kind, key), []) if not said.dates}
        if len(led) == 1:
            return next(iter(led.values()))
        return fitting[0] if fitting else None

    def _made(self, said: Said, key: str) -> Heading:
        sort, letter = forms.order(said.text, is_name=said.kind == "agent")
        made, _new = Heading.objects.get_or_create(
            kind=said.kind, key=key, dates=said.dates, defaults={"name": said.text, "sort": sort, "letter": letter}
        )
        self._remember(made)
        return made

    def _remember(self, heading: Heading) -> None:
        self._named.setdefault((heading.kind, heading.key), []).append(heading)
        if heading.number:
            self._numbered[heading.kind, heading.number] = heading

    def _keep_variant(self, heading: Heading, text: str) -> None:
        key = forms.key(text)
        if not key or key == heading.key:
            return
        said = {"text": text[: forms.LONGEST], "origin": "record"}
        _one, is_new = Variant.objects.get_or_create(heading=heading, key=key, defaults=said)
        if is_new:
            self._variants.setdefault((heading.kind, key), []).append(heading)
            read_again(heading.kind, key)


def read_again(kind: str, key: str) -> None:
    """Note every record under this form, so that it finds the heading that it leads to now."""
    named = Access.objects.filter(heading__kind=kind, heading__key=key)
    note(named.values_list("record_id", flat=True))


def note(record_ids: Iterable[int]) -> None:
    """Note records whose headings are to be read again, inside the caller's write."""
    rows = [StaleRecord(record_id=pk) for pk in set(record_ids)]
    StaleRecord.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
