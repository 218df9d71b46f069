"""Ask the database in plain SQL, and take its instants as both databases give them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from django.db import connection

from shushan.ledger.hashing import instant_text


def fetch(sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
    """Return the rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, cast(Sequence[Any], parameters))
        return list(cursor.fetchall())


def each_sorted(sql: str, parameters: Sequence[object], *, some: int = 5000) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of one statement that sorts much, a few thousand at a time, in memory that does not grow with them.

    SQLite, which sorts in memory here, is told to sort this once in a file (it decides when the statement begins; inside
    a transaction it may refuse to be told, and sorts in memory); PostgreSQL does so by itself and keeps the rows until
    they are fetched.
    """
    in_file = connection.vendor == "sqlite" and not connection.in_atomic_block
    with connection.chunked_cursor() as cursor:
        if in_file:
            cursor.execute("PRAGMA temp_store=FILE")
        try:
            cursor.execute(sql, cast(Sequence[Any], parameters))
        finally:
            if in_file:
                with connection.cursor() as other:
                    other.execute("PRAGMA temp_store=MEMORY")
        while rows := cursor.fetchmany(some):
            yield from rows


def instant(value: Any) -> datetime:
    """Return an instant in UTC: SQLite gives text, PostgreSQL a datetime."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def ids(sql: str, parameters: Sequence[object]) -> array[int]:
    """Return the ids that a statement selects, eight bytes each however many they are."""
    with connection.cursor() as cursor:
        cursor.execute(sql, cast(Sequence[Any], parameters))
        return array("q", (int(row[0]) for row in cursor))


def instant_told(text: str) -> str:
    """Return an instant as the hash has it (UTC, microseconds, Z) from a text of either database.

    :raises ValueError: it is no instant
    """
    length = len(text)
    if length == 27 and text[10] == "T" and text[26] == "Z":  # as PostgreSQL was asked to tell it
        return text
    if text[10:11] == " " and length in (19, 26):  # as SQLite keeps it: no microseconds where there are none
        return f"{text[:10]}T{text[11:]}{'.000000' if length == 19 else ''}Z"
    return instant_text(instant(text))
