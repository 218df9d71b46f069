"""Read the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext as _

from shushan.catalogue import accession
from shushan.catalogue.errors import NoSuchItem, NoSuchRecord
from shushan.catalogue.marc.isbn import normalise
from shushan.catalogue.models import BibRecord, Item, RecordIsbn
from shushan.catalogue.states import ItemState
from shushan.catalogue.terms import (
    Audience,
    CopyKind,
    ItemFilter,
    ItemKind,
    ItemValue,
    MarcFormat,
    RecordFilter,
    RecordLine,
    RecordValue,
)
from shushan.database.public import OneOf, Prepared

ALL_RECORDS = RecordFilter()
MOST_SHAPES = 40  # kinds of barcode that are told apart, the commonest

_ITEM = (
    "id", "barcode", "record_id", "record__title", "record__author", "record__clc", "call_number", "home_site_id",
    "site_id", "state", "shelf", "price_fen", "kind", "accession_number",
    "price_text",
)  # fmt: skip
_BY_ID = Prepared(lambda pk: Item.objects.filter(pk=pk).values_list(*_ITEM), int)
_BY_BARCODE = Prepared(lambda barcode: Item.objects.filter(barcode=barcode).values_list(*_ITEM), str)
_WITH_SITES = Prepared(
    lambda barcode: Item.objects.filter(barcode=barcode).values_list(*_ITEM, "home_site__code", "site__code"), str
)
_OF_RECORD = Prepared(
    lambda record_id: (
        Item.objects.filter(record_id=record_id)
        .order_by("state", "site__position", "call_number", "barcode")
        .values_list(*_ITEM)
    ),
    int,
)
_OF_RECORDS = Prepared(
    lambda ids: Item.objects.filter(record_id__in=OneOf(ids)).order_by("record_id", "barcode").values_list(*_ITEM), list
)
_SHOWN = Prepared(lambda ids: BibRecord.shown.filter(pk__in=OneOf(ids)).order_by().values_list("pk"), list)
_ISBNS = Prepared(
    lambda ids: RecordIsbn.objects.filter(record_id__in=OneOf(ids)).order_by("pk").values_list("record_id", "isbn"),
    list,
)
_RECORD = (
    "pk", "title", "title_original", "title_part", "author", "contributor", "publisher", "place", "year", "clc", "language",
    "audience", "country", "subjects", "summary", "extent", "series", "source", "control_number", "format", "marc",
    "changed_at", "is_suppressed",
)  # fmt: skip
_RECORDS = Prepared(lambda ids: BibRecord.objects.filter(pk__in=OneOf(ids)).order_by().values_list(*_RECORD), list)
_LINE = (
    "id",
    "title",
    "title_original",
    "author",
    "publisher",
    "year",
    "clc",
    "language",
    "is_suppressed",
    "title_part",
)
_LINES = Prepared(lambda ids: BibRecord.objects.filter(pk__in=OneOf(ids)).order_by().values_list(*_LINE), list)


def item(item_id: int) -> ItemValue:
    """Return one item, in one query.

    :raises NoSuchItem:
    """
    return _one(_BY_ID.rows(item_id), str(item_id))


def item_by_barcode(barcode: str) -> ItemValue:
    """Return the item with a barcode, in one query.

    :raises NoSuchItem:
    """
    return _one(_BY_BARCODE.rows(barcode.strip()), barcode)


def item_with_sites(barcode: str) -> tuple[ItemValue, str, str]:
    """Return the item with a barcode, and the codes of the sites where it belongs and where it is, in one query.

    :raises NoSuchItem:
    """
    rows = _WITH_SITES.rows(barcode.strip())
    home, here = rows[0][-2:] if rows else ("", "")
    return _one([row[:-2] for row in rows], barcode), home, here


def barcodes_not_in_stock() -> Iterator[str]:
    """Yield the barcodes of copies that are withdrawn or missing, in one query."""
    yield from Item.objects.exclude(state=ItemState.IN_STOCK.value).values_list("barcode", flat=True).iterator()


def copy_kinds() -> list[tuple[CopyKind, int]]:
    """Return the kinds of copies in stock with how many there are of each, in one query."""
    found = Item.objects.filter(state=ItemState.IN_STOCK.value).order_by().values_list("kind", "shelf", "home_site_id")
    return [(CopyKind(kind, shelf, site), n) for kind, shelf, site, n in found.annotate(n=Count("pk"))]


def barcodes_of_kinds(wanted: Mapping[CopyKind, int]) -> Iterator[tuple[str, int]]:
    """Yield the barcode of every copy in stock that is of one of these kinds, with the number of its kind, in one query."""
    if not wanted:
        return
    found = Item.objects.filter(
        state=ItemState.IN_STOCK.value,
        kind__in={one.kind for one in wanted},
        home_site__in={one.home_site_id for one in wanted},
    ).values_list("barcode", "kind", "shelf", "home_site_id")
    for barcode, kind, shelf, site in found.iterator(chunk_size=5000):
        if (number := wanted.get(CopyKind(kind, shelf, site))) is not None:
            yield barcode, number


def shapes_of_barcodes() -> tuple[str, ...]:
    """Return the commonest shapes of barcodes (length and first two characters, as one text), in one query."""
    rows = Item.objects.values_list(Length("barcode"), Substr("barcode", 1, 2)).annotate(n=Count("pk"))
    return tuple(f"{size}{begin}" for size, begin, _n in rows.order_by("-n")[:MOST_SHAPES])


def items(item_ids: Iterable[int]) -> dict[int, ItemValue]:
    """Return several items by id, in one query."""
    return {row[0]: _item(row) for row in Item.objects.filter(pk__in=list(item_ids)).values_list(*_ITEM)}


def items_of(record_id: int) -> list[ItemValue]:
    """Return the items of a record, by site and call number, withdrawn ones last, in one query."""
    return [_item(row) for row in _OF_RECORD.rows(record_id)]


def items_of_records(record_ids: Iterable[int]) -> list[ItemValue]:
    """Return the items of several records, in one query."""
    return [_item(row) for row in _OF_RECORDS.rows(list(record_ids))]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A copy in the staff's list: the name of the site where it belongs, and when it came."""

    item: ItemValue
    site: str
    accessioned_at: datetime


