"""Sums stand in two places: in the roll-up of what is sealed, and in the entries above it. One statement reads both."""

from __future__ import annotations

from typing import Final

from django.db import connection

from shushan.ledger.days import local_day
from shushan.ledger.predicate import Sql, cuts, of_cut_cells, of_entries, of_rollups
from shushan.ledger.terms import Where

# the few unsealed entries are taken by their ids first (materialized): SQLite would walk every entry of the fact
_UNSEALED: Final = "unsealed AS MATERIALIZED (SELECT * FROM ledger_entry WHERE id > (SELECT COALESCE(MAX(last_id), 0) FROM ledger_seal))"
_SAME_CELL: Final = (
    "e.fact_id = c.fact_id AND e.occurred_on = c.occurred_on "
    "AND COALESCE(e.site_id, 0) = c.site_id AND COALESCE(e.unit_id, 0) = c.unit_id"
)


def of_both(where: Where, of_rollup: str, of_entry: str, joined: str = "") -> Sql:
    """Return columns of roll-ups and of entries (alias ``e``), with a table that both are ``joined`` with.

    In one statement: a seal may come in between. Known at an instant inside a day, a cell of that day counts whole when
    its last entry had been recorded by then, else by those of its entries that had.

    :raises ValueError: the roll-up cannot answer this.
    """
    whole, live = of_rollups(where), of_entries(where)
    parts = [
        f"SELECT {of_rollup} FROM ledger_rollup e {joined} WHERE {whole.text}",
        f"SELECT {of_entry} FROM unsealed e {joined} WHERE {live.text}",
    ]
    if where.known_at is None or not cuts(where):
        return Sql(f"WITH {_UNSEALED} {' UNION ALL '.join(parts)}", (*whole.parameters, *live.parameters))
    cut = of_cut_cells(where)
    cells = f"cut AS MATERIALIZED (SELECT fact_id, occurred_on, site_id, unit_id FROM ledger_rollup e WHERE {cut.text})"
    parts.append(
        f"SELECT {of_entry} FROM cut c JOIN ledger_entry e ON {_SAME_CELL} {joined} WHERE e.recorded_on = %s "
        "AND e.recorded_at < %s AND e.id <= (SELECT COALESCE(MAX(last_id), 0) FROM ledger_seal)"
    )
    day = connection.ops.adapt_datefield_value(local_day(where.known_at))
    instant = connection.ops.adapt_datetimefield_value(where.known_at)
    return Sql(
        f"WITH {_UNSEALED}, {cells} {' UNION ALL '.join(parts)}",
        (*cut.parameters, *whole.parameters, *live.parameters, day, instant),
    )
