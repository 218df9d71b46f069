"""What the acts on loans share: the move, the answer, what rules ask, the trace of an override."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from shushan.audit import public as audit
from shushan.circulation.holds.terms import Fate
from shushan.circulation.models import Loan
from shushan.circulation.policy import Standing, late_days
from shushan.circulation.queries import COLUMNS
from shushan.circulation.rules.lengths import Due
from shushan.circulation.rules.overdue import Lateness
from shushan.circulation.rules.policy import Case, Row
from shushan.circulation.rules.queries import version
from shushan.circulation.states import LoanMove, LoanState, after
from shushan.circulation.terms import Lent, LoanAct, RuleName
from shushan.database.public import swap
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.people import public as people


def loans_from(rows: Iterable[Sequence[Any]]) -> list[Loan]:
    """Return the loans of rows that were read in the order of ``COLUMNS``."""
    return [Loan.from_db(DEFAULT_DB_ALIAS, COLUMNS, row) for row in rows]


def subject(loan_id: int) -> str:
    """Return the subject of a loan's facts."""
    return f"circulation.loan:{loan_id}"


@dataclass(frozen=True, slots=True)
class OpenLoan:
    """An open loan and what the limits ask about its item."""

    loan: Loan
    kind: str
    shelf: str
    home_site_id: int
    price_fen: int | None = None


def standing_of(
    reader: people.ReaderValue, open_loans: Iterable[OpenLoan], at: datetime | None = None
) -> Standing:  # fmt: skip
    """Return what the rules ask about a reader; loans of others among those given are left out.

    ``at``: the instant at which what ends by the hour may be late; without it days alone are counted.
    """
    zone = ledger.zone()
    held = [one for one in open_loans if one.loan.reader_id == reader.id]
    return Standing(
        card_state=reader.card_state.value if reader.card_state else "",
        card_expires_on=reader.card_expires_on,
        freeze_reason=reader.freeze_reason,
        due_on=tuple(one.loan.due_at.astimezone(zone).date() for one in held),
        holds=tuple(Case(reader.category.value, one.kind, one.shelf, one.home_site_id) for one in held),
        begun=max((late_days(one.loan.due_at, at, zone) for one in held), default=0) if at else 0,
    )


def move(loan: Loan, how: LoanMove, **columns: Any) -> bool:
    """Move a loan by compare-and-swap over what was read of it; say whether this caller made the move."""
    new = after(LoanState(loan.state), how)
    return new is not None and swap(loan, ("state", "renewals", "due_at"), state=new.value, **columns)


def answer(
    loan: Loan,
    *,
    was_done: bool = False,
    came_from: int | None = None,
    due: Due | None = None,
    late: Lateness | None = None,
    until: date | None = None,
    found_fen: int | None = None,
    fate: Fate | None = None,
) -> Lent:
    """Return the answer of an act; the item is where it came back, else where it was lent."""
    site, row = loan.return_site_id or loan.lent_site_id, rule_of(loan)
    return Lent(
        loan.pk, loan.item_id, loan.reader_id, loan.due_at, site, was_done, came_from,
        rule=RuleName.of(row) if row else None, due=due, lateness=late, suspended_until=until, found_fen=found_fen,
        fate=fate,
    )  # fmt: skip


def rule_of(loan: Loan) -> Row | None:
    """Return the version of the rule that gave a loan's due day, or None; without a query when the table is kept."""
    return version(loan.rule_id) if loan.rule_id else None


def audit_override(override: str, reason: str, actor: Actor, loan_id: int, at: datetime) -> None:
    """Put an override with its reason on record. The reason may name a person, so it stays out of the ledger."""
    if override:
        note = f"{override}: {reason.strip()}"
        audit.looked(actor=actor, act=LoanAct.OVERRIDE, subject=subject(loan_id), at=at, note=note)
