"""Take an import back, slice by slice, the last record first: what nobody touched since goes as if it never came.

A copy that was edited since (call number, shelf, price, kind, number) stays, and the record with it; the other copies go.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from shushan.catalogue import import_writing
from shushan.catalogue.import_models import ImportLine, ImportRun
from shushan.catalogue.importing import Ready
from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.files import Taken
from shushan.catalogue.marc.projection import project
from shushan.catalogue.marc.record import BadRecord
from shushan.catalogue.models import BibRecord, Item, RecordGone, RecordIsbn
from shushan.database.public import among, insert_rows, stamp
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.search import public as search

ACCESSIONED = "catalogue.item-accessioned"


@dataclass(slots=True)
class _Standing:
    """What the database says of the records of a slice."""

    records: dict[int, tuple[str, str, datetime]]  # source, control number, changed at
    mine: dict[int, list[int]] = field(default_factory=dict)  # items that the import brought, by record
    moved: set[int] = field(default_factory=set)  # records with such an item that is not where and what it was
    edited: set[int] = field(default_factory=set)  # items among them that somebody edited: they stay, with their record
    new: set[int] = field(default_factory=set)  # records with such an edited item that the import brought
    others: set[int] = field(default_factory=set)  # records with an item that came otherwise
    used: set[int] = field(default_factory=set)  # records that something names, or whose items something names
    later: set[int] = field(default_factory=set)  # records that a later import wrote
    gone: set[int] = field(default_factory=set)  # records that this undoing took away in an earlier slice


def undo_slice(lines: Sequence[ImportLine], run: ImportRun, *, actor: Actor, at: datetime) -> dict[str, int]:
    """Take these records back inside the caller's transaction (latest first); returns how many by what became of them."""
    standing = _standing(lines, run)
    drop: set[int] = set()
    restore: dict[int, bytes] = {}
    strip: set[int] = set()
    codes: dict[str, list[int]] = {}
    for line in lines:
        code = _verdict(line, run, standing, drop, at)
        if not code and any(item in standing.edited for item in standing.mine.get(line.record_id, ())):
            code = "edited"
        codes.setdefault(code or "undone", []).append(line.pk)
        if code not in ("", "edited"):
            continue
        strip.add(line.record_id)
        if line.record_id in standing.new:
            continue
        if line.outcome == "new":
            drop.add(line.record_id)
        elif line.outcome == "updated":
            restore[line.record_id] = bytes(line.before)
    restore = {pk: before for pk, before in restore.items() if pk not in drop}
    items = [item for pk in strip for item in standing.mine.get(pk, ()) if item not in standing.edited]
    _take_items(items, run, actor, at)
    _restore(restore, at)
    _drop({pk: standing.records[pk] for pk in drop if pk in standing.records}, at)
    search.changed_many("record", sorted(strip & set(standing.records)), at=at)
    for code, pks in codes.items():
        ImportLine.objects.filter(pk__in=pks).update(undo=code)
    return {code: len(pks) for code, pks in codes.items()}


def _verdict(line: ImportLine, run: ImportRun, s: _Standing, drop: set[int], at: datetime) -> str:
    """Return why a record stays as it is, or an empty string."""
    pk = line.record_id
    if pk in drop or pk in s.gone:
        return ""
    if pk not in s.records:
        return "gone"
    if pk in s.used or pk in s.moved:
        return "used"
    if line.outcome != "unchanged" and (pk in s.later or not _by_import(s.records[pk][2], run, at)):
        return "changed"
    if line.outcome == "new" and pk in s.others:
        return "other-items"
    if line.outcome == "updated" and not _readable(bytes(line.before)):
        return "no-former"
    return ""


def _by_import(changed_at: datetime, run: ImportRun, at: datetime) -> bool:
    """Say whether a last change is of the import itself, or of this undoing: an editor's would have left a version."""
    return changed_at == at or run.made_at <= changed_at <= (run.finished_at or at)


