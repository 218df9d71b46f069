"""``Where`` as SQL, once: every total, every row list and every digest of the house goes through here."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import Enum
from typing import Final, TypeAlias

from django.db import connection

from shushan.ledger.days import local_day, zone
from shushan.ledger.models import kind_id
from shushan.ledger.terms import EVERY_ENTRY, Dim, Where

Parameters: TypeAlias = list[object]
_PLAIN: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its parameters."""

    text: str
    parameters: tuple[object, ...] = ()


class _Over(Enum):
    """What a condition is over: entries, cells of the roll-up that count whole, cells that an instant cuts."""

    ENTRIES = 1
    WHOLE = 2
    CUT = 3


def rolled_up(where: Where) -> bool:
    """Say whether the roll-up knows enough to answer: no dimension asked for, and it may be asked at all."""
    return not (where.dims or where.present or where.among or where.known_at == EVERY_ENTRY)


def cuts(where: Where) -> bool:
    """Say whether what is asked was known at an instant inside a day, of which the roll-up knows only the whole."""
    return where.known_at is not None and not _is_midnight(where.known_at)


def of_entries(where: Where) -> Sql:
    """Return the condition over the table of entries (alias ``e``)."""
    return _condition(where, "e", _Over.ENTRIES)


def of_rollups(where: Where) -> Sql:
    """Return the same condition over the table of roll-ups (alias ``e``): the cells that were known whole by then.

    :raises ValueError: the roll-up cannot answer this.
    """
    if not rolled_up(where):
        raise ValueError("the roll-up cannot answer this")
    return _condition(where, "e", _Over.WHOLE)


def of_cut_cells(where: Where) -> Sql:
    """Return the condition over the table of roll-ups (alias ``e``) for cells of which only a part was known by then."""
    return _condition(where, "e", _Over.CUT)


def dim_sql(name: str, alias: str = "e") -> Sql:
    """Return a dimension as text."""
    if connection.vendor == "postgresql":
        return Sql(f"({alias}.dims ->> %s)", (name,))
    return Sql(f"CAST(json_extract({alias}.dims, %s) AS TEXT)", (f'$."{name}"',))


def said_sql(name: str, alias: str = "e") -> Sql:
    """Return the condition that an entry says a dimension at all, word for word as an index over such entries has it.

    An index serves only a condition that names the dimension itself, so plain names stand in the text.
    """
    if not _PLAIN.fullmatch(name):
        piece = dim_sql(name, alias)
        return Sql(f"{piece.text} IS NOT NULL", piece.parameters)
    if connection.vendor == "postgresql":
        return Sql(f"({alias}.dims -> '{name}') IS NOT NULL")
    return Sql(f"JSON_TYPE({alias}.dims, '$.\"{name}\"') IS NOT NULL")


def shifted(where: Where, *, known_at: datetime | None) -> Where:
    """Return the same predicate as known at another instant."""
    return replace(where, known_at=known_at)


def _condition(where: Where, alias: str, over: _Over) -> Sql:
    parts: list[str] = []
    parameters: Parameters = []
    parts.append(f"{alias}.fact_id IN ({_marks(len(where.facts))})")
    parameters += [kind_id(fact) for fact in where.facts]
    text, more = _days_and_sites(where, alias)
    parts.append(text)
    parameters += more
    if where.units is not None:
        parts.append(f"{alias}.unit_id IN ({_marks(len(where.units))})" if where.units else "1 = 0")
        parameters += list(where.units)
    if where.known_at is not None:
        text, more = _known(where.known_at, alias, over)
        parts.append(text)
        parameters += more
    for name, value in where.dims:
        piece = dim_sql(name, alias)
        parts.append(f"{piece.text} IS NULL" if value is None else f"{piece.text} = %s")
        parameters += [*piece.parameters, *([] if value is None else [_text(value)])]
    for name, some in where.among:
        piece = dim_sql(name, alias)
        parts.append(f"{piece.text} IN ({_marks(len(some))})")
        parameters += [*piece.parameters, *(_text(value) for value in some)]
    for name in where.present:
        piece = said_sql(name, alias)
        parts.append(piece.text)
        parameters += piece.parameters
    return Sql(" AND ".join(parts), tuple(parameters))


def _known(at: datetime, alias: str, over: _Over) -> tuple[str, Parameters]:
    """Return what had been recorded before an instant; the cell of a day is known whole once its last entry is."""
    instant, day = connection.ops.adapt_datetimefield_value(at), _day(local_day(at))
    if over is _Over.ENTRIES:
        return f"{alias}.recorded_at < %s", [instant]
    if over is _Over.CUT:
        return f"{alias}.recorded_on = %s AND {alias}.latest_at >= %s", [day, instant]
    if _is_midnight(at):
        return f"{alias}.recorded_on < %s", [day]
    whole = f"({alias}.recorded_on < %s OR ({alias}.recorded_on = %s AND {alias}.latest_at < %s))"
    return whole, [day, day, instant]


def _days_and_sites(where: Where, alias: str) -> tuple[str, Parameters]:
    """Return the days and sites of all spans; sites with the same days are named together.

    So the usual question, every site for one period, is one walk along the index and not one for each site.
    """
    together: dict[tuple[date, date, bool], list[int]] = {}
    for span in where.spans:
        sites = together.setdefault((span.since, span.until, span.site_id is None), [])
        sites += [] if span.site_id is None else [span.site_id]
    texts: list[str] = []
    parameters: Parameters = []
    for (since, until, is_everywhere), sites in together.items():
        site = "" if is_everywhere else f"{alias}.site_id IN ({_marks(len(sites))}) AND "
        texts.append(f"({site}{alias}.occurred_on >= %s AND {alias}.occurred_on < %s)")
        parameters += [*sites, _day(since), _day(until)]
    return f"({' OR '.join(texts) or '1 = 0'})", parameters


def _marks(count: int) -> str:
    return ", ".join(["%s"] * count) or "NULL"


def _text(value: Dim) -> str:
    if isinstance(value, bool):
        return ("true" if value else "false") if connection.vendor == "postgresql" else str(int(value))
    return str(value)


def _day(day: object) -> object:
    return connection.ops.adapt_datefield_value(day)  # type: ignore[arg-type]


def _is_midnight(at: datetime) -> bool:
    return at.astimezone(zone()).time() == time.min
