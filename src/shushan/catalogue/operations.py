"""Write the catalogue: records, items. Imports have a file of their own (importing.py)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.catalogue import accession, events, numbering, ports, shelving
from shushan.catalogue.errors import BarcodeTaken, ItemIsOut, NoSuchItem, NoSuchRecord, RecordKnown
from shushan.catalogue.item_kinds import kind_for, material_of
from shushan.catalogue.marc.isbn import normalise
from shushan.catalogue.models import BibRecord, Item, RecordIsbn
from shushan.catalogue.states import ItemMove, ItemState, after
from shushan.catalogue.terms import CatalogueAct, ItemKind, Sharing
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.ledger import public as ledger
from shushan.search import public as search

LOCAL = "local"  # the source of records that were typed here
KIND_FROM = ("pk", "clc", "format", "marc", "subjects")  # what accession asks of a record


@dataclass(frozen=True, slots=True)
class Description:
    """What is said about a work by hand; unknown stays empty."""

    title: str
    title_original: str = ""
    title_part: str = ""
    author: str = ""
    contributor: str = ""
    publisher: str = ""
    place: str = ""
    year: int | None = None
    clc: str = ""
    language: str = "chi"
    audience: str = "adult"
    country: str = ""
    summary: str = ""
    extent: str = ""
    series: str = ""


@write()
def create_record(
    *,
    actor: Actor,
    at: datetime,
    said: Description,
    isbn: str = "",
    source: str = LOCAL,
    control_number: str = "",
    format: str = "cnmarc",
) -> int:
    """Add a record and return its id. Without a control number it gets its own id as one.

    :raises NotAllowed: :raises Invalid: no title, or an ISBN with a wrong check digit :raises RecordKnown:
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    isbn13 = checked(said, isbn)
    columns = trimmed(said) | {"created_at": at, "changed_at": at, "source": source, "format": format}
    try:
        with transaction.atomic():
            record = BibRecord.objects.create(control_number=control_number or f"new-{at.timestamp()}", **columns)
    except IntegrityError as error:
        raise RecordKnown(
            _("来源 %(source)s 已经有控制号 %(number)s 的书目") % {"source": source, "number": control_number}
        ) from error
    if not control_number:
        BibRecord.objects.filter(pk=record.pk).update(control_number=str(record.pk))
    if isbn13:
        RecordIsbn.objects.create(record=record, isbn=isbn13)
    search.changed("record", record.pk, at=at)
    return record.pk


@write()
def add_item(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    barcode: str,
    site_id: int,
    call_number: str = "",
    shelf: str = "",
    price_fen: int | None = None,
    kind: ItemKind | None = None,
    accession_number: str = "",
    sharing: Sharing = Sharing.ALLOWED,
) -> int:
    """Take a copy into the stock of a site and return the item's id. Fact: item-accessioned +1.

    Without a kind it is of the kind that its record says; without an accession number it gets the next one.

    :raises NotAllowed: :raises NoSuchRecord: :raises Invalid: no barcode :raises BarcodeTaken:
    :raises AccessionNumberTaken: :raises CallNumberTaken: another work has this number, and sharing it is refused
    """
    actor.require(CatalogueAct.ADD_ITEM, site_id=site_id)
    barcode = barcode.strip()
    if not barcode:
        raise Invalid(_("请填写或扫描条码"), field="barcode")
    record = BibRecord.objects.filter(pk=record_id).only(*KIND_FROM).first()
    if record is None:
        raise NoSuchRecord(_("没有这条书目"))
    accession.check_free([accession_number.strip()])
    if sharing is Sharing.REFUSED:
        numbering.require_free(call_number, record_id=record_id, at=at)
    of_kind = kind or kind_of(record)
    number = accession.filled([accession_number], at=at)[0]
    try:
        with transaction.atomic():
            item = Item.objects.create(
                barcode=barcode, record=record, call_number=call_number.strip(), home_site_id=site_id, site_id=site_id,
                shelf=shelf.strip(), price_fen=price_fen, accessioned_at=at, shelf_key=shelving.key(call_number),
                kind=of_kind, accession_number=number,
            )  # fmt: skip
    except IntegrityError as error:
        if not Item.objects.filter(barcode=barcode).exists():
            raise
        raise BarcodeTaken(
            _("条码 %(barcode)s 已经在另一册上") % {"barcode": barcode}, remedy=_("请换一个条码")
        ) from error
    event = events.ItemAccessioned(
        site_id=site_id, clc=record.clc[:1], material=record.material or material_of(of_kind)
    )
    ledger.record(event, actor=actor, subject=f"catalogue.item:{item.pk}", at=at)
    search.changed("record", record_id, at=at)
    return item.pk


@write()
def edit_item(
    *, actor: Actor, at: datetime, item_id: int, call_number: str, shelf: str, price_fen: int | None,
    kind: ItemKind | None = None, accession_number: str | None = None, sharing: Sharing = Sharing.ALLOWED,
) -> None:  # fmt: skip
    """Change the call number, shelf and price of an item, and its kind and accession number where they are given.

    :raises NotAllowed: :raises NoSuchItem: :raises Invalid: an accession number is taken away
    :raises AccessionNumberTaken: :raises CallNumberTaken: it gets a number of another work, and sharing it is refused
    """
    item = _item(item_id)
    actor.require(CatalogueAct.EDIT_ITEM, site_id=item.home_site_id)
    number = item.accession_number if accession_number is None else accession_number.strip()
    if item.accession_number and not number:
        raise Invalid(_("登录号不能空着：登录簿上每册都要有"), field="accession_number")
    accession.check_free([number], but=item_id)
    if sharing is Sharing.REFUSED and not numbering.is_same_number(call_number, item.call_number):
        numbering.require_free(call_number, record_id=item.record_id, at=at)
    Item.objects.filter(pk=item_id).update(
        call_number=call_number.strip(), shelf=shelf.strip(), price_fen=price_fen, shelf_key=shelving.key(call_number),
        kind=kind or item.kind, accession_number=number, edited_at=at,
        price_text=item.price_text if price_fen is None else "",
    )  # fmt: skip
    search.changed("record", item.record_id, at=at)


