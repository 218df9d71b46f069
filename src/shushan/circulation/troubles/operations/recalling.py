"""Call a loan back before its day, with a time that every reader is guaranteed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation.errors import LoanOver, NoSuchLoan
from shushan.circulation.locks import one_act_at_a_time
from shushan.circulation.models import Loan
from shushan.circulation.money.operations.charging import reason_given
from shushan.circulation.operations.loans import subject
from shushan.circulation.rules.lengths import end_of
from shushan.circulation.states import LoanState
from shushan.circulation.telling import tell_recalled
from shushan.circulation.troubles import events
from shushan.circulation.troubles.errors import RecalledAlready, RecallTooLate
from shushan.circulation.troubles.models import Recall
from shushan.circulation.troubles.options import RECALL_KEEPS, RECALL_NOTICE
from shushan.circulation.troubles.verbs import TroubleAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.places import public as places

A_YEAR: Final = 366  # days: a site that does not open within a year gives no better day


@write()
def recall_loan(*, actor: Actor, at: datetime, loan_id: int, reason: str) -> datetime:
    """Bring a loan's due day forward and return the new one; the reader is told.

    The new day is the later of: the days guaranteed since lending, the days of notice from now; on an open day.

    :raises NotAllowed: :raises NoSuchLoan: :raises ReasonNeeded: :raises RecalledAlready:
    :raises RecallTooLate: the loan ends no later anyway :raises LoanOver:
    """
    loan = Loan.objects.filter(pk=loan_id, state=LoanState.OUT).first()
    if loan is None or loan.reader_id is None:
        raise NoSuchLoan(_("没有这笔借阅，或已经还回"), remedy=_("请刷新后再看"))
    actor.require(TroubleAct.RECALL, site_id=loan.lent_site_id)
    said = reason_given(reason)
    one_act_at_a_time(reader_id=loan.reader_id, item_id=loan.item_id)
    if Recall.objects.filter(pk=loan_id).exists():
        raise RecalledAlready(_("这一册已经召回过"), remedy=_("请等读者还书"))
    if loan.due_at < at:
        raise RecallTooLate(
            _("这一册 %(day)s 就该还，已经逾期") % {"day": ledger.local_day(loan.due_at).isoformat()},
            rule=_("召回是让还没到期的书早些还"),
            remedy=_("请催读者还书；逾期的读者每晚会收到通知"),
        )
    new = _new_due(loan, at)
    if new >= loan.due_at:
        raise RecallTooLate(
            _("这一册 %(day)s 就到期，召回也早不了") % {"day": ledger.local_day(loan.due_at).isoformat()},
            rule=_("召回保证读者借满规定的天数，并留出通知的时间（本馆流通规则）"),
            remedy=_("请等到期"),
        )
    if not Loan.objects.filter(pk=loan_id, state=LoanState.OUT, due_at=loan.due_at).update(due_at=new):
        raise LoanOver(_("这笔借阅刚刚在别处办理过"), remedy=_("请刷新后再看"))
    Recall.objects.create(loan=loan, at=at, old_due_at=loan.due_at, reason=said)
    left = (ledger.local_day(new) - ledger.local_day(at)).days
    event = events.LoanRecalled(
        site_id=loan.lent_site_id, reader_id=loan.reader_id, category=loan.category,
        clc=catalogue.item(loan.item_id).clc[:1], days_left=left,
    )  # fmt: skip
    ledger.record(event, actor=actor, subject=subject(loan_id), at=at)
    loan.due_at = new
    tell_recalled(loan, at=at)
    return new


def _new_due(loan: Loan, at: datetime) -> datetime:
    days = options.get_many([RECALL_KEEPS, RECALL_NOTICE], at=at)
    guaranteed = ledger.local_day(loan.lent_at) + timedelta(days=int(days[RECALL_KEEPS.code]))
    notice = ledger.local_day(at) + timedelta(days=int(days[RECALL_NOTICE.code]))
    start = max(guaranteed, notice)
    is_open_day = places.calendar(loan.lent_site_id).is_open_day
    ahead = (start + timedelta(days=n) for n in range(A_YEAR))
    return end_of(next((day for day in ahead if is_open_day(day)), start), ledger.zone())
