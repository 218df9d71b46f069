"""The table of claims as data, in both languages, with what the demonstration's invented names stand for."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).resolve().parent / "data" / "claims.csv"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of the report."""

    id: str
    quote: str
    quote_en: str
    kind: str
    value: str
    unit: str
    period: str
    room: str
    query: str
    stands_for: str


@lru_cache(maxsize=1)
def claims() -> tuple[Claim, ...]:
    """Return every claim, in the order of the report."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(Claim(**row) for row in csv.DictReader(file))


def claim(claim_id: str) -> Claim:
    """Return one claim.

    :raises KeyError: there is none with this id.
    """
    return {one.id: one for one in claims()}[claim_id]