@write()
def withdraw_item(*, actor: Actor, at: datetime, item_id: int, reason: str) -> None:
    """Take an item out of the stock for good. Fact: item-withdrawn -1.

    :raises NotAllowed: :raises NoSuchItem: :raises Invalid: no reason
    :raises ItemIsOut: it is lent :raises Conflict: it was withdrawn before
    """
    item = _item(item_id)
    actor.require(CatalogueAct.WITHDRAW_ITEM, site_id=item.home_site_id)
    if not reason.strip():
        raise Invalid(_("请写明注销原因"), field="reason")
    known = ports.availability([item_id])[item_id].code
    if known in ("kept", "transit"):
        raise ItemIsOut(_("这一册有读者在等，或在调拨途中"), remedy=_("请先到服务台扫一次，办完再注销"))
    if known == "out":
        raise ItemIsOut(_("这一册正借在外"), remedy=_("请先还回，或登记为丢失"))
    _move(item, ItemMove.WITHDRAW, withdrawn_at=at)
    clc, material = _as_accessioned(item)
    event = events.ItemWithdrawn(site_id=item.home_site_id, clc=clc, material=material, reason=reason.strip()[:60])
    ledger.record(event, actor=actor, subject=f"catalogue.item:{item_id}", at=at)
    search.changed("record", item.record_id, at=at)


def _as_accessioned(item: Item) -> tuple[str, str]:
    """Return class and material as the fact of accession said them, so that a part of the stock never falls below nought."""
    for entry in reversed(ledger.rows_of(f"catalogue.item:{item.pk}")):
        if entry.fact == events.ItemAccessioned.FACT and entry.corrects is None and entry.corrected_by is None:
            return str(entry.dims.get("clc") or ""), str(entry.dims.get("material") or "")
    return item.record.clc[:1], item.record.material or material_of(ItemKind(item.kind))


@write()
def move_item(item_id: int, *, to_site_id: int, actor: Actor, at: datetime) -> None:
    """Say where an item is now (it came back at another site). Where it belongs stays as it is.

    The grant is checked by the act that moves it (a return); a plain move needs catalogue.move-item.

    :raises NoSuchItem:
    """
    if not Item.objects.filter(pk=item_id).update(site_id=to_site_id):
        raise NoSuchItem(_("没有这一册"))


@write()
def miss_item(item_id: int, *, actor: Actor, at: datetime) -> None:
    """Say that an item's whereabouts are not known (it was declared lost). It stays in the stock until withdrawn.

    The grant is checked by the act that finds it out.

    :raises NoSuchItem: :raises Conflict: it is not in stock
    """
    item = _item(item_id)
    _move(item, ItemMove.MISS)
    search.changed("record", item.record_id, at=at)


@write()
def find_item(item_id: int, *, actor: Actor, at: datetime) -> None:
    """Say that a missing item is there again. The grant is checked by the act that finds it.

    :raises NoSuchItem: :raises Conflict: it was not missing
    """
    item = _item(item_id)
    _move(item, ItemMove.FIND)
    search.changed("record", item.record_id, at=at)


def _move(item: Item, move: ItemMove, **more: Any) -> None:
    old = ItemState(item.state)
    new = after(old, move)
    if new is None or not Item.objects.filter(pk=item.pk, state=old).update(state=new, **more):
        raise Conflict(_("这一册现在的状态是“%(state)s”，不能这样处理") % {"state": state_name(old)})


def kind_of(record: BibRecord) -> ItemKind:
    """Return the kind of a copy of this record, where nothing else is said."""
    return kind_for(record.material, subjects=record.subjects)


def kind_of_record(record_id: int) -> ItemKind:
    """Return the kind of a copy of a record, where nothing else is said.

    :raises NoSuchRecord:
    """
    record = BibRecord.objects.filter(pk=record_id).only(*KIND_FROM).first()
    if record is None:
        raise NoSuchRecord(_("没有这条书目"))
    return kind_of(record)


def state_name(state: ItemState) -> str:
    """Return a state in the words of the library."""
    return {ItemState.IN_STOCK: _("在藏"), ItemState.MISSING: _("下落不明"), ItemState.WITHDRAWN: _("已注销")}[state]


def _item(item_id: int) -> Item:
    item = Item.objects.select_related("record").filter(pk=item_id).first()
    if item is None:
        raise NoSuchItem(_("没有这一册"))
    return item


def checked(said: Description, isbn: str) -> str:
    """Return the ISBN in 13 digits, after a look whether all that was said can be.

    :raises Invalid: no title, an impossible year, an ISBN with a wrong check digit
    """
    if not said.title.strip():
        raise Invalid(_("请填写题名"), field="title")
    if said.year is not None and not 0 <= said.year <= 2200:
        raise Invalid(_("出版年不对"), field="year")
    found = normalise(isbn)
    if isbn.strip() and not found:
        raise Invalid(
            _("ISBN 的校验位不对：%(isbn)s") % {"isbn": isbn}, field="isbn", remedy=_("请对照书上的号码再输一遍")
        )
    return found


def trimmed(said: Description) -> dict[str, Any]:
    """Return the columns of what was said, without blanks around them."""
    return {name: value.strip() if isinstance(value, str) else value for name, value in asdict(said).items()}
