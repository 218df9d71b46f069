"""Facts of the circulation. Unit: 册次. Category and age band are those of the reader at the time of lending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.circulation.holds.events import (
    HoldCancelled,
    HoldExpired,
    HoldFilled,
    HoldPlaced,
    ItemReceived,
    ItemSent,
)
from shushan.circulation.money.events import (
    CashDiffered,
    CashMoved,
    DepositReturned,
    DepositTaken,
    FeeCancelled,
    FeeCharged,
    FeePaid,
    FeeRefunded,
    FeeWaived,
)
from shushan.circulation.troubles.events import DamageNoted, ItemFound, ItemLost, LoanRecalled, ReturnClaimed
from shushan.kernel.events import Event

__all__ = [
    "CashDiffered",
    "CashMoved",
    "DamageNoted",
    "DepositReturned",
    "DepositTaken",
    "FeeCancelled",
    "FeeCharged",
    "FeePaid",
    "FeeRefunded",
    "FeeWaived",
    "HoldCancelled",
    "HoldExpired",
    "HoldFilled",
    "HoldPlaced",
    "ItemFound",
    "ItemLent",
    "ItemLost",
    "ItemReceived",
    "ItemReturned",
    "ItemSent",
    "LoanRecalled",
    "LoanRenewed",
    "ReturnClaimed",
]


@dataclass(frozen=True, kw_only=True)
class _LoanFact(Event):
    """What all three facts say: the reader's category and age band, the class of the work, where the item belongs."""

    UNIT: ClassVar[str] = "册次"

    category: str = ""
    age_band: str = ""
    clc: str = ""  # main class of the Chinese Library Classification, one letter
    home_site: int | None = None


@dataclass(frozen=True, kw_only=True)
class ItemLent(_LoanFact):
    """An item was lent at a site. ``override`` names the rules that were set aside, joined by ``+``."""

    FACT: ClassVar[str] = "circulation.item-lent"

    override: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemReturned(_LoanFact):
    """An item came back; the site is the one where it came back. ``from_site`` is named when it was lent elsewhere.

    ``fine_fen`` and ``suspension_days``: what being late costs, by the rule of that number; left out when nothing.
    """

    FACT: ClassVar[str] = "circulation.item-returned"

    from_site: int | None = None
    days_late: int | None = None  # left out when in time
    fine_fen: int | None = None
    suspension_days: int | None = None
    rule: int | None = None


@dataclass(frozen=True, kw_only=True)
class LoanRenewed(_LoanFact):
    """A loan was renewed; the site is the one where it was lent."""

    FACT: ClassVar[str] = "circulation.loan-renewed"

    override: str = ""


@dataclass(frozen=True, kw_only=True)
class LoanTakenOver(_LoanFact):
    """An open loan moved in from another system; the lending was no act of this library and counts in no measure."""

    FACT: ClassVar[str] = "circulation.loan-taken-over"


@dataclass(frozen=True, kw_only=True)
class LoansFellDue(Event):
    """So many loans lent at a site had this day as their last; one fact a day, site and category."""

    FACT: ClassVar[str] = "circulation.loans-fell-due"
    UNIT: ClassVar[str] = "册次"

    category: str = ""


@dataclass(frozen=True, kw_only=True)
class LoansRanLate(Event):
    """So many of the loans that fell due on this day were not back by its end."""

    FACT: ClassVar[str] = "circulation.loans-ran-late"
    UNIT: ClassVar[str] = "册次"

    category: str = ""


@dataclass(frozen=True, kw_only=True)
class LoanDueMoved(Event):
    """A due day was moved by a closure so many local days, back where ``days`` is below zero."""

    FACT: ClassVar[str] = "circulation.loan-due-moved"
    UNIT: ClassVar[str] = "册次"

    category: str = ""
    closure: int = 0
    days: int = 0


@dataclass(frozen=True, kw_only=True)
class HoldShelfMoved(Event):
    """The last day of a copy on the pick-up shelf was moved by a closure so many local days."""

    FACT: ClassVar[str] = "circulation.hold-shelf-moved"
    UNIT: ClassVar[str] = "次"

    closure: int = 0
    days: int = 0
