"""Promises that only a trigger can keep, as migration operations for both databases.

A table rebuild in a SQLite migration drops its triggers: each operation is therefore repeatable, and a
house test asks after ``migrate`` for every trigger that was promised (``promised()``).
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_promised: set[tuple[str, str]] = set()


def promised() -> frozenset[tuple[str, str]]:
    """Return every (table, trigger name) that the migrations promise, once the migrations are loaded."""
    return frozenset(_promised)


def standing_triggers(connection: BaseDatabaseWrapper) -> tuple[set[str], list[tuple[str, str]]]:
    """Return the names of the refusing triggers that stand, and the promised (table, name) pairs that do not.

    Loads the migrations, whose operations make the promises.
    """
    MigrationLoader(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D' "
                "UNION SELECT conname FROM pg_constraint WHERE contype = 'x'"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        standing = {str(row[0]) for row in cursor.fetchall()}
        tables = set(connection.introspection.table_names(cursor))
    lacking = [
        (table, name)
        for table, name in sorted(promised())
        if table in tables
        and name not in standing
        and name.replace("_insert", "").replace("_update", "") not in standing
    ]
    return standing, lacking


class _Triggers(Operation):
    reversible = True
    reduces_to_sql = True

    def names(self) -> list[tuple[str, str]]:
        """Return (table, trigger) pairs this operation promises on both databases."""
        raise NotImplementedError

    def statements(self, vendor: str) -> list[str]:
        """Return the SQL that makes the promise on that database."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the models' state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop what stands, then make the promise."""
        self._drop(schema_editor)
        for sql in self.statements(schema_editor.connection.vendor):
            schema_editor.execute(sql)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Take the promise back."""
        self._drop(schema_editor)

    def _drop(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        on = schema_editor.connection.vendor == "postgresql"
        for table, name in self.names():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if on else ""))


class AppendOnly(_Triggers):
    """Refuse UPDATE, DELETE and (PostgreSQL) TRUNCATE of a table; ``allow_delete`` leaves DELETE open."""

    def __init__(self, table: str, *, allow_delete: bool = False) -> None:
        self.table, self.allow_delete = table, allow_delete
        _promised.update(self.names())

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return what a migration file needs to make this again."""
        return (type(self).__qualname__, [self.table], {"allow_delete": self.allow_delete})

    def names(self) -> list[tuple[str, str]]:
        """Return the refusing triggers: one for UPDATE, one for DELETE."""
        kinds = ["no_update"] if self.allow_delete else ["no_update", "no_delete"]
        return [(self.table, f"{self.table}_{kind}") for kind in kinds]

    def statements(self, vendor: str) -> list[str]:
        """Return CREATE TRIGGER statements."""
        acts = [("UPDATE", f"{self.table}_no_update")]
        if not self.allow_delete:
            acts.append(("DELETE", f"{self.table}_no_delete"))
        message = f"{self.table} is append-only"
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {name} BEFORE {act} ON {self.table} BEGIN SELECT RAISE(ABORT, '{message}'); END"
                for act, name in acts
            ]
        function = (
            f"CREATE OR REPLACE FUNCTION {self.table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        made = [
            f"CREATE TRIGGER {name} BEFORE {act}{' OR TRUNCATE' if act == 'DELETE' else ''} ON {self.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {self.table}_refuse()"
            for act, name in acts
        ]
        return [function, *made]


