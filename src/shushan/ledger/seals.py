"""Seal entries in the order of recording, roll them up, and prove both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from shushan.database.public import write
from shushan.ledger.hashing import chain, entry_hash, from_ranges, ranges
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

_UNPROVED = """
SELECT fact_id, occurred_on, recorded_on, site_id, unit_id FROM (
  SELECT fact_id, occurred_on, recorded_on, site_id, unit_id, quantity, entries, corrections,
    latest_at AS kept_at, NULL AS found_at
  FROM ledger_rollup
  UNION ALL
  SELECT fact_id, occurred_on, recorded_on, COALESCE(site_id, 0), COALESCE(unit_id, 0), -quantity, -1,
    CASE WHEN corrects_id IS NULL THEN 0 ELSE -1 END, NULL, recorded_at
  FROM ledger_entry WHERE id <= (SELECT COALESCE(MAX(last_id), 0) FROM ledger_seal)
) AS both_sides
GROUP BY fact_id, occurred_on, recorded_on, site_id, unit_id
HAVING SUM(quantity) <> 0 OR SUM(entries) <> 0 OR SUM(corrections) <> 0 OR MAX(kept_at) <> MAX(found_at)
"""


@dataclass(frozen=True, slots=True)
class Damage:
    """One place where the sealed past is not what it was: the entry or seal, and what is wrong."""

    entry_id: int | None
    seal_id: int | None
    what: str


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


def unproved_cells() -> int:
    """Return how many cells of the roll-up differ from the facts; 0 is the proof."""
    return len(wrong_cells())


def wrong_cells() -> list[tuple[Any, ...]]:
    """Return the cells that differ: fact, day of the act, day of recording, site (0: none), unit (0: none)."""
    with connection.cursor() as cursor:
        cursor.execute(_UNPROVED)
        return [tuple(row) for row in cursor.fetchall()]


def damages() -> Iterator[Damage]:
    """Yield what was changed, added or removed behind the ledger's back, with the place."""
    head = "0" * 64
    for sealed in Seal.objects.order_by("first_id").iterator():
        kept = list(
            Entry.objects.filter(pk__range=(sealed.first_id, sealed.last_id)).select_related("fact").order_by("pk")
        )
        promised, present = set(from_ranges(sealed.ids)), {entry.pk for entry in kept}
        changed = [entry.pk for entry in kept if entry.pk in promised and rehash(entry) != entry.hash]
        yield from (Damage(pk, sealed.pk, "missing") for pk in sorted(promised - present))
        yield from (Damage(pk, sealed.pk, "added") for pk in sorted(present - promised))
        yield from (Damage(pk, sealed.pk, "changed") for pk in changed)
        good = chain(head, ((entry.pk, entry.hash) for entry in kept)) == sealed.head
        if not good and promised == present and not changed:
            yield Damage(None, sealed.pk, "chain broken: an entry was changed together with its hash, or a seal")
        head = sealed.head
    after = Seal.objects.aggregate(last=Max("last_id"))["last"] or 0
    for entry in Entry.objects.filter(pk__gt=after).select_related("fact").iterator():
        if rehash(entry) != entry.hash:
            yield Damage(entry.pk, None, "changed")


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
