"""Insert many rows in one statement each kind, with their ids known: several times faster than ``bulk_create``."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, JSONField, Model

from shushan.database.writing import write


@write()
def insert_many(rows: Sequence[Model]) -> None:
    """Insert unsaved rows of one model and give them their ids, in order. No signals; columns of plain types only."""
    if not rows:
        return
    model = type(rows[0])
    fields = [f for f in model._meta.concrete_fields if not f.primary_key]
    first = _reserve(model, len(rows))
    adapters = [_adapter(f) for f in fields]
    names = [f.attname for f in fields]
    values = []
    for number, row in enumerate(rows, start=first):
        row.pk = number
        row._state.adding = False
        kept = row.__dict__
        values.append((number, *(adapt(kept[name]) for name, adapt in zip(names, adapters, strict=True))))
    columns = ", ".join([str(model._meta.pk.column), *(str(f.column) for f in fields)])
    marks = ", ".join(["%s"] * (len(fields) + 1))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})", values)


def _reserve(model: type[Model], count: int) -> int:
    """Return the first of so many ids that nobody else will get."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT nextval(pg_get_serial_sequence('{table}', '{key}')) FROM generate_series(1, {count})"
            )
            numbers = [int(row[0]) for row in cursor.fetchall()]
            if numbers != list(
                range(numbers[0], numbers[0] + count)
            ):  # somebody drew in between: take a run of our own
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), {numbers[-1] + count})")
                return numbers[-1] + 1
            return numbers[0]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        return (int(found[0]) if found else 0) + 1


def _adapter(field: Any) -> Callable[[Any], Any]:
    ops = connection.ops
    if isinstance(field, DateTimeField):
        return lambda value: ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else None
    if isinstance(field, DateField):
        return lambda value: ops.adapt_datefield_value(value) if isinstance(value, date) else None
    if isinstance(field, JSONField):
        return json.dumps
    return lambda value: value
