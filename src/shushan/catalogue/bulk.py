"""The bulk path of the demonstration: records and items in few statements, row for row what the operations write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from shushan.catalogue import accession, editing, events
from shushan.catalogue.headings import forms as heading_forms
from shushan.catalogue.headings import operations as headings
from shushan.catalogue.headings.deriving import derive_all
from shushan.catalogue.headings.models import Heading, Variant
from shushan.catalogue.item_kinds import material_of
from shushan.catalogue.lists import operations as lists
from shushan.catalogue.marc import templates
from shushan.catalogue.marc.record import Field, Marc
from shushan.catalogue.models import BibRecord, Item, RecordIsbn
from shushan.catalogue.operations import LOCAL, Description
from shushan.catalogue.terms import ItemKind
from shushan.catalogue.themes import covers, keeping, shown
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


@write()
def describe(subjects: Mapping[str, Sequence[str]]) -> None:
    """Give records without subjects one by their class: subject → beginnings of classes; the longest that fits wins.

    A record that has a MARC says its subjects there.
    """
    begins = sorted(
        ((begin, subject) for subject, some in subjects.items() for begin in some), key=lambda one: -len(one[0])
    )
    told: dict[str, list[int]] = {}
    for pk, clc in BibRecord.objects.filter(subjects=[], marc=b"").exclude(clc="").values_list("pk", "clc"):
        subject = next((subject for begin, subject in begins if clc.startswith(begin)), "")
        told.setdefault(subject, []).append(pk)
    for subject, ids in told.items():
        for n in range(0, len(ids) if subject else 0, 5000):
            BibRecord.objects.filter(pk__in=ids[n : n + 5000]).update(subjects=[subject])


@write()
def name_headings(
    rows: Iterable[tuple[str, str, str, Sequence[str]]], *, actor: Actor, at: datetime, kind: str = "agent"
) -> None:
    """Say more about headings of a kind: (name, English name or nothing, note, other forms), row for row what the operations do."""
    for name, english, note, others in rows:
        standing = Heading.objects.filter(kind=kind, key=heading_forms.key(name)).order_by("pk").first()
        made = standing.pk if standing else headings.found_heading(actor=actor, at=at, kind=kind, name=name)
        headings.edit_heading(actor=actor, at=at, heading_id=made, name=name, name_en=english, note_said=note)
        for text in others:
            key = heading_forms.key(text)
            if key == heading_forms.key(name) or Variant.objects.filter(heading_id=made, key=key).exists():
                continue
            other = Heading.objects.filter(kind=kind, key=key).exclude(pk=made).first()
            if other is not None:
                headings.merge_headings(actor=actor, at=at, keep_id=made, gone_id=other.pk)
            else:
                headings.add_variant(actor=actor, at=at, heading_id=made, text=text)


def read_headings(at: datetime) -> None:
    """Do at once what the worker does bit by bit: headings, works."""
    derive_all(at, slice_of=400)


def name_also(first: str, second: str, *, actor: Actor, at: datetime, kind: str = "agent") -> None:
    """Let two headings of a kind lead to each other, where both are there."""
    ids = list(Heading.objects.filter(kind=kind, name__in=[first, second]).values_list("pk", flat=True))
    if len(ids) == 2:
        headings.add_see_also(actor=actor, at=at, heading_id=ids[0], other_id=ids[1])


def some_records(*, author: str = "", clc: str = "", audience: str = "adult", most: int) -> list[int]:
    """Return records by author, class and audience, in their order."""
    found = BibRecord.shown.filter(audience=audience, clc__startswith=clc)
    found = found.filter(author=author) if author else found
    return list(found.order_by("pk").values_list("pk", flat=True)[:most])


def titled(title: str, author: str) -> list[int]:
    """Return the records with this title and author, in their order."""
    return list(BibRecord.shown.filter(title=title, author=author).order_by("pk").values_list("pk", flat=True))


def put_up_theme(said: keeping.ThemeSaid, record_ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Put up a themed shelf with these titles and return its id."""
    made = keeping.keep_theme(actor=actor, at=at, said=said)
    keeping.put_titles(actor=actor, at=at, shelf_id=made, wanted=[(pk, "") for pk in record_ids])
    return made


def put_on_list(name: str, record_ids: Sequence[int], *, reader_id: int, actor: Actor, at: datetime) -> None:
    """Begin a list of a reader with these titles, and share it."""
    made = lists.make_list(actor=actor, at=at, reader_id=reader_id, name=name)
    for pk in record_ids:
        lists.add_title(actor=actor, at=at, reader_id=reader_id, list_id=made, record_id=pk)
    lists.share_list(actor=actor, at=at, reader_id=reader_id, list_id=made)


def keep_search(name: str, query: str, *, reader_id: int, actor: Actor, at: datetime) -> None:
    """Keep a search for a reader."""
    lists.keep_search(actor=actor, at=at, reader_id=reader_id, name=name, query=query)


@dataclass(frozen=True, slots=True)
class Filled:
    """A template (``marc.templates``) with what is known: tag and code → text; ``names`` are its 701; the rest stays out.

    ``type_of_record`` takes the place of the leader's position 6.
    """

    kind: str
    said: Mapping[str, str]
    names: Sequence[str] = ()
    type_of_record: str = ""

    def marc(self, day: str) -> Marc:
        """Return it as CNMARC; ``day`` of entry is YYYYMMDD."""
        begun = templates.empty(self.kind, "cnmarc", day=day)
        fields = [
            one._replace(
                subfields=tuple((c, said) for c, text in one.subfields if (said := text or self.said.get(one.tag + c))),
            )
            for one in begun.fields
            if one.tag not in ("701", "702", "711")
        ]
        fields += [Field("701", " 0", (("a", name),)) for name in self.names]
        leader = begun.leader[:6] + (self.type_of_record or begun.leader[6]) + begun.leader[7:]
        return replace(begun, leader=leader, fields=tuple(one for one in fields if one.subfields))


def add_filled(filled: Filled, *, actor: Actor, at: datetime) -> int:
    """Catalogue a filled template and return the record's id."""
    return editing.create_from_marc(actor=actor, at=at, marc=filled.marc(f"{at:%Y%m%d}"))


def put_cover(record_id: int, picture: bytes, *, actor: Actor, at: datetime) -> None:
    """Give a record a cover."""
    covers.put_cover(actor=actor, at=at, record_id=record_id, data=picture)


def count_popular(at: datetime) -> None:
    """Count what is much borrowed, as every night."""
    shown.count_popular(at)


Theme = keeping.ThemeSaid
