"""Renew whatever a reader holds: each loan for itself, so that one refusal costs the others nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shushan.circulation.operations.renewing import renew
from shushan.circulation.queries import loans_of
from shushan.circulation.terms import Lent, LoanLine
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Renewal:
    """What became of one loan: ``done``, or ``refusal`` and the loan as it was."""

    line: LoanLine
    done: Lent | None = None
    refusal: Refused | None = None


def renew_all(*, actor: Actor, at: datetime, reader_id: int, site_id: int | None = None) -> list[Renewal]:
    """Renew every open loan of a reader that may be renewed, most urgent first, and say of each what became of it.

    Each is an act and a transaction of its own; the grant is checked with each. ``site_id`` as for ``renew``.
    """
    return [_one(actor, at, line, site_id) for line in loans_of(reader_id, at=at)]


def _one(actor: Actor, at: datetime, line: LoanLine, site_id: int | None) -> Renewal:
    try:
        return Renewal(line, done=renew(actor=actor, at=at, loan_id=line.loan.id, site_id=site_id))
    except Refused as refusal:
        return Renewal(line, refusal=refusal)
