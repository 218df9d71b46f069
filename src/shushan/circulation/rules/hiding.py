"""Which versions of a rule will never speak, because a version that was written later hides them. Pure; no Django."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shushan.circulation.rules.policy import Row


def hidden(rows: Iterable[Row], at: datetime) -> dict[int, Row]:
    """Return versions that are still to come and never will hold: version id → the later version that hides it.

    Of versions that hold, the last written speaks; so one that begins no later and ends no earlier hides it whole.
    ``rows``: versions of any rules, in the order of writing.
    """
    found: dict[int, Row] = {}
    versions = list(rows)
    for place, row in enumerate(versions):
        if row.valid_from <= at:
            continue
        for later in versions[place + 1 :]:
            if later.number == row.number and _covers(later, row.valid_from, row.valid_until):
                found[row.version_id] = later
                break
    return found


def would_hide(rows: Iterable[Row], number: int, since: datetime, until: datetime | None, at: datetime) -> list[Row]:
    """Return the versions of a rule that are still to come and that a new version would hide whole."""
    already = hidden(rows := list(rows), at)
    return [
        row for row in rows
        if row.number == number and row.valid_from > at and row.version_id not in already
        and since <= row.valid_from and (until is None or (row.valid_until is not None and row.valid_until <= until))
    ]  # fmt: skip


def _covers(later: Row, since: datetime, until: datetime | None) -> bool:
    ends = later.valid_until
    return later.valid_from <= since and (ends is None or (until is not None and until <= ends))
