"""What a page asks, read from its address: everything stands there, nothing in it can break the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from shushan.search.analysis.planning import SCOPES
from shushan.search.queries import MOST_OFFSET, search
from shushan.search.terms import Asked, Hits, Sort

PAGE = 20
LONGEST = 200
MOST_PAGES = 500
SHOWN = ("site", "available", "material", "audience", "language", "clc", "year")
MOST_CHOSEN = 40
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # neither typed by anybody nor allowed in a feed
REMEMBERED = 10  # pages: to here a work that stood on an earlier page is not shown again


@dataclass(frozen=True, slots=True)
class Wish:
    """Words, where to look, chosen facet values, order, page (from 1); ``is_each``: every edition for itself."""

    text: str
    scope: str
    chosen: tuple[tuple[str, str], ...]
    sort: Sort
    page: int
    is_each: bool = False

    def asked(self, *, limit: int = PAGE, sort: Sort | None = None) -> Asked:
        """Return it as a question."""
        return Asked(
            self.text, self._narrowed(), (self.page - 1) * limit, limit, sort or self.sort, self.scope, counts=SHOWN,
            enough=MOST_OFFSET,
        )  # fmt: skip

    def before(self) -> Asked | None:
        """Return the question for what stands on the pages before this one; None where it is not asked any more."""
        if self.page == 1 or self.page > REMEMBERED:
            return None
        return Asked(self.text, self._narrowed(), 0, (self.page - 1) * PAGE, self.sort, self.scope, counts=())

    def address(self, **changes: str) -> str:
        """Return the query string without the page, with changes; an empty change leaves the part out."""
        parts = [("q", self.text), ("in", self.scope), ("sort", "" if self.sort is Sort.FIT else self.sort.value)]
        parts.append(("each", "1" if self.is_each else ""))
        kept = [(name, changes.get(name, value)) for name, value in parts]
        return urlencode([pair for pair in (*kept, *self.chosen) if pair[1]])

    def without(self, name: str, value: str) -> str:
        """Return the query string without one chosen value."""
        chosen = tuple(pair for pair in self.chosen if pair != (name, value))
        return Wish(self.text, self.scope, chosen, self.sort, 1, self.is_each).address()

    def _narrowed(self) -> tuple[tuple[str, str], ...]:
        """With a site chosen, what is in must be in there."""
        sites = [value for name, value in self.chosen if name == "site"]
        if not sites or ("available", "in") not in self.chosen:
            return self.chosen
        rest = tuple(pair for pair in self.chosen if pair[0] != "available")
        return (*rest, *(("available", f"in:{site}") for site in sites))


def wish(given: QueryDict) -> Wish:
    """Read the address of a page of results."""
    number = given.get("page", "1")
    page = min(max(int(number), 1), MOST_PAGES) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    chosen = tuple((name, _UNSEEN.sub(" ", value[:80])) for name in SHOWN for value in given.getlist(name) if value)[
        :MOST_CHOSEN
    ]
    sort, scope = given.get("sort", ""), given.get("in", "")
    return Wish(
        _UNSEEN.sub(" ", given.get("q", "")[: LONGEST * 2]).strip()[:LONGEST],
        scope if scope in SCOPES else "",
        chosen,
        Sort(sort) if sort in set(Sort) else Sort.FIT,
        page,
        given.get("each") == "1",
    )


def newest_of(query: str, *, limit: int) -> Hits:
    """Return the last added among the answers to what an address of the results asks."""
    return search(wish(QueryDict(query)).asked(limit=limit, sort=Sort.NEW))
