"""Statements that are run often: the same rows as plain SQL, in every session and thread, also after what was undone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.signals import request_started
from django.db import DatabaseError, DataError, IntegrityError, OperationalError, connection, connections, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from shushan.database.public import Statement, look_after_sessions

pytestmark = pytest.mark.django_db(transaction=True)
INSERT = Statement("INSERT INTO often_note VALUES (%s, %s) RETURNING number")
FIND = Statement("SELECT word, '100%%' FROM often_note WHERE number = %s AND word LIKE '%%b'", int)
ALL = Statement("SELECT number FROM often_note ORDER BY number")
FIND_ALL = Statement("SELECT number FROM often_note ORDER BY number LIMIT 9")


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


def test_what_the_database_refuses_or_cannot_read_is_said_as_django_says_it() -> None:
    INSERT.run(connection, [1, "ab"])
    with pytest.raises(IntegrityError):
        INSERT.run(connection, [1, "twice"])
    with transaction.atomic():  # the first statement of a transaction, and one behind it
        assert ALL.run(connection, []) == FIND_ALL.run(connection, []) == [(1,)]
    if connection.vendor == "postgresql":  # SQLite keeps what is too long, and NUL
        with pytest.raises(DataError):
            INSERT.run(connection, [2, "much too long"])
        with pytest.raises(DataError):
            INSERT.run(connection, [2, "a\x00"])
    assert ALL.run(connection, []) == [(1,)]


def test_a_session_that_broke_in_the_middle_of_work_is_made_anew_for_the_next() -> None:
    look_after_sessions()
    INSERT.run(connection, [1, "ab"])
    look_after_sessions()  # worked a moment ago, so it is not asked
    if connection.vendor == "postgresql":  # SQLite has no session that somebody else could end
        end_my_session()
        with pytest.raises(OperationalError):
            ALL.run(connection, [])
    look_after_sessions()
    assert ALL.run(connection, []) == [(1,)]


def test_a_session_is_not_asked_whether_it_lives_but_one_that_was_ended_is_made_anew() -> None:
    INSERT.run(connection, [1, "ab"])
    for begins in (look_after_sessions, partial(request_started.send, sender=None)):
        begins()
        begins()
        before = connection.connection
        assert ALL.run(connection, []) == [(1,)] and connection.connection is before
        if connection.vendor == "postgresql":
            assert connection.health_check_done  # so nobody asked
            end_my_session()
            begins()
            assert not connection.health_check_done
            assert ALL.run(connection, []) == [(1,)] and connection.connection is not before


def end_my_session() -> None:
    mine = connection.connection.info.backend_pid

    def end() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [mine])
        connections.close_all()

    thread = threading.Thread(target=end)
    thread.start()
    thread.join(90)
