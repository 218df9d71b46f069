"""Route an item in hand: end its way, give it to whoever waits first, or send it home.

Called inside the transaction of a return, and by ``take_in`` for an item that is not out (from a box of transits,
from the pick list, from the shelf to be cleared).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import telling
from shushan.circulation.errors import NotOnLoan
from shushan.circulation.holds import options as settings
from shushan.circulation.holds import policy, queries, transit_queries
from shushan.circulation.holds.models import Hold, Transit
from shushan.circulation.holds.states import OPEN, WITH_COPY, HoldMove, HoldState, TransitState
from shushan.circulation.holds.terms import Fate
from shushan.circulation.locks import one_item_at_a_time
from shushan.circulation.models import Loan
from shushan.circulation.operations import hold_rules, holds, transits
from shushan.circulation.rules.lengths import end_of
from shushan.circulation.rules.queries import version
from shushan.circulation.states import LoanState
from shushan.circulation.terms import LoanAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import public as people
from shushan.places import public as places


@write()
def take_in(*, actor: Actor, at: datetime, item_id: int, site_id: int) -> Fate:
    """Take an item that is not out into hand at a site, and say what becomes of it. Again: the same answer.

    It ends the item's way, clears it from the pick-up shelf of a hold that is over, and gives it to the next hold.

    :raises NotAllowed: :raises NoSuchItem: :raises NotOnLoan: it is out, or nothing was to be done with it
    """
    actor.require(LoanAct.RETURN, site_id=site_id)
    one_item_at_a_time(item_id)
    item = catalogue.item(item_id)
    if Loan.objects.filter(item_id=item_id, state=LoanState.OUT).exists():
        raise NotOnLoan(_("这一册还借在读者名下"), remedy=_("请先还书"))
    found = route(item, site_id, actor=actor, at=at)
    if found.is_plain and not found.was_received and not found.was_cleared:
        raise NotOnLoan(
            _("这一册不在借出状态，不用还"),
            rule=_("只有借出的书才能还；也没有人等它"),
            remedy=_("请放回书架；若要借出，请先扫读者证"),
        )
    return found


def fate(item_id: int) -> Fate:
    """Return what an item is waiting or travelling for, without doing anything; nothing is known by one question."""
    if not queries.spoken_for([item_id]):
        return Fate(None, None)
    row = Hold.objects.filter(copy_id=item_id, state__in=WITH_COPY).first()
    on_way = transit_queries.on_the_way([item_id]).get(item_id)
    return Fate(queries.value(row) if row else None, on_way)


def route(item: catalogue.ItemValue, site_id: int, *, actor: Actor, at: datetime) -> Fate:
    """Decide and write what becomes of an item in hand at a site; the caller holds the item's lock.

    An item at home that concerns nobody, which is the ordinary case, is known by one question.
    """
    if item.site_id == site_id == item.home_site_id and not queries.concerns_somebody(item.id, item.record_id):
        return Fate()
    return whole_route(item, site_id, actor=actor, at=at)


def whole_route(item: catalogue.ItemValue, site_id: int, *, actor: Actor, at: datetime) -> Fate:
    """Decide it with every question asked."""
    travelling = Transit.objects.filter(item_id=item.id, state=TransitState.SENT).first()
    if travelling is not None and travelling.from_site_id == site_id:
        still = fate(item.id)
        if still.hold is not None or (travelling.hold_id is None and not _is_wanted(travelling, item, at)):
            return still  # still to be sent; scanned once more
    if travelling is not None:
        transits.receive(travelling, site_id, actor=actor, at=at)
    if item.site_id != site_id:
        catalogue.move_item(item.id, to_site_id=site_id, actor=actor, at=at)
        item = replace(item, site_id=site_id)
    cleared = Hold.objects.filter(copy_id=item.id, on_shelf=True).exclude(state__in=OPEN).update(on_shelf=False)
    if item.home_site_id != site_id and _comes_home_first(item):
        found = _sent_home(item, "only", actor=actor, at=at)
    else:
        found = _of_hold(item, site_id, actor=actor, at=at)
        if found.is_plain and _goes_home(item, site_id, at):
            found = _sent_home(item, "home", actor=actor, at=at)
    return replace(found, was_received=travelling is not None, was_cleared=bool(cleared))


def _is_wanted(travelling: Transit, item: catalogue.ItemValue, at: datetime) -> bool:
    """Say whether somebody waits by now for an item that was to be sent home or elsewhere: they come first.

    What comes back at home only goes home all the same.
    """
    is_here = item.state is catalogue.ItemState.IN_STOCK
    return is_here and travelling.why != "only" and hold_rules.queue_for(item, at).exists()


def _comes_home_first(item: catalogue.ItemValue) -> bool:
    """Say whether the rule of its last loan lets an item come back at home only; one that serves a hold is on its way."""
    last = Loan.objects.filter(item_id=item.id).order_by("-pk").values_list("rule_id", flat=True).first()
    row = version(last) if last else None
    if row is None or not row.terms.home_only:
        return False
    return not Hold.objects.filter(copy_id=item.id, state__in=WITH_COPY).exists()


def _sent_home(item: catalogue.ItemValue, why: str, *, actor: Actor, at: datetime) -> Fate:
    sent = transits.send(item, to_site_id=item.home_site_id, why=why, hold_id=None, actor=actor, at=at)
    return Fate(None, transit_queries.value(sent))


def _of_hold(item: catalogue.ItemValue, site_id: int, *, actor: Actor, at: datetime) -> Fate:
    """Go on with the hold that this copy serves, or find the next one."""
    row = Hold.objects.filter(copy_id=item.id, state__in=WITH_COPY).first()
    if row is not None:
        return _handed(row, item, site_id, actor=actor, at=at)
    if item.state is not catalogue.ItemState.IN_STOCK:
        return Fate()
    local_first = options.get(settings.LOCAL_FIRST, at=at)
    queue = hold_rules.queue_for(item, at)
    while (row := _next(queue, site_id, local_first=local_first)) is not None:
        taken = _handed(row, item, site_id, actor=actor, at=at)
        if taken.hold is not None:
            return taken
    return Fate()


def _next(queue: QuerySet[Hold], site_id: int, *, local_first: bool) -> Hold | None:
    here = queue.filter(pickup_site_id=site_id).first() if local_first else None
    return here or queue.first()


def _handed(row: Hold, item: catalogue.ItemValue, site_id: int, *, actor: Actor, at: datetime) -> Fate:
    """Put the copy on the pick-up shelf, or send it to the pick-up site; an empty answer: another desk was faster."""
    if row.state == HoldState.READY and row.pickup_site_id == site_id:
        return Fate(queries.value(row))
    if row.pickup_site_id == site_id:
        if not set_aside(row, item, at):
            return Fate()
        return Fate(queries.value(row))
    if row.state == HoldState.WAITING and not holds.move(row, HoldMove.SEND, copy_id=item.id):
        return Fate()
    if row.state == HoldState.READY:  # it lay on the shelf of one site and is scanned at another: on the way again
        holds.moved(row, HoldMove.REQUEUE, copy_id=None, on_shelf=False, ready_at=None, keep_until=None)
        holds.moved(row, HoldMove.SEND, copy_id=item.id)
    sent = transits.send(item, to_site_id=row.pickup_site_id, why="hold", hold_id=row.pk, actor=actor, at=at)
    return Fate(queries.value(row), transit_queries.value(sent))


def set_aside(row: Hold, item: catalogue.ItemValue, at: datetime) -> bool:
    """Put a copy on the pick-up shelf for a hold; say whether this caller did it."""
    days = hold_rules.shelf_days(item, people.reader(row.reader_id or 0, at=at), at)
    is_open_day = places.calendar(row.pickup_site_id).is_open_day
    last = policy.last_day(ledger.local_day(at), days, is_open_day=is_open_day)
    until = end_of(last, ledger.zone())
    if not holds.move(row, HoldMove.SET_ASIDE, copy_id=item.id, on_shelf=True, ready_at=at, keep_until=until):
        return False
    telling.tell_ready(row, ready_at=at, keep_until=until, at=at)
    return True


def _goes_home(item: catalogue.ItemValue, site_id: int, at: datetime) -> bool:
    if item.home_site_id == site_id:
        return False
    chosen = options.get_many([settings.ELSEWHERE, settings.EXCEPTIONS, settings.KINDS_HOME], at=at)
    if item.kind in settings.kinds(str(chosen[settings.KINDS_HOME.code])):
        return True
    return policy.goes_home(
        places.site(item.home_site_id).code,
        is_ordinarily_sent=chosen[settings.ELSEWHERE.code] == "home",
        others=settings.codes(str(chosen[settings.EXCEPTIONS.code])),
    )
