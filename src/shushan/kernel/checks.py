"""Checks: what ``shushan doctor`` asks each room. A room declares its own in ``checks.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
