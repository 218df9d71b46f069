"""What the figures need from above: sites, names of units, measures kept as data. Wired in config."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Protocol

from shushan.figures.terms import Measure, SiteName, UnitName


class Sites(Protocol):
    """The sites whose days count."""

    def all(self) -> tuple[SiteName, ...]:
        """Return every site, in the library's own order."""


class Units(Protocol):
    """The organisational units that facts belong to."""

    def by(self, day: date) -> dict[int, UnitName]:
        """Return every unit that there had been by a day, by id, as it was named last."""


class Definitions(Protocol):
    """Measures that are kept as data: what a library defined itself."""

    def all(self) -> tuple[Measure, ...]:
        """Return every version of every such measure that may be used."""


_sites: list[Sites] = []
_units: list[Units] = []
_definitions: list[Definitions] = []


def use(sites: Sites) -> None:
    """Wire the port (config does it once)."""
    _sites[:] = [sites]


def sites() -> tuple[SiteName, ...]:
    """Return every site; none when nobody wired the port."""
    return _sites[0].all() if _sites else ()


def use_units(units: Units) -> None:
    """Wire the port of the units."""
    _units[:] = [units]


def units(day: date) -> dict[int, UnitName]:
    """Return the units by a day; none when nobody wired the port."""
    return _units[0].by(day) if _units else {}


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
