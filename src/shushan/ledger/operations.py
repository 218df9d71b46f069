"""Write facts: record, reverse. The caller's operation has checked the grant. Many at once: ``many.py``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from shushan.database.public import Statement, stamp, write, write_within
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotFound
from shushan.kernel.events import Event
from shushan.ledger.days import local_day
from shushan.ledger.errors import AlreadyReversed, ReversalOfReversal
from shushan.ledger.handlers import handlers_of
from shushan.ledger.hashing import entry_hash
from shushan.ledger.models import Entry, FactKind, kind_id
from shushan.ledger.scribe import COLUMNS, RECORDED_AT, SOURCES, Scribe
from shushan.ledger.terms import Past, Source

_INSERT = f"INSERT INTO ledger_entry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
_WRITE = Statement(f"{_INSERT} RETURNING id")
_WRITE_AND_TELL = Statement(
    f"WITH entry AS ({_INSERT} RETURNING id), told AS ("
    "INSERT INTO ledger_delivery (entry_id, handler, attempts, last_error, not_before) "
    "SELECT entry.id, name, 0, '', %s::timestamptz FROM entry, unnest(%s::text[]) AS name) SELECT id FROM entry"
)
_DELIVER = "INSERT INTO ledger_delivery (entry_id, handler, attempts, last_error, not_before) VALUES "
_known_kinds: set[str] = set()


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

    ``at`` is when it happened, ``recorded_at`` when the house learned of it (default: the same instant); in a
    block of ``learned_at`` what that says.
    ``subject`` is ``room.noun:id``. Whoever subscribed to the fact gets a delivery row in the same transaction.
    """
    keep_kind(event)
    row = Scribe().row(Past(event, subject, at, actor, source, recorded_at))
    names = handlers_of(event.FACT)
    if names and connection.vendor == "postgresql":
        return int(_WRITE_AND_TELL.run(connection, [*row, row[RECORDED_AT], list(names)])[0][0])
    entry_id = int(_WRITE.run(connection, row)[0][0])
    _deliver(entry_id, event.FACT, row[RECORDED_AT])
    return entry_id


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
        "actor": actor.label, "source": str(SOURCES[actor.kind]), "occurred_at": old.occurred_at, "recorded_at": at,
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
    _deliver(entry.pk, fact.name, stamp(at))
    return entry.pk


def keep_kind(event: Event) -> None:
    """Write down a kind of fact that the database does not know yet."""
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


def _deliver(entry_id: int, fact: str, not_before: Any) -> None:
    """Write a delivery for everybody who subscribed to the fact."""
    names = handlers_of(fact)
    if names:
        marks = ", ".join(["(%s, %s, 0, '', %s)"] * len(names))
        with connection.cursor() as cursor:
            cursor.execute(f"{_DELIVER}{marks}", [one for name in names for one in (entry_id, name, not_before)])
