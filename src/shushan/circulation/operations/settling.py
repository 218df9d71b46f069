"""What a loan does to holds and transits: it fills the reader's hold, gives another's hold its place back, ends a way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shushan.catalogue import public as catalogue
from shushan.circulation.holds.models import Hold, Transit
from shushan.circulation.holds.options import BLOCKS_RENEWAL, RENEWS_WHILE_FREE
from shushan.circulation.holds.picking import serves_everybody
from shushan.circulation.holds.policy import Copy, Want, fits
from shushan.circulation.holds.queries import Touched
from shushan.circulation.holds.states import HoldMove
from shushan.circulation.operations import hold_rules, holds, transits
from shushan.circulation.policy import Hindrance, Rule
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import public as people


def against_lending(touched: Touched, item_id: int, reader_id: int) -> tuple[Hindrance, ...]:
    """Return the rule that an item waits for another reader. ``touched``: what ``queries.touching`` returned."""
    if any(row.copy_id == item_id and row.reader_id != reader_id for row in touched.holds):
        return (Hindrance(Rule.KEPT),)
    return ()


def against_renewing(item: catalogue.ItemValue, reader_id: int, at: datetime) -> tuple[Hindrance, ...]:
    """Return the rule that others wait for this item, where the library has it."""
    if not options.get(BLOCKS_RENEWAL, at=at):
        return ()
    others = hold_rules.others_wait(item, reader_id, at)
    if others and options.get(RENEWS_WHILE_FREE, at=at) and serves_everybody(item.record_id, at=at):
        return ()
    return (Hindrance(Rule.WAITED, 0, others),) if others else ()


def settle(
    touched: Touched, item: catalogue.ItemValue, reader: people.ReaderValue, site_id: int, *, actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Write what a loan means for the holds it touches and for the item's way; the caller holds the item's lock."""
    if touched.transit_id is not None:
        transits.receive(Transit.objects.get(pk=touched.transit_id), site_id, actor=actor, at=at)
    if touched.ended:  # its copy goes out from the pick-up shelf: there is nothing left to clear
        Hold.objects.filter(pk__in=[row.pk for row in touched.ended]).update(on_shelf=False)
    for row in touched.holds:
        if row.copy_id == item.id and row.reader_id != reader.id:
            holds.moved(row, HoldMove.REQUEUE, copy_id=None, on_shelf=False, ready_at=None, keep_until=None)
    own = _own(touched.holds, item, reader.id)
    if own is not None:
        fact = holds.filled_event(own, reader.category.value, item.clc, at)
        if own.copy_id in (None, item.id):
            holds.moved(own, HoldMove.LEND, copy_id=item.id, on_shelf=False, ended_at=at)
        else:  # another copy was set aside or is on its way for it: that one is to be cleared, or goes on where it is led
            holds.moved(own, HoldMove.LEND, ended_at=at)
        ledger.record(fact, actor=actor, subject=holds.subject(own.pk), at=at)


def _own(touched: Sequence[Hold], item: catalogue.ItemValue, reader_id: int) -> Hold | None:
    """Return the reader's hold that this item fills: the one it waits for, else one that it fits, a waiting one first."""
    mine = [row for row in touched if row.reader_id == reader_id]
    served = next((row for row in mine if row.copy_id == item.id), None)
    if served is not None:
        return served
    copy = Copy(item.id, item.record_id, item.call_number, item.site_id)
    mine.sort(key=lambda row: row.copy_id is not None)
    return next((row for row in mine if fits(_want(row), copy)), None)


def _want(row: Hold) -> Want:
    return Want(row.pk, row.record_id, row.volume, row.item_id, row.pickup_site_id)
