"""SQL that is run often: PostgreSQL parses and plans it once in each session (PREPARE), SQLite keeps it by itself.

A small question by an id costs PostgreSQL several times as much to parse and to plan as to answer, and Django's way to
a cursor costs several times as much as the driver's call of a plan: it is taken only when somebody watches (tests, the
debug log).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from shushan.database.plans import Plans, Row

TYPES: Final[dict[type, str]] = {int: "bigint", str: "text", datetime: "timestamptz", UUID: "uuid", list: "bigint[]"}
_PLACE: Final = re.compile("%s|%%")
_KEPT: Final = "_shushan_session"
_numbers = count(1)


@dataclass(slots=True)
class _Session:
    """What is kept of a session with the database: a cursor, and what PostgreSQL has planned in it."""

    of: Any
    cursor: Any
    plans: Plans | None


class Statement:
    """SQL with a place (``%s``) for each of its values.

    ``kinds``: what these are (keys of ``TYPES``); where none are given, PostgreSQL sees it from the columns.
    """

    def __init__(self, sql: str, *kinds: type) -> None:
        self.sql = sql
        self._name = f"shushan_{next(_numbers)}"
        types = f"({', '.join(TYPES[kind] for kind in kinds)})" if kinds else ""
        places = ", ".join("%s" for place in _PLACE.findall(sql) if place == "%s")
        self._make = f"PREPARE {self._name}{types} AS {_numbered(sql)}"
        self._call = f"EXECUTE {self._name}" + (f"({places})" if places else "")

    def run(self, connection: BaseDatabaseWrapper, values: Sequence[Any]) -> list[Row]:
        """Run it with values as the database takes them, and return its rows; none when it answers nothing."""
        if connection.execute_wrappers or connection.queries_logged:  # who watches sees the SQL itself
            with connection.cursor() as cursor:
                cursor.execute(self.sql, values)
                return list(cursor.fetchall()) if cursor.description else []
        session = _session(connection)
        connection.validate_no_broken_transaction()
        with connection.wrap_database_errors:
            if session.plans is not None:
                return session.plans.run(self._name, self._make, self._call, values)
            session.cursor.execute(self.sql, values)
            return session.cursor.fetchall() if session.cursor.description else []


def _session(connection: BaseDatabaseWrapper) -> _Session:
    """Return what is kept of the session that stands; a connection that was made again is another one."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    kept: _Session | None = getattr(connection, _KEPT, None)  # not its __dict__: Django's proxy is shared by threads
    if kept is None or kept.of is not connection.connection:
        keeps_plans = connection.vendor == "postgresql" and settings.SESSIONS_STAY
        cursor = connection.create_cursor()
        kept = _Session(connection.connection, cursor, Plans(connection.connection, cursor) if keeps_plans else None)
        setattr(connection, _KEPT, kept)
    return kept


def _numbered(sql: str) -> str:
    places = count(1)
    return _PLACE.sub(lambda found: f"${next(places)}" if found[0] == "%s" else "%", sql)
