"""Many items at once: added with a run of barcodes, changed after a look at what changes, and changed back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shushan.catalogue import accession, events, numbering, operations, shelving
from shushan.catalogue.errors import AccessionNumberTaken, BarcodeTaken, NoSuchRecord
from shushan.catalogue.item_kinds import material_of
from shushan.catalogue.marc.holdings import barcodes
from shushan.catalogue.models import BibRecord, Item, ItemBatch
from shushan.catalogue.terms import CatalogueAct, ItemKind, Sharing
from shushan.database.public import insert_many, write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.ledger import public as ledger
from shushan.search import public as search

MOST = 2000  # items of one batch
LONGEST = 40


@dataclass(frozen=True, slots=True)
class ItemChanges:
    """What becomes of the items; None stays as it is."""

    call_number: str | None = None
    shelf: str | None = None
    price_fen: int | None = None
    kind: ItemKind | None = None
    accession_from: str | None = None  # the number of the first copy; the others follow in the order of the barcodes

    @property
    def columns(self) -> dict[str, Any]:
        """The columns that change alike on all."""
        said = {"call_number": self.call_number, "shelf": self.shelf, "price_fen": self.price_fen, "kind": self.kind}
        columns = {name: value for name, value in said.items() if value is not None}
        return columns | ({"shelf_key": shelving.key(self.call_number)} if self.call_number is not None else {})


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One item of a batch before it changes."""

    id: int
    barcode: str
    title: str
    call_number: str
    shelf: str
    price_fen: int | None
    site_id: int
    kind: ItemKind
    accession_number: str
    record_id: int


def read_barcodes(text: str) -> list[str]:
    """Return the barcodes of a text once each, in order; a line like ``0012001-0012010`` is a run.

    :raises Invalid: none, too many, or one that is too long
    """
    found = list(dict.fromkeys(code for line in text.splitlines() for code in barcodes(line) if code))
    if not found:
        raise Invalid(_("请填写或扫描条码"), field="barcodes")
    if len(found) > MOST:
        raise Invalid(_("一次最多 %(most)d 册") % {"most": MOST}, field="barcodes", remedy=_("请分几批"))
    return found


def read_numbers(text: str) -> list[str]:
    """Return the accession numbers of a text in their order, runs as in ``read_barcodes``; none is fine."""
    return [code for line in text.splitlines() for code in barcodes(line) if code]


@write()
def add_items(
    *, actor: Actor, at: datetime, record_id: int, codes: Sequence[str], site_id: int, call_number: str = "",
    shelf: str = "", price_fen: int | None = None, kind: ItemKind | None = None, numbers: Sequence[str] = (),
    sharing: Sharing = Sharing.ALLOWED,
) -> list[int]:  # fmt: skip
    """Take several copies into the stock of a site, all or none; return their ids. Facts: item-accessioned +1 each.

    ``numbers`` are their accession numbers in the same order; without them the sequence goes on.

    :raises NotAllowed: :raises NoSuchRecord: :raises BarcodeTaken: names every barcode that is taken
    :raises Invalid: not as many numbers as barcodes, or one twice :raises AccessionNumberTaken:
    :raises CallNumberTaken: another work has this number, and sharing it is refused
    """
    actor.require(CatalogueAct.ADD_ITEM, site_id=site_id)
    record = BibRecord.objects.filter(pk=record_id).only(*operations.KIND_FROM).first()
    if record is None:
        raise NoSuchRecord(_("没有这条书目"))
    if numbers and (len(numbers) != len(codes) or len(set(numbers)) != len(numbers)):
        said = _("条码有 %(codes)d 个，登录号有 %(numbers)d 个：要一样多，也不能重复")
        raise Invalid(said % {"codes": len(codes), "numbers": len(set(numbers))}, field="accession_numbers")
    accession.check_free(numbers)
    if sharing is Sharing.REFUSED:
        numbering.require_free(call_number, record_id=record_id, at=at)
    of_kind = kind or operations.kind_of(record)
    taken = list(Item.objects.filter(barcode__in=list(codes)).values_list("barcode", flat=True)[:20])
    if taken:
        said = _("条码已经在别的册上：%(barcodes)s") % {"barcodes": "、".join(taken)}
        raise BarcodeTaken(said, remedy=_("请去掉这些条码再登记；现在一册也没有登记"))
    given = numbers or accession.take(len(codes), at=at)
    rows = [
        Item(
            barcode=code, accession_number=number, kind=of_kind, record=record,
            call_number=call_number.strip(), home_site_id=site_id, site_id=site_id,
            shelf=shelf.strip(), price_fen=price_fen, accessioned_at=at, shelf_key=shelving.key(call_number),
        )
        for code, number in zip(codes, given, strict=True)
    ]  # fmt: skip
    insert_many(rows)
    event = events.ItemAccessioned(
        site_id=site_id, clc=record.clc[:1], material=record.material or material_of(of_kind)
    )
    facts = [(event, f"catalogue.item:{r.pk}", at) for r in rows]
    ledger.record_many(facts, actor=actor)
    search.changed("record", record_id, at=at)
    return [row.pk for row in rows]


