"""What a gate may count: pure rules, so that the preview of a file and the act itself say the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from shushan.visits.terms import GateValue, Side

MOST: Final = 100_000  # people through one gate in one span: more is a broken counter
EARLIEST: Final = date(1990, 1, 1)  # a counter that says an earlier year has lost its clock
CLOCK_MAY_DIFFER: Final = timedelta(minutes=5)


class Doubt(StrEnum):
    """Why a gate does not count something."""

    UNKNOWN = "unknown"  # no gate of that name at the site
    NOT_THEN = "not-then"  # it was not there on that day
    NO_WAY_IN = "no-way-in"  # an exit that says people came in
    NO_WAY_OUT = "no-way-out"  # an entrance that says people left


def doubt(gates: Iterable[GateValue], *, name: str, day: date, entered: int, left: int) -> Doubt | None:
    """Return why the gate of that name (one of a site's gates) cannot have counted this, None when it can.

    A count without a name is the whole site's and is not held against any gate.
    """
    if not name:
        return None
    gate = next((one for one in gates if one.name == name), None)
    if gate is None:
        return Doubt.UNKNOWN
    if not gate.stands(day):
        return Doubt.NOT_THEN
    if gate.side is Side.OUT and entered:
        return Doubt.NO_WAY_IN
    if gate.side is Side.IN and left:
        return Doubt.NO_WAY_OUT
    return None
