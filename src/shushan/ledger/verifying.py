"""Verify what is sealed: hash every entry again, chain every seal again; in plain rows, one seal in memory at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db import connection

from shushan.ledger.days import local_day
from shushan.ledger.hashing import GENESIS, canonical, chain, from_ranges, hash_of_parts
from shushan.ledger.models import FactKind
from shushan.ledger.reading import fetch, instant_told

SLICE: Final = 2000  # entries at a time of those that are not sealed yet

# an instant as the hash has it, made by PostgreSQL itself; SQLite's text is made right here
_TOLD: Final = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_COLUMNS: Final = (
    "id, hash, fact_id, quantity, site_id, unit_id, subject, actor, source, {then}, {told}, {dims}, reader, corrects_id, note,"
    " {then_day}, {told_day}"
)


@dataclass(frozen=True, slots=True)
class Damage:
    """One place where the sealed past is not what it was: the entry or seal, and what is wrong."""

    entry_id: int | None
    seal_id: int | None
    what: str


def damages() -> Iterator[Damage]:
    """Yield what was changed, added or removed behind the ledger's back, with the place."""
    kinds = dict(FactKind.objects.values_list("pk", "name"))
    select, head, last = _select(), GENESIS, 0
    between = f"{select} WHERE id BETWEEN %s AND %s ORDER BY id"
    for seal_id, first, last_id, ids, promised_head in _seals():
        kept = fetch(between, (first, last_id))
        yield from _of_seal(seal_id, ids, kept, kinds, is_chained=chain(head, _pairs(kept)) == promised_head)
        head, last = promised_head, last_id
    after = f"{select} WHERE id > %s ORDER BY id LIMIT {SLICE}"
    while some := fetch(after, (last,)):
        yield from (Damage(row[0], None, "changed") for row in some if _hash(row, kinds) != row[1])
        last = some[-1][0]


def _of_seal(
    seal_id: int, ids: str, kept: Sequence[tuple[Any, ...]], kinds: dict[int, str], *, is_chained: bool
) -> Iterator[Damage]:
    promised, present = set(from_ranges(ids)), {int(row[0]) for row in kept}
    changed = [int(row[0]) for row in kept if _hash(row, kinds) != row[1] and row[0] in promised]
    yield from (Damage(pk, seal_id, "missing") for pk in sorted(promised - present))
    yield from (Damage(pk, seal_id, "added") for pk in sorted(present - promised))
    yield from (Damage(pk, seal_id, "changed") for pk in changed)
    if not is_chained and promised == present and not changed:
        yield Damage(None, seal_id, "chain broken: an entry was changed together with its hash, or a seal")


def _pairs(kept: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
    return ((int(row[0]), str(row[1])) for row in kept)


def _seals() -> Iterator[tuple[int, int, int, str, str]]:
    """Yield seals in their order: id, first and last entry, ids as ranges, head; a few at a time."""
    last = -1
    sql = "SELECT id, first_id, last_id, ids, head FROM ledger_seal WHERE first_id > %s ORDER BY first_id LIMIT 500"
    while some := fetch(sql, (last,)):
        yield from ((int(s[0]), int(s[1]), int(s[2]), str(s[3]), str(s[4])) for s in some)
        last = some[-1][1]


def _select() -> str:
    if connection.vendor == "postgresql":
        columns = _COLUMNS.format(
            then=_TOLD.format("occurred_at"), told=_TOLD.format("recorded_at"), dims="dims::text",
            then_day="occurred_on::text", told_day="recorded_on::text",
        )  # fmt: skip
    else:  # an expression: a column as such would come as a datetime, made of its text and to be made into one again
        columns = _COLUMNS.format(
            then="occurred_at || ''", told="recorded_at || ''", dims="dims || ''", then_day="occurred_on || ''",
            told_day="recorded_on || ''",
        )  # fmt: skip
    return f"SELECT {columns} FROM ledger_entry"


def _hash(row: tuple[Any, ...], kinds: dict[int, str]) -> str:
    """Return the hash that an entry's present content has; nothing where it can have none, or names another day."""
    (
        _id, _kept, fact_id, quantity, site_id, unit_id, subject, actor, source, then, told, dims, reader, corrects, note,
        then_day, told_day,
    ) = row  # fmt: skip
    try:
        at = instant_told(then)
        known = at if told == then else instant_told(told)
        if _day(at[:16]) != then_day or _day(known[:16]) != told_day:
            return ""
        return hash_of_parts(
            kinds[fact_id], quantity, site_id, unit_id, subject, actor, source, at, known, _said(dims), reader, corrects,
            note,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        return ""


@lru_cache(maxsize=65_536)
def _day(minute: str) -> str:
    """Return the library's day of a minute in UTC, such as ``2020-06-30T16:05``."""
    return local_day(datetime.fromisoformat(f"{minute}+00:00")).isoformat()


@lru_cache(maxsize=4096)
def _said(dims: str) -> str:
    """Return dimensions as the database gave them as they stand in the hash; the same few recur for ever."""
    return canonical(json.loads(dims))
