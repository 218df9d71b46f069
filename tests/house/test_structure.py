"""What a new SQLite home begins with is what the migrations lead to."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from shushan.database import birth
from shushan.database.migrated import kept_copy, state_of_migrations

MEND = "run ./shushan structure and commit src/shushan/database/data/beginning.sql"


def test_the_script_is_that_of_the_migrations() -> None:
    with birth.SCRIPT.open(encoding="utf-8") as file:
        assert file.readline().strip() == f"-- state of the migrations: {state_of_migrations()}", MEND


@pytest.mark.django_db
def test_postgresql_is_always_migrated_and_a_full_database_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert birth.begin() is False
    monkeypatch.setattr(birth, "SCRIPT", birth.SCRIPT.with_name("none.sql"))
    assert birth.begin() is False


if connection.vendor == "sqlite":  # only its homes are born with their tables

    @pytest.mark.django_db
    def test_the_script_gives_the_very_tables_and_rows_of_the_migrations(tmp_path: Path) -> None:
        migrated = kept_copy("sqlite")
        assert migrated is not None
        assert _of_the_product(birth.written(migrated)) == birth.SCRIPT.read_text(encoding="utf-8"), MEND
        born = tmp_path / "born.sqlite3"
        with sqlite3.connect(born) as raw:
            raw.executescript(birth.script())
        assert birth.written(born) == _of_the_product(birth.written(migrated))

    def _of_the_product(script: str) -> str:
        """Return a script without the facts that tests declare: who made the copy may have known them."""
        return "".join(line for line in script.splitlines(keepends=True) if ",'test." not in line)
