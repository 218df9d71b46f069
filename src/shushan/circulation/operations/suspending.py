"""Stop a reader from borrowing for some days after a late return (以停代金)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from shushan.circulation.models import Loan
from shushan.circulation.rules.overdue import Lateness
from shushan.kernel.actor import system
from shushan.ledger import public as ledger
from shushan.people import public as people

BY_RULE: Final = system("late-returns")  # whoever takes the item back need not be somebody who may freeze readers


def suspend(loan: Loan, late: Lateness | None, site_id: int, *, at: datetime) -> date | None:
    """Write the suspension that a late return brings; return its last day, or None when there is none.

    Its days follow the day of the return, which for a book drop lies before the act: they may be over by now.
    """
    if late is None or not late.suspension_days or loan.reader_id is None:
        return None
    with override(settings.LANGUAGE_CODE):  # it is kept, so it is said in the library's language
        reason = _reason(late)
    returned_on = ledger.local_day(loan.back_at or at)
    last = people.suspend(
        actor=BY_RULE, at=at, reader_id=loan.reader_id, days=late.suspension_days, reason=reason, site_id=site_id,
        since=returned_on,
    )  # fmt: skip
    return last if last >= ledger.local_day(at) else None


def _reason(late: Lateness) -> str:
    said = {"late": late.late, "off": late.suspension_days, "number": late.rule_number}
    if late.is_hours:
        return _("还书逾期 %(late)s 小时，停借 %(off)s 天（第 %(number)s 号规则）") % said
    return _("还书逾期 %(late)s 天，停借 %(off)s 天（第 %(number)s 号规则）") % said
