"""Write the outbox, and (in the worker only) the index."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from time import monotonic

from django.db import connection

from shushan.database.public import among, write_patiently, write_within
from shushan.kernel.clock import now
from shushan.search.loading import Loading
from shushan.search.models import Build, Change, Late
from shushan.search.ports import WriterElsewhere, engine
from shushan.search.rebuilding import build_if_missing
from shushan.search.telling import tell

AIM = 0.8  # seconds of a slice of the index
TOGETHER = 250  # documents that leave the outbox in one transaction: at the gate people wait behind it
BULK = 50  # from so many changes in one act on they count as long work


def changed(kind: str, ref: int, *, at: datetime) -> None:
    """Say, inside the act's own transaction, that a document changed."""
    changed_many(kind, [ref], at=at)


@write_within()
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


def index_some(limit: int = 0) -> int:
    """Write what changed into the index, single acts first, and return how many documents that were.

    Without a limit a slice is as long as takes about ``AIM`` seconds, so that a single act is found soon after it.
    Only who writes the index (the worker) gets anything done; for any other process it is 0. A crash in between
    repeats the slice: writing a document again changes nothing.
    """
    build_if_missing()
    found = Change.objects.order_by("is_bulk", "changed_at", "pk")
    waiting = list(found.values_list("pk", "kind", "ref", "serial")[: limit or _pace.size])
    if not waiting:
        return 0
    keys = [(kind, ref) for _pk, kind, ref, _serial in waiting]
    if not engine().in_use():
        return 0  # somebody is building it
    began, loading = monotonic(), Loading(keys)
    try:
        took = engine().write(loading.entries(), loading.gone())
    except WriterElsewhere:
        return 0
    for first in range(0, len(waiting), TOGETHER):
        if not _settle(waiting[first : first + TOGETHER], took):
            return len(waiting)  # another index came into use meanwhile: it has to take the rest too
    _pace.took(monotonic() - began, len(waiting))
    return len(waiting)


@write_patiently()
def _settle(written: list[tuple[int, str, int, int]], took: str) -> bool:
    """Take what was written out of the outbox and tell of it; False, and nothing done, when another index is in use."""
    is_building = bool(Build.objects.select_for_update())  # waits where a swap is just being committed
    if engine().in_use() != took:
        return False
    keys = [(kind, ref) for _pk, kind, ref, _serial in written]
    if is_building:
        Late.objects.bulk_create([Late(kind=kind, ref=ref) for kind, ref in keys], ignore_conflicts=True)
    _forget([(pk, serial) for pk, _kind, _ref, serial in written])
    tell(keys, at=now())
    return True


def let_go() -> None:
    """Let another process write the index."""
    engine().close()


def _forget(done: list[tuple[int, int]]) -> None:
    """Drop what was written from the outbox; a document that changed meanwhile has another serial: it stays."""
    for serial in {serial for _pk, serial in done}:
        condition, values = among("id", [pk for pk, its in done if its == serial])
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM search_change WHERE serial = %s AND {condition}", [serial, *values])


class _Pace:
    """How many documents a slice takes: as many as were written in about ``AIM`` seconds the last time."""

    LEAST, MOST = 500, 4000

    def __init__(self) -> None:
        self.size = self.LEAST

    def took(self, seconds: float, documents: int) -> None:
        """Learn from a slice: at most twice as long as the last one."""
        if documents >= self.LEAST:
            fitting = int(documents * AIM / max(seconds, 0.01))
            self.size = min(max(fitting, self.LEAST), self.size * 2, self.MOST)


_pace = _Pace()
