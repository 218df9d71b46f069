"""Holdings as of any past day, by site, class and material, from the ledger; beside them the figures T01 to T04."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shushan.catalogue.measures import ADDITIONS, HOLDINGS
from shushan.figures import public as figures
from shushan.ledger import public as ledger

BEGINNING = date(1900, 1, 1)
OTHER = ""  # the class of items without one, and the material of items of which nothing was said


@dataclass(slots=True)
class Cell:
    """Stock at the end of the day and additions of the period, in 册."""

    stock: int = 0
    added: int = 0


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


def figures_of(*, on: date, since: date, at: datetime) -> list[figures.Value]:
    """Return T01 to T04 at the end of a day, additions from ``since`` (both inclusive): the figures, not counted again.

    :raises EmptyPeriod: ``since`` is after the day
    """
    scope = figures.Scope(since=since, until=on + timedelta(days=1))
    return [figures.value(code, scope=scope, at=at) for code in ("T01", "T02", "T03", "T04")]


def holdings(*, on: date, since: date) -> Holdings:
    """Return the stock at the end of a day, and the additions from ``since`` to that day (both inclusive).

    T01 and T03 by their own facts, taken apart; a correction stands where the entry that it corrects stands. What the
    figures say of the same days is ``figures_of``.
    """
    told = Holdings(on, since)
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