def find_items(
    wanted: ItemFilter,
    *,
    before: int | None = None,
    limit: int = 50,
    among: Subquery | None = None,
    but: Subquery | None = None,
) -> list[ItemRow]:
    """Return copies for the staff's list, last registered first, below an id, in one query (with words in three).

    ``among`` and ``but``: ids of copies that an upper room asks for (which are lent, say) or leaves out; its question is
    asked inside this one, so that a list of any length stays one query.
    """
    found = Item.objects.order_by("-pk")
    found = found.filter(pk__lt=before) if before is not None else found
    found = found.filter(pk__in=among) if among is not None else found
    found = found.exclude(pk__in=but) if but is not None else found
    if wanted.site_ids is not None:
        found = found.filter(home_site_id__in=wanted.site_ids)
    if wanted.is_lendable:
        found = found.exclude(kind=ItemKind.REFERENCE)
    if wanted.accessioned_before is not None:
        found = found.filter(accessioned_at__lt=wanted.accessioned_before)
    said = {
        "kind": wanted.kind, "state": wanted.state, "home_site_id": wanted.site_id,
        "record__clc__startswith": wanted.main_class,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in said.items() if value})
    if text := wanted.text.strip():
        exact = [*Item.objects.filter(barcode=text).values_list("pk", flat=True), *accession.having([text])]
        words = Q(pk__in=exact) if exact else Q(call_number__istartswith=text) | Q(record__title__icontains=text)
        found = found.filter(words)
    rows = found.values_list(*_ITEM, "home_site__name", "accessioned_at")[:limit]
    return [ItemRow(_item(row[:-2]), row[-2], row[-1]) for row in rows]


def record(record_id: int) -> RecordValue:
    """Return one record, in two queries.

    :raises NoSuchRecord:
    """
    found = records([record_id]).get(record_id)
    if found is None:
        raise NoSuchRecord(_("没有这条书目"), remedy=_("它可能已经合并或删除，请重新检索"))
    return found


def shown_record(record_id: int) -> RecordValue:
    """Return one record that everybody may see, in two queries.

    :raises NoSuchRecord: there is none, or it is hidden
    """
    found = record(record_id)
    if found.is_suppressed:
        raise NoSuchRecord(_("没有这条书目"), remedy=_("它可能已经合并或删除，请重新检索"))
    return found


def require_shown(record_id: int) -> None:
    """See that everybody may see a record, in one query.

    :raises NoSuchRecord: there is none, or it is hidden
    """
    if not shown_ids([record_id]):
        raise NoSuchRecord(_("没有这条书目"), remedy=_("它可能已经合并或删除，请重新检索"))


def shown_ids(record_ids: Iterable[int]) -> list[int]:
    """Return those of these records that everybody may see, in their order, in one query."""
    wanted = list(record_ids)
    found = {pk for (pk,) in _SHOWN.rows(wanted)}
    return [pk for pk in wanted if pk in found]


def records(record_ids: Iterable[int]) -> dict[int, RecordValue]:
    """Return several whole records by id, in two queries; those that are not there are left out."""
    wanted = list(record_ids)
    isbns: dict[int, list[str]] = {}
    for number, isbn in _ISBNS.rows(wanted):
        isbns.setdefault(number, []).append(isbn)
    return {row[0]: _record(row, tuple(isbns.get(row[0], ()))) for row in _RECORDS.rows(wanted)}


def _record(row: Sequence[Any], isbns: tuple[str, ...]) -> RecordValue:
    said = dict(zip(_RECORD, row, strict=True))
    said |= {"id": said.pop("pk"), "isbns": isbns, "audience": Audience(said["audience"])}
    said |= {"subjects": tuple(said["subjects"]), "format": MarcFormat(said["format"]), "marc": bytes(said["marc"])}
    return RecordValue(**said)


