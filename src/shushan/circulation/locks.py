"""One lending at a time for one reader, so that two desks cannot both take the last place under the limit."""

from __future__ import annotations

from django.db import connection

_ROOM = 0x10AC  # the first half of the advisory lock's key: this room's own


def one_at_a_time(reader_id: int) -> None:
    """Wait until no other transaction lends to this reader; held to the end of the transaction.

    SQLite needs nothing: the writers' gate lets in one writer at a time.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ROOM, reader_id & 0x7FFFFFFF])
