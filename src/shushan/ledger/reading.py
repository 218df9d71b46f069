"""Ask the database in plain SQL, and take its instants as both databases give them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from django.db import connection


def fetch(sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
    """Return the rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, cast(Sequence[Any], parameters))
        return list(cursor.fetchall())


def instant(value: Any) -> datetime:
    """Return an instant in UTC: SQLite gives text, PostgreSQL a datetime."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
