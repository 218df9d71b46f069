"""The rows of a value as a file: every column that its hash covers, so that ``verify_rows.py`` can recompute it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from shushan.figures.terms import Value
from shushan.ledger import public as ledger

ROW_HEAD: Final = [
    "id", "fact", "quantity", "unit", "site_id", "unit_id", "subject", "actor", "source", "occurred_at",
    "recorded_at", "dims", "reader", "corrects", "corrected_by", "note", "hash",
]  # fmt: skip


def row_lines(found: Value) -> Iterator[list[object]]:
    """Yield the entries of a value in the order of recording; those of a ratio are asked of its operands."""
    for row in ledger.each_row(found.where):
        yield [
            row.id, row.fact, row.quantity, row.unit, row.site_id, row.unit_id, row.subject, row.actor, row.source,
            row.occurred_at.isoformat(), row.recorded_at.isoformat(),
            json.dumps(row.dims, ensure_ascii=False, sort_keys=True), row.reader, row.corrects, row.corrected_by,
            row.note, row.hash,
        ]  # fmt: skip