def _standing(lines: Sequence[ImportLine], run: ImportRun) -> _Standing:
    ids = list({line.record_id for line in lines})
    rows = BibRecord.objects.filter(pk__in=ids).values_list("pk", "source", "control_number", "changed_at")
    found = _Standing({pk: (source, number, at) for pk, source, number, at in rows})
    items = Item.objects.filter(record_id__in=ids)
    owner: dict[int, int] = {}
    for pk, record, brought, state, site, home, edited in items.values_list(
        "pk", "record_id", "import_id", "state", "site_id", "home_site_id", "edited_at"
    ):
        if brought != run.pk:
            found.others.add(record)
            continue
        found.mine.setdefault(record, []).append(pk)
        owner[pk] = record
        if edited is not None:
            found.edited.add(pk)
        if state != "in-stock" or site != home:
            found.moved.add(record)
    found.used = {owner[pk] for pk in _named(Item, list(owner))} | _named(BibRecord, ids, but={Item, RecordIsbn})
    if found.edited:
        kept = {owner[pk] for pk in found.edited}
        brought_new = ImportLine.objects.filter(run=run, record_id__in=kept, outcome="new")
        found.new = set(brought_new.values_list("record_id", flat=True))
    later = ImportLine.objects.filter(record_id__in=ids, run_id__gt=run.pk, undo="").exclude(outcome="unchanged")
    found.later = set(later.values_list("record_id", flat=True))
    missing = set(ids) - set(found.records)
    if missing:
        told = ImportLine.objects.filter(run=run, record_id__in=missing, undo="undone", outcome="new")
        found.gone = set(told.values_list("record_id", flat=True))
    return found


def _named(model: type[Model], ids: list[int], but: Collection[type[Model]] = ()) -> set[int]:
    """Return which of these rows any other table names by a foreign key, in one query a table, whichever room it is of."""
    named: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        other, column = relation.related_model, getattr(relation, "field", None)
        if not relation.auto_created or relation.concrete or column is None or not isinstance(other, type):
            continue
        if other in but or column.many_to_many or not ids:
            continue
        found = other._default_manager.filter(**{f"{column.name}__in": ids})
        named |= set(found.values_list(column.attname, flat=True))
    return named


def _take_items(items: list[int], run: ImportRun, actor: Actor, at: datetime) -> None:
    """Let copies leave the stock as if they had never come: the facts are reversed, their barcodes are free again."""
    if not items:
        return
    reason = _("撤销导入 %(run)d：%(name)s") % {"run": run.pk, "name": run.file_name}
    subjects = [f"catalogue.item:{pk}" for pk in items]
    ledger.reverse_many(subjects, fact=ACCESSIONED, actor=actor, reason=reason, at=at)
    _delete("catalogue_item", "id", items)


def _drop(records: dict[int, tuple[str, str, datetime]], at: datetime) -> None:
    """Delete records that an import brought; harvesters are told for ever."""
    if not records:
        return
    told = stamp(at)
    gone = [(pk, source, number, told, None) for pk, (source, number, _changed) in records.items()]
    insert_rows(RecordGone, ("record_id", "source", "control_number", "gone_at", "into_id"), gone)
    _delete("catalogue_recordisbn", "record_id", list(records))
    _delete("catalogue_bibrecord", "id", list(records))


def _delete(table: str, column: str, ids: list[int]) -> None:
    condition, values = among(column, ids)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {condition}", values)


def _restore(wanted: dict[int, bytes], at: datetime) -> None:
    """Bring records back to what they said before the import, columns and ISBNs too."""
    ready = {pk: _ready(before) for pk, before in wanted.items()}
    import_writing.rewrite(ready, at)
    import_writing.rewrite_isbns({pk: one.projected.isbns for pk, one in ready.items()})


def _ready(marc: bytes) -> Ready:
    record = iso2709.parse(marc)
    return Ready(Taken(0, 0, 0, record, None, b""), project(record), marc, hashlib.sha256(marc).hexdigest())


def _readable(marc: bytes) -> bool:
    try:
        return bool(_ready(marc))
    except BadRecord:
        return False
