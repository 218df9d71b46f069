"""Words of the room that others see: verbs and values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.states import LoanState
from shushan.circulation.verbs import HoldAct
from shushan.kernel.verbs import Act

__all__ = ["HoldAct", "Lent", "LoanAct", "LoanLine", "LoanValue", "MoneyAct"]


class LoanAct(Act):
    """What may be granted in this room."""

    LEND = "circulation.lend"
    RETURN = "circulation.return-item"
    RENEW = "circulation.renew-loan"
    OVERRIDE = "circulation.override-rule"  # lend or renew although a rule speaks against it, with a reason
    SEE_LOANS = "circulation.see-loans"
    RENEW_OWN = "circulation.renew-own-loan"
    KEEP_HISTORY = "circulation.keep-own-history"  # ask to keep one's returned loans, or stop asking
    ANONYMISE = "circulation.anonymise-loans"  # cut readers from returned loans (the nightly job)


@dataclass(frozen=True, slots=True)
class Lent:
    """The answer of lending, returning or renewing.

    ``was_done``: the same act had been done a moment before, nothing was written. ``at_site_id`` is where the item is
    now, ``came_from`` where it had been lent (returns only).
    """

    loan_id: int
    item_id: int
    reader_id: int | None
    due_at: datetime
    at_site_id: int
    was_done: bool = False
    came_from: int | None = None


@dataclass(frozen=True, slots=True)
class LoanValue:
    """A loan as others see it; ``reader_id`` is None once anonymised."""

    id: int
    item_id: int
    reader_id: int | None
    state: LoanState
    lent_at: datetime
    due_at: datetime
    back_at: datetime | None
    renewals: int
    lent_site_id: int
    return_site_id: int | None


@dataclass(frozen=True, slots=True)
class LoanLine:
    """A loan with its title, as lists show it. ``days_left`` counts local days and is negative when overdue."""

    loan: LoanValue
    barcode: str
    record_id: int
    title: str
    author: str
    is_overdue: bool
    days_left: int
