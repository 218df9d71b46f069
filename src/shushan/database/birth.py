"""A new SQLite home is born with its tables: what the migrations lead to stands in one script, read in a moment.

Some 290 migrations take twenty seconds of a good processor, because Django draws every model again for each. The script
bears a digest of all of them; where it does not fit (another migration, another version of a package), or where the
database is not empty, the migrations run as ever. A house test holds the script against them.
"""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.db import connection

from shushan.database.migrated import state_of_migrations

SCRIPT: Final = Path(__file__).parent / "data" / "beginning.sql"
WHEN: Final = "2020-01-01 00:00:00"  # stands for the instant at which a migration was applied
_UUID: Final = re.compile(r"'([0-9a-f]{32})'")


def begin() -> bool:
    """Fill an empty database from the script; return whether that was done. PostgreSQL is always migrated."""
    if connection.vendor != "sqlite" or not SCRIPT.exists():
        return False
    with SCRIPT.open(encoding="utf-8") as file:
        fits = file.readline().strip() == _first_line()
    if not fits or connection.introspection.table_names():
        return False
    raw: Any = connection.connection
    try:
        raw.executescript(f"BEGIN IMMEDIATE;\n{script()}\nCOMMIT;")
    except sqlite3.OperationalError:  # another process was first
        raw.rollback()
        return False
    return True


def script() -> str:
    """Return the script with new random identifiers, and the migrations applied now."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    text = SCRIPT.read_text(encoding="utf-8").replace(f"'{WHEN}'", f"'{now}'")
    return _UUID.sub(lambda _found: f"'{uuid.uuid4().hex}'", text)


def written(path: Path) -> str:
    """Return the script of a database that was only migrated; the same for each, whenever and wherever it was made."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as raw:
        lines = [_first_line(), *_lines(raw)]
    return "\n".join(_steady(line) for line in lines) + "\n"


def _first_line() -> str:
    return f"-- state of the migrations: {state_of_migrations()}"


def _lines(raw: sqlite3.Connection) -> Iterator[str]:
    """Yield statements: tables, rows, counters, then what watches over them."""
    parts = raw.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
    ).fetchall()
    virtual = [name for kind, name, sql in parts if kind == "table" and sql.startswith("CREATE VIRTUAL")]
    tables = [
        (name, sql)
        for kind, name, sql in parts
        if kind == "table" and not name.startswith(("sqlite_", *(f"{one}_" for one in virtual)))
    ]
    yield from (f"{sql};" for _name, sql in tables)
    for name, _sql in tables:
        if name not in virtual:
            yield from _rows(raw, name)
    yield "DELETE FROM sqlite_sequence;"
    yield from _rows(raw, "sqlite_sequence")
    for kind in ("index", "view", "trigger"):
        yield from (f"{sql};" for one, name, sql in parts if one == kind and not name.startswith("sqlite_"))


def _rows(raw: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = [row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')]
    quoted = ",".join(f'quote("{name}")' for name in columns)
    order = "rowid" if table == "sqlite_sequence" else ",".join(f'"{name}"' for name in columns[:1])
    for row in raw.execute(f'SELECT {quoted} FROM "{table}" ORDER BY {order}'):
        yield f'INSERT INTO "{table}" VALUES({",".join(_when(table, columns, row))});'


def _when(table: str, columns: list[str], row: tuple[str, ...]) -> list[str]:
    return [
        f"'{WHEN}'" if (table, name) == ("django_migrations", "applied") else value
        for name, value in zip(columns, row, strict=True)
    ]


def _steady(line: str) -> str:
    """Number random identifiers by what they were, so that two scripts of the same migrations are equal."""
    return _UUID.sub("'00000000000000000000000000000000'", line)
