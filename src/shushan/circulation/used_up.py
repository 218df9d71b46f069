"""Which of a reader's loans no waiting lets be renewed: said on lists, so that nobody taps in vain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from shushan.circulation import policy
from shushan.circulation.eligibility import refusal
from shushan.circulation.rules.policy import Case, Row, matching
from shushan.circulation.terms import LoanLine
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger


def used_up(lines: Iterable[LoanLine], category: str, rows: Sequence[Row], *, at: datetime) -> dict[int, Refused]:
    """Return the refusal that a renewal would get, by loan, where it is overdue or its renewals are used up.

    ``category``: the reader's now; ``rows``: the rules that hold now (``rules.queries.table``). No query.
    """
    zone = ledger.zone()
    found: dict[int, Refused] = {}
    for line in lines:
        row = matching(rows, Case(category, line.kind, line.shelf, line.home_site_id))[0]
        against = policy.used_up(row, at, zone, due_at=line.loan.due_at, renewals=line.loan.renewals)
        if against:
            found[line.loan.id] = refusal(against)
    return found
