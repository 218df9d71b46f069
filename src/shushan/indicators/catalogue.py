"""The catalogue of the 62 indicators: those with records, and those that wait for a room, as data."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from shushan.figures import public as figures

TABLE = Path(__file__).resolve().parent / "data" / "catalogue.tsv"


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """One indicator of the catalogue. ``measure`` None: its records come with ``room``."""

    code: str
    name: str
    name_en: str
    unit: str
    formula: str
    periods: str
    dims: str
    source: str
    room: str
    measure: figures.Measure | None = None


@lru_cache(maxsize=1)
def _table() -> tuple[CatalogueLine, ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return tuple(
            CatalogueLine(
                r["code"],
                r["name"],
                r["name_en"],
                r["unit"],
                r["formula"],
                r["periods"],
                r["dims"],
                r["source"],
                r["room"],
            )
            for r in rows
        )


def shipped_codes() -> frozenset[str]:
    """Return every code of the shipped catalogue."""
    return frozenset(line.code for line in _table())


def catalogue() -> list[CatalogueLine]:
    """Return every indicator of the catalogue, with the measure that stands for it where records exist."""
    known = {one.code: one for one in figures.every_measure()}
    return [replace(line, measure=known.get(line.code)) for line in _table()]


def waiting() -> list[CatalogueLine]:
    """Return those that no room has records for yet."""
    return [line for line in catalogue() if line.measure is None]
