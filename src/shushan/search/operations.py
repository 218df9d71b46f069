"""Write the outbox, and (in the worker only) the index."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from shushan.database.public import write
from shushan.search.loading import SLICE, loaded
from shushan.search.models import Build, Change, Late
from shushan.search.ports import WriterElsewhere, engine
from shushan.search.rebuilding import build_if_missing

BULK = 50  # from so many changes in one act on they count as long work


def changed(kind: str, ref: int, *, at: datetime) -> None:
    """Say, inside the act's own transaction, that a document changed."""
    changed_many(kind, [ref], at=at)


@write()
def changed_many(kind: str, refs: Iterable[int], *, at: datetime) -> None:
    """Say that several documents changed; a document that waits already gets a new serial."""
    stamp = connection.ops.adapt_datetimefield_value(at)
    wanted = list(refs)
    is_bulk = len(wanted) >= BULK
    sql = (
        "INSERT INTO search_change (kind, ref, changed_at, serial, is_bulk) VALUES (%s, %s, %s, 1, %s) "
        "ON CONFLICT (kind, ref) DO UPDATE SET serial = search_change.serial + 1, changed_at = excluded.changed_at, "
        "is_bulk = excluded.is_bulk"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(kind, ref, stamp, is_bulk) for ref in wanted])


def index_some(limit: int = SLICE) -> int:
    """Write what changed into the index, single acts first, and return how many documents that were.

    Only who writes the index (the worker) gets anything done; for any other process it is 0. A crash in between
    repeats the slice: writing a document again changes nothing.
    """
    build_if_missing()
    found = Change.objects.order_by("is_bulk", "changed_at", "pk")
    waiting = list(found.values_list("pk", "kind", "ref", "serial")[:limit])
    if not waiting:
        return 0
    keys = [(kind, ref) for _pk, kind, ref, _serial in waiting]
    entries, removed = loaded(keys)
    if not engine().in_use():
        return 0  # somebody is building it
    try:
        took = engine().write(entries, removed)
    except WriterElsewhere:
        return 0
    with write():
        is_building = bool(Build.objects.select_for_update())  # waits where a swap is just being committed
        if engine().in_use() != took:
            return len(waiting)  # another index came into use meanwhile: it has to take these too
        if is_building:
            Late.objects.bulk_create([Late(kind=kind, ref=ref) for kind, ref in keys], ignore_conflicts=True)
        for serial in {serial for *_rest, serial in waiting}:  # one that changed meanwhile has another serial: it stays
            done = [pk for pk, _kind, _ref, its in waiting if its == serial]
            Change.objects.filter(pk__in=done, serial=serial).delete()
    return len(waiting)
