"""Words of the room that others see: verbs and values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shushan.circulation.holds.terms import Fate
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.rules.lengths import Due
from shushan.circulation.rules.overdue import Lateness
from shushan.circulation.rules.terms import RuleAct, RuleName
from shushan.circulation.states import LoanState
from shushan.circulation.troubles.verbs import TroubleAct
from shushan.circulation.verbs import HoldAct
from shushan.kernel.verbs import Act

__all__ = [
    "Due", "HoldAct", "Lateness", "Lent", "LoanAct", "LoanLine", "LoanValue", "MoneyAct", "RuleAct", "RuleName",
    "TroubleAct",
]  # fmt: skip


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
    now, ``came_from`` where it had been lent (returns only). ``rule``: the row that gave the due day. ``due``: how it
    came about (lending and renewing, not when it was done before). ``lateness``: what a late return means in fen and in
    days without borrowing (returns only), ``suspended_until`` the last of those days; nothing is charged here.
    ``found_fen``: what the reader gets back because a lost item came back; None where none was lost.
    ``fate``: what becomes of a returned item; None when it was done before (``fate()`` says it then).
    """

    loan_id: int
    item_id: int
    reader_id: int | None
    due_at: datetime
    at_site_id: int
    was_done: bool = False
    came_from: int | None = None
    rule: RuleName | None = None
    due: Due | None = None
    lateness: Lateness | None = None
    suspended_until: date | None = None
    found_fen: int | None = None
    fate: Fate | None = None


@dataclass(frozen=True, slots=True)
class LoanValue:
    """A loan as others see it; ``reader_id`` is None once anonymised.

    ``rule_version_id``: the version of the rule that gave the due day, None for loans from before the table of rules.
    """

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
    rule_version_id: int | None = None


@dataclass(frozen=True, slots=True)
class LoanLine:
    """A loan with its title, as lists show it. ``days_left`` counts local days and is negative after the due day.

    ``kind``, ``shelf``, ``home_site_id``: of the item, as the rules ask for them.
    """

    loan: LoanValue
    barcode: str
    record_id: int
    title: str
    author: str
    is_overdue: bool
    days_left: int
    kind: str = ""
    shelf: str = ""
    home_site_id: int | None = None
