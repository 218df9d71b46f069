"""Who may borrow and renew: the rules as sentences. Raises the refusal, or returns in silence."""

from __future__ import annotations

from datetime import datetime, tzinfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shushan.circulation.errors import (
    CardNotGood,
    LoanLimitReached,
    LoanOverdue,
    ReaderFrozen,
    RenewalLimitReached,
    SomethingOverdue,
)
from shushan.circulation.models import Loan
from shushan.circulation.policy import Rules, days_left
from shushan.circulation.terms import LoanAct
from shushan.people.public import CardState, ReaderValue


def may_borrow(
    reader: ReaderValue, rules: Rules, *, held: int, latest_days: int | None, at: datetime, zone: tzinfo
) -> None:
    """Pass, or refuse a lend. ``held``: open loans; ``latest_days``: days left of the most urgent one.

    :raises CardNotGood: :raises ReaderFrozen: :raises LoanLimitReached: :raises SomethingOverdue:
    """
    good_reader(reader, at, zone)
    if held >= rules.most_items:
        raise LoanLimitReached(
            ngettext("已借 %(n)s 册，到了上限", "已借 %(n)s 册，到了上限", held) % {"n": held},
            rule=_("每人最多借 %(n)s 册") % {"n": rules.most_items},
            remedy=_("请先还一册"),
            override=LoanAct.OVERRIDE,
        )
    if latest_days is not None and -latest_days > rules.days_overdue_allowed:
        raise SomethingOverdue(
            _("有书逾期 %(n)s 天未还") % {"n": -latest_days},
            rule=_("逾期超过 %(n)s 天须先还清") % {"n": rules.days_overdue_allowed},
            remedy=_("请先还逾期的书"),
            override=LoanAct.OVERRIDE,
        )


def good_reader(reader: ReaderValue, at: datetime, zone: tzinfo) -> None:
    """Pass when the card is good and the reader is not frozen.

    :raises CardNotGood: :raises ReaderFrozen:
    """
    if reader.is_frozen:
        raise ReaderFrozen(
            _("读者证已冻结：%(why)s") % {"why": reader.freeze_reason},
            rule=_("冻结期间不能借书、续借"),
            remedy=_("请按冻结原因处理，由有权的馆员解冻"),
            override=LoanAct.OVERRIDE,
        )
    if not reader.has_good_card(at.astimezone(zone).date()):
        raise CardNotGood(
            _card_message(reader),
            rule=_("借书、续借要有有效的读者证"),
            remedy=_("请在服务台核对身份、续期或补办读者证"),
            override=LoanAct.OVERRIDE,
        )


def _card_message(reader: ReaderValue) -> str:
    if reader.card_state is None:
        return _("这位读者还没有读者证")
    if reader.card_state is CardState.ACTIVE:
        return _("读者证已于 %(day)s 到期") % {"day": reader.card_expires_on}
    return _("读者证 %(number)s 现在不能用") % {"number": reader.card_number}


def may_renew(loan: Loan, rules: Rules, *, at: datetime, zone: tzinfo) -> None:
    """Pass, or refuse a renewal.

    :raises RenewalLimitReached: :raises LoanOverdue:
    """
    left = days_left(loan.due_at, at, zone)
    if left < 0:
        raise LoanOverdue(
            _("已逾期 %(n)s 天，不能续借") % {"n": -left},
            rule=_("逾期的书不能续借"),
            remedy=_("请先还书"),
            override=LoanAct.OVERRIDE,
        )
    if loan.renewals >= rules.most_renewals:
        raise RenewalLimitReached(
            _("已经续借 %(n)s 次") % {"n": loan.renewals},
            rule=_("最多续借 %(n)s 次") % {"n": rules.most_renewals},
            remedy=_("请在 %(day)s 前还书") % {"day": loan.due_at.astimezone(zone).date()},
            override=LoanAct.OVERRIDE,
        )
