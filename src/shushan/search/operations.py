"""Write the outbox, and (in the worker only) the index."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from time import monotonic
from typing import TypeAlias

from django.db import connection

from shushan.database.public import Pace, among, take_slice, write_within
from shushan.kernel.clock import now
from shushan.search.loading import SLICE, Loading
from shushan.search.models import Build, Change, Late
from shushan.search.ports import WriterElsewhere, engine
from shushan.search.rebuilding import build_if_missing
from shushan.search.telling import tell

SOON, LATE = 0.8, 4.0  # seconds of a slice of the index: when a single act waits for its end, and when none does
MOST = 16_000  # documents of a slice
_pace = Pace(least=40, usual=250, most=250)  # documents that leave the outbox in one transaction: people wait behind it
_Row: TypeAlias = "tuple[int, str, int, int]"  # of the outbox: id, kind, ref, serial
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

    A commit costs as much as writing some hundred documents, and many of them cost merging besides. So a slice of long
    work goes on for ``LATE`` seconds, and ends after ``SOON`` when a single act came meanwhile; single acts go into the
    index in a short slice of their own. Only who writes the index (the worker) gets anything done; for any other process
    it is 0. A crash in between repeats the slice: writing a document again changes nothing.
    """
    build_if_missing()
    waiting = _next(limit or MOST)
    if not waiting or not engine().in_use():
        return 0  # nothing to do, or somebody is building the index
    loading = Loading([(kind, ref) for _pk, kind, ref, _serial in waiting], _Patience().is_over)
    try:
        took = engine().write(loading.entries(), loading.gone())
    except WriterElsewhere:
        return 0
    written = [row for row in waiting if (row[1], row[2]) in loading.through]
    _settle(written, took)
    return len(written)


def _next(most: int) -> list[_Row]:
    """Return what the next slice takes; with single acts among it no more than is written soon."""
    found = Change.objects.order_by("is_bulk", "changed_at", "pk")
    rows = list(found.values_list("pk", "kind", "ref", "serial", "is_bulk")[:most])
    single = sum(not row[4] for row in rows)
    return [row[:4] for row in rows[: max(single, SLICE) if single else most]]


class _Patience:
    """How long a slice of the index goes on."""

    def __init__(self) -> None:
        self._began = monotonic()

    def is_over(self) -> bool:
        """Say whether it is time to commit."""
        spent = monotonic() - self._began
        return spent > LATE or (spent > SOON and Change.objects.filter(is_bulk=False).exists())


def _settle(written: list[_Row], took: str) -> None:
    """Take what was written out of the outbox and tell of it, a little at a time."""
    done = 0

    def settle(most: int) -> int:
        some = written[done : done + most]
        return len(some) if _is_settled(some, took) else 0

    while done < len(written) and (count := take_slice(settle, _pace)):
        done += count


def _is_settled(written: list[_Row], took: str) -> bool:
    """Settle inside the caller's write; False, and nothing done, when another index came into use: it has to take them too."""
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
