"""For test runners only: empty the tables between tests although they refuse to be emptied."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Final

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate

from shushan.database.triggers import promised

LEFT: Final = frozenset({"django_migrations", "django_content_type", "auth_permission"})  # follow from the code alone
WRITERS: Final = ("ledger", "circulation")  # rooms that write their first rows after the migrations


def empty(connection: BaseDatabaseWrapper) -> None:
    """Take every row out of every table of a test database, then write the rows with which a new one begins.

    Of some hundred tables a test filled a few: only those are touched. Django's own ``flush`` touches all, and asks
    every app again for its permissions; after each test that cost longer than the test.
    """
    filled = _filled(connection)
    if connection.vendor == "postgresql":
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
            for table in filled:
                cursor.execute(f"DELETE FROM {table}")
    else:
        with (
            without_triggers(connection, filled),
            transaction.atomic(using=connection.alias),
            connection.cursor() as cursor,
        ):
            for table in filled:
                cursor.execute(f"DELETE FROM {table}")
    for name in WRITERS:
        config = apps.get_app_config(name)
        post_migrate.send(config, app_config=config, verbosity=0, interactive=False, using=connection.alias, plan=[])


def _filled(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the tables that hold a row."""
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - LEFT)
    quote, found = connection.ops.quote_name, []
    with connection.cursor() as cursor:
        for first in range(0, len(tables), 100):  # SQLite takes 500 parts of one SELECT
            some = tables[first : first + 100]
            parts = (f"SELECT {n} WHERE EXISTS (SELECT 1 FROM {quote(table)})" for n, table in enumerate(some))
            cursor.execute(" UNION ALL ".join(parts))
            found += [quote(some[n]) for (n,) in cursor.fetchall()]
    return found


@contextmanager
def without_triggers(connection: BaseDatabaseWrapper, tables: Iterable[str] | None = None) -> Generator[None]:
    """Lift the refusing triggers of one test database (of these tables), and put them back as they stood."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lifted = sorted({table for table, _ in promised()} & set(connection.introspection.table_names(cursor)))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # deferred checks forbid ALTER TABLE
            for table in lifted:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in lifted:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        ours = {name for _table, name in promised()}
        only = None if tables is None else {table.strip('"') for table in tables}
        standing = [(n, sql) for n, sql, table in cursor.fetchall() if n in ours and (only is None or table in only)]
        for name, _ in standing:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in standing:
            cursor.execute(sql)
