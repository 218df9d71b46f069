"""Makes the columns of an entry as the database takes them: for one fact and for many, the same."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from shushan.database.public import stamper
from shushan.kernel.actor import ActorKind
from shushan.kernel.events import dim_names
from shushan.ledger.days import zone
from shushan.ledger.hashing import canonical, hash_of_parts, instant_text
from shushan.ledger.learning import learned
from shushan.ledger.models import kind_id
from shushan.ledger.pseudonyms import pseudonym
from shushan.ledger.terms import Past, Source

COLUMNS = (
    "fact_id", "quantity", "site_id", "unit_id", "subject", "actor", "source", "occurred_at", "recorded_at",
    "occurred_on", "recorded_on", "dims", "reader", "corrects_id", "note", "hash",
)  # fmt: skip
RECORDED_AT = COLUMNS.index("recorded_at")
SOURCES = {
    ActorKind.STAFF: Source.STAFF,
    ActorKind.READER: Source.READER,
    ActorKind.DEVICE: Source.DEVICE,
    ActorKind.SYSTEM: Source.SYSTEM,
    ActorKind.ANONYMOUS: Source.READER,
}
as_json = json.JSONEncoder(ensure_ascii=False).encode


class Scribe:
    """Makes the columns of entries, and keeps for one run what recurs: days, pseudonyms, who acted."""

    def __init__(self) -> None:
        self.zone, self.stamp, self.day = zone(), stamper(), connection.ops.adapt_datefield_value
        self.days: dict[date, Any] = {}
        self.readers: dict[tuple[int | None, int], str] = {}
        self.ways: dict[tuple[int, Source | None], tuple[str, str]] = {}
        self._last: datetime | None = None
        self._said: tuple[date, Any, str] = (date.min, None, "")

    def row(self, one: Past) -> tuple[Any, ...]:
        """Return the columns of an entry as the database takes them, in the order of ``COLUMNS``.

        :raises ValueError: an instant without a time zone
        """
        event, at = one.event, one.at
        by, way = self._way(one)
        told_at = learned() or one.recorded_at or at
        day, stamped, then = self._instant(at)
        reader = self._reader(event.reader_id, at, day.year)
        dims, said = _dims(dim_names(type(event)), *event.dim_values())
        told_day, told_stamp, told = (day, stamped, then) if told_at is at else self._instant(told_at)
        hashed = hash_of_parts(
            event.FACT, event.quantity, event.site_id, event.unit_id, one.subject, by, way, then, told, said, reader,
            None, "",
        )  # fmt: skip
        return (
            kind_id(event.FACT), event.quantity, event.site_id, event.unit_id, one.subject, by, way, stamped,
            told_stamp, self._day(day), self._day(told_day), dims, reader, None, "", hashed,
        )  # fmt: skip

    def _instant(self, at: datetime) -> tuple[date, Any, str]:
        """Return the day of an instant, and how the database and the hash take it; many facts are of one instant."""
        if at is not self._last:
            if at.tzinfo is None:
                raise ValueError("an instant without a time zone")
            self._said = at.astimezone(self.zone).date(), self.stamp(at), instant_text(at)
            self._last = at
        return self._said

    def _day(self, day: date) -> Any:
        if day not in self.days:
            self.days[day] = self.day(day)
        return self.days[day]

    def _reader(self, reader_id: int | None, at: datetime, year: int) -> str:
        key = (reader_id, year)
        if key not in self.readers:
            self.readers[key] = pseudonym(reader_id, at)
        return self.readers[key]

    def _way(self, one: Past) -> tuple[str, str]:
        key = (id(one.actor), one.source)  # the facts, and so their actors, outlive this run
        if key not in self.ways:
            self.ways[key] = (one.actor.label, str(one.source or SOURCES[one.actor.kind]))
        return self.ways[key]


@lru_cache(maxsize=4096, typed=True)
def _dims(names: tuple[str, ...], *values: str | int | bool | None) -> tuple[str, str]:
    """Return the dimensions of a fact as the database keeps them and as they stand in the hash."""
    said = {name: v for name, v in zip(names, values, strict=True) if v is not None and v != ""}
    return as_json(said), canonical(said)
