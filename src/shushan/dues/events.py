"""Facts of the dues. None says how much: an amount tells a salary, and the ledger forgets nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class FellDue(Event):
    """A member's dues of a month fell due, on the collection day; ``branch`` is the unit's id."""

    FACT: ClassVar[str] = "dues.fell-due"
    UNIT: ClassVar[str] = "人"

    branch: int = 0


@dataclass(frozen=True, kw_only=True)
class PaidInMonth(Event):
    """A member's dues of a month were whole by the month's last day."""

    FACT: ClassVar[str] = "dues.paid-in-month"
    UNIT: ClassVar[str] = "人"

    branch: int = 0


@dataclass(frozen=True, kw_only=True)
class PaymentTaken(Event):
    """A collector took money; ``months`` says for how many months."""

    FACT: ClassVar[str] = "dues.payment-taken"
    UNIT: ClassVar[str] = "笔"

    months: int = 0


@dataclass(frozen=True, kw_only=True)
class Published(Event):
    """A branch published the dues of a year."""

    FACT: ClassVar[str] = "dues.published"
    UNIT: ClassVar[str] = "份"

    year: int = 0