def chosen(codes: Sequence[str]) -> tuple[list[BatchLine], list[str]]:
    """Return the items with these barcodes as they are, in shelf order, and the barcodes that no item in stock has."""
    found = Item.objects.filter(barcode__in=list(codes)).exclude(state="withdrawn").order_by("shelf_key", "pk")
    rows = found.values_list(
        "pk",
        "barcode",
        "record__title",
        "call_number",
        "shelf",
        "price_fen",
        "home_site_id",
        "kind",
        "accession_number",
        "record_id",
    )
    lines = [BatchLine(*row[:7], ItemKind(row[7]), *row[8:]) for row in rows]
    known = {line.barcode for line in lines}
    return lines, [code for code in codes if code not in known]


@write()
def edit_items(*, actor: Actor, at: datetime, codes: Sequence[str], changes: ItemChanges) -> int:
    """Change many items alike and return the batch's id, for its undoing.

    :raises NotAllowed: for the site of any of them :raises Invalid: nothing changes, or a barcode is not known
    :raises AccessionNumberTaken:
    """
    lines, unknown = chosen(codes)
    if not changes.columns and changes.accession_from is None:
        raise Invalid(_("没有要改的：请至少填一栏"), field="call_number")
    if unknown or not lines:
        raise Invalid(_("没有这些条码：%(codes)s") % {"codes": "、".join(unknown[:20])}, field="barcodes")
    for site_id in {line.site_id for line in lines}:
        actor.require(CatalogueAct.EDIT_ITEM, site_id=site_id)
    numbers = numbered(changes.accession_from, codes)
    before = [
        [one.id, one.call_number, one.shelf, one.price_fen, one.kind, one.accession_number, numbers.get(one.barcode)]
        for one in lines
    ]  # fmt: skip
    said = {name: value for name, value in changes.columns.items() if name != "shelf_key"}
    made = ItemBatch.objects.create(made_at=at, made_by=actor.label, changes=said, before=before)
    alike = changes.columns | ({"price_text": ""} if changes.price_fen is not None else {})
    _write([line.id for line in lines], alike | {"edited_at": at}, at)
    _renumber({line.id: numbers[line.barcode] for line in lines if line.barcode in numbers})
    return made.pk


def numbered(first: str | None, codes: Sequence[str]) -> dict[str, str]:
    """Return an accession number for each barcode in their order, counting on from the first.

    :raises Invalid: the first does not end in digits, or they run out
    """
    if first is None:
        return {}
    found = re.fullmatch(r"(.*?)(\d{1,18})", first.strip())
    if found is None or len(first.strip()) > accession.LONGEST:
        raise Invalid(_("登录号要以数字结尾，才能往下数，例如 T0012001"), field="accession_from")
    head, digits = found.groups()
    last = int(digits) + len(codes) - 1
    if len(str(last)) > len(digits):
        raise Invalid(_("从这个号数不够 %(n)d 册：数字的位数用完了") % {"n": len(codes)}, field="accession_from")
    return {code: f"{head}{int(digits) + n:0{len(digits)}d}" for n, code in enumerate(codes)}


def _renumber(wanted: dict[int, str]) -> None:
    """Give items other accession numbers, which may be each other's.

    :raises AccessionNumberTaken: a copy outside has one of them
    """
    if not wanted:
        return
    Item.objects.filter(pk__in=list(wanted)).update(accession_number="")
    try:
        accession.check_free(wanted.values())
    except AccessionNumberTaken as taken:
        raise AccessionNumberTaken(taken.message, field="accession_from", remedy=taken.remedy) from taken
    items = [Item(pk=pk, accession_number=number) for pk, number in wanted.items()]
    Item.objects.bulk_update(items, ["accession_number"], batch_size=500)


@write()
def undo_edit(*, actor: Actor, at: datetime, batch_id: int) -> int:
    """Bring back what the items of a batch were, where nobody changed them since; return how many came back.

    :raises NotAllowed: :raises NotFound: :raises Conflict: undone before
    """
    batch = ItemBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound(_("没有这一批"))
    items = Item.objects.in_bulk([row[0] for row in batch.before])
    for site_id in {item.home_site_id for item in items.values()}:
        actor.require(CatalogueAct.EDIT_ITEM, site_id=site_id)
    if not ItemBatch.objects.filter(pk=batch_id, undone_at=None).update(undone_at=at):
        raise Conflict(_("这一批已经撤销过了"))
    back, numbers = 0, dict[int, str]()
    for pk, call_number, shelf, price_fen, *more in batch.before:
        item = items.get(pk)
        if item is None or any(getattr(item, name) != value for name, value in batch.changes.items()):
            continue
        kind, number, given = more or (item.kind, "", None)
        if given is not None and item.accession_number != given:
            continue
        if given is not None:
            numbers[pk] = number
        Item.objects.filter(pk=pk).update(
            call_number=call_number,
            shelf=shelf,
            price_fen=price_fen,
            shelf_key=shelving.key(call_number),
            kind=kind,
            edited_at=at,
        )
        back += 1
    _renumber(numbers)
    search.changed_many("record", sorted({item.record_id for item in items.values()}), at=at)
    return back


def latest(limit: int = 10) -> list[ItemBatch]:
    """Return the batches that came last, newest first."""
    return list(ItemBatch.objects.order_by("-pk")[:limit])


def _write(ids: list[int], columns: dict[str, Any], at: datetime) -> None:
    Item.objects.filter(pk__in=ids).update(**columns)
    records = Item.objects.filter(pk__in=ids).values_list("record_id", flat=True).distinct()
    search.changed_many("record", sorted(records), at=at)
