"""Make a roll-up that differs from its facts again from them: what is derived can always be made anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from shushan.database.public import write
from shushan.ledger.proving import wrong_cells
from shushan.ledger.verifying import damages

SLICE: Final = 50  # cells in one transaction

_CELL: Final = "fact_id = %s AND occurred_on = %s AND recorded_on = %s AND {site} = %s AND {unit} = %s"
_CLEAR: Final = "DELETE FROM ledger_rollup WHERE " + _CELL.format(site="site_id", unit="unit_id")
_FILL: Final = (
    "INSERT INTO ledger_rollup"
    " (fact_id, occurred_on, recorded_on, site_id, unit_id, quantity, entries, corrections, latest_at)"
    " SELECT fact_id, occurred_on, recorded_on, COALESCE(site_id, 0), COALESCE(unit_id, 0), SUM(quantity), COUNT(*),"
    " COUNT(corrects_id), MAX(recorded_at) FROM ledger_entry"
    " WHERE id <= (SELECT COALESCE(MAX(last_id), 0) FROM ledger_seal) AND "
    + _CELL.format(site="COALESCE(site_id, 0)", unit="COALESCE(unit_id, 0)")
    + " GROUP BY fact_id, occurred_on, recorded_on, COALESCE(site_id, 0), COALESCE(unit_id, 0)"
)


def mend_roll_ups() -> int:
    """Make every wrong cell anew from the sealed facts, and return how many there were.

    The facts themselves are looked at first: a roll-up is never bent to facts that somebody changed.

    :raises ValueError: the sealed facts are not what they were
    """
    if any(True for _damage in damages()):
        raise ValueError("sealed entries were changed, added or removed: restore the last backup and compare")
    wrong = wrong_cells()
    for start in range(0, len(wrong), SLICE):
        _mend(wrong[start : start + SLICE])
    return len(wrong)


@write()
def _mend(cells: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a seal that is adding up right now ends first, the next one waits
            cursor.execute("LOCK TABLE ledger_rollup IN SHARE ROW EXCLUSIVE MODE")
        for cell in cells:
            cursor.execute(_CLEAR, cell)
            cursor.execute(_FILL, cell)
