"""Facts of holds (unit: 次) and of transits (unit: 册次). The site of a hold's fact is where it is picked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _HoldFact(Event):
    """What all say: the reader's category, the class of the work, what is waited for (title, volume, item)."""

    UNIT: ClassVar[str] = "次"

    category: str = ""
    clc: str = ""  # main class of the Chinese Library Classification, one letter
    target: str = ""


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(_HoldFact):
    """A reader began to wait for something."""

    FACT: ClassVar[str] = "circulation.hold-placed"


@dataclass(frozen=True, kw_only=True)
class HoldFilled(_HoldFact):
    """A reader got what was waited for. ``days_waited``: local days from placing until a copy was set aside or lent."""

    FACT: ClassVar[str] = "circulation.hold-filled"

    days_waited: int = 0


@dataclass(frozen=True, kw_only=True)
class HoldCancelled(_HoldFact):
    """A hold was cancelled. ``by``: ``reader`` or ``staff``."""

    FACT: ClassVar[str] = "circulation.hold-cancelled"

    by: str = ""


@dataclass(frozen=True, kw_only=True)
class HoldExpired(_HoldFact):
    """A hold came to its end unfilled. ``why``: ``not-fetched`` (from the pick-up shelf) or ``not-needed`` any more."""

    FACT: ClassVar[str] = "circulation.hold-expired"

    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemSent(Event):
    """An item was sent from the fact's site to another. ``why``: ``hold``, ``home`` or ``other``."""

    FACT: ClassVar[str] = "circulation.item-sent"
    UNIT: ClassVar[str] = "册次"

    to_site: int | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemReceived(Event):
    """An item arrived at the fact's site; ``to_site`` is named when it was meant for another one."""

    FACT: ClassVar[str] = "circulation.item-received"
    UNIT: ClassVar[str] = "册次"

    from_site: int | None = None
    to_site: int | None = None
    why: str = ""
    days: int = 0