def record_lines(record_ids: Iterable[int]) -> dict[int, RecordLine]:
    """Return several records in one line each, by id, in two queries."""
    wanted = list(record_ids)
    isbns: dict[int, str] = {}
    for number, isbn in _ISBNS.rows(wanted):
        isbns.setdefault(number, isbn)
    lines: dict[int, RecordLine] = {}
    for pk, title, original, author, publisher, year, clc, language, hidden, part in _LINES.rows(wanted):
        isbn = isbns.get(pk, "")
        lines[pk] = RecordLine(pk, title, original, author, publisher, year, clc, language, isbn, hidden, part)
    return lines


def find_records(
    wanted: RecordFilter = ALL_RECORDS, *, before: tuple[datetime, int] | None = None, limit: int = 50
) -> list[tuple[RecordLine, datetime, int]]:
    """Return records for the staff list, last changed first: (line, changed at, number of items)."""
    found = _wanted(wanted).order_by("-changed_at", "-pk")
    if before is not None:
        found = found.filter(Q(changed_at__lt=before[0]) | Q(changed_at=before[0], pk__lt=before[1]))
    rows = list(found.values_list("pk", "changed_at")[:limit])
    lines = record_lines(pk for pk, _at in rows)
    counts: dict[int, int] = {}
    for number in (
        Item.objects.filter(record_id__in=list(lines)).exclude(state="withdrawn").values_list("record_id", flat=True)
    ):
        counts[number] = counts.get(number, 0) + 1
    return [(lines[pk], at, counts.get(pk, 0)) for pk, at in rows]


def _wanted(wanted: RecordFilter) -> QuerySet[BibRecord]:
    found = BibRecord.objects.all()
    if wanted.text.strip():
        found = found.filter(matching(wanted.text.strip()))
    if wanted.main_class:
        found = found.filter(clc__startswith=wanted.main_class)
    if wanted.is_suppressed is not None:
        found = found.filter(is_suppressed=wanted.is_suppressed)
    if wanted.audience:
        found = found.filter(audience=wanted.audience)
    held = Item.objects.filter(record_id=OuterRef("pk")).exclude(state="withdrawn")
    if wanted.site_id is not None:
        held = held.filter(site_id=wanted.site_id)
    if wanted.kind:
        held = held.filter(kind=wanted.kind)
    if wanted.has_copies is not None:
        return found.filter(Exists(held)) if wanted.has_copies else found.filter(~Exists(held))
    return found.filter(Exists(held)) if wanted.site_id is not None or wanted.kind else found


def matching(text: str) -> Q:
    """Return the condition of the staff list: title, author, class, ISBN, control number or an item's barcode."""
    isbn = normalise(text)
    if isbn:
        return Q(pk__in=RecordIsbn.objects.filter(isbn=isbn).values("record_id"))
    by_barcode = Item.objects.filter(barcode=text).values("record_id")
    return (
        Q(title__icontains=text) | Q(author__icontains=text) | Q(clc__istartswith=text) | Q(control_number=text)
    ) | Q(pk__in=by_barcode)


def control_numbers(record_ids: Iterable[int]) -> dict[int, str]:
    """Return the control numbers (field 001) of records by id, in one query."""
    return dict(BibRecord.objects.filter(pk__in=list(record_ids)).values_list("pk", "control_number"))


def newest(limit: int = 8) -> list[RecordLine]:
    """Return the records that came last, newest first, in three queries."""
    ids = list(BibRecord.shown.order_by("-pk").values_list("pk", flat=True)[:limit])
    lines = record_lines(ids)
    return [lines[pk] for pk in ids]


def childrens_shelf(on: date, *, limit: int = 12) -> list[RecordLine]:
    """Return children's books to show on a day, other ones each day until all were shown, in four queries."""
    books = BibRecord.shown.filter(audience="child").order_by("pk").values_list("pk", flat=True)
    total = books.count()
    begin = on.toordinal() * limit % total if total else 0
    ids = list(books[begin : begin + limit])
    ids += list(books[: max(0, min(limit, total) - len(ids))])
    lines = record_lines(ids)
    return [lines[pk] for pk in ids]


def count_records() -> int:
    """Return how many records the catalogue has."""
    return BibRecord.objects.count()


def _one(found: Sequence[Sequence[Any]], asked: str) -> ItemValue:
    row = found[0] if found else None
    if row is None:
        raise NoSuchItem(_("没有条码为 %(asked)s 的馆藏") % {"asked": asked}, remedy=_("请核对条码；新书要先登记馆藏"))
    return _item(row)


def _item(row: Sequence[Any]) -> ItemValue:
    values = list(row)
    values[9], values[12] = ItemState(values[9]), ItemKind(values[12])
    return ItemValue(*values)
