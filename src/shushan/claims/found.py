"""What a check finds, and the day of the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shushan.claims.table import claim


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: in words, and whether the claim holds."""

    text: str
    holds: bool


def as_of() -> date:
    """Return the day of the report: the as-of date of every other claim (C01)."""
    return date.fromisoformat(claim("C01").value)
