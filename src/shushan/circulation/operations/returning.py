"""Take back: one transaction, one move, one fact. A return at another site moves the item there (通还)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import events, policy, telling
from shushan.circulation.errors import LoanOver, NotOnLoan
from shushan.circulation.locks import one_act_at_a_time
from shushan.circulation.models import Loan
from shushan.circulation.operations import filling, keys, suspending
from shushan.circulation.operations.loans import answer, loans_from, move, rule_of, subject
from shushan.circulation.queries import COLUMNS
from shushan.circulation.rules.overdue import Lateness, lateness
from shushan.circulation.states import LoanMove, LoanState
from shushan.circulation.terms import Lent, LoanAct
from shushan.circulation.troubles.operations import backdating, fining, losing, strays
from shushan.circulation.troubles.operations.claiming import claimed_before_loss, end_claims
from shushan.database.public import Prepared, write
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.places import public as places

_LAST = Prepared(lambda item_id: Loan.objects.filter(item_id=item_id).order_by("-pk").values_list(*COLUMNS)[:1], int)


@write()
def return_item(
    *,
    actor: Actor,
    at: datetime,
    item_id: int,
    site_id: int,
    key: UUID | None = None,
    came_at: datetime | None = None,
) -> Lent:
    """Take an item back at a site, whichever it was lent at. The same act again is answered, not doubled.

    The same: the same key, or a second scan within seconds. ``came_at`` is when it fell into the book drop: lateness
    is counted from then. A lost item is found again and its money put right: what it was late until the loss is owed.
    A withdrawn or missing one is taken in all the same and goes on the list for cataloguing.

    :raises WrongReturnDay: ``came_at`` lies ahead, before the lending, or too far back
    :raises NotAllowed: :raises NoSuchItem: :raises NotOnLoan: it is not out :raises KeyOfAnotherAct:
    :raises LoanOver: another desk took it back in this very moment
    """
    actor.require(LoanAct.RETURN, site_id=site_id)
    one_act_at_a_time(key=key, item_id=item_id)
    if told := keys.answered(key, LoanAct.RETURN, item_id=item_id):
        return told
    item = catalogue.item(item_id)
    loan = next(iter(loans_from(_LAST.rows(item_id))), None)
    if loan is None or loan.state == LoanState.BACK:
        return keys.keep(key, LoanAct.RETURN, _not_out(loan, at), at)
    when = backdating.day_of(came_at, loan, actor=actor, site_id=site_id, at=at)
    back_at = max(when, loan.lent_at)  # a clock that was set back ends no loan before it began
    lost_at = loan.back_at if loan.state == LoanState.LOST else None
    claimed_at = claimed_before_loss(loan.pk) if lost_at else end_claims(loan.pk, at)
    if not move(loan, LoanMove.RETURN, back_at=back_at, return_site_id=site_id):
        raise LoanOver(_("这一册刚刚在另一台还回"), remedy=_("不用再还；请放回书架"))
    stopped_at = min(back_at, claimed_at or back_at, lost_at or back_at)  # lateness stops with a claim or a loss
    late = lateness_of(loan, item, stopped_at)
    event = returned_event(loan, item, site_id=site_id, at=stopped_at, late=late)
    ledger.record(event, actor=actor, subject=subject(loan.pk), at=when, recorded_at=at)
    until = suspending.suspend(loan, late, site_id, at=at)
    fining.fine(loan, late, site_id, at=at)
    found_fen = None
    if lost_at:
        found_fen = losing.found_again(loan, item, site_id, actor=actor, at=at)
        item = catalogue.item(item_id)
    strays.aside_if_strange(item, site_id=site_id, at=at)
    fate = filling.route(item, site_id, actor=actor, at=at)
    if fate.transit is not None and fate.transit.why == "only":
        telling.tell_home_only(loan, item, site_id, at=at)
    done = answer(loan, came_from=loan.lent_site_id, late=late, until=until, found_fen=found_fen, fate=fate)
    return keys.keep(key, LoanAct.RETURN, done, at)


def returned_event(
    loan: Loan, item: catalogue.ItemValue, *, site_id: int, at: datetime, late: Lateness | None = None
) -> events.ItemReturned:
    """Return the fact of a return: days late only when late, the other site only when it was another.

    ``late``: what ``lateness_of`` said.
    """
    days = -policy.days_left(loan.due_at, at, ledger.zone())
    return events.ItemReturned(
        site_id=site_id,
        reader_id=loan.reader_id,
        category=loan.category,
        age_band=loan.age_band,
        clc=item.clc[:1],
        home_site=item.home_site_id,
        from_site=loan.lent_site_id if loan.lent_site_id != site_id else None,
        days_late=days if days > 0 else None,
        fine_fen=late.fine_fen or None if late else None,
        suspension_days=late.suspension_days or None if late else None,
        rule=late.rule_number or None if late and not late.costs_nothing else None,
    )


def lateness_of(loan: Loan, item: catalogue.ItemValue, back_at: datetime) -> Lateness | None:
    """Return what a return at an instant means by the rule the loan was made under, or None when it is in time.

    A loan from before the table of rules costs nothing. Asks the calendar only when the item is late and days cost.
    """
    row = rule_of(loan)
    if row is None or back_at <= loan.due_at:
        return None
    is_open_day = _always if row.terms.counts_closed else places.calendar(loan.lent_site_id).is_open_day
    found = lateness(
        row.terms, loan.due_at, back_at, zone=ledger.zone(), is_open_day=is_open_day, price_fen=item.price_fen
    )
    return replace(found, rule_number=row.number, rule_name=row.name, rule_name_en=row.name_en) if found else None


def _always(_day: date) -> bool:
    return True


def _not_out(last: Loan | None, at: datetime) -> Lent:
    if last is not None and last.back_at is not None and policy.is_same_act(last.back_at, at):
        return answer(last, was_done=True, came_from=last.lent_site_id)
    raise NotOnLoan(
        _("这一册不在借出状态，不用还"),
        rule=_("只有借出的书才能还"),
        remedy=_("请放回书架；若要借出，请先扫读者证"),
    )
