"""The works that the demonstration library owns: real ones, from memory; what is unknown stays blank."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).resolve().parent / "data" / "works.tsv"


@dataclass(frozen=True, slots=True)
class Work:
    """One work. ``audience`` is adult or child; ``clc`` a class of the 中图法."""

    title: str
    original_title: str
    author: str
    contributor: str
    publisher: str
    year: int | None
    clc: str
    language: str
    audience: str
    country: str
    isbn: str


@lru_cache(maxsize=1)
def works() -> tuple[Work, ...]:
    """Return every work of the table, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(
        Work(
            r["title"], r["original_title"] or "", r["author"] or "", r["contributor"] or "", r["publisher"] or "",
            int(r["year"]) if r["year"] else None, r["clc"] or "", r["language"] or "chi", r["audience"] or "adult",
            r["country"] or "", r["isbn"] or "",
        )
        for r in rows
    )  # fmt: skip
