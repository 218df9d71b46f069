"""The one way to write: through the gate where the database needs one, then inside one transaction."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from shushan.database.gate import Gate


@lru_cache(maxsize=8)
def _gate(path: str) -> Gate:
    return Gate(Path(path + ".gate"))


def in_write(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Say whether the caller is already inside a transaction."""
    return connections[using].in_atomic_block


def is_waited_for(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Say, inside a writing transaction, whether a writer in a hurry waits for its end; never where there is no gate."""
    connection = connections[using]
    return connection.vendor == "sqlite" and connection.in_atomic_block and _is_wanted(_name(connection))


def has_gate(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Say whether writers queue at a gate: on SQLite in a file, not on PostgreSQL."""
    connection = connections[using]
    return connection.vendor == "sqlite" and not _is_memory(_name(connection))


def _is_wanted(name: str) -> bool:
    return not _is_memory(name) and _gate(name).is_wanted()


def _name(connection: BaseDatabaseWrapper) -> str:
    return str(connection.settings_dict["NAME"])


def _is_memory(name: str) -> bool:
    return ":memory:" in name or "mode=memory" in name


@contextmanager
def write(using: str = DEFAULT_DB_ALIAS) -> Generator[None]:
    """Open a writing transaction: queue at the gate (SQLite), BEGIN IMMEDIATE, commit or roll back.

    Inside another ``write`` it joins as a savepoint, so operations may call operations.
    Usable as a decorator (``@write()``) and as a context (``with write():``).
    """
    with _written(using, 0):
        yield


@contextmanager
def write_patiently(using: str = DEFAULT_DB_ALIAS) -> Generator[None]:
    """Write like ``write``, but without making long work hurry: for what nobody waits for (the outbox of the index)."""
    with _written(using, 1):
        yield


@contextmanager
def _written(using: str, patience: int) -> Generator[None]:
    connection = connections[using]
    name = _name(connection)
    if connection.in_atomic_block or connection.vendor != "sqlite" or _is_memory(name):
        with transaction.atomic(using=using):
            yield
        return
    with _gate(name).enter(patience=patience), transaction.atomic(using=using):
        yield


@contextmanager
def write_within(using: str = DEFAULT_DB_ALIAS) -> Generator[None]:
    """Be part of the writing transaction that is open, without a savepoint of its own; where none is, open one.

    For small writes inside an act that fails as a whole when they fail: a savepoint costs two more statements.
    """
    if connections[using].in_atomic_block:
        yield
        return
    with write(using):
        yield
