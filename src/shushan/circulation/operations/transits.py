"""Send items to other sites, receive them, give up on those that do not arrive."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.catalogue import public as catalogue
from shushan.circulation import policy
from shushan.circulation.errors import ReasonNeeded
from shushan.circulation.holds import events
from shushan.circulation.holds.errors import InTransit, NoSuchTransit, NotToBeSent
from shushan.circulation.holds.models import Hold, Transit
from shushan.circulation.holds.states import WITH_COPY, HoldMove, TransitMove, TransitState, transit_after
from shushan.circulation.locks import one_item_at_a_time
from shushan.circulation.models import Loan
from shushan.circulation.operations import holds
from shushan.circulation.states import LoanState
from shushan.circulation.verbs import HoldAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.places import public as places


def subject(transit_id: int) -> str:
    """Return the subject of a transit's facts."""
    return f"circulation.transit:{transit_id}"


@write()
def send_item(*, actor: Actor, at: datetime, item_id: int, to_site_id: int) -> int:
    """Send an item from where it is to another site; return the transit's id.

    :raises NotAllowed: :raises NoSuchItem: :raises NotFound: no such site :raises InTransit:
    :raises NotToBeSent: it is out, kept for a reader, not in stock, or there already
    """
    one_item_at_a_time(item_id)
    item = catalogue.item(item_id)
    actor.require(HoldAct.SEND, site_id=item.site_id)
    places.site(to_site_id)
    if Transit.objects.filter(item_id=item_id, state=TransitState.SENT).exists():
        raise InTransit(_("这一册已经在调拨途中"), remedy=_("到达后再送；送错了，在哪里收到就在哪里扫"))
    if why := _against_sending(item, to_site_id):
        raise NotToBeSent(why, rule=_("在架、没有人等的书才能调拨"), remedy=_("请核对条码和馆区"))
    Hold.objects.filter(copy_id=item_id, on_shelf=True).update(on_shelf=False)  # of holds that are over
    why = "home" if to_site_id == item.home_site_id else "other"
    return send(item, to_site_id=to_site_id, why=why, hold_id=None, actor=actor, at=at).pk


@write()
def give_up_transit(*, actor: Actor, at: datetime, transit_id: int, reason: str) -> None:
    """Look no more for an item that did not arrive; the hold it travelled for waits again, at its old place.

    :raises NotAllowed: :raises NoSuchTransit: not on the way :raises ReasonNeeded:
    """
    row = Transit.objects.filter(pk=transit_id, state=TransitState.SENT).first()
    if row is None:
        raise _gone()
    actor.require(HoldAct.GIVE_UP, site_id=row.to_site_id)
    if len(reason.strip()) < policy.LEAST_REASON:
        raise ReasonNeeded(_("请写明找过哪里"), field="reason")
    if not _move(row, TransitMove.GIVE_UP, at):
        raise _gone()
    requeue(row.item_id)
    audit.looked(actor=actor, act=HoldAct.GIVE_UP, subject=subject(row.pk), at=at, note=reason.strip())


def requeue(item_id: int) -> None:
    """Put the hold that an item served back into the queue."""
    for row in Hold.objects.filter(copy_id=item_id, state__in=WITH_COPY):
        holds.move(row, HoldMove.REQUEUE, copy_id=None, on_shelf=False, ready_at=None, keep_until=None)


def send(
    item: catalogue.ItemValue, *, to_site_id: int, why: str, hold_id: int | None, actor: Actor, at: datetime
) -> Transit:
    """Write a transit from where the item is, with its fact; the caller holds the item's lock."""
    row = Transit.objects.create(
        item_id=item.id, hold_id=hold_id, why=why, from_site_id=item.site_id, to_site_id=to_site_id, sent_at=at
    )
    fact = events.ItemSent(site_id=item.site_id, to_site=to_site_id, why=why)
    ledger.record(fact, actor=actor, subject=subject(row.pk), at=at)
    return row


def receive(row: Transit, site_id: int, *, actor: Actor, at: datetime) -> None:
    """End a transit where the item is now, meant for here or not; the caller holds the item's lock.

    :raises NoSuchTransit: it ended a moment ago
    """
    if not _move(row, TransitMove.RECEIVE, at, received_site_id=site_id):
        raise _gone()
    fact = events.ItemReceived(
        site_id=site_id,
        from_site=row.from_site_id,
        to_site=row.to_site_id if row.to_site_id != site_id else None,
        why=row.why,
        days=(ledger.local_day(at) - ledger.local_day(row.sent_at)).days,
    )
    ledger.record(fact, actor=actor, subject=subject(row.pk), at=at)


def _move(row: Transit, how: TransitMove, at: datetime, **columns: int) -> bool:
    new = transit_after(TransitState(row.state), how)
    if new is None:
        return False
    seen = Transit.objects.filter(pk=row.pk, state=row.state)
    return bool(seen.update(state=new.value, ended_at=at, **columns))


def _against_sending(item: catalogue.ItemValue, to_site_id: int) -> str:
    if item.state is not catalogue.ItemState.IN_STOCK:
        return _("这一册不在藏")
    if item.site_id == to_site_id:
        return _("这一册就在这个馆区")
    if Loan.objects.filter(item_id=item.id, state=LoanState.OUT).exists():
        return _("这一册还借在读者名下")
    if Hold.objects.filter(copy_id=item.id, state__in=WITH_COPY).exists():
        return _("这一册有读者在等")
    return ""


def _gone() -> NoSuchTransit:
    return NoSuchTransit(_("这次调拨已经结束，或没有这次调拨"), remedy=_("请刷新后再看"))
