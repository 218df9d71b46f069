"""Facts of money. Unit: 分 (fen); the quantity is the amount. Each explains exactly one entry of the cash book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _MoneyFact(Event):
    """What all say: for what kind of charge (empty for deposits and the till), and how money changed hands."""

    UNIT: ClassVar[str] = "分"

    kind: str = ""
    method: str = ""


@dataclass(frozen=True, kw_only=True)
class FeeCharged(_MoneyFact):
    """A reader was charged."""

    FACT: ClassVar[str] = "circulation.fee-charged"


@dataclass(frozen=True, kw_only=True)
class FeePaid(_MoneyFact):
    """A reader paid a charge, or part of it, at the fact's site."""

    FACT: ClassVar[str] = "circulation.fee-paid"


@dataclass(frozen=True, kw_only=True)
class FeeWaived(_MoneyFact):
    """A charge, or part of it, was waived."""

    FACT: ClassVar[str] = "circulation.fee-waived"


@dataclass(frozen=True, kw_only=True)
class FeeCancelled(_MoneyFact):
    """A charge, or part of it, was taken back because its cause fell away. ``why``: ``found``, ``refund``, ``mistake``."""

    FACT: ClassVar[str] = "circulation.fee-cancelled"

    why: str = ""


@dataclass(frozen=True, kw_only=True)
class FeeRefunded(_MoneyFact):
    """Money that had been paid for a charge was handed back."""

    FACT: ClassVar[str] = "circulation.fee-refunded"


@dataclass(frozen=True, kw_only=True)
class DepositTaken(_MoneyFact):
    """A reader left a deposit."""

    FACT: ClassVar[str] = "circulation.deposit-taken"


@dataclass(frozen=True, kw_only=True)
class DepositReturned(_MoneyFact):
    """A deposit went back to its reader."""

    FACT: ClassVar[str] = "circulation.deposit-returned"


@dataclass(frozen=True, kw_only=True)
class CashMoved(_MoneyFact):
    """Cash went into the till or out of it, not to a reader. ``way``: ``in`` (change) or ``out`` (handed in)."""

    FACT: ClassVar[str] = "circulation.cash-moved"

    way: str = ""


@dataclass(frozen=True, kw_only=True)
class CashDiffered(_MoneyFact):
    """At a closing the till held more or less than the book. ``way``: ``more`` or ``less``."""

    FACT: ClassVar[str] = "circulation.cash-differed"

    way: str = ""
