"""What PostgreSQL has planned in one session, and the driver's own call of it: no cursor, no SQL, one round trip.

A cursor costs two to three times as much processor time as this call, for what it can do besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from psycopg import OperationalError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

_TEXT: Final = [PyFormat.TEXT] * 100
Row = tuple[Any, ...]


class Plans:
    """The plans of one session. ``cursor`` belongs to it and says how values are written and read."""

    def __init__(self, session: Any, cursor: Any) -> None:
        self._session = session
        self._driver = session.pgconn
        self._cursor = cursor
        self._values = Transformer(cursor)
        self._known: set[str] = set()

    def run(self, name: str, making: str, calling: str, values: Sequence[Any]) -> list[Row]:
        """Run a plan and return its rows; it is made the first time.

        ``making`` and ``calling`` are the SQL that makes it and calls it with the values' places.
        """
        if name not in self._known:
            self._cursor.execute(making)
            self._known.add(name)  # it stays also when the transaction is undone
        if not self._session.autocommit and self._driver.transaction_status == TransactionStatus.IDLE:
            self._cursor.execute(calling, values)  # the driver begins the transaction before it
            return self._cursor.fetchall() if self._cursor.pgresult.nfields else []
        formats = _TEXT[: len(values)] if len(values) <= len(_TEXT) else [PyFormat.TEXT] * len(values)
        with self._session.lock:
            try:
                found = self._driver.exec_prepared(name.encode("ascii"), self._values.dump_sequence(values, formats))
            except MemoryError:  # what the driver says when nothing could be sent
                raise OperationalError("the session with the database broke") from None
            return self._rows(found)

    def _rows(self, found: PGresult) -> list[Row]:
        if found.status == ExecStatus.TUPLES_OK:
            self._values.set_pgresult(found)
            return self._values.load_rows(0, found.ntuples, tuple)
        if found.status == ExecStatus.COMMAND_OK:
            return []
        if self._driver.status == ConnStatus.BAD and not found.error_field(DiagnosticField.SQLSTATE):
            raise OperationalError("the session with the database broke")
        raise error_from_result(found)
