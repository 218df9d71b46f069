"""Read the ledger: totals and tables of totals. Rows (``rows.py``) come from the same predicate."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from shushan.database.public import among
from shushan.ledger.both import of_both
from shushan.ledger.errors import NoSingleYear
from shushan.ledger.hashing import digest_of
from shushan.ledger.predicate import Sql, dim_sql, of_entries, rolled_up, said_sql
from shushan.ledger.reading import fetch, ids, instant
from shushan.ledger.terms import Dim, Group, SiteSpan, Where

FAR = date(9999, 1, 1)
_OF_ENTRY, _OF_ROLLUP = "e.quantity", "e.quantity"
_CORRECTIONS = "CASE WHEN e.corrects_id IS NULL THEN 0 ELSE 1 END AS corrections"


def total(where: Where) -> int:
    """Return the sum of quantities, in the base unit of the facts; reversals are in it with their minus."""
    return sum(group.quantity for group in totals(where))


def totals(where: Where, by: Sequence[str] = ()) -> list[Group]:
    """Return totals by ``site``, ``unit``, ``fact``, ``day``, ``month`` (first of the month), ``instant`` or dimensions.

    Sorted. One statement: the roll-up of what is sealed plus the entries above it; instants and dimensions are counted
    from the entries.
    """
    return _grouped(where, by, _OF_ENTRY, _OF_ROLLUP)


def standing(where: Where, by: Sequence[str] = ()) -> list[Group]:
    """Return how many records stand, whatever their quantities, by the same keys: entries less twice those that reverse.

    A reversal stands on the day of what it takes back, so that both fall out together.
    """
    return _grouped(where, by, "CASE WHEN e.corrects_id IS NULL THEN 1 ELSE -1 END", "(e.entries - 2 * e.corrections)")


def _grouped(where: Where, by: Sequence[str], of_entry: str, of_rollup: str) -> list[Group]:
    known = {"site_id": "site", "unit_id": "unit"}
    by = [known.get(key, key) for key in by]
    dims = [key for key in by if key not in ("site", "unit", "fact", "day", "month", "instant")]
    by_entry = bool(dims) or "instant" in by or not rolled_up(where)
    source = _from_entries(where, dims, of_entry) if by_entry else _from_both(where, of_entry, of_rollup)
    cells = {
        "site": "site_id", "unit": "unit_id", "fact": "name", "day": "occurred_on", "month": "occurred_on",
        "instant": "occurred_at",
    }  # fmt: skip
    columns = [cells.get(key, f"dim_{dims.index(key)}" if key in dims else key) for key in by]
    distinct = list(dict.fromkeys(columns))
    keys = "".join(f"{column}, " for column in distinct)
    grouped = f" GROUP BY {', '.join(distinct)}" if distinct else ""
    sql = f"SELECT {keys}SUM(quantity), SUM(entries) FROM ({source.text}) AS together{grouped}"
    found = fetch(sql, source.parameters)
    sums: dict[tuple[Any, ...], list[int]] = {}
    for row in found:
        if row[-1] is None:  # the sum over nothing
            continue
        values = dict(zip(distinct, row, strict=False))
        key = tuple(_key(name, values[column]) for name, column in zip(by, columns, strict=True))
        cell = sums.setdefault(key, [0, 0])
        cell[0] += int(row[-2])
        cell[1] += int(row[-1])
    return [Group(key, *sums[key]) for key in sorted(sums, key=lambda k: tuple((v is not None, str(v)) for v in k))]


def count(where: Where) -> int:
    """Return how many entries stand under the predicate, reversals included."""
    return sum(group.entries for group in totals(where))


def reversals(where: Where) -> int:
    """Return how many of the entries under the predicate take another entry back."""
    condition = of_entries(where)
    sql = f"SELECT COUNT(*) FROM ledger_entry e WHERE {condition.text} AND e.corrects_id IS NOT NULL"
    return int(fetch(sql, condition.parameters)[0][0])


def corrections_and_latest(where: Where) -> tuple[int, datetime | None]:
    """Return how many entries under the predicate take another back, and when the latest was recorded (None: none)."""
    of_entry = f"{_CORRECTIONS}, e.recorded_at AS latest_at"
    if rolled_up(where):
        source = of_both(where, "e.corrections, e.latest_at", of_entry)
    else:
        condition = of_entries(where)
        source = Sql(f"SELECT {of_entry} FROM ledger_entry e WHERE {condition.text}", condition.parameters)
    sql = f"SELECT SUM(corrections), MAX(latest_at) FROM ({source.text}) AS together"
    corrections, latest = fetch(sql, source.parameters)[0]
    return int(corrections or 0), None if latest is None else instant(latest)


def mark(where: Where) -> tuple[object, ...] | None:
    """Return what changes whenever an entry joins those under the predicate (dimensions aside); None: not quickly told.

    Entries are only ever added. So the same number of them, with the same sum, corrections and last instant of recording,
    is the same entries, and whatever was computed from them stands. Answered by the roll-up and what is not sealed yet.
    """
    where = replace(where, dims=(), present=(), among=())
    if not rolled_up(where):
        return None
    of_rollup = "e.entries, e.quantity, e.corrections, e.latest_at"
    source = of_both(where, of_rollup, f"1, e.quantity, {_CORRECTIONS}, e.recorded_at")
    sums = "SUM(entries), SUM(quantity), SUM(corrections), MAX(latest_at)"
    entries, quantity, corrections, latest = fetch(
        f"SELECT {sums} FROM ({source.text}) AS together", source.parameters
    )[0]
    return int(entries or 0), int(quantity or 0), int(corrections or 0), str(latest)


def digest(where: Where) -> str:
    """Return the content digest over the sorted (id, entry hash) pairs of the rows under the predicate.

    The ids are taken first, then the hashes of some thousands at a time: millions of rows need little memory.
    """
    condition = of_entries(where)
    return digest_of(
        _hashes(ids(f"SELECT e.id FROM ledger_entry e WHERE {condition.text} ORDER BY e.id", condition.parameters))
    )


def _hashes(numbers: array[int], slice_of: int = 5000) -> Iterator[tuple[int, str]]:
    for first in range(0, len(numbers), slice_of):
        one_of, parameters = among("id", numbers[first : first + slice_of].tolist())
        found = fetch(f"SELECT id, hash FROM ledger_entry WHERE {one_of} ORDER BY id", parameters)
        yield from ((int(number), str(hashed)) for number, hashed in found)


def distinct_readers(where: Where) -> int:
    """Return how many different readers stand in the rows, net of reversals.

    :raises NoSingleYear: the period crosses the turn of a year, where pseudonyms change.
    """
    return next((group.quantity for group in distinct(where)), 0)


def distinct(where: Where, keys: Sequence[str] = ("reader",), by: Sequence[str] = ()) -> list[Group]:
    """Return how many different combinations of ``reader``, ``subject``, ``site``, ``unit``, ``day`` or dimensions there are.

    Sorted, net of reversals: a combination counts when its quantities sum to more than zero; rows that do not say every
    key (a reader, a dimension) never do. ``by`` (also ``month``) makes one group each; ``entries`` of a group is the
    number of its rows that count.

    :raises NoSingleYear: readers over the turn of a year without the day among the keys: pseudonyms change there.
    """
    across = len({day.year for span in where.spans for day in (span.since, _last(span))}) > 1
    if across and "reader" in keys and not {"day", "month"} & {*keys, *by}:
        raise NoSingleYear(_("不同年份的读者化名不能合并计数"), remedy=_("请按年分别统计"))
    condition = of_entries(where)
    pieces = [_cell(key) for key in dict.fromkeys((*by, *keys))]
    parameters = [p for piece in pieces for p in piece.parameters]
    inner = ", ".join(f"{piece.text} AS k{n}" for n, piece in enumerate(pieces))
    grouped = ", ".join(str(n) for n in range(1, len(pieces) + 1))
    outer = ", ".join(f"k{n}" for n in range(len(by)))
    said = [_said(key) for key in keys]
    parameters_said = [p for piece in said for p in piece.parameters]
    sql = (
        f"SELECT {outer + ', ' if by else ''}COUNT(*), SUM(n) FROM (SELECT {inner}, COUNT(*) AS n FROM ledger_entry e "
        f"WHERE {condition.text} AND {' AND '.join(piece.text for piece in said)} GROUP BY {grouped} HAVING SUM(e.quantity) > 0) AS found"
        f"{f' GROUP BY {outer}' if by else ''}"
    )
    rows = fetch(sql, (*parameters, *condition.parameters, *parameters_said))
    found = [
        Group(tuple(_key(k, v) for k, v in zip(by, row, strict=False)), int(row[-2]), int(row[-1] or 0)) for row in rows
    ]
    return sorted(found, key=lambda group: tuple((v is not None, str(v)) for v in group.keys))


def _cell(key: str) -> Sql:
    """Return a key of ``distinct`` as SQL; a month is named by its first day."""
    if key == "month":
        if connection.vendor == "postgresql":
            return Sql("CAST(date_trunc('month', e.occurred_on) AS date)")
        return Sql("substr(e.occurred_on, 1, 7) || '-01'")
    return Sql(_COLUMNS[key]) if key in _COLUMNS else dim_sql(key)


_COLUMNS = {
    "reader": "e.reader", "subject": "e.subject", "site": "e.site_id", "unit": "e.unit_id", "day": "e.occurred_on",
}  # fmt: skip


def _said(key: str) -> Sql:
    """Return the condition that a row says a key at all."""
    if key in ("reader", "subject"):
        return Sql(f"{_COLUMNS[key]} > ''")  # as the index over readers has it
    if key in _COLUMNS or key == "month":
        return Sql(f"{_cell(key).text} IS NOT NULL")
    return said_sql(key)


def stock(facts: Sequence[str], *, site_id: int | None, on: date) -> int:
    """Return the stock at the end of a day: the running sum of signed facts since the beginning."""
    return total(Where(tuple(facts), (SiteSpan(site_id, date.min, date.fromordinal(on.toordinal() + 1)),)))


def chain_head() -> tuple[int, str]:
    """Return the last sealed id and the head of the chain (zeros before the first seal)."""
    found = fetch("SELECT last_id, head FROM ledger_seal ORDER BY last_id DESC LIMIT 1", ())
    return (int(found[0][0]), str(found[0][1])) if found else (0, "0" * 64)


def site_ids_used() -> frozenset[int]:
    """Return every site id that occurs in an entry (``doctor`` compares them with the sites)."""
    return frozenset(
        int(r[0]) for r in fetch("SELECT DISTINCT site_id FROM ledger_entry WHERE site_id IS NOT NULL", ())
    )


def sites_of(facts: Sequence[str]) -> frozenset[int]:
    """Return every site at which one of these facts occurred."""
    where = Where(tuple(facts), (SiteSpan(None, date.min, FAR),))
    return frozenset(int(site) for g in totals(where, by=("site",)) if isinstance(site := g.keys[0], int))


def unit_ids_used() -> frozenset[int]:
    """Return every unit id that occurs in an entry."""
    return frozenset(
        int(r[0]) for r in fetch("SELECT DISTINCT unit_id FROM ledger_entry WHERE unit_id IS NOT NULL", ())
    )


def _last(span: SiteSpan) -> date:
    return date.fromordinal(span.until.toordinal() - 1)


def _from_entries(where: Where, dims: Sequence[str], quantity: str) -> Sql:
    condition = of_entries(where)
    pieces = [dim_sql(name) for name in dims]
    named = "".join(f", {piece.text} AS dim_{n}" for n, piece in enumerate(pieces))
    parameters = [p for piece in pieces for p in piece.parameters]
    return Sql(
        f"SELECT k.name, e.occurred_on, e.occurred_at, e.site_id, e.unit_id, {quantity} AS quantity, "
        f"1 AS entries{named} "
        f"FROM ledger_entry e JOIN ledger_factkind k ON k.id = e.fact_id WHERE {condition.text}",
        (*parameters, *condition.parameters),
    )


def _from_both(where: Where, of_entry: str, of_rollup: str) -> Sql:
    return of_both(
        where,
        "k.name, e.occurred_on, NULLIF(e.site_id, 0) AS site_id, NULLIF(e.unit_id, 0) AS unit_id, "
        f"{of_rollup} AS quantity, e.entries",
        f"k.name, e.occurred_on, e.site_id, e.unit_id, {of_entry}, 1",
        "JOIN ledger_factkind k ON k.id = e.fact_id",
    )


def _key(name: str, value: Any) -> Dim | date:
    if name == "instant":
        return instant(value)
    if name in ("day", "month"):
        day = value if isinstance(value, date) else date.fromisoformat(value)
        return day.replace(day=1) if name == "month" else day
    return None if value is None else (int(value) if name in ("site", "unit") else str(value))
