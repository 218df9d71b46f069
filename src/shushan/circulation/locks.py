"""Who waits for whom on PostgreSQL: one lending at a time for one reader, one act at a time under one key.

So two desks cannot both take the last place under the limit, and one key cannot act twice. SQLite needs nothing:
the writers' gate lets in one writer at a time.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection

_READERS = 0x10AC  # the first half of the advisory lock's key: whose numbers the second half are
_KEYS = 0x10AD
_ITEMS = 0x10AE


def one_at_a_time(reader_id: int) -> None:
    """Wait until no other transaction lends to this reader; held to the end of the transaction."""
    _wait(_READERS, reader_id & 0x7FFFFFFF)


def one_under(key: UUID) -> None:
    """Wait until no other transaction acts under this key; held to the end of the transaction."""
    _wait(_KEYS, key.int & 0x7FFFFFFF)


def one_item_at_a_time(item_id: int) -> None:
    """Wait until no other transaction lends or routes this item; taken after the reader's, never before."""
    _wait(_ITEMS, item_id & 0x7FFFFFFF)


def _wait(whose: int, number: int) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [whose, number])
