"""Charge a late return what its rule says."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from shushan.circulation.models import Loan
from shushan.circulation.money.operations.charging import new_charge
from shushan.circulation.money.terms import ChargeKind
from shushan.circulation.rules.overdue import Lateness
from shushan.kernel.actor import system

BY_RULE: Final = system("late-returns")  # whoever takes the item back need not be somebody who may charge readers


def fine(loan: Loan, late: Lateness | None, site_id: int, *, at: datetime) -> int | None:
    """Charge the reader for a late return, inside the return; return the charge's id, or None when it costs nothing."""
    if late is None or not late.fine_fen or loan.reader_id is None:
        return None
    with override(settings.LANGUAGE_CODE):  # it is kept, so it is said in the library's language
        said = {"late": late.late, "number": late.rule_number}
        words = (
            _("逾期 %(late)s 小时（第 %(number)s 号规则）")
            if late.is_hours
            else _("逾期 %(late)s 天（第 %(number)s 号规则）")
        )
        note = words % said
    return new_charge(
        ChargeKind.OVERDUE, late.fine_fen, reader_id=loan.reader_id, site_id=site_id, actor=BY_RULE, at=at, note=note,
        loan_id=loan.pk, item_id=loan.item_id,
    )  # fmt: skip
