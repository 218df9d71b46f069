"""What changed, for other systems that keep a copy: one row for each document, moved to the end with each change.

The rows are written by who writes the index, in the transaction that empties the outbox: whoever is told of a change finds
it. Nobody is told what it was, so the list says nothing of readers. Numbers grow in the order in which they can be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Max

from shushan.database.public import among, insert_rows, stamp, write_within
from shushan.search.models import Told
from shushan.search.providers import provider
from shushan.search.terms import Changed


@write_within()
def tell(keys: Iterable[tuple[str, int]], *, at: datetime) -> None:
    """Move documents (kind, id) to the end of the list, inside the caller's write."""
    wanted = list(dict.fromkeys(keys))
    table = Told._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # one after the other, so that no lower number comes later
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        for kind in dict.fromkeys(kind for kind, _ref in wanted):
            condition, values = among("ref", [ref for k, ref in wanted if k == kind])
            cursor.execute(f"DELETE FROM {table} WHERE kind = %s AND {condition}", [kind, *values])
    told = stamp(at)
    insert_rows(Told, ("kind", "ref", "at"), [(kind, ref, told) for kind, ref in wanted])


def changed_after(kind: str, number: int, *, limit: int) -> list[Changed]:
    """Return the next changes of a kind after a number, in their order, with what is gone by now, in two queries."""
    rows = list(Told.objects.filter(kind=kind, pk__gt=number).order_by("pk").values_list("pk", "ref", "at")[:limit])
    source = provider(kind)
    refs = [ref for _pk, ref, _at in rows]
    alive = source.live(refs) if source and source.live and refs else set(refs)
    return [Changed(pk, ref, at, ref not in alive) for pk, ref, at in rows]


def last_change() -> int:
    """Return the number of the last change; 0 when there was none."""
    return int(Told.objects.aggregate(last=Max("pk"))["last"] or 0)
