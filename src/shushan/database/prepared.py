"""Queries whose SQL is compiled once: the reads of the desk, where compiling costs more than asking.

A lend asks the database eight small questions. Django builds the SQL of each anew, which takes three quarters of the
time of the whole act. Here the same QuerySet is compiled once for each connection and then only its values change.
PostgreSQL keeps its plan, too (``statements``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

from shushan.database.statements import Statement

_LARGE: Final = 9_007_199_254_740_881  # no id of ours
_FAR: Final = datetime(9999, 1, 1, tzinfo=UTC)
Kept = bool | int | str | datetime | UUID | Sequence[int]


class OneOf(Expression):
    """Stands right of ``__in`` in a prepared query: one of the ids of an argument of the kind ``list``, at any length."""

    output_field = BigIntegerField()

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__()
        self._ids = ids

    def as_sql(self, _compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Return a question for the elements of the one value."""
        is_postgres = connection.vendor == "postgresql"
        elements = "unnest(%s::bigint[])" if is_postgres else "value FROM json_each(%s)"
        return f"(SELECT {elements})", (_adapted(connection, self._ids),)


@dataclass(frozen=True, slots=True)
class _Compiled:
    compiler: SQLCompiler
    statement: Statement
    values: tuple[Any, ...]
    places: tuple[int | None, ...]  # for each value of the SQL: which argument stands there, None when it is constant
    converters: dict[int, Any]


class Prepared:
    """A query with arguments, compiled once for each connection. ``make`` gets stand-ins and returns ``values_list``.

    ``kinds`` names the type of each argument: int, str, datetime, UUID or list (of ids, asked by ``OneOf``). Only values
    may change, never the shape: an argument must not decide which conditions there are.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], *kinds: type[Kept]) -> None:
        self._make = make
        self._kinds = kinds
        self._marks = tuple(_mark(kind, n) for n, kind in enumerate(kinds))

    def rows(self, *arguments: Kept, using: str = DEFAULT_DB_ALIAS) -> list[tuple[Any, ...]]:
        """Return what the QuerySet would return, as tuples in the order of its columns, in one query.

        :raises ValueError: another number of arguments than stand-ins
        """
        if len(arguments) != len(self._marks):
            raise ValueError(f"{len(self._marks)} arguments are needed")
        connection = connections[using]
        ready = self._ready(connection)
        given = [_adapted(connection, value) for value in arguments]
        values = [
            value if place is None else given[place] for value, place in zip(ready.values, ready.places, strict=True)
        ]
        found = ready.statement.run(connection, values)
        if ready.converters:
            return [tuple(row) for row in ready.compiler.apply_converters(found, ready.converters)]
        return found

    def _ready(self, connection: BaseDatabaseWrapper) -> _Compiled:
        kept: dict[Any, _Compiled] = connection.__dict__.setdefault("_shushan_prepared", {})
        if self not in kept:
            kept[self] = self._compiled(connection)
        return kept[self]

    def _compiled(self, connection: BaseDatabaseWrapper) -> _Compiled:
        query = self._make(*self._marks).query
        compiler = query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        marks = [_adapted(connection, mark) for mark in self._marks]
        places = tuple(next((n for n, mark in enumerate(marks) if _same(mark, value)), None) for value in values)
        if missing := set(range(len(marks))) - set(places):
            raise ValueError(f"arguments {sorted(missing)} do not stand in the query: {sql}")
        converters = compiler.get_converters([column[0] for column in compiler.select])
        if connection.vendor == "postgresql":  # a plan can use a partial index only when it knows the constants
            sql, places = _with_constants(connection, sql, values, places), tuple(n for n in places if n is not None)
            values = (None,) * len(places)
        kinds = [self._kinds[n] for n in places if n is not None]
        return _Compiled(compiler, Statement(sql, *kinds), tuple(values), places, converters)


def _with_constants(
    connection: BaseDatabaseWrapper, sql: str, values: Sequence[Any], places: Sequence[int | None]
) -> str:
    """Return the SQL with its constants written out, so that only arguments have a place."""
    written = (
        "%s" if place is not None else Literal(value).as_string(connection.connection).replace("%", "%%")
        for value, place in zip(values, places, strict=True)
    )
    return re.sub("%s|%%", lambda found: next(written) if found[0] == "%s" else found[0], sql)


def _mark(kind: type[Kept], n: int) -> Kept:
    if kind is int:
        return _LARGE + n
    if kind is datetime:
        return _FAR.replace(microsecond=n + 1)
    if kind is UUID:
        return UUID(int=_LARGE + n)
    if kind is list:
        return [_LARGE + n]
    return f"\x01{n}\x01"


def _adapted(connection: BaseDatabaseWrapper, value: Kept) -> Any:
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, list):
        return value if connection.vendor == "postgresql" else json.dumps(value)
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _same(mark: object, value: object) -> bool:
    return type(mark) is type(value) and mark == value
