"""Facts of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ItemAccessioned(Event):
    """An item came into the stock of its home site (+1)."""

    FACT: ClassVar[str] = "catalogue.item-accessioned"
    UNIT: ClassVar[str] = "册"
    STOCK: ClassVar[bool] = True

    clc: str = ""
    material: str = ""  # book, serial, sound … as the record's leader says, else its kind; empty: not known


@dataclass(frozen=True, kw_only=True)
class ItemWithdrawn(Event):
    """An item left the stock of its home site (quantity -1)."""

    FACT: ClassVar[str] = "catalogue.item-withdrawn"
    UNIT: ClassVar[str] = "册"
    STOCK: ClassVar[bool] = True

    clc: str = ""
    material: str = ""  # class and material as the accession said them
    reason: str = ""
    quantity: int = -1
