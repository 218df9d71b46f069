"""Write or take back many facts in one statement: row for row what ``record`` and ``reverse`` write, much faster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from shushan.database.public import write, write_within
from shushan.kernel.actor import Actor
from shushan.kernel.events import Event
from shushan.ledger.days import local_day
from shushan.ledger.handlers import handlers_of
from shushan.ledger.hashing import entry_hash
from shushan.ledger.models import Entry, kind_id
from shushan.ledger.operations import keep_kind, record, reverse
from shushan.ledger.scribe import COLUMNS, SOURCES, Scribe, as_json
from shushan.ledger.terms import Past, Source

COPY_FROM = 20  # rows from which PostgreSQL's COPY is faster than a pipeline of inserts


@write_within()
def record_many(
    facts: Sequence[tuple[Event, str, datetime]],
    *,
    actor: Actor,
    source: Source | None = None,
    recorded_at: datetime | None = None,
) -> int:
    """Write many facts (event, subject, occurred at) exactly as ``record`` would, and return how many.

    Facts that somebody subscribed to take the ordinary way, one by one; the rest go in as one statement.
    """
    silent = []
    for event, subject, at in facts:
        if handlers_of(event.FACT):
            record(event, actor=actor, subject=subject, at=at, recorded_at=recorded_at, source=source)
        else:
            silent.append(Past(event, subject, at, actor, source, recorded_at))
    record_history(silent)
    return len(facts)


@write_within()
def record_history(facts: Sequence[Past], *, slice_of: int = 20_000) -> int:
    """Write many facts in their order and tell nobody; return how many.

    For a history that is built whole into an empty house: whoever subscribed rebuilds afterwards what they keep.
    """
    for event in {one.event.FACT: one.event for one in facts}.values():
        keep_kind(event)
    scribe = Scribe()
    for first in range(0, len(facts), slice_of):
        _insert([scribe.row(one) for one in facts[first : first + slice_of]])
    return len(facts)


@write()
def reverse_many(subjects: Sequence[str], *, fact: str, actor: Actor, reason: str, at: datetime) -> int:
    """Take back every standing entry of a fact about these subjects, exactly as ``reverse`` would; return how many.

    A fact that somebody subscribed to takes the ordinary way, one by one; the rest go in as one statement.
    """
    standing = Entry.objects.filter(
        fact_id=kind_id(fact), subject__in=list(subjects), corrects=None, corrected_by__isnull=True
    )
    if handlers_of(fact):
        ids = list(standing.order_by("pk").values_list("pk", flat=True))
        return len([reverse(pk, actor=actor, reason=reason, at=at) for pk in ids])
    rows = [_reversal(old, fact, actor, reason.strip()[:200], at) for old in standing.order_by("pk")]
    if rows:
        _insert(rows)
    return len(rows)


def _reversal(old: Entry, fact: str, actor: Actor, reason: str, at: datetime) -> tuple[Any, ...]:
    """Return the columns of the entry that takes another back, in the order of ``COLUMNS``."""
    by, way, ops = actor.label, str(SOURCES[actor.kind]), connection.ops
    hashed = entry_hash(
        fact=fact, quantity=-old.quantity, site_id=old.site_id, unit_id=old.unit_id, subject=old.subject, actor=by,
        source=way, occurred_at=old.occurred_at, recorded_at=at, dims=old.dims, reader=old.reader, corrects=old.pk,
        note=reason,
    )  # fmt: skip
    return (
        old.fact_id, -old.quantity, old.site_id, old.unit_id, old.subject, by, way,
        ops.adapt_datetimefield_value(old.occurred_at), ops.adapt_datetimefield_value(at),
        ops.adapt_datefield_value(old.occurred_on), ops.adapt_datefield_value(local_day(at)),
        as_json(old.dims), old.reader, old.pk, reason, hashed,
    )  # fmt: skip


def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows in their order. COPY draws the ids itself, under its lock on the table: a seal never misses one."""
    columns = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) >= COPY_FROM:
            with cursor.copy(f"COPY ledger_entry ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("%s" for _column in COLUMNS)
        cursor.executemany(f"INSERT INTO ledger_entry ({columns}) VALUES ({marks})", rows)
