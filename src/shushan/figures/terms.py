"""What others see of the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from shushan.kernel.verbs import Act
from shushan.ledger.public import Dim, SiteSpan, Where


class FigureAct(Act):
    """Verbs of the figures."""

    SEE_ROWS = "figures.see-rows"


class Kind(StrEnum):
    """How a value follows from its rows."""

    ADDITIVE = "additive"  # sum of the quantities
    STOCK = "stock"  # running sum of signed quantities to the end of the last day
    DISTINCT = "distinct"  # different readers among the rows


class Method(StrEnum):
    """Counted from records, or estimated (the CT/ES flag of the public libraries survey, item 501a)."""

    COUNTED = "CT"
    ESTIMATED = "ES"


@dataclass(frozen=True, slots=True)
class Measure:
    """One version of a definition. Texts are Chinese msgids, translated when shown.

    ``facts`` are the facts it sums, ``dims`` what must be equal in their dimensions, ``source`` where the definition
    comes from, ``note`` what is decided or left out.
    """

    code: str
    version: int
    name: object
    unit: object
    kind: Kind
    facts: tuple[str, ...]
    definition: object
    source: object
    valid_from: date
    note: object = ""
    dims: tuple[tuple[str, Dim], ...] = ()
    split_by_fact: bool = False


@dataclass(frozen=True, slots=True)
class SiteName:
    """A site as the figures need it: names, and the day from which "since reopening" counts there."""

    id: int
    code: str
    name: str
    name_en: str
    reopened_on: date | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which sites and days a value is asked for.

    ``since`` None: since reopening, at each site from its own day. ``until`` exclusive. ``site_ids`` None: every site.
    ``known_at``: only what had been recorded before that instant.
    """

    until: date
    since: date | None = None
    site_ids: tuple[int, ...] | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SitePart:
    """A site's share of a value, with the days that count there."""

    site: SiteName
    since: date
    until: date
    quantity: int
    entries: int

    @property
    def last(self) -> date:
        """The last day that counts."""
        return self.until - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthPart:
    """A month's share of a value, by site id."""

    month: date
    quantity: int
    by_site: dict[int, int]


@dataclass(frozen=True, slots=True)
class FactPart:
    """A fact's share of a value (issues and returns shown separately)."""

    fact: str
    quantity: int
    entries: int


@dataclass(frozen=True, slots=True)
class Value:
    """A number with its receipt. ``where`` is the predicate from which the rows follow."""

    measure: Measure
    scope: Scope
    quantity: int
    entries: int
    where: Where
    computed_at: datetime
    method: Method = Method.COUNTED

    @property
    def spans(self) -> tuple[SiteSpan, ...]:
        """The days that count, site by site."""
        return self.where.spans

    @property
    def is_since_reopening(self) -> bool:
        """Whether each site counts from its own reopening; one fixed first day is a different question."""
        return self.scope.since is None


@dataclass(frozen=True, slots=True)
class Card:
    """A value explained: its parts by site, month and fact, and what was corrected in it."""

    value: Value
    sites: tuple[SitePart, ...]
    months: tuple[MonthPart, ...]
    facts: tuple[FactPart, ...]
    reversals: int
    latest_recorded_at: datetime | None  # of the rows; None where there are none
    sealed_to: int
    chain_head: str
