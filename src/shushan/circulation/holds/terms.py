"""What others see of holds and transits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shushan.circulation.holds.states import HoldState, TransitState


@dataclass(frozen=True, slots=True)
class HoldValue:
    """A hold as others see it; ``reader_id`` is None once anonymised. A higher ``priority`` (0 to 9) goes first."""

    id: int
    reader_id: int | None
    record_id: int
    volume: str
    item_id: int | None
    pickup_site_id: int
    state: HoldState
    priority: int
    placed_at: datetime
    needed_until: date | None
    copy_id: int | None
    on_shelf: bool
    ready_at: datetime | None
    keep_until: datetime | None
    ended_at: datetime | None
    thaw_on: date | None = None


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold with its title. ``position`` is its place in the queue (1 = next), 0 when it does not wait."""

    hold: HoldValue
    title: str
    author: str
    position: int
    barcode: str = ""  # of the copy that serves it


@dataclass(frozen=True, slots=True)
class Ready:
    """A copy that waits on a pick-up shelf for its reader; ``keep_until``: the last second of the last day."""

    hold_id: int
    reader_id: int
    title: str
    barcode: str
    site_id: int
    keep_until: datetime


@dataclass(frozen=True, slots=True)
class Pick:
    """One line of the pick list: take this copy from its shelf for this hold."""

    hold: HoldValue
    item_id: int
    title: str
    author: str
    barcode: str
    call_number: str
    shelf: str
    site_id: int


@dataclass(frozen=True, slots=True)
class TransitValue:
    """An item on its way; ``why`` is ``hold``, ``home``, ``only`` or ``other``."""

    id: int
    item_id: int
    hold_id: int | None
    why: str
    state: TransitState
    from_site_id: int
    to_site_id: int
    sent_at: datetime
    ended_at: datetime | None
    received_site_id: int | None


@dataclass(frozen=True, slots=True)
class TransitLine:
    """A transit with what travels. ``days`` counts local days on the way; ``is_late`` by the library's setting."""

    transit: TransitValue
    barcode: str
    title: str
    call_number: str
    days: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Fate:
    """What is to become of an item in hand: on the pick-up shelf for a hold, to another site, or back on its shelf.

    ``hold`` and ``transit`` are those that are open for it. ``was_received``: this scan ended its way.
    """

    hold: HoldValue | None = None
    transit: TransitValue | None = None
    was_received: bool = False
    was_cleared: bool = False  # it lay on the pick-up shelf for a hold that is over

    @property
    def is_plain(self) -> bool:
        """Whether nothing waits for it and it goes back on the shelf."""
        return self.hold is None and self.transit is None
