"""What others see of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from shushan.kernel.actor import Actor
from shushan.kernel.events import Event

Dim: TypeAlias = str | int | bool | None
EVERY_ENTRY: Final = datetime(
    9998, 12, 31, 12, tzinfo=UTC
)  # known by then: answered by the entries alone, never by roll-ups


class Source(StrEnum):
    """By which way a fact came in."""

    DEVICE = "device"
    STAFF = "staff"
    READER = "reader"
    IMPORT = "import"
    SYSTEM = "system"


class Past(NamedTuple):
    """A fact still to be written, with who did it; ``recorded_at`` None: learned of when it happened."""

    event: Event
    subject: str
    at: datetime
    actor: Actor
    source: Source | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SiteSpan:
    """Days of one site, ``[since, until)``; ``site_id`` None means every site, named or not."""

    site_id: int | None
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Where:
    """The one predicate from which a total and its rows both follow.

    ``spans`` are joined by "or" and must not overlap. ``units`` None means every unit. ``dims`` must all be equal,
    ``present`` names dimensions that must be said at all, ``among`` those that must be one of some values.
    ``known_at`` keeps only what had been recorded before that instant (None: all that is known).
    """

    facts: tuple[str, ...]
    spans: tuple[SiteSpan, ...]
    dims: tuple[tuple[str, Dim], ...] = ()
    present: tuple[str, ...] = ()
    among: tuple[tuple[str, tuple[Dim, ...]], ...] = ()
    units: tuple[int, ...] | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One cell of a table of totals: its keys in the order asked for, quantity, number of entries."""

    keys: tuple[Dim | date, ...]
    quantity: int
    entries: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry as others see it. ``corrected_by`` is the entry that reverses it, if there is one."""

    id: int
    fact: str
    unit: str
    quantity: int
    site_id: int | None
    unit_id: int | None
    subject: str
    actor: str
    source: str
    occurred_at: datetime
    recorded_at: datetime
    dims: dict[str, Dim]
    reader: str
    corrects: int | None
    corrected_by: int | None
    note: str
    hash: str
