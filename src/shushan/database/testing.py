"""For test runners only: empty the tables between tests although they refuse to be emptied."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

from shushan.database.triggers import promised


@contextmanager
def without_triggers(connection: BaseDatabaseWrapper) -> Generator[None]:
    """Lift the refusing triggers of one test database, and put them back as they stood."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            tables = sorted({table for table, _ in promised()} & set(connection.introspection.table_names(cursor)))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # deferred checks forbid ALTER TABLE
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        standing = [(name, sql) for name, sql in cursor.fetchall() if name in {n for _, n in promised()}]
        for name, _ in standing:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in standing:
            cursor.execute(sql)
