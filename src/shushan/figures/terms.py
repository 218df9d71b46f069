"""What others see of the figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from django.utils.functional import lazy
from django.utils.translation import get_language

from shushan.kernel.verbs import Act
from shushan.ledger.public import Dim, SiteSpan, Where


def _spoken(name: str, name_en: str) -> str:
    return name_en if name_en and (get_language() or "").startswith("en") else name


spoken = lazy(_spoken, str)  # a name kept in two languages, said in that of the page


class FigureAct(Act):
    """Verbs of the figures."""

    SEE_ROWS = "figures.see-rows"


class Kind(StrEnum):
    """How a value follows from its rows."""

    ADDITIVE = "additive"  # sum of the quantities
    COUNT = "count"  # how many records stand, whatever their quantities
    STOCK = "stock"  # running sum of signed quantities to the end of the last day
    DISTINCT = "distinct"  # different keys (readers, or reader × site × day) among the rows
    RATIO = "ratio"  # one measure divided by another, in the same scope
    MEDIAN = "median"  # the middle of a dimension of the rows
    PEAK = "peak"  # the highest running sum within a day of what comes less what goes


class Reach(StrEnum):
    """Of which days and sites the facts are asked."""

    SITES = "sites"  # those of the scope
    LIBRARY = "library"  # of the whole library, said of a site or not (duties, signed values)
    YEAR = "year"  # of no site, and of the year in which the scope ends (reference figures such as population)


class Method(StrEnum):
    """Counted from records, or estimated (the CT/ES flag of the public libraries survey, item 501a)."""

    COUNTED = "CT"
    ESTIMATED = "ES"


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A way to take a value apart by dimensions of its facts (``site`` is one). ``words`` names a key's value.

    Parts that say something of persons are hidden from the public where they are small.
    """

    code: str
    name: object
    keys: tuple[str, ...]
    words: Callable[[str, str], object] = lambda _key, value: value
    is_personal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One version of a definition. Texts are Chinese msgids, translated when shown.

    ``facts`` are the facts it sums, ``dims`` what must be equal in their dimensions and ``present`` what must be said,
    ``source`` where the definition comes from, ``note`` what is decided or left out. ``keys`` are counted by a distinct
    measure, ``minus`` are those of the facts that lower a peak's running sum, ``dim`` is what a median is the middle of;
    ``numerator`` and ``denominator`` are the codes of a ratio's two measures, multiplied by ``factor``. ``base`` quantities
    make one unit shown (60 minutes an hour). ``is_personal``: small parts say something of persons. ``among``: dimensions
    that must be one of some values. ``is_internal``: only for who may see rows. ``retired_on``: for no period that ends
    after that day, because the library gave it up.
    """

    code: str
    version: int
    name: object
    unit: object
    kind: Kind
    facts: tuple[str, ...] = ()
    definition: object
    source: object
    valid_from: date
    note: object = ""
    dims: tuple[tuple[str, Dim], ...] = ()
    present: tuple[str, ...] = ()
    reach: Reach = Reach.SITES
    keys: tuple[str, ...] = ("reader",)
    minus: tuple[str, ...] = ()
    dim: str = ""
    numerator: str = ""
    denominator: str = ""
    factor: int = 1
    base: int = 1
    decimals: int = 0
    is_personal: bool = False
    breakdowns: tuple[Breakdown, ...] = ()
    split_by_fact: bool = False
    among: tuple[tuple[str, tuple[Dim, ...]], ...] = ()
    is_internal: bool = False
    retired_on: date | None = None

    @property
    def adds_up(self) -> bool:
        """Whether the parts by site or by day sum to the value."""
        return self.kind in (Kind.ADDITIVE, Kind.COUNT) or (
            self.kind is Kind.DISTINCT and {"site", "day"} <= set(self.keys)
        )

    def words(self, number: Fraction) -> str:
        """Return a number as it is printed: thousands, decimals of the definition, half rounded up."""
        exact = Decimal(number.numerator) / Decimal(number.denominator)
        return f"{exact.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP):,}"


@dataclass(frozen=True, slots=True)
class SiteName:
    """A site as the figures need it: names, and the day from which "since reopening" counts there."""

    id: int
    code: str
    name: str
    name_en: str
    reopened_on: date | None


@dataclass(frozen=True, slots=True)
class UnitName:
    """An organisational unit as the figures need it: its names."""

    id: int
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Which sites and days a value is asked for.

    ``since`` None: since reopening, at each site from its own day. ``until`` exclusive. ``site_ids`` None: every site.
    ``known_at``: only what had been recorded before that instant. ``dims``: only facts with these dimensions (a part).
    ``unit_ids`` None: of every unit.
    """

    until: date
    since: date | None = None
    site_ids: tuple[int, ...] | None = None
    known_at: datetime | None = None
    dims: tuple[tuple[str, Dim], ...] = ()
    unit_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A number with how many records it comes from; None: no value (nothing to divide by, nothing in the middle)."""

    number: Fraction | None
    entries: int
    is_small: bool = False  # hidden: fewer than five persons, or it would give away a hidden one


@dataclass(frozen=True, slots=True)
class SitePart:
    """A site's share of a value, with the days that count there. ``quantity`` is in base units, 0 where it is no sum."""

    site: SiteName
    since: date
    until: date
    quantity: int
    entries: int
    cell: Cell

    @property
    def last(self) -> date:
        """The last day that counts."""
        return self.until - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthPart:
    """A month's share of a value."""

    month: date
    quantity: int
    cell: Cell


