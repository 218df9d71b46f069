"""Statements that are run often: the same rows as plain SQL, in every session and thread, also after what was undone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from shushan.database.public import Statement, look_after_sessions

pytestmark = pytest.mark.django_db(transaction=True)
INSERT = Statement("INSERT INTO often_note VALUES (%s, %s) RETURNING number")
FIND = Statement("SELECT word, '100%%' FROM often_note WHERE number = %s AND word LIKE '%%b'", int)
ALL = Statement("SELECT number FROM often_note ORDER BY number")


@pytest.fixture(autouse=True)
def table() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE often_note (number integer NOT NULL UNIQUE, word varchar(9) NOT NULL)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE often_note")


@pytest.mark.parametrize("stays", [True, False])
def test_it_answers_what_was_written_in_a_new_session_too(settings: LazySettings, *, stays: bool) -> None:
    settings.SESSIONS_STAY = stays
    connection.close()
    assert INSERT.run(connection, [1, "ab"]) == [(1,)]
    assert FIND.run(connection, [1]) == [("ab", "100%")]
    assert FIND.run(connection, [2]) == []
    connection.close()
    assert FIND.run(connection, [1]) == [("ab", "100%")]
    connection.close()


def test_it_outlives_what_is_undone_and_refuses_to_go_on_in_it() -> None:
    with transaction.atomic():
        INSERT.run(connection, [1, "ab"])
        assert ALL.run(connection, []) == [(1,)]
        transaction.set_rollback(True)
    assert ALL.run(connection, []) == []
    INSERT.run(connection, [1, "ab"])
    with pytest.raises(IntegrityError), transaction.atomic():
        INSERT.run(connection, [1, "twice"])
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            ALL.run(connection, [])
    assert ALL.run(connection, []) == [(1,)]


def test_each_thread_keeps_what_its_own_session_has_planned() -> None:
    INSERT.run(connection, [1, "ab"])
    ALL.run(connection, [])
    found: list[Any] = []

    def ask() -> None:
        try:
            found.extend(ALL.run(connection, []) for _round in range(2))
        except DatabaseError as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert found == [[(1,)]] * 6


def test_who_watches_sees_the_sql_itself() -> None:
    with CaptureQueriesContext(connection) as seen:
        assert ALL.run(connection, []) == []
    assert [one["sql"] for one in seen.captured_queries] == [ALL.sql]


def test_a_session_that_broke_fails_one_piece_of_work_and_is_made_anew() -> None:
    look_after_sessions()
    INSERT.run(connection, [1, "ab"])
    if connection.vendor == "postgresql":  # SQLite has no session that somebody else could end
        _end_my_session()
        look_after_sessions()  # worked a moment ago, so it is not asked
        with pytest.raises(DatabaseError):
            ALL.run(connection, [])
    look_after_sessions()
    assert ALL.run(connection, []) == [(1,)]


def _end_my_session() -> None:
    mine = connection.connection.info.backend_pid

    def end() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [mine])
        connections.close_all()

    thread = threading.Thread(target=end)
    thread.start()
    thread.join(90)
