"""Many items at once: added with a run of barcodes, changed after a look at what changes, and changed back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shushan.catalogue import events, shelving
from shushan.catalogue.errors import BarcodeTaken, NoSuchRecord
from shushan.catalogue.marc.holdings import barcodes
from shushan.catalogue.models import BibRecord, Item, ItemBatch
from shushan.catalogue.terms import CatalogueAct
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

    @property
    def columns(self) -> dict[str, Any]:
        """The columns that change."""
        said = {"call_number": self.call_number, "shelf": self.shelf, "price_fen": self.price_fen}
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


@write()
def add_items(
    *, actor: Actor, at: datetime, record_id: int, codes: Sequence[str], site_id: int, call_number: str = "",
    shelf: str = "", price_fen: int | None = None,
) -> list[int]:  # fmt: skip
    """Take several copies into the stock of a site, all or none; return their ids. Facts: item-accessioned +1 each.

    :raises NotAllowed: :raises NoSuchRecord: :raises BarcodeTaken: names every barcode that is taken
    """
    actor.require(CatalogueAct.ADD_ITEM, site_id=site_id)
    record = BibRecord.objects.filter(pk=record_id).only("pk", "clc", "format", "marc").first()
    if record is None:
        raise NoSuchRecord(_("没有这条书目"))
    taken = list(Item.objects.filter(barcode__in=list(codes)).values_list("barcode", flat=True)[:20])
    if taken:
        said = _("条码已经在别的册上：%(barcodes)s") % {"barcodes": "、".join(taken)}
        raise BarcodeTaken(said, remedy=_("请去掉这些条码再登记；现在一册也没有登记"))
    rows = [
        Item(
            barcode=code, record=record, call_number=call_number.strip(), home_site_id=site_id, site_id=site_id,
            shelf=shelf.strip(), price_fen=price_fen, accessioned_at=at, shelf_key=shelving.key(call_number),
        )
        for code in codes
    ]  # fmt: skip
    insert_many(rows)
    event = events.ItemAccessioned(site_id=site_id, clc=record.clc[:1], material=record.material)
    facts = [(event, f"catalogue.item:{r.pk}", at) for r in rows]
    ledger.record_many(facts, actor=actor)
    search.changed("record", record_id, at=at)
    return [row.pk for row in rows]


def chosen(codes: Sequence[str]) -> tuple[list[BatchLine], list[str]]:
    """Return the items with these barcodes as they are, and the barcodes that no item in stock has."""
    found = Item.objects.filter(barcode__in=list(codes)).exclude(state="withdrawn").order_by("shelf_key", "pk")
    rows = found.values_list("pk", "barcode", "record__title", "call_number", "shelf", "price_fen", "home_site_id")
    lines = [BatchLine(*row) for row in rows]
    known = {line.barcode for line in lines}
    return lines, [code for code in codes if code not in known]


@write()
def edit_items(*, actor: Actor, at: datetime, codes: Sequence[str], changes: ItemChanges) -> int:
    """Change many items alike and return the batch's id, for its undoing.

    :raises NotAllowed: for the site of any of them :raises Invalid: nothing changes, or a barcode is not known
    """
    lines, unknown = chosen(codes)
    if not changes.columns:
        raise Invalid(_("没有要改的：请至少填一栏"), field="call_number")
    if unknown or not lines:
        raise Invalid(_("没有这些条码：%(codes)s") % {"codes": "、".join(unknown[:20])}, field="barcodes")
    for site_id in {line.site_id for line in lines}:
        actor.require(CatalogueAct.EDIT_ITEM, site_id=site_id)
    before = [[line.id, line.call_number, line.shelf, line.price_fen] for line in lines]
    said = {name: value for name, value in changes.columns.items() if name != "shelf_key"}
    made = ItemBatch.objects.create(made_at=at, made_by=actor.label, changes=said, before=before)
    _write([line.id for line in lines], changes.columns, at)
    return made.pk


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
    back = 0
    for pk, call_number, shelf, price_fen in batch.before:
        item = items.get(pk)
        if item is None or any(getattr(item, name) != value for name, value in batch.changes.items()):
            continue
        Item.objects.filter(pk=pk).update(
            call_number=call_number, shelf=shelf, price_fen=price_fen, shelf_key=shelving.key(call_number)
        )
        back += 1
    search.changed_many("record", sorted({item.record_id for item in items.values()}), at=at)
    return back


def latest(limit: int = 10) -> list[ItemBatch]:
    """Return the batches that came last, newest first."""
    return list(ItemBatch.objects.order_by("-pk")[:limit])


def _write(ids: list[int], columns: dict[str, Any], at: datetime) -> None:
    Item.objects.filter(pk__in=ids).update(**columns)
    records = Item.objects.filter(pk__in=ids).values_list("record_id", flat=True).distinct()
    search.changed_many("record", sorted(records), at=at)
