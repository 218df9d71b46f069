"""Write one row, as ``save(force_insert=True)`` and a filtered ``update`` do, with the SQL compiled once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Field, Model

from shushan.database.statements import Statement


def insert_row(row: Model, using: str = DEFAULT_DB_ALIAS) -> None:
    """Insert an unsaved row and give it its id; without signals. A key that the database does not make is in the row.

    :raises IntegrityError: a constraint refuses it
    """
    statement, columns = _insert(type(row))
    connection = connections[using]
    values = [column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns]
    ((row.pk,),) = statement.run(connection, values)
    row._state.adding, row._state.db = False, using


def swap(row: Model, was: tuple[str, ...], using: str = DEFAULT_DB_ALIAS, **becomes: Any) -> bool:
    """Change columns of a row when those of ``was`` are still as they were read; say whether this caller did it.

    The row in hand then says what was written. ``becomes`` are attributes (``site_id``) with plain values.
    """
    statement, columns = _swap(type(row), was, tuple(becomes))
    connection = connections[using]
    given = [*becomes.values(), row.pk, *(getattr(row, name) for name in was)]
    values = [column.get_db_prep_save(value, connection) for column, value in zip(columns, given, strict=True)]
    if not statement.run(connection, values):
        return False
    for name, value in becomes.items():
        setattr(row, name, value)
    return True


@lru_cache(maxsize=256)
def _insert(model: type[Model]) -> tuple[Statement, list[Field[Any, Any]]]:
    columns = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    names, marks = ", ".join(_quoted(one) for one in columns), ", ".join(["%s"] * len(columns))
    table, key = model._meta.db_table, model._meta.pk.column
    return Statement(f'INSERT INTO "{table}" ({names}) VALUES ({marks}) RETURNING "{key}"'), columns


@lru_cache(maxsize=256)
def _swap(
    model: type[Model], was: tuple[str, ...], becomes: tuple[str, ...]
) -> tuple[Statement, list[Field[Any, Any]]]:
    known = {field.attname: field for field in model._meta.concrete_fields}
    new, key, old = [known[name] for name in becomes], model._meta.pk, [known[name] for name in was]
    written = ", ".join(f"{_quoted(one)} = %s" for one in new)
    asked = " AND ".join(f"{_quoted(one)} = %s" for one in (key, *old))
    return Statement(f'UPDATE "{model._meta.db_table}" SET {written} WHERE {asked} RETURNING "{key.column}"'), [
        *new,
        key,
        *old,
    ]


def _quoted(column: Field[Any, Any]) -> str:
    return f'"{column.column}"'
