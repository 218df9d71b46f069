"""Ask PostgreSQL: the steps of a plan one after the other, each ordered by use and newness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from shushan.adapters import postgres_words as words
from shushan.search.public import Asked, Hits, Plan, Sort

COUNTED = 24  # values of a facet
FEW = 20_000  # hits that are found by their words and sorted; more are met soon enough in the order of the index
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
    is_few = total <= FEW and not is_more
    if plan.is_everything or asked.sort is not Sort.FIT:
        order = _ORDER.get(asked.sort, _ORDER[Sort.YEAR])
        found = _some(table, whole, limits, order, asked.limit, asked.offset, is_few=is_few)
    else:
        found = _by_steps(table, steps, limits, asked, is_few=is_few)
    return Hits(tuple(found), min(total, asked.enough or total), facets, is_more=is_more)


_EACH = "#"  # among the facet values of a hit: itself; they all have a colon
_Limits = tuple[str, list[Any]]  # conditions that begin with AND, and their values


def _by_steps(
    table: str, steps: Sequence[str], limits: _Limits, asked: Asked, *, is_few: bool
) -> list[tuple[str, int]]:
    """Return the hits of a page: each step without what the steps before it found."""
    found: list[tuple[str, int]] = []
    until = asked.offset + asked.limit
    for step in steps:
        if len(found) >= until:
            break
        found += _some(table, step, _but(limits, found), "rank DESC", until - len(found), 0, is_few=is_few)
    return found[asked.offset : until]


def _some(
    table: str, asking: str, limits: _Limits, order: str, limit: int, offset: int, *, is_few: bool
) -> list[tuple[str, int]]:
    """Return some hits in an order; ``is_few``: it is known already that there are few.

    PostgreSQL takes every word for equally rare and would read the whole table in order to meet the few hits of a rare
    one (5 s at a million), so few hits are gathered first.
    """
    where, values = _where(asking, limits)
    source = f"{table} WHERE {where}"
    if asking and (is_few or _is_few(table, asking)):
        columns = "kind, ref, rank, year, ordering"
        source = f"(WITH hits AS MATERIALIZED (SELECT {columns} FROM {source}) SELECT {columns} FROM hits) AS hits"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind, ref FROM {source} ORDER BY {order}, ref LIMIT %s OFFSET %s", [*values, limit, offset]
        )
        return [(str(kind), int(ref)) for kind, ref in cursor.fetchall()]


def _is_few(table: str, asking: str) -> bool:
    """Say whether words have few hits; counting stops where they are many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT FROM {table} WHERE words @@ %s::tsquery LIMIT %s) AS hits", [asking, FEW + 1]
        )
        return int(cursor.fetchone()[0]) <= FEW


def _counted(
    table: str, asking: str, limits: _Limits, asked: Asked
) -> tuple[int, dict[str, tuple[tuple[str, int], ...]]]:
    """Return how many hits there are (one more than is enough where there are more) and the counts of each facet.

    The most frequent value stands first. Each hit is looked at once: it is counted as one more value of its own.
    """
    where, values = _where(asking, limits)
    bound = f" LIMIT {asked.enough + 1}" if asked.enough else ""
    with connection.cursor() as cursor:
        if not asked.counts:
            cursor.execute(f"SELECT count(*) FROM (SELECT FROM {table} WHERE {where}{bound}) AS hits", values)
            return int(cursor.fetchone()[0]), {}
        cursor.execute(
            f"SELECT value, count(*) FROM (SELECT facets FROM {table} WHERE {where}{bound}) AS hits, "
            f"unnest(array_append(facets, '{_EACH}')) AS value GROUP BY value ORDER BY count(*) DESC, value",
            values,
        )
        rows = [(str(value), int(count)) for value, count in cursor.fetchall()]
    total = next((count for value, count in rows if value == _EACH), 0)
    counted: dict[str, list[tuple[str, int]]] = {}
    for said, count in rows:
        name, _colon, value = said.partition(":")
        counted.setdefault(name, []).append((value, min(count, asked.enough or count)))
    return total, {name: tuple(counted.get(name, ())[:COUNTED]) for name in asked.counts}


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
