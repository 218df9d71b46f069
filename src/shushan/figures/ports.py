"""What the figures need from above: the sites of the library. Wired in config to ``places``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from shushan.figures.terms import Measure, SiteName


class Sites(Protocol):
    """The sites whose days count."""

    def all(self) -> tuple[SiteName, ...]:
        """Return every site, in the library's own order."""


class Definitions(Protocol):
    """Measures that are kept as data: what a library defined itself."""

    def all(self) -> tuple[Measure, ...]:
        """Return every version of every such measure that may be used."""


_sites: list[Sites] = []
_definitions: list[Definitions] = []


def use(sites: Sites) -> None:
    """Wire the port (config does it once)."""
    _sites[:] = [sites]


def sites() -> tuple[SiteName, ...]:
    """Return every site; none when nobody wired the port."""
    return _sites[0].all() if _sites else ()


def use_definitions(definitions: Definitions) -> None:
    """Wire the port of measures kept as data."""
    _definitions[:] = [definitions]


def definitions() -> tuple[Measure, ...]:
    """Return the measures kept as data; none when nobody wired the port."""
    kept = _kept.get()
    if kept is not None:
        return kept
    return _definitions[0].all() if _definitions else ()


_kept: ContextVar[tuple[Measure, ...] | None] = ContextVar("figures_definitions", default=None)


@contextmanager
def definitions_once() -> Iterator[None]:
    """Ask for the measures kept as data once, however many figures are asked for inside."""
    token = _kept.set(definitions())
    try:
        yield
    finally:
        _kept.reset(token)
