"""What a claim comes to when it is held against the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shushan.claims.checks import CHECKS
from shushan.claims.table import Claim, claims


class State(StrEnum):
    """How a claim stands."""

    HOLDS = "holds"
    FALLS_SHORT = "falls short"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Answer:
    """One claim with what was expected and found."""

    claim: Claim
    expected: str
    found: str
    state: State


def answers(at: datetime) -> list[Answer]:
    """Hold every claim against the records as they are known now."""
    return [answer(one, at) for one in claims()]


def answer(one: Claim, at: datetime) -> Answer:
    """Hold one claim against the records."""
    check = CHECKS.get(one.id)
    expected = f"{one.value} {one.unit}".strip()
    if check is None:
        return Answer(one, expected, "", State.NOT_YET)
    found = check(one, at)
    return Answer(one, expected, found.text, State.HOLDS if found.holds else State.FALLS_SHORT)
