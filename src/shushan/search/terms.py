"""What others see of the search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FACETS = ("kind", "clc", "language", "year", "audience", "site")


@dataclass(frozen=True, slots=True)
class Document:
    """What a room gives to be found. ``codes`` match whole (ISBN, barcode); ``weight`` raises what is well used."""

    kind: str
    id: int
    title: str
    title_original: str = ""
    author: str = ""
    text: str = ""
    codes: tuple[str, ...] = ()
    facets: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: words, wanted facet values, which page."""

    text: str
    facets: tuple[tuple[str, str], ...] = ()
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Hits:
    """An answer: (kind, id) in the order of fit, how many in all, counts by facet; ``is_ready`` False: no index yet."""

    found: tuple[tuple[str, int], ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    is_ready: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title offered while typing."""

    kind: str
    id: int
    text: str