class RefuseInsert(_Triggers):
    """Refuse a new row of a table when a row of another already stands: ``condition`` is SQL over ``NEW``.

    ``name`` is the trigger's, ``message`` what the database says. Both databases, row by row.
    """

    def __init__(self, table: str, *, name: str, condition: str, message: str) -> None:
        self.table, self.name, self.condition, self.message = table, name, condition, message
        _promised.update(self.names())

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return what a migration file needs to make this again."""
        kwargs = {"name": self.name, "condition": self.condition, "message": self.message}
        return (type(self).__qualname__, [self.table], kwargs)

    def names(self) -> list[tuple[str, str]]:
        """Return the one refusing trigger."""
        return [(self.table, self.name)]

    def statements(self, vendor: str) -> list[str]:
        """Return CREATE TRIGGER statements."""
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self.name} BEFORE INSERT ON {self.table} WHEN {self.condition} "
                f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
            ]
        function = (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {self.condition} THEN RAISE EXCEPTION '{self.message}' "
            f"USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
        )
        trigger = (
            f"CREATE TRIGGER {self.name} BEFORE INSERT ON {self.table} FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        )
        return [function, trigger]


class NoOverlap(_Triggers):
    """Refuse two rows of a table with equal keys whose half-open ranges ``[since, until)`` overlap.

    An ``until`` of NULL never ends. An exclusion constraint on PostgreSQL (each integer key as a range of one
    number, so that no extension is needed), refusing triggers on SQLite. ``kind`` is ``date`` or ``instant``.
    """

    def __init__(self, table: str, *, keys: list[str], since: str, until: str, kind: str = "date") -> None:
        self.table, self.keys, self.since, self.until, self.kind = table, keys, since, until, kind
        _promised.update(self.names())

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return what a migration file needs to make this again."""
        kwargs = {"keys": self.keys, "since": self.since, "until": self.until, "kind": self.kind}
        return (type(self).__qualname__, [self.table], kwargs)

    def names(self) -> list[tuple[str, str]]:
        """Return the refusing triggers of SQLite; on PostgreSQL the constraint ``<table>_no_overlap``."""
        return [(self.table, f"{self.table}_no_overlap_{act}") for act in ("insert", "update")]

    def _drop(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self.table}_no_overlap")
        else:
            super()._drop(schema_editor)

    def statements(self, vendor: str) -> list[str]:
        """Return the SQL that makes the promise."""
        if vendor == "postgresql":
            held = {"date": "daterange", "instant": "tstzrange"}[self.kind]
            keys = "".join(f"int8range(coalesce({key}, 0), coalesce({key}, 0), '[]') WITH &&, " for key in self.keys)
            return [
                f"ALTER TABLE {self.table} ADD CONSTRAINT {self.table}_no_overlap "
                f"EXCLUDE USING gist ({keys}{held}({self.since}, {self.until}) WITH &&)"
            ]
        same = " AND ".join(f"o.{key} IS NEW.{key}" for key in self.keys) or "1=1"
        clash = (
            f"SELECT 1 FROM {self.table} o WHERE o.id <> NEW.id AND {same} "
            f"AND (NEW.{self.until} IS NULL OR o.{self.since} < NEW.{self.until}) "
            f"AND (o.{self.until} IS NULL OR NEW.{self.since} < o.{self.until})"
        )
        return [
            f"CREATE TRIGGER {name} AFTER {act} ON {self.table} WHEN EXISTS ({clash}) "
            f"BEGIN SELECT RAISE(ABORT, '{self.table}: overlapping ranges'); END"
            for act, (_, name) in zip(("INSERT", "UPDATE"), self.names(), strict=True)
        ]


class NotedChanges(_Triggers):
    """Write down in ``into`` (record number, serial) which rows of a table came, changed in some columns, or went.

    For what is computed from the table by a worker. A row that is noted already gets a new serial, which also makes
    whoever takes notes away wait for the change to be committed.
    """

    def __init__(self, table: str, *, columns: list[str], into: str, number: str = "record_id") -> None:
        self.table, self.columns, self.into, self.number = table, columns, into, number
        _promised.update(self.names())

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return what a migration file needs to make this again."""
        kwargs = {"columns": self.columns, "into": self.into, "number": self.number}
        return (type(self).__qualname__, [self.table], kwargs)

    def names(self) -> list[tuple[str, str]]:
        """Return the three triggers."""
        return [(self.table, f"{self.table}_noted_{act}") for act in ("came", "changed", "went")]

    def statements(self, vendor: str) -> list[str]:
        """Return CREATE TRIGGER statements; on PostgreSQL rows that come together are noted in one statement."""
        note = (
            f"INSERT INTO {self.into} ({self.number}, serial) {{rows}} "
            f"ON CONFLICT ({self.number}) DO UPDATE SET serial = {self.into}.serial + 1"
        )
        of = ", ".join(self.columns)
        came, changed, went = (name for _table, name in self.names())
        if vendor == "sqlite":
            on = {came: "AFTER INSERT", changed: f"AFTER UPDATE OF {of}", went: "AFTER DELETE"}
            row = {came: "NEW", changed: "NEW", went: "OLD"}
            return [
                f"CREATE TRIGGER {name} {act} ON {self.table} BEGIN {note.format(rows=f'VALUES ({row[name]}.id, 1)')}; END"
                for name, act in on.items()
            ]
        many, one = f"{self.table}_note_many", f"{self.table}_note_one"
        body = "CREATE OR REPLACE FUNCTION {} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {}; RETURN NULL; END $$"
        rows = "VALUES (COALESCE(NEW.id, OLD.id), 1)"
        return [
            body.format(f"{many}()", note.format(rows="SELECT id, 1 FROM fresh ORDER BY id")),
            body.format(f"{one}()", note.format(rows=rows)),
            f"CREATE TRIGGER {came} AFTER INSERT ON {self.table} REFERENCING NEW TABLE AS fresh "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {many}()",
            f"CREATE TRIGGER {changed} AFTER UPDATE OF {of} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {one}()",
            f"CREATE TRIGGER {went} AFTER DELETE ON {self.table} FOR EACH ROW EXECUTE FUNCTION {one}()",
        ]
