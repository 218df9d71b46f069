"""What others see of the search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

FACETS = ("kind", "material", "clc", "language", "year", "audience", "site", "available")


@dataclass(frozen=True, slots=True)
class Document:
    """What a room gives to be found.

    ``author`` holds names between semicolons; ``titles`` are its other titles; ``reading`` and ``author_readings`` are
    the record's own pinyin (of the title, of each author). ``codes`` match whole (ISBN, barcode), ``call_numbers`` whole
    or without volume and edition; ``weight`` raises what is well used. The facet ``year`` also breaks ties.
    """

    kind: str
    id: int
    title: str
    title_original: str = ""
    author: str = ""
    text: str = ""
    codes: tuple[str, ...] = ()
    facets: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    weight: int = 0
    titles: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    reading: str = ""
    author_readings: tuple[str, ...] = ()
    call_numbers: tuple[str, ...] = ()


class Sort(StrEnum):
    """How answers stand: by fit, newest first, best used first, by the letters of the title, last added first."""

    FIT = "fit"
    YEAR = "year"
    USE = "use"
    TITLE = "title"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: words, wanted facet values, which page. ``scope`` asks one field only (title, author, subject ...).

    ``enough``: hits may be counted no further than so many, where an engine has to look at each; 0: all are counted.
    """

    text: str
    facets: tuple[tuple[str, str], ...] = ()
    offset: int = 0
    limit: int = 20
    sort: Sort = Sort.FIT
    scope: str = ""
    without: tuple[tuple[str, int], ...] = ()
    counts: tuple[str, ...] = FACETS
    enough: int = 0


@dataclass(frozen=True, slots=True)
class Hits:
    """An answer: (kind, id) in the order of fit, how many in all, counts by facet; ``is_ready`` False: no index yet.

    ``is_more``: there are more than ``total``, and the facets count so many of them.
    """

    found: tuple[tuple[str, int], ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    is_ready: bool = True
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title offered while typing."""

    kind: str
    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A document that changed: the number of its last change, when the index had it, whether it is gone by now."""

    number: int
    id: int
    at: datetime
    is_gone: bool
