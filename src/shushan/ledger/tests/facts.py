"""Facts and helpers for the ledger's own tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from shushan.kernel.actor import Actor, ActorKind, system
from shushan.kernel.events import Event
from shushan.ledger.public import record

AT = datetime(2020, 6, 30, 9, 0, tzinfo=UTC)
CLERK = Actor(ActorKind.STAFF, 12, "柜台")
SYSTEM = system("test")


@dataclass(frozen=True, kw_only=True)
class DoorPassed(Event):
    """Somebody passed a door."""

    FACT: ClassVar[str] = "test.door-passed"
    UNIT: ClassVar[str] = "人次"

    kind: str = "adult"
    first: bool = False


@dataclass(frozen=True, kw_only=True)
class ChairBought(Event):
    """A chair came into the stock (or, with a minus, left it)."""

    FACT: ClassVar[str] = "test.chair-bought"
    UNIT: ClassVar[str] = "把"
    STOCK: ClassVar[bool] = True


def passed(
    n: int = 1, *, site_id: int = 1, at: datetime = AT, kind: str = "adult", reader_id: int | None = None
) -> int:
    """Record a passage of n people."""
    event = DoorPassed(site_id=site_id, quantity=n, kind=kind, reader_id=reader_id)
    return record(event, actor=CLERK, subject=f"test.door:{site_id}", at=at)
