"""The things of the small library, and its days: plain Python, no code of the house."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

ZONE = timezone(timedelta(hours=8))
DAY, MOMENT = timedelta(days=1), timedelta(seconds=10)
MOST_ITEMS, MOST_HOLDS, MOST_CLAIMS, LENGTH, SHELF_DAYS = 3, 2, 3, 30, 5
FINE, PRICE, PROCESSING, OWING_ALLOWED = 100, 3000, 500, 2000
QUEUED, SERVED = ("waiting", "suspended"), ("travelling", "ready")
LIVE = (*QUEUED, *SERVED)


def day_of(at: datetime) -> date:
    """Return the local day of an instant."""
    return at.astimezone(ZONE).date()


def end_of(day: date) -> datetime:
    """Return the last second of a local day."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZONE)


@dataclass
class Item:
    """A copy: of which title, whose it is, where it is."""

    title: int
    home: int
    site: int
    is_missing: bool = False


@dataclass
class Loan:
    """A loan; ``state`` is out, back or lost."""

    item: int
    reader: int
    site: int
    lent: datetime
    due: datetime
    state: str = "out"
    renewed: datetime | None = None
    ended: datetime | None = None
    claimed: datetime | None = None
    doubted: datetime | None = None  # since when the reader had said it was returned, when it was declared lost
    is_recalled: bool = False
    charges: list[int] = field(default_factory=list)


@dataclass
class Hold:
    """A hold on a title, or on one item of it."""

    reader: int
    title: int
    item: int | None
    pickup: int
    placed: datetime
    state: str = "waiting"
    priority: int = 5
    copy: int | None = None
    is_on_shelf: bool = False
    ready: datetime | None = None
    keep: datetime | None = None


@dataclass
class Charge:
    """A charge in fen: what is left, what is to be given back, what was paid."""

    reader: int
    kind: str
    amount: int
    left: int
    credit: int = 0
    paid: int = 0


@dataclass
class Shift:
    """A day that a closure moved: of a loan or of a hold."""

    what: Loan | Hold
    was: datetime
    became: datetime