@dataclass(frozen=True, slots=True)
class FactPart:
    """A fact's share of a value (issues and returns shown separately)."""

    fact: str
    quantity: int
    entries: int


@dataclass(frozen=True, slots=True)
class DimPart:
    """A part of a value by dimensions: its keys' words, and the dimensions themselves when they can be asked for."""

    words: tuple[object, ...]
    values: tuple[str, ...]
    cell: Cell
    address: str = ""


@dataclass(frozen=True, slots=True)
class DimParts:
    """A value taken apart. ``adds_up``: the parts sum to the value."""

    breakdown: Breakdown
    parts: tuple[DimPart, ...]
    adds_up: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A number with its receipt. ``where`` is the predicate from which the rows follow.

    ``quantity`` is in base units (0 for a ratio or median: ask ``number``). ``operands``: the two stored values of a
    ratio, each with its own rows. ``absence``: why there is no value.
    """

    measure: Measure
    scope: Scope
    quantity: int
    entries: int
    where: Where
    computed_at: datetime
    method: Method = Method.COUNTED
    number: Fraction | None = None
    operands: tuple[Value, ...] = ()
    absence: str = ""

    @property
    def shown(self) -> str:
        """The number as printed; a dash where there is no value."""
        return "—" if self.number is None else self.measure.words(self.number)

    @property
    def spans(self) -> tuple[SiteSpan, ...]:
        """The days that count, site by site."""
        return self.where.spans

    @property
    def leaves(self) -> tuple[Value, ...]:
        """The values that rows stand behind: itself, or those of a ratio's operands."""
        return tuple(leaf for one in self.operands for leaf in one.leaves) or (self,)

    @property
    def is_since_reopening(self) -> bool:
        """Whether each site counts from its own reopening; one fixed first day is a different question."""
        return self.scope.since is None


@dataclass(frozen=True, slots=True)
class Card:
    """A value explained: its parts by site, month and fact, and what was corrected in it.

    ``opening``: of a stock, what it was before the first day of the period. ``is_public``: small parts are hidden.
    """

    value: Value
    sites: tuple[SitePart, ...]
    months: tuple[MonthPart, ...]
    facts: tuple[FactPart, ...]
    reversals: int
    latest_recorded_at: datetime | None  # of the rows; None where there are none
    sealed_to: int
    chain_head: str
    opening: Fraction | None = None
    is_public: bool = False
