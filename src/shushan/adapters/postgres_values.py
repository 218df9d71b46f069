"""Facet values as numbers: a hit carries a few numbers instead of texts, which makes counting them twice as fast.

One small table for every index, made by the engine itself; what was numbered once keeps its number.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

TABLE = "search_facet_values"


def ensure() -> None:
    """Make the table where it is not there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [TABLE])  # IF NOT EXISTS alone may meet another
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {TABLE} (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
            "value text NOT NULL UNIQUE)"
        )


def numbers(values: Collection[str]) -> dict[str, int]:
    """Return the number of each value, and number those that have none yet; inside the caller's transaction."""
    found = _known(values)
    if new := sorted(set(values) - found.keys()):  # in one order for everybody: nobody waits in a circle
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} (value) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", [new])
        found |= _known(new)
    return found


def _known(values: Collection[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT value, id FROM {TABLE} WHERE value = ANY(%s)", [list(values)])
        return {str(value): int(number) for value, number in cursor.fetchall()}
