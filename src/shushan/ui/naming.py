"""A port: the names behind actors' labels (``staff:12``), for pages of rooms that lie below the people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

Namer = Callable[[Iterable[str]], Mapping[str, str]]
_namer: list[Namer] = []


def use_namer(namer: Namer) -> None:
    """Wire the port (config does it once)."""
    _namer[:] = [namer]


def names_of(labels: Iterable[str]) -> Mapping[str, str]:
    """Return the names behind labels; a label of nobody known stays away, and the page shows the label itself."""
    return _namer[0](labels) if _namer else {}
