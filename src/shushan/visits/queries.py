"""Read the visits."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shushan.kernel.periods import Period
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.visits.errors import NoSuchReading
from shushan.visits.models import Reading
from shushan.visits.terms import Occupancy, ReadingLine, Way


def readings(*, site_id: int | None = None, before: int = 0, limit: int = 50) -> list[ReadingLine]:
    """Return readings, newest taken first, below an id, in one query."""
    found = Reading.objects.order_by("-pk")
    if site_id is not None:
        found = found.filter(site_id=site_id)
    if before:
        found = found.filter(pk__lt=before)
    return [_line(r) for r in found[:limit]]


def reading(reading_id: int) -> ReadingLine:
    """Return one reading.

    :raises NoSuchReading:
    """
    found = Reading.objects.filter(pk=reading_id).first()
    if found is None:
        raise NoSuchReading(_("没有这次计数"))
    return _line(found)


def occupancy(*, at: datetime) -> list[Occupancy]:
    """Return how full each site is today, hour by hour, in two queries of the ledger.

    Where nothing counts who leaves, "inside" is not known and is not guessed.
    """
    today = ledger.local_day(at)
    span = (ledger.SiteSpan(None, today, Period.day(today).until),)
    came = ledger.totals(ledger.Where(("visits.visited",), span), by=("site", "hour"))
    went = ledger.totals(ledger.Where(("visits.left",), span), by=("site",))
    found = []
    for site in places.sites():
        hours: dict[int, int] = {}
        for group in came:
            if group.keys[0] == site.id:
                hour = int(str(group.keys[1]))
                hours[hour] = hours.get(hour, 0) + group.quantity
        left = sum(g.quantity for g in went if g.keys[0] == site.id)
        entered = sum(hours.values())
        inside = max(entered - left, 0) if left or not entered else None
        found.append(Occupancy(site.id, entered, inside, site.capacity, tuple(sorted(hours.items())), today))
    return found


def _line(r: Reading) -> ReadingLine:
    return ReadingLine(
        r.pk, r.site_id, Way(r.way), r.gate, r.since, r.entered, r.left, r.taken_at, r.reversed_at is not None
    )
