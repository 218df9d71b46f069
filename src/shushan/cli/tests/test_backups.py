"""The restore drill: a backup made while somebody writes comes back whole; a damaged one is refused."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from shushan.cli.backups import BadBackup, backup, prune, restore

pytestmark = pytest.mark.quick


@pytest.fixture(autouse=True)
def on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    (made / "files" / "ab").mkdir(parents=True)
    (made / "files" / "ab" / "abc").write_bytes(b"kept")
    (made / "keys").mkdir()
    (made / "keys" / "secret.key").write_text("s3cret")
    (made / "library.json").write_text('{"time_zone": "Asia/Shanghai"}')
    database = sqlite3.connect(made / "shushan.sqlite3")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE acts (n INTEGER PRIMARY KEY)")
    database.executemany("INSERT INTO acts VALUES (?)", [(n,) for n in range(1000)])
    database.commit()
    database.close()
    return made


def _count(home: Path) -> int:
    return int(sqlite3.connect(home / "shushan.sqlite3").execute("SELECT COUNT(*) FROM acts").fetchone()[0])


def test_a_backup_while_writing_comes_back_whole_with_files_and_keys(home: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        database, n = sqlite3.connect(home / "shushan.sqlite3", timeout=120), 1000
        while not stop.is_set():
            with database:
                database.executemany("INSERT INTO acts VALUES (?)", [(n + k,) for k in range(10)])
            n += 10

    writer = threading.Thread(target=write)
    writer.start()
    made = backup(home, tmp_path / "out")
    stop.set()
    writer.join()
    restore(made, tmp_path / "again")
    assert _count(tmp_path / "again") % 10 == 0
    assert _count(tmp_path / "again") >= 1000
    assert (tmp_path / "again" / "files" / "ab" / "abc").read_bytes() == b"kept"
    assert (tmp_path / "again" / "keys" / "secret.key").read_text() == "s3cret"
    assert made.stat().st_mode & 0o777 == 0o600


def test_keys_are_not_in_the_archive_itself(home: Path, tmp_path: Path) -> None:
    made = backup(home, tmp_path / "out")
    made.with_name(made.name.replace(".tar.gz", ".keys.tar.gz")).unlink()
    restore(made, tmp_path / "again")
    assert not (tmp_path / "again" / "keys").exists()


def test_a_damaged_archive_is_refused_and_nothing_is_touched(home: Path, tmp_path: Path) -> None:
    made = backup(home, tmp_path / "out")
    raw = bytearray(made.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    made.write_bytes(bytes(raw))
    with pytest.raises(BadBackup):
        restore(made, home, force=True)
    assert _count(home) == 1000
    assert (home / "keys" / "secret.key").exists()


def test_a_home_in_use_is_not_overwritten_without_force_and_kept_beside_with_it(home: Path, tmp_path: Path) -> None:
    made = backup(home, tmp_path / "out")
    with pytest.raises(BadBackup, match="not empty"):
        restore(made, home)
    restore(made, home, force=True)
    assert _count(home) == 1000
    assert (tmp_path / "home.before-restore").exists()


def test_restoring_twice_loses_no_backup_and_no_earlier_state(home: Path, tmp_path: Path) -> None:
    made = backup(home)
    (home / "backups" / "shushan-20200701T000000Z.tar.gz").touch()
    restore(made, home, force=True)
    restore(home / "backups" / made.name, home, force=True)
    assert (home / "backups" / "shushan-20200701T000000Z.tar.gz").exists()
    assert (home / "backups" / made.name).exists()
    assert (tmp_path / "home.before-restore").exists()
    assert (tmp_path / "home.before-restore-2").exists()


def test_a_database_that_is_not_in_the_home_is_refused_not_saved_as_empty(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/else.sqlite3")
    with pytest.raises(BadBackup, match="DATABASE_URL"):
        backup(home, tmp_path / "out")
    monkeypatch.delenv("DATABASE_URL")
    (home / "shushan.sqlite3").unlink()
    with pytest.raises(BadBackup, match="no database"):
        backup(home, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*.tar.gz"))


def test_only_the_newest_backups_are_kept(home: Path, tmp_path: Path) -> None:
    for n in range(5):
        (tmp_path / f"shushan-2020070{n}T000000Z.tar.gz").touch()
        (tmp_path / f"shushan-2020070{n}T000000Z.keys.tar.gz").touch()
    prune(tmp_path, keep=2)
    assert sorted(p.name for p in tmp_path.glob("shushan-*")) == [
        "shushan-20200703T000000Z.keys.tar.gz",
        "shushan-20200703T000000Z.tar.gz",
        "shushan-20200704T000000Z.keys.tar.gz",
        "shushan-20200704T000000Z.tar.gz",
    ]
