"""Backup and restore: the database as it stands at one instant, the files, the settings; keys apart."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shushan.cli import postgres_files

KEPT = 14  # nightly backups
PARTS = ("files", "media", "library.json", "demonstration.json")


class BadBackup(RuntimeError):
    """The archive cannot be trusted; the message says what is wrong with it."""


def backup(home: Path, target: Path | None = None, *, at: datetime | None = None) -> Path:
    """Write ``shushan-….tar.gz`` and, apart, ``….keys.tar.gz``; return the former. Safe while serving."""
    moment = (at or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    folder = target or home / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    archive, keys = folder / f"shushan-{moment}.tar.gz", folder / f"shushan-{moment}.keys.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        members = {"database": _dump(home, Path(scratch))}
        for name in PARTS:
            if (home / name).exists():
                members[name] = home / name
        manifest = {"made_at": moment, "database": _vendor(), "sha256": _hashes(members)}
        _write(archive, members, manifest)
        if (home / "keys").exists():
            _write(keys, {"keys": home / "keys"}, {"made_at": moment, "sha256": _hashes({"keys": home / "keys"})})
    return archive


def restore(archive: Path, home: Path, *, keys: Path | None = None, force: bool = False) -> None:
    """Put a backup into a home. The archive is proved against its manifest before anything is touched.

    :raises BadBackup: damaged, incomplete, of another kind of database, or the home is not empty.
    """
    beside = archive.with_name(archive.name.replace(".tar.gz", ".keys.tar.gz"))
    keys = keys or (beside if beside.exists() else None)
    if home.exists() and any(home.iterdir()) and not force:
        raise BadBackup(f"{home} is not empty; say --force to replace what is there")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
        fresh = Path(scratch) / "home"
        fresh.mkdir(mode=0o700)
        manifest = _unpack(archive, fresh)
        if manifest.get("database") != _vendor():
            raise BadBackup(f"this is a backup of {manifest.get('database')}, but the library runs on {_vendor()}")
        if keys is not None:
            _unpack(keys, fresh)
        if not force and _vendor() == "postgresql" and not postgres_files.is_empty(os.environ["DATABASE_URL"]):
            raise BadBackup("the database is not empty; say --force to replace what is there (it is kept beside)")
        _load(fresh, manifest)
        if home.exists():
            aside = _free_name(home.with_name(f"{home.name}.before-restore"))
            home.rename(aside)
            if (aside / "backups").exists():  # older backups stay with the library
                (aside / "backups").rename(fresh / "backups")
            if keys is None and (aside / "keys").exists():
                shutil.copytree(aside / "keys", fresh / "keys")
        fresh.rename(home)


def prune(folder: Path, keep: int = KEPT) -> list[Path]:
    """Remove all but the newest backups and return what was removed."""
    archives = sorted(p for p in folder.glob("shushan-*.tar.gz") if not p.name.endswith(".keys.tar.gz"))
    gone = archives[:-keep] if keep else archives
    for archive in gone:
        archive.unlink()
        archive.with_name(archive.name.replace(".tar.gz", ".keys.tar.gz")).unlink(missing_ok=True)
    return gone


def _free_name(wanted: Path) -> Path:
    """Return a name that nothing has yet, so that no earlier state is ever thrown away."""
    n, name = 1, wanted
    while name.exists():
        n += 1
        name = wanted.with_name(f"{wanted.name}-{n}")
    return name


def _vendor() -> str:
    return "postgresql" if os.environ.get("DATABASE_URL", "").startswith(("postgres", "postgresql")) else "sqlite"


def _dump(home: Path, scratch: Path) -> Path:
    if _vendor() == "postgresql":
        out = scratch / "database.dump"
        postgres_files.dump(os.environ["DATABASE_URL"], out)
        return out
    out = scratch / "shushan.sqlite3"
    if os.environ.get("DATABASE_URL"):
        raise BadBackup("DATABASE_URL names a SQLite file; only the one in the home or PostgreSQL can be backed up")
    if not (home / "shushan.sqlite3").exists():
        raise BadBackup(f"{home} holds no database")
    source = sqlite3.connect(home / "shushan.sqlite3", timeout=30)
    copy = sqlite3.connect(out)
    with source, copy:
        source.backup(copy, pages=4000)
    source.close()
    copy.close()
    return out


def _load(fresh: Path, manifest: dict[str, Any]) -> None:
    dumped = fresh / "database"
    if manifest["database"] == "postgresql":
        aside = f"before_restore_{datetime.now(UTC):%Y%m%dt%H%M%S}"
        postgres_files.load(os.environ["DATABASE_URL"], dumped, aside=aside)
        dumped.unlink()
        return
    check = sqlite3.connect(dumped)
    if check.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise BadBackup("the database in the archive is damaged")
    check.close()
    dumped.rename(fresh / "shushan.sqlite3")


def _hashes(members: dict[str, Path]) -> dict[str, str]:
    found = {}
    for name, path in members.items():
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        for file in files:
            inner = name if file == path else f"{name}/{file.relative_to(path)}"
            found[inner] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def _write(archive: Path, members: dict[str, Path], manifest: dict[str, Any]) -> None:
    new = archive.with_name(archive.name + ".new")
    with tarfile.open(new, "w:gz", compresslevel=3) as tar:
        text = json.dumps(manifest, indent=1).encode()
        head = tarfile.TarInfo("manifest.json")
        head.size = len(text)
        tar.addfile(head, io.BytesIO(text))
        for name, path in members.items():
            tar.add(path, arcname=name)
    new.chmod(0o600)
    new.rename(archive)


def _unpack(archive: Path, into: Path) -> dict[str, Any]:
    try:
        with tarfile.open(archive, "r:gz") as tar:
            tar.extractall(into, filter="data")
        manifest: dict[str, Any] = json.loads((into / "manifest.json").read_text())
    except (tarfile.TarError, zlib.error, OSError, EOFError, KeyError, ValueError) as error:
        raise BadBackup(f"{archive.name} is no backup, or it is damaged ({error})") from error
    (into / "manifest.json").unlink()
    for name, wanted in manifest["sha256"].items():
        path = into / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            raise BadBackup(f"{archive.name}: {name} is missing or changed")
    return manifest
