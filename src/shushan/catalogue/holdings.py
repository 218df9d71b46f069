"""Holdings as of any past day, by site, class and material, from the ledger; and the figures T01 to T04 with their parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from shushan.catalogue.measures import ADDITIONS, HOLDINGS
from shushan.ledger import public as ledger
from shushan.places import public as places

BEGINNING = date(1900, 1, 1)
OTHER = ""  # the class of items without one, and the material of items of which nothing was said


@dataclass(slots=True)
class Cell:
    """Stock at the end of the day and additions of the period, in 册."""

    stock: int = 0
    added: int = 0


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio with both its parts; ``value`` None: there is nothing to divide by."""

    over: int
    under: int
    value: float | None


@dataclass(slots=True)
class Holdings:
    """Stock and additions: whole, by site id, by class (main class letter, empty: none), by material, and each by site.

    The material is what the fact of accession said. Facts from before it was said have none: a part of its own.
    """

    on: date
    since: date
    whole: Cell = field(default_factory=Cell)
    sites: dict[int, Cell] = field(default_factory=dict)
    classes: dict[str, Cell] = field(default_factory=dict)
    cells: dict[tuple[str, int], Cell] = field(default_factory=dict)
    materials: dict[str, Cell] = field(default_factory=dict)
    material_cells: dict[tuple[str, int], Cell] = field(default_factory=dict)
    population: places.PopulationValue | None = None

    @property
    def stock_each(self) -> Ratio:
        """T02: stock ÷ residents."""
        return self._ratio(self.whole.stock)

    @property
    def added_each(self) -> Ratio:
        """T04: additions ÷ residents."""
        return self._ratio(self.whole.added)

    def _ratio(self, over: int) -> Ratio:
        under = self.population.persons if self.population else 0
        return Ratio(over, under, over / under if under else None)


def holdings(*, on: date, since: date) -> Holdings:
    """Return the stock at the end of a day, and the additions from ``since`` to that day (both inclusive).

    T01 and T03 by their own facts; a correction stands where the entry that it corrects stands. T02 and T04 divide by
    the residents (常住人口) of the newest year that is not after the day (of several areas the largest); without one they have no value.
    """
    told = Holdings(on, since, population=_population(on))
    for kind, first, facts in (("stock", BEGINNING, HOLDINGS.facts), ("added", since, ADDITIONS.facts)):
        spans = tuple(ledger.SiteSpan(site, first, on + timedelta(days=1)) for site in sorted(ledger.sites_of(facts)))
        if not spans or first > on:
            continue
        for group in ledger.totals(ledger.Where(facts, spans), by=("site", "clc", "material")):
            site, clc, material = int(str(group.keys[0])), str(group.keys[1] or OTHER), str(group.keys[2] or OTHER)
            for cell in (
                told.whole,
                told.sites.setdefault(site, Cell()),
                told.classes.setdefault(clc, Cell()),
                told.cells.setdefault((clc, site), Cell()),
                told.materials.setdefault(material, Cell()),
                told.material_cells.setdefault((material, site), Cell()),
            ):
                setattr(cell, kind, getattr(cell, kind) + group.quantity)
    return told


def _population(on: date) -> places.PopulationValue | None:
    known = [p for p in places.populations() if p.year <= on.year and p.kind is places.PopulationKind.RESIDENT]
    return max(known, key=lambda p: (p.year, p.persons), default=None)
