"""Seal entries in the order of recording and roll them up. Both are looked at again by ``verifying`` and ``proving``."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from shushan.database.public import write
from shushan.ledger.hashing import chain, entry_hash, ranges
from shushan.ledger.models import Entry, Seal
from shushan.ledger.queries import chain_head

SLICE = 1000

_ROLL_UP = """
INSERT INTO ledger_rollup
  (fact_id, occurred_on, recorded_on, site_id, unit_id, quantity, entries, corrections, latest_at)
SELECT fact_id, occurred_on, recorded_on, COALESCE(site_id, 0), COALESCE(unit_id, 0), SUM(quantity), COUNT(*),
  COUNT(corrects_id), MAX(recorded_at)
FROM ledger_entry WHERE id BETWEEN %s AND %s
GROUP BY fact_id, occurred_on, recorded_on, COALESCE(site_id, 0), COALESCE(unit_id, 0)
ON CONFLICT (fact_id, occurred_on, site_id, unit_id, recorded_on) DO UPDATE
SET quantity = ledger_rollup.quantity + excluded.quantity, entries = ledger_rollup.entries + excluded.entries,
  corrections = ledger_rollup.corrections + excluded.corrections,
  latest_at = CASE WHEN excluded.latest_at > ledger_rollup.latest_at
    THEN excluded.latest_at ELSE ledger_rollup.latest_at END
"""


def seal(*, at: datetime, slice_of: int = SLICE) -> int:
    """Seal and roll up one slice of what is committed; return how many entries it held (0: nothing new)."""
    with write():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # waits for the writers inside: below the highest id nothing is missing
                cursor.execute("LOCK TABLE ledger_entry IN SHARE MODE")
        last, head = chain_head()
        found = list(Entry.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "hash")[:slice_of])
        if not found:
            return 0
        Seal.objects.create(
            first_id=found[0][0],
            last_id=found[-1][0],
            entries=len(found),
            ids=ranges(number for number, _hash in found),
            head=chain(head, found),
            sealed_at=at,
        )
        with connection.cursor() as cursor:
            cursor.execute(_ROLL_UP, [found[0][0], found[-1][0]])
    return len(found)


def seal_all(*, at: datetime, slice_of: int = SLICE) -> int:
    """Seal until nothing is left, and return how many entries that were."""
    sealed = 0
    while some := seal(at=at, slice_of=slice_of):
        sealed += some
    return sealed


def rehash(entry: Entry) -> str:
    """Return the hash that the entry's present content has."""
    return entry_hash(
        fact=entry.fact.name,
        quantity=entry.quantity,
        site_id=entry.site_id,
        unit_id=entry.unit_id,
        subject=entry.subject,
        actor=entry.actor,
        source=entry.source,
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        dims=entry.dims,
        reader=entry.reader,
        corrects=entry.corrects_id,
        note=entry.note,
    )
