"""Write facts: record, record in bulk, reverse. The caller's operation has checked the grant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write, write_within
from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.errors import NotFound
from shushan.kernel.events import Event
from shushan.ledger.days import local_day
from shushan.ledger.errors import AlreadyReversed, ReversalOfReversal
from shushan.ledger.handlers import handlers_of
from shushan.ledger.hashing import entry_hash
from shushan.ledger.models import Delivery, Entry, FactKind, kind_id
from shushan.ledger.pseudonyms import pseudonym
from shushan.ledger.terms import Source

_SOURCES = {
    ActorKind.STAFF: Source.STAFF,
    ActorKind.READER: Source.READER,
    ActorKind.DEVICE: Source.DEVICE,
    ActorKind.SYSTEM: Source.SYSTEM,
    ActorKind.ANONYMOUS: Source.READER,
}
_COLUMNS = (
    "fact_id", "quantity", "site_id", "unit_id", "subject", "actor", "source", "occurred_at", "recorded_at",
    "occurred_on", "recorded_on", "dims", "reader", "corrects_id", "note", "hash",
)  # fmt: skip
_known_kinds: set[str] = set()
_as_json = json.JSONEncoder(ensure_ascii=False).encode


@write_within()
def record(
    event: Event,
    *,
    actor: Actor,
    subject: str,
    at: datetime,
    recorded_at: datetime | None = None,
    source: Source | None = None,
) -> int:
    """Write one fact inside the caller's transaction and return the entry's id.

    ``at`` is when it happened, ``recorded_at`` when the house learned of it (default: the same instant).
    ``subject`` is ``room.noun:id``. Whoever subscribed to the fact gets a delivery row in the same transaction.
    """
    _keep_kind(event)
    entry = Entry(**_columns(event, actor, subject, at, recorded_at or at, source))
    entry.save(force_insert=True)
    _deliver(entry, event.FACT)
    return entry.pk


@write()
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
            silent.append((event, subject, at))
    record_history(silent, actor=actor, source=source, recorded_at=recorded_at)
    return len(facts)


@write()
def record_history(
    facts: Sequence[tuple[Event, str, datetime]],
    *,
    actor: Actor,
    source: Source | None = None,
    recorded_at: datetime | None = None,
) -> int:
    """Write many facts as one statement and tell nobody; return how many.

    For a history that is built whole into an empty house: whoever subscribed rebuilds afterwards what they keep.
    """
    by, way = actor.label, str(source or _SOURCES[actor.kind])
    kinds = {event.FACT: event for event, _subject, _at in facts}
    for event in kinds.values():
        _keep_kind(event)
    if facts:
        _insert([_row(event, subject, by, way, at, recorded_at or at) for event, subject, at in facts])
    return len(facts)


@write()
def reverse(entry_id: int, *, actor: Actor, reason: str, at: datetime) -> int:
    """Write the entry that takes another back, at the same day, with the same reader and dimensions; return its id.

    :raises AlreadyReversed: :raises ReversalOfReversal: :raises NotFound:
    """
    old = Entry.objects.select_related("fact").filter(pk=entry_id).first()
    if old is None:
        raise NotFound(_("没有编号为 %(id)s 的记录") % {"id": entry_id})
    if old.corrects_id is not None:
        raise ReversalOfReversal(_("这是一条冲正记录，不能再冲正"), remedy=_("请重新登记这件事"))
    fact = old.fact
    values: dict[str, Any] = {
        "quantity": -old.quantity, "site_id": old.site_id, "unit_id": old.unit_id, "subject": old.subject,
        "actor": actor.label, "source": str(_SOURCES[actor.kind]), "occurred_at": old.occurred_at, "recorded_at": at,
        "dims": old.dims, "reader": old.reader, "corrects": entry_id, "note": reason.strip()[:200],
    }  # fmt: skip
    hashed = entry_hash(fact=fact.name, **values)
    values["corrects_id"] = values.pop("corrects")
    entry = Entry(fact=fact, occurred_on=old.occurred_on, recorded_on=local_day(at), hash=hashed, **values)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        if not Entry.objects.filter(corrects_id=entry_id).exists():
            raise
        raise AlreadyReversed(_("这条记录已经冲正过"), remedy=_("请查看冲正记录")) from error
    _deliver(entry, fact.name)
    return entry.pk


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
    """Return the columns of the entry that takes another back, in the order of ``_COLUMNS``."""
    by, way, ops = actor.label, str(_SOURCES[actor.kind]), connection.ops
    hashed = entry_hash(
        fact=fact, quantity=-old.quantity, site_id=old.site_id, unit_id=old.unit_id, subject=old.subject, actor=by,
        source=way, occurred_at=old.occurred_at, recorded_at=at, dims=old.dims, reader=old.reader, corrects=old.pk,
        note=reason,
    )  # fmt: skip
    return (
        old.fact_id, -old.quantity, old.site_id, old.unit_id, old.subject, by, way,
        ops.adapt_datetimefield_value(old.occurred_at), ops.adapt_datetimefield_value(at),
        ops.adapt_datefield_value(old.occurred_on), ops.adapt_datefield_value(local_day(at)),
        _as_json(old.dims), old.reader, old.pk, reason, hashed,
    )  # fmt: skip


def _columns(
    event: Event, actor: Actor, subject: str, at: datetime, recorded_at: datetime, source: Source | None
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "quantity": event.quantity, "site_id": event.site_id, "unit_id": event.unit_id, "subject": subject,
        "actor": actor.label, "source": str(source or _SOURCES[actor.kind]), "occurred_at": at,
        "recorded_at": recorded_at, "dims": event.dims(), "reader": pseudonym(event.reader_id, at), "note": "",
    }  # fmt: skip
    hashed = entry_hash(fact=event.FACT, corrects=None, **values)
    return values | {
        "fact_id": kind_id(event.FACT),
        "occurred_on": local_day(at),
        "recorded_on": local_day(recorded_at),
        "corrects_id": None,
        "hash": hashed,
    }


def _keep_kind(event: Event) -> None:
    if event.FACT in _known_kinds:
        return
    if not event.FACT:
        raise ValueError(f"{type(event).__name__} names no fact")
    FactKind.objects.get_or_create(
        id=kind_id(event.FACT), defaults={"name": event.FACT, "unit": event.UNIT, "is_stock": event.STOCK}
    )
    transaction.on_commit(lambda: _known_kinds.add(event.FACT))


def forget_kinds(**_kwargs: object) -> None:
    """Ask the database again which kinds of fact it has (after a flush between tests)."""
    _known_kinds.clear()


def _deliver(entry: Entry, fact: str) -> None:
    rows = [Delivery(entry=entry, handler=h, not_before=entry.recorded_at) for h in handlers_of(fact)]
    if rows:
        Delivery.objects.bulk_create(rows)


def _row(event: Event, subject: str, by: str, way: str, at: datetime, recorded_at: datetime) -> tuple[Any, ...]:
    """Return the columns of an entry as the database takes them, in the order of ``_COLUMNS``."""
    dims, reader, ops = event.dims(), pseudonym(event.reader_id, at), connection.ops
    hashed = entry_hash(
        fact=event.FACT, quantity=event.quantity, site_id=event.site_id, unit_id=event.unit_id, subject=subject,
        actor=by, source=way, occurred_at=at, recorded_at=recorded_at, dims=dims, reader=reader, corrects=None, note="",
    )  # fmt: skip
    then, day = ops.adapt_datetimefield_value(at), ops.adapt_datefield_value(local_day(at))
    told, told_on = then, day
    if recorded_at is not at:
        told = ops.adapt_datetimefield_value(recorded_at)
        told_on = ops.adapt_datefield_value(local_day(recorded_at))
    return (
        kind_id(event.FACT), event.quantity, event.site_id, event.unit_id, subject, by, way, then, told, day, told_on,
        _as_json(dims), reader, None, "", hashed,
    )  # fmt: skip


def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    marks = ", ".join("%s" for _column in _COLUMNS)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO ledger_entry ({', '.join(_COLUMNS)}) VALUES ({marks})", rows)
