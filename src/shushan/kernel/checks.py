"""Checks: what ``shushan doctor`` asks each room. A room declares its own in ``checks.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: an ``ERROR`` makes the doctor's exit code 1, a ``WARNING`` does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: where, what, and what to do now."""

    where: str
    what: str
    remedy: str = ""
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Check:
    """One question of the doctor; ``run`` yields a finding for each thing that is wrong, none when well."""

    code: str
    title: str
    run: Callable[[], Iterable[Finding]]


@dataclass(slots=True)
class Few:
    """The first findings of a kind, of which there may be as many as rows; the others are only counted."""

    limit: int = 20
    first: list[Finding] = field(default_factory=list)
    count: int = 0

    def add(self, where: str, what: str, remedy: str = "") -> None:
        """Keep a finding, or count it."""
        self.count += 1
        if self.count <= self.limit:
            self.first.append(Finding(where, what, remedy))

    @property
    def has_more(self) -> bool:
        """Return whether some were only counted."""
        return self.count > self.limit
