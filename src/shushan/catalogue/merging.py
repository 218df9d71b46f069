"""Merge two records of the same edition, and take it back: the copies move, the other record is kept to return."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from shushan.catalogue import versions
from shushan.catalogue.errors import NoSuchRecord
from shushan.catalogue.models import BibRecord, Item, RecordGone, RecordIsbn, RecordMerge
from shushan.catalogue.terms import CatalogueAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.search import public as search

_KEPT = [field.attname for field in BibRecord._meta.concrete_fields if field.attname not in ("id", "marc")]


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A merge that was made: which record went, its title, how many copies moved, when, by whom."""

    id: int
    gone_id: int
    title: str
    items: int
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None


@write()
def merge_records(*, actor: Actor, at: datetime, keep_id: int, gone_id: int) -> int:
    """Move the copies of one record to another and take the first away; return the merge's id, for its undoing.

    Harvesters are told that the record is gone; its address leads to the one that stays.

    :raises NotAllowed: :raises NoSuchRecord: :raises Invalid: a record with itself
    :raises Conflict: something else (a hold, a list) still names the record
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    if keep_id == gone_id:
        raise Invalid(_("一条书目不能和自己合并"), field="other")
    found = BibRecord.objects.filter(pk__in=[keep_id, gone_id]).in_bulk()
    if len(found) < 2:
        raise NoSuchRecord(_("没有这条书目"))
    versions.keep(gone_id, actor=actor, at=at, why="found")
    gone = found[gone_id]
    isbns = list(RecordIsbn.objects.filter(record_id=gone_id).order_by("pk").values_list("isbn", flat=True))
    items = list(Item.objects.filter(record_id=gone_id).values_list("pk", flat=True))
    Item.objects.filter(pk__in=items).update(record_id=keep_id)
    try:
        with transaction.atomic():
            gone.delete()
    except ProtectedError as error:
        raise Conflict(
            _("另一条书目还有预约、书单等在用，不能并掉"), remedy=_("请反过来合并，或先处理那些记录")
        ) from error
    RecordGone.objects.filter(record_id=gone_id).update(into_id=keep_id, gone_at=at)
    made = RecordMerge.objects.create(
        kept_id=keep_id, gone_id=gone_id, title=found[gone_id].title[:300], row=_frozen(gone), marc=bytes(gone.marc),
        isbns=isbns, items=items, merged_at=at, merged_by=actor.label,
    )  # fmt: skip
    BibRecord.objects.filter(pk=keep_id).update(changed_at=at)
    search.changed_many("record", [keep_id, gone_id], at=at)
    return made.pk


@write()
def undo_merge(*, actor: Actor, at: datetime, merge_id: int) -> int:
    """Bring the record back that a merge took away, with the copies that moved and are still there; return its id.

    :raises NotAllowed: :raises NotFound: :raises Conflict: undone before, or its number stands on another record now
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    merge = RecordMerge.objects.filter(pk=merge_id).first()
    if merge is None:
        raise NotFound(_("没有这次合并"))
    if not RecordMerge.objects.filter(pk=merge_id, undone_at=None).update(undone_at=at):
        raise Conflict(_("这次合并已经撤销过了"))
    columns = _thawed(merge.row)
    same = {"source": columns["source"], "control_number": columns["control_number"]}
    if BibRecord.objects.filter(**same).exists() or BibRecord.objects.filter(pk=merge.gone_id).exists():
        raise Conflict(_("这个控制号现在是另一条书目的，不能恢复"), remedy=_("它可能又导入过一次，请直接登记馆藏"))
    BibRecord.objects.create(pk=merge.gone_id, **columns | {"marc": bytes(merge.marc), "changed_at": at})
    RecordIsbn.objects.bulk_create([RecordIsbn(record_id=merge.gone_id, isbn=isbn) for isbn in merge.isbns])
    Item.objects.filter(pk__in=merge.items, record_id=merge.kept_id).update(record_id=merge.gone_id)
    RecordGone.objects.filter(record_id=merge.gone_id).delete()
    BibRecord.objects.filter(pk=merge.kept_id).update(changed_at=at)
    search.changed_many("record", [merge.kept_id, merge.gone_id], at=at)
    return merge.gone_id


def merges_into(record_id: int) -> list[MergeLine]:
    """Return what was merged into a record, newest first, in one query."""
    found = RecordMerge.objects.filter(kept_id=record_id).order_by("-pk")[:50]
    return [MergeLine(m.pk, m.gone_id, m.title, len(m.items), m.merged_at, m.merged_by, m.undone_at) for m in found]


def _frozen(record: BibRecord) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in _KEPT}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    return {"b64": b64encode(bytes(value)).decode()} if isinstance(value, bytes | memoryview) else value


def _thawed(row: dict[str, Any]) -> dict[str, Any]:
    def back(value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"at"}:
            return datetime.fromisoformat(value["at"])
        return b64decode(value["b64"]) if isinstance(value, dict) and set(value) == {"b64"} else value

    return {name: back(value) for name, value in row.items() if name in _KEPT}
