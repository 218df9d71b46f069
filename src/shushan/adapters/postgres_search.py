"""Ask PostgreSQL: the steps of a plan one after the other, each ordered by use and newness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from shushan.adapters import postgres_values as values_of_facets
from shushan.adapters import postgres_words as words
from shushan.search.public import Asked, Hits, Plan, Sort

COUNTED = 24  # values of a facet
FEW = 10_000  # hits that are found by their words and sorted; more are met soon enough in the order of the index
_ORDER = {
    Sort.YEAR: "year DESC",
    Sort.USE: "rank DESC",
    Sort.NEW: "ref DESC",
    Sort.TITLE: "ordering",
}


def answer(table: str, plan: Plan, asked: Asked) -> Hits:
    """Return the page that is asked for, how many there are in all, and the facets."""
    steps = words.steps_of(plan)
    whole = words.tsquery(plan.union())
    last = words.tsquery(plan.last_resort())
    limits = _limits(asked)
    total, facets = _counted(table, whole, limits, asked) if whole or plan.is_everything else (0, {})
    if not total and last:
        steps, whole = [last], last
        total, facets = _counted(table, whole, limits, asked)
    if not total:
        return Hits((), 0, {})
    is_more = bool(asked.enough) and total > asked.enough
    if plan.is_everything or asked.sort is not Sort.FIT:
        order = _ORDER.get(asked.sort, _ORDER[Sort.YEAR])
        found = _some(table, whole, limits, order, asked.limit, asked.offset, is_many=total > FEW)
    else:
        found = _by_steps(table, steps, limits, asked)
    return Hits(tuple(found), min(total, asked.enough or total), facets, is_more=is_more)


_Limits = tuple[str, list[Any]]  # conditions that begin with AND, and their values


def _by_steps(table: str, steps: Sequence[str], limits: _Limits, asked: Asked) -> list[tuple[str, int]]:
    """Return the hits of a page: each step without what the steps before it found."""
    found: list[tuple[str, int]] = []
    until = asked.offset + asked.limit
    for step in steps:
        if len(found) >= until:
            break
        found += _some(table, step, _but(limits, found), "rank DESC", until - len(found), 0)
    return found[asked.offset : until]


def _some(
    table: str, asking: str, limits: _Limits, order: str, limit: int, offset: int, *, is_many: bool = False
) -> list[tuple[str, int]]:
    """Return some hits in an order; ``is_many``: it is known already that there are more than few.

    PostgreSQL takes every word for equally rare and would read the whole table in order to meet the few hits of a rare
    one (5 s at a million). So hits are gathered first, and met in the order of an index only when there are many.
    """
    where, values = _where(asking, limits)
    page, values = f"ORDER BY {order}, ref LIMIT %s OFFSET %s", [*values, limit, offset]
    if not is_many:
        few = (
            f"{_gathered('kind, ref, rank, year, ordering', table, where)}, few AS (SELECT * FROM hits LIMIT {FEW + 1})"
        )
        rows = _rows(f"{few} SELECT kind, ref, (SELECT count(*) FROM few) FROM few {page}", values)
        if not rows or rows[0][2] <= FEW:
            return [(str(kind), int(ref)) for kind, ref, _count in rows]
    rows = _rows(f"SELECT kind, ref FROM {table} WHERE {where} {page}", values)
    return [(str(kind), int(ref)) for kind, ref in rows]


def _counted(
    table: str, asking: str, limits: _Limits, asked: Asked
) -> tuple[int, dict[str, tuple[tuple[str, int], ...]]]:
    """Return how many hits there are (one more than is enough where there are more) and the counts of each facet.

    The most frequent value stands first. Each hit is looked at once.
    """
    where, values = _where(asking, limits)
    bound = f" LIMIT {asked.enough + 1}" if asked.enough else ""
    if not asked.counts:
        rows = _rows(f"{_gathered('', table, where)} SELECT count(*) FROM (SELECT FROM hits{bound}) AS met", values)
        return int(rows[0][0]), {}
    rows = _rows(
        f"{_gathered('facets', table, where)}, counted AS (SELECT number, count(*) AS many FROM (SELECT unnest(facets) AS "
        f"number FROM (SELECT facets FROM hits{bound}) AS met) AS each GROUP BY number) "
        f"SELECT value, many FROM counted JOIN {values_of_facets.TABLE} ON id = number "
        f"UNION ALL SELECT NULL, count(*) FROM (SELECT FROM hits{bound}) AS met ORDER BY many DESC, value",
        values,
    )
    total = next(int(many) for value, many in rows if value is None)
    counted: dict[str, list[tuple[str, int]]] = {}
    for said, many in rows:
        if said is not None:
            name, _colon, value = said.partition(":")
            counted.setdefault(name, []).append((value, min(int(many), asked.enough or int(many))))
    return total, {name: tuple(counted.get(name, ())[:COUNTED]) for name in asked.counts}


def _gathered(columns: str, table: str, where: str) -> str:
    """Return the hits as a part of a statement that is planned as if all were wanted, and read as far as they are.

    With the limit inside PostgreSQL would rather read the table from its beginning until enough are met.
    """
    return f"WITH hits AS MATERIALIZED (SELECT {columns} FROM {table} WHERE {where})"


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def _where(asking: str, limits: _Limits) -> tuple[str, list[Any]]:
    asked = ("words @@ %s::tsquery", [asking]) if asking else ("TRUE", [])
    return f"{asked[0]}{limits[0]}", [*asked[1], *limits[1]]


def _limits(asked: Asked) -> _Limits:
    """Return the wanted facet values and what must not come as conditions."""
    wanted = words.wanted(asked)
    limits: _Limits = (" AND words @@ %s::tsquery", [wanted]) if wanted else ("", [])
    return _but(limits, asked.without)


def _but(limits: _Limits, keys: Sequence[tuple[str, int]]) -> _Limits:
    """Return the conditions with another one: none of these documents."""
    said, values = limits
    for kind in dict.fromkeys(kind for kind, _ref in keys):
        said += " AND NOT (kind = %s AND ref = ANY(%s))"
        values = [*values, kind, [ref for k, ref in keys if k == kind]]
    return said, values
