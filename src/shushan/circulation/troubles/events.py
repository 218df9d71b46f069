"""Facts of what goes wrong. Unit: 册次. Their subject is the loan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _TroubleFact(Event):
    """What all say: the reader's category at lending and the class of the work."""

    UNIT: ClassVar[str] = "册次"

    category: str = ""
    clc: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemLost(_TroubleFact):
    """An item was declared lost and its loan ended. ``by``: ``reader`` or ``staff``."""

    FACT: ClassVar[str] = "circulation.item-lost"

    by: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemFound(_TroubleFact):
    """A lost item came back after all; its return is a fact of its own."""

    FACT: ClassVar[str] = "circulation.item-found"


@dataclass(frozen=True, kw_only=True)
class DamageNoted(_TroubleFact):
    """Damage was seen on an item after a loan."""

    FACT: ClassVar[str] = "circulation.damage-noted"


@dataclass(frozen=True, kw_only=True)
class ReturnClaimed(_TroubleFact):
    """A reader says that an item was returned; it still stands as out."""

    FACT: ClassVar[str] = "circulation.return-claimed"


@dataclass(frozen=True, kw_only=True)
class LoanRecalled(_TroubleFact):
    """A loan is to end earlier; ``days_left`` from that day to the new due day."""

    FACT: ClassVar[str] = "circulation.loan-recalled"

    days_left: int = 0
