"""Who waits for whom on PostgreSQL: one lending at a time for one reader, one act at a time under one key.

So two desks cannot both take the last place under the limit, and one key cannot act twice. SQLite needs nothing:
the writers' gate lets in one writer at a time.
"""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.db import connection

from shushan.database.public import Statement

_READERS = 0x10AC  # the first half of the advisory lock's key: whose numbers the second half are
_KEYS = 0x10AD
_ITEMS = 0x10AE
_TILLS = 0x10AF
_RULES = 0x10B0


def one_at_a_time(reader_id: int) -> None:
    """Wait until no other transaction lends to this reader; held to the end of the transaction."""
    _wait(_READERS, reader_id & 0x7FFFFFFF)


def one_under(key: UUID) -> None:
    """Wait until no other transaction acts under this key; held to the end of the transaction."""
    _wait(_KEYS, key.int & 0x7FFFFFFF)


def one_item_at_a_time(item_id: int) -> None:
    """Wait until no other transaction lends or routes this item; taken after the reader's, never before."""
    _wait(_ITEMS, item_id & 0x7FFFFFFF)


def one_rule_at_a_time() -> None:
    """Wait until no other transaction writes the table of rules, so that its newest version is the newest for all."""
    _wait(_RULES, 0)


def one_act_at_a_time(*, key: UUID | None = None, reader_id: int | None = None, item_id: int) -> None:
    """Wait for the key, then for the reader, then for the item, as far as they are known, in one query."""
    numbers = ((_KEYS, key.int if key else None), (_READERS, reader_id), (_ITEMS, item_id))
    _wait(*(half for whose, number in numbers if number is not None for half in (whose, number & 0x7FFFFFFF)))


def one_till_at_a_time(site_id: int) -> None:
    """Wait until no other transaction moves money at this site; taken last, after the reader's and the item's."""
    _wait(_TILLS, site_id & 0x7FFFFFFF)


def _wait(*keys: int) -> None:
    """Take locks one after the other; ``keys``: whose and number, in turn."""
    if connection.vendor != "postgresql":
        return
    _taking(len(keys) // 2).run(connection, keys)


@lru_cache
def _taking(count: int) -> Statement:
    return Statement("SELECT " + ", ".join(["pg_advisory_xact_lock(%s::int, %s::int)"] * count))
