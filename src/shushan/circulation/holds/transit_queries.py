"""Read transits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation.holds.errors import NoSuchTransit
from shushan.circulation.holds.models import Transit
from shushan.circulation.holds.options import TRANSIT_DAYS
from shushan.circulation.holds.states import TransitState
from shushan.circulation.holds.terms import TransitLine, TransitValue
from shushan.ledger import public as ledger
from shushan.options import public as options


@dataclass(frozen=True, slots=True)
class TransitFilter:
    """What the list is asked for. ``state`` empty: all; ``site_ids``: from or to one of them, None: every site."""

    state: str = "sent"
    is_late: bool = False
    site_ids: tuple[int, ...] | None = None
    to_site_id: int | None = None
    item_id: int | None = None


def transit(transit_id: int) -> TransitValue:
    """Return one transit, in one query.

    :raises NoSuchTransit:
    """
    found = Transit.objects.filter(pk=transit_id).first()
    if found is None:
        raise NoSuchTransit(_("没有这次调拨"))
    return value(found)


def transits(wanted: TransitFilter, *, at: datetime, before: int = 0, limit: int = 50) -> list[TransitLine]:
    """Return transits with what travels, newest first, below an id, in three queries."""
    most = options.get(TRANSIT_DAYS, at=at)
    found = Transit.objects.filter(state=wanted.state) if wanted.state else Transit.objects.all()
    if wanted.site_ids is not None:
        found = found.filter(Q(from_site_id__in=wanted.site_ids) | Q(to_site_id__in=wanted.site_ids))
    if wanted.to_site_id is not None:
        found = found.filter(to_site_id=wanted.to_site_id)
    if wanted.item_id is not None:
        found = found.filter(item_id=wanted.item_id)
    if wanted.is_late:
        found = found.filter(sent_at__lt=_first_in_time(most, at), state=TransitState.SENT)
    if before:
        found = found.filter(pk__lt=before)
    rows = [value(row) for row in found.order_by("-pk")[:limit]]
    return _lines(rows, most, at)


def transit_line(transit_id: int, *, at: datetime) -> TransitLine:
    """Return one transit with what travels.

    :raises NoSuchTransit:
    """
    return _lines([transit(transit_id)], options.get(TRANSIT_DAYS, at=at), at)[0]


def on_the_way(item_ids: Sequence[int]) -> dict[int, TransitValue]:
    """Return the open transits of items, in one query."""
    found = Transit.objects.filter(item_id__in=list(item_ids), state=TransitState.SENT)
    return {row.item_id: value(row) for row in found}


def value(row: Transit) -> TransitValue:
    """Return a row as others see it."""
    return TransitValue(
        row.pk, row.item_id, row.hold_id, row.why, TransitState(row.state), row.from_site_id, row.to_site_id,
        row.sent_at, row.ended_at, row.received_site_id,
    )  # fmt: skip


def days_on_the_way(one: TransitValue, at: datetime) -> int:
    """Return how many local days a transit has taken until it ended, or until now."""
    return (ledger.local_day(one.ended_at or at) - ledger.local_day(one.sent_at)).days


def _first_in_time(most: int, at: datetime) -> datetime:
    day = ledger.local_day(at) - timedelta(days=most)
    return datetime.combine(day, time(), tzinfo=ledger.zone())


def _lines(rows: Sequence[TransitValue], most: int, at: datetime) -> list[TransitLine]:
    items = catalogue.items({row.item_id for row in rows}) if rows else {}
    lines = []
    for row in rows:
        item, days = items[row.item_id], days_on_the_way(row, at)
        is_late = row.state is TransitState.SENT and days > most
        lines.append(TransitLine(row, item.barcode, item.title, item.call_number, days, is_late))
    return lines
