"""Read single entries: pages of them under a predicate, all of them, those about one subject.

A page is cut before it is sorted: every fact is read along the index (fact, day, site, id) from where the page before
ended, so that a page costs the same at any depth and at any size of the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection

from shushan.database.public import among
from shushan.ledger.models import kind_id
from shushan.ledger.predicate import Sql, of_entries
from shushan.ledger.reading import fetch, ids, instant
from shushan.ledger.terms import EntryRow, Where

_COLUMNS = """
SELECT e.id, k.name, k.unit, e.quantity, e.site_id, e.unit_id, e.subject, e.actor, e.source, e.occurred_at,
       e.recorded_at, e.dims, e.reader, e.corrects_id, c.id, e.note, e.hash
"""
_JOINED = "JOIN ledger_factkind k ON k.id = e.fact_id LEFT JOIN ledger_entry c ON c.corrects_id = e.id"
_ROW = f"{_COLUMNS} FROM ledger_entry e {_JOINED}"


def rows(where: Where, *, after: int = 0, limit: int = 100) -> list[EntryRow]:
    """Return the entries under the predicate by local day, site and id, beginning behind the entry ``after``.

    ``after``: the id of the last entry shown; one that does not exist begins from the first.
    """
    if not where.facts:
        return []
    last = fetch("SELECT occurred_on, COALESCE(site_id, 0) FROM ledger_entry WHERE id = %s", (after,))
    key = (*last[0], after) if last else None
    branches = [_branch(where, fact, key, limit) for fact in dict.fromkeys(where.facts)]
    page = " UNION ALL ".join(branch.text for branch in branches)
    sql = (
        f"{_COLUMNS} FROM ({page}) AS page JOIN ledger_entry e ON e.id = page.id {_JOINED} "
        "ORDER BY page.day, page.site, page.id LIMIT %s"
    )
    return [_entry(row) for row in fetch(sql, (*(p for branch in branches for p in branch.parameters), limit))]


def _branch(where: Where, fact: str, key: tuple[Any, ...] | None, limit: int) -> Sql:
    """Return the ids of at most ``limit`` entries of one fact behind a key (day, site or 0, id), in that order.

    The first and the last day of all spans are said once more: they tell where in the index to begin and to end.
    """
    condition, day = of_entries(where), connection.ops.adapt_datefield_value
    site = "COALESCE(e.site_id, 0)" if any(span.site_id is None for span in where.spans) else "e.site_id"
    first = key[0] if key else day(min((span.since for span in where.spans), default=date.max))
    last = day(max((span.until for span in where.spans), default=date.min))
    behind = f" AND (e.occurred_on, {site}, e.id) > (%s, %s, %s)" if key else ""
    text = (
        f"SELECT * FROM (SELECT e.occurred_on AS day, {site} AS site, e.id AS id FROM ledger_entry e "
        f"WHERE e.fact_id = %s AND e.occurred_on >= %s AND e.occurred_on < %s AND {condition.text}{behind} "
        f"ORDER BY e.occurred_on, {site}, e.id LIMIT %s) AS f"
    )
    return Sql(text, (kind_id(fact), first, last, *condition.parameters, *(key or ()), limit))


def each_row(where: Where, *, slice_of: int = 2000) -> Iterator[EntryRow]:
    """Yield every entry under the predicate in the order of recording, holding one slice in memory at a time."""
    condition = of_entries(where)
    numbers = ids(f"SELECT e.id FROM ledger_entry e WHERE {condition.text} ORDER BY e.id", condition.parameters)
    for first in range(0, len(numbers), slice_of):
        one_of, parameters = among("e.id", numbers[first : first + slice_of].tolist())
        for row in fetch(f"{_ROW} WHERE {one_of} ORDER BY e.id", parameters):
            yield _entry(row)


def rows_of(subject: str) -> list[EntryRow]:
    """Return every entry about one subject, oldest first."""
    return [_entry(row) for row in fetch(f"{_ROW} WHERE e.subject = %s ORDER BY e.id", (subject,))]


def entry(entry_id: int) -> EntryRow | None:
    """Return one entry."""
    found = fetch(f"{_ROW} WHERE e.id = %s", (entry_id,))
    return _entry(found[0]) if found else None


def _entry(row: Sequence[Any]) -> EntryRow:
    values = list(row)
    values[9], values[10] = instant(values[9]), instant(values[10])
    values[11] = json.loads(values[11]) if isinstance(values[11], str) else values[11]
    return EntryRow(*values)
