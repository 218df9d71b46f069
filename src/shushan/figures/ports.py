"""What the figures need from above: the sites of the library. Wired in config to ``places``."""

from __future__ import annotations

from typing import Protocol

from shushan.figures.terms import SiteName


class Sites(Protocol):
    """The sites whose days count."""

    def all(self) -> tuple[SiteName, ...]:
        """Return every site, in the library's own order."""


_sites: list[Sites] = []


def use(sites: Sites) -> None:
    """Wire the port (config does it once)."""
    _sites[:] = [sites]


def sites() -> tuple[SiteName, ...]:
    """Return every site; none when nobody wired the port."""
    return _sites[0].all() if _sites else ()
