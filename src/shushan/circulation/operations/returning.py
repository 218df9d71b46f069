"""Take back: one transaction, one move, one fact. A return at another site moves the item there (通还)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import events, policy
from shushan.circulation.errors import LoanOver, NotOnLoan
from shushan.circulation.locks import one_item_at_a_time
from shushan.circulation.models import Loan
from shushan.circulation.operations import filling, keys
from shushan.circulation.operations.loans import answer, loans_from, move, subject
from shushan.circulation.queries import COLUMNS
from shushan.circulation.states import LoanMove, LoanState
from shushan.circulation.terms import Lent, LoanAct
from shushan.database.public import Prepared, write
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger

_LAST = Prepared(lambda item_id: Loan.objects.filter(item_id=item_id).order_by("-pk").values_list(*COLUMNS)[:1], int)


@write()
def return_item(*, actor: Actor, at: datetime, item_id: int, site_id: int, key: UUID | None = None) -> Lent:
    """Take an item back at a site, whichever it was lent at. The same act again is answered, not doubled.

    The same: the same key, or a second scan within seconds.

    :raises NotAllowed: :raises NoSuchItem: :raises NotOnLoan: it is not out :raises KeyOfAnotherAct:
    :raises LoanOver: another desk took it back in this very moment
    """
    actor.require(LoanAct.RETURN, site_id=site_id)
    if told := keys.answered(key, LoanAct.RETURN, item_id=item_id):
        return told
    one_item_at_a_time(item_id)
    item = catalogue.item(item_id)
    loan = next(iter(loans_from(_LAST.rows(item_id))), None)
    if loan is None or loan.state != LoanState.OUT:
        return keys.keep(key, LoanAct.RETURN, _not_out(loan, at), at)
    if not move(loan, LoanMove.RETURN, back_at=at, return_site_id=site_id):
        raise LoanOver(_("这一册刚刚在另一台还回"), remedy=_("不用再还；请放回书架"))
    ledger.record(returned_event(loan, item, site_id=site_id, at=at), actor=actor, subject=subject(loan.pk), at=at)
    filling.route(item, site_id, actor=actor, at=at)
    return keys.keep(key, LoanAct.RETURN, answer(loan, came_from=loan.lent_site_id), at)


def returned_event(loan: Loan, item: catalogue.ItemValue, *, site_id: int, at: datetime) -> events.ItemReturned:
    """Return the fact of a return: days late only when late, the other site only when it was another."""
    late = -policy.days_left(loan.due_at, at, ledger.zone())
    return events.ItemReturned(
        site_id=site_id,
        reader_id=loan.reader_id,
        category=loan.category,
        age_band=loan.age_band,
        clc=item.clc[:1],
        home_site=item.home_site_id,
        from_site=loan.lent_site_id if loan.lent_site_id != site_id else None,
        days_late=late if late > 0 else None,
    )


def _not_out(last: Loan | None, at: datetime) -> Lent:
    if last is not None and last.back_at is not None and policy.is_same_act(last.back_at, at):
        return answer(last, was_done=True, came_from=last.lent_site_id)
    raise NotOnLoan(
        _("这一册不在借出状态，不用还"),
        rule=_("只有借出的书才能还"),
        remedy=_("请放回书架；若要借出，请先扫读者证"),
    )
