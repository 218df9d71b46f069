"""Words of the room that others see: verbs and values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shushan.kernel.verbs import Act


class LoanAct(Act):
    """What may be granted in this room."""

    LEND = "circulation.lend"
    RETURN = "circulation.return-item"
    RENEW = "circulation.renew-loan"
    OVERRIDE = "circulation.override-rule"  # lend or renew although a rule speaks against it, with a reason
    SEE = "circulation.see-loans"
    SEE_OWN = "circulation.see-own-loans"
    RENEW_OWN = "circulation.renew-own-loan"
    ANONYMISE = "circulation.anonymise-loans"  # cut readers from returned loans (the nightly job)


@dataclass(frozen=True, slots=True)
class Lent:
    """The answer of a lending. ``is_repeat``: the same act had been done a moment before, nothing was written."""

    loan_id: int
    due_at: datetime
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """The answer of a return. ``days_late`` counts whole local days, 0 when in time; ``moved`` = it came back elsewhere."""

    loan_id: int
    days_late: int
    moved: bool
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Renewed:
    """The answer of a renewal."""

    loan_id: int
    due_at: datetime
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class LoanLine:
    """A loan with its title, as lists show it. ``days_late`` is 0 for a loan in time or returned."""

    id: int
    item_id: int
    barcode: str
    record_id: int
    title: str
    author: str
    call_number: str
    reader_id: int | None
    category: str
    lent_at: datetime
    due_at: datetime
    back_at: datetime | None
    lent_site_id: int
    return_site_id: int | None
    renewals: int
    days_late: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the item is still out."""
        return self.back_at is None

    @property
    def is_overdue(self) -> bool:
        """Whether the item should have been back."""
        return self.days_late > 0
