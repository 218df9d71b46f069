"""Read the visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from shushan.kernel.periods import Period
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.visits.errors import NoSuchGate, NoSuchReading
from shushan.visits.models import Gate, Reading
from shushan.visits.terms import GateLine, GateValue, Occupancy, ReadingFilter, ReadingLine, Side, Way

EVERY: Final = ReadingFilter()


def readings(asked: ReadingFilter = EVERY, *, before: int = 0, limit: int = 50) -> list[ReadingLine]:
    """Return readings, newest taken first, below an id, in one query."""
    found = Reading.objects.order_by("-pk")
    if asked.site_ids is not None:
        found = found.filter(site_id__in=asked.site_ids)
    if asked.gate:
        found = found.filter(gate=asked.gate)
    if asked.way:
        found = found.filter(way=asked.way)
    if asked.since is not None:
        found = found.filter(since__gte=ledger.day_begins(asked.since))
    if asked.until is not None:
        found = found.filter(since__lt=ledger.day_begins(asked.until))
    if asked.is_reversed is not None:
        found = found.filter(reversed_at__isnull=not asked.is_reversed)
    if before:
        found = found.filter(pk__lt=before)
    return [_line(r) for r in found[:limit]]


def readings_of(ids: Sequence[int]) -> list[ReadingLine]:
    """Return these readings, newest taken first, in one query."""
    return [_line(r) for r in Reading.objects.filter(pk__in=ids).order_by("-pk")]


def gates(*, site_ids: tuple[int, ...] | None) -> list[GateValue]:
    """Return the gates of these sites (None = every one), those that stand first, in one query."""
    found = Gate.objects.order_by("site_id", "name")
    if site_ids is not None:
        found = found.filter(site_id__in=site_ids)
    return sorted((_gate(row) for row in found), key=lambda gate: gate.until is not None)


def gate(gate_id: int) -> GateValue:
    """Return one gate.

    :raises NoSuchGate:
    """
    found = Gate.objects.filter(pk=gate_id).first()
    if found is None:
        raise NoSuchGate(_("没有这个门"))
    return _gate(found)


def gate_lines(*, site_ids: tuple[int, ...] | None) -> list[GateLine]:
    """Return the gates with their latest count, those that stand first, in one query."""
    counts = Reading.objects.filter(site=OuterRef("site"), gate=OuterRef("name"), reversed_at=None)
    found = Gate.objects.order_by("site_id", "name")
    found = found.annotate(latest=Subquery(counts.order_by("-since").values("since")[:1]))
    if site_ids is not None:
        found = found.filter(site_id__in=site_ids)
    lines = [GateLine(_gate(row), row.latest) for row in found]
    return sorted(lines, key=lambda line: line.gate.until is not None)


def gate_of_device(device_id: int, *, on: date) -> str:
    """Return the name of the gate where a device stands on a day, "" when it stands at none."""
    standing = Gate.objects.filter(Q(until=None) | Q(until__gt=on), device_id=device_id, since__lte=on)
    return standing.order_by("-since").values_list("name", flat=True).first() or ""


def file_hours(*, since: datetime, until: datetime) -> dict[tuple[int, str, datetime], tuple[int, int]]:
    """Return the hours from files that count now, from the first to the last start: (site, gate, start) → (in, out)."""
    found = Reading.objects.filter(way=Way.CSV, reversed_at=None, since__gte=since, since__lte=until)
    rows = found.values_list("site_id", "gate", "since", "entered", "left")
    return {(site_id, name, at): (entered, left) for site_id, name, at, entered, left in rows}


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


def _gate(row: Gate) -> GateValue:
    return GateValue(row.pk, row.site_id, row.name, Side(row.side), row.device_id, row.since, row.until)
