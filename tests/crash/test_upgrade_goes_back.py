"""An upgrade that makes something wrong goes back to the backup it made; any other goes through."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from shushan.database.migrated import begin_with_copy

pytestmark = pytest.mark.crash


def _run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SHUSHAN_TEST_DATABASE")}
    environment = kept | {"SHUSHAN_HOME": str(home)}
    whole = [sys.executable, "-m", "shushan", *words]
    return subprocess.run(whole, env=environment, capture_output=True, text=True, check=False)


def _has_views(home: Path) -> bool:
    with sqlite3.connect(home / "shushan.sqlite3") as database:
        return bool(database.execute("SELECT 1 FROM sqlite_master WHERE name = 'ui_savedview'").fetchone())


def test_an_upgrade_goes_through_or_goes_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    begin_with_copy(home)
    assert _run(home, "init", "--password", "x-y-z-1-2-3").returncode == 0
    assert _run(home, "manage", "migrate", "ui", "zero").returncode == 0
    assert not _has_views(home)
    through = _run(home, "upgrade")
    assert through.returncode == 0, through.stdout + through.stderr
    assert _has_views(home)

    assert _run(home, "manage", "migrate", "ui", "zero").returncode == 0
    _meddle(home, "SELECT 1")
    through = _run(home, "upgrade")
    assert through.returncode == 0, through.stdout + through.stderr
    assert "was wrong before" in through.stderr and _has_views(home)

    assert _run(home, "manage", "migrate", "ui", "zero").returncode == 0
    _meddle(
        home,
        "CREATE TRIGGER sick AFTER INSERT ON django_migrations BEGIN "
        "UPDATE ledger_entry SET quantity = quantity + 7 WHERE id = (SELECT min(id) FROM ledger_entry); END",
    )  # the migration itself spoils a record
    back = _run(home, "upgrade")
    assert back.returncode == 1 and "going back" in back.stdout + back.stderr
    assert not _has_views(home), "the migration was not undone"
    assert not (home / "maintenance").exists()
    assert len(list((home / "backups").glob("shushan-*.tar.gz"))) >= 3


def _meddle(home: Path, statement: str) -> None:
    """Take the ledger's guards away, behind the back of the house, and do something."""
    with sqlite3.connect(home / "shushan.sqlite3") as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entry'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute(statement)
