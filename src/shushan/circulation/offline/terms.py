"""Words of acts while cut off that others see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shushan.circulation.terms import Lent
from shushan.kernel.verbs import Act


class OfflineVerb(Act):
    """What may be granted around acts while cut off. Sending them up belongs to lending and taking back."""

    SETTLE = "circulation.settle-offline"  # see the list and settle what waits


class Way(StrEnum):
    """What was done."""

    LEND = "lend"
    RETURN = "return"
    RENEW = "renew"


class Outcome(StrEnum):
    """How an act ended: recorded, recorded with something put right, to be looked at, looked at."""

    DONE = "done"
    EASED = "eased"
    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class PastAct:
    """One act as it is sent up. ``key`` was made where it was done: sent again it is the same act.

    ``said_at`` is the clock of the desk or machine, ``at`` the instant after correction. ``source`` names the machine
    or the colleague. ``may_renew``: an item that the reader has already is renewed. ``reason``: why the colleague set
    a rule aside there. ``told_due``: the due day that the reader was told.
    """

    key: UUID
    way: Way
    card: str
    barcode: str
    said_at: datetime
    at: datetime
    source: str
    site_id: int
    may_renew: bool = False
    reason: str = ""
    told_due: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """How an act ended. ``loan``: what was written, None when nothing was."""

    outcome: Outcome
    why: str = ""
    loan: Lent | None = None
