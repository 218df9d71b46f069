"""Engines as a port: one is wired in config (tantivy in the home, PostgreSQL where that is the database)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from shushan.search.analysis.asking import Plan
from shushan.search.analysis.entries import Entry
from shushan.search.terms import Asked, Hits


class WriterElsewhere(Exception):
    """Another process writes this index; what waits is its business."""


class Builder(Protocol):
    """An index being built beside the one in use."""

    def add(self, entries: Iterable[Entry]) -> int:
        """Add entries that are not there yet, and return how many they were."""

    def write(self, entries: Iterable[Entry], removed: Iterable[tuple[str, int]]) -> None:
        """Add entries, replacing those of the same kind and id, then drop the removed ones."""

    def settle(self) -> None:
        """Do what takes long and needs no further document (indexes, merging), while the old index serves."""

    def swap(self) -> None:
        """Make this the index in use, at once for every process."""

    def drop(self) -> None:
        """Throw away what was built."""


class Engine(Protocol):
    """Keeps an index. Only the worker calls ``write``; every process may call ``search``."""

    def write(self, entries: Iterable[Entry], removed: Iterable[tuple[str, int]]) -> str:
        """Replace these entries, then drop the removed ones, durably; return which index took them (see ``in_use``).

        Both may be made while they are asked for.

        :raises WriterElsewhere: another process holds the index.
        """

    def search(self, plan: Plan, asked: Asked) -> Hits:
        """Answer with what was committed last: the steps of the plan in their order, ties by use and newness.

        A limit of 0 gives no hits, but the total and the counts.
        """

    def in_use(self) -> str:
        """Return a name of the index in use; empty when there is none or its analysis is an older one."""

    def build(self) -> Builder:
        """Begin a new index beside the one in use."""

    def close(self) -> None:
        """Let another process write; this one may again when that one is done."""


_engine: list[Engine] = []


def use(engine: Engine) -> None:
    """Wire the port (config does it once)."""
    _engine[:] = [engine]


def engine() -> Engine:
    """Return the wired engine.

    :raises LookupError: none was wired.
    """
    if not _engine:
        raise LookupError("no search engine is wired")
    return _engine[0]
