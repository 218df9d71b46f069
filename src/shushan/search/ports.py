"""Engines as a port: one is wired in config (tantivy in the home; others by adapter)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shushan.search.terms import Asked, Document, Hits


class Engine(Protocol):
    """Keeps an index. Only the worker calls ``write``; every process may call ``search``."""

    def write(self, documents: Sequence[Document], removed: Sequence[tuple[str, int]]) -> None:
        """Replace these documents and drop the removed ones, durably, in one commit."""

    def search(self, asked: Asked) -> Hits:
        """Answer a question with what was committed last."""

    def clear(self) -> None:
        """Drop everything (before a rebuild)."""


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
