"""Prove the roll-up: every cell against the sealed facts, a run of days at a time, so that memory does not grow with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.db import connection

from shushan.ledger.reading import fetch

RUN_OF: Final = 200_000  # entries that one statement compares, about; a single day is never cut

# +id: the days are the way in, not the ids
_UNPROVED: Final = """
SELECT fact_id, occurred_on, recorded_on, site_id, unit_id FROM (
  SELECT fact_id, occurred_on, recorded_on, site_id, unit_id, quantity, entries, corrections,
    latest_at AS kept_at, NULL AS found_at
  FROM ledger_rollup WHERE {run}
  UNION ALL
  SELECT fact_id, occurred_on, recorded_on, COALESCE(site_id, 0), COALESCE(unit_id, 0), -SUM(quantity), -COUNT(*),
    -COUNT(corrects_id), NULL, MAX(recorded_at)
  FROM ledger_entry WHERE {run} AND +id <= (SELECT COALESCE(MAX(last_id), 0) FROM ledger_seal)
  GROUP BY fact_id, occurred_on, recorded_on, COALESCE(site_id, 0), COALESCE(unit_id, 0)
) AS both_sides
GROUP BY fact_id, occurred_on, recorded_on, site_id, unit_id
HAVING SUM(quantity) <> 0 OR SUM(entries) <> 0 OR SUM(corrections) <> 0 OR MAX(kept_at) <> MAX(found_at)
"""


def unproved_cells() -> int:
    """Return how many cells of the roll-up differ from the facts; 0 is the proof."""
    return len(wrong_cells())


def wrong_cells(*, run_of: int = RUN_OF) -> list[tuple[Any, ...]]:
    """Return the cells that differ: fact, day of the act, day of recording, site (0: none), unit (0: none).

    Each statement looks at both sides at one instant, so that a seal in between does no harm.
    """
    found = []
    for fact_id in _facts():
        for since, until in _runs(fact_id, run_of):
            run, parameters = _run(fact_id, since, until)
            found += fetch(_UNPROVED.format(run=run), (*parameters, *parameters))
    return [tuple(row) for row in found]


def _facts() -> list[int]:
    """Return every kind that stands in a roll-up or an entry, known or not, by steps along the indexes."""
    return sorted({number for table in ("ledger_rollup", "ledger_entry") for number in _kinds(table)})


def _kinds(table: str) -> Iterator[int]:
    last: int | None = fetch(f"SELECT MIN(fact_id) FROM {table}", ())[0][0]
    while last is not None:
        yield last
        last = fetch(f"SELECT MIN(fact_id) FROM {table} WHERE fact_id > %s", (last,))[0][0]


def _runs(fact_id: int, run_of: int) -> Iterator[tuple[Any, Any]]:
    """Yield runs of days of a fact that leave none out: the first begins with the world, the last never ends.

    Where they part is taken from the roll-up; were it wrong, the runs would be longer or shorter, and still whole.
    """
    since: Any = None
    some = 0
    days = fetch(
        "SELECT occurred_on, SUM(entries) FROM ledger_rollup WHERE fact_id = %s GROUP BY occurred_on ORDER BY occurred_on",
        (fact_id,),
    )
    for day, entries in days:
        if some and some + entries > run_of:
            yield since, day
            since, some = day, 0
        some += entries
    yield since, None


def _run(fact_id: int, since: date | str | None, until: date | str | None) -> tuple[str, list[Any]]:
    day = connection.ops.adapt_datefield_value
    text, parameters = "fact_id = %s", [fact_id]
    for sign, end in ((">=", since), ("<", until)):
        if end is not None:
            text += f" AND occurred_on {sign} %s"
            parameters.append(end if isinstance(end, str) else day(end))  # type: ignore[arg-type]
    return text, parameters
