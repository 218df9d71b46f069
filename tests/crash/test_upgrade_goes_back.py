"""An upgrade that ends in a sick library goes back to the backup it made; a sound one goes through."""

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
    with sqlite3.connect(home / "shushan.sqlite3") as database:  # somebody meddles with the ledger behind the house
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entry'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute(
            "UPDATE ledger_entry SET quantity = quantity + 7 WHERE id = (SELECT min(id) FROM ledger_entry)"
        )
        assert database.total_changes == 1
    back = _run(home, "upgrade")
    assert back.returncode == 1 and "going back" in back.stdout + back.stderr
    assert not _has_views(home), "the migration was not undone"
    assert not (home / "maintenance").exists()
    assert len(list((home / "backups").glob("shushan-*.tar.gz"))) >= 2
