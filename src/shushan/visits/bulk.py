"""The bulk path of the demonstration: hours from a gate vendor's file, row for row what ``take_hour`` writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shushan.database.public import write
from shushan.kernel.events import Event
from shushan.visits.models import Reading
from shushan.visits.operations import facts_of
from shushan.visits.terms import Way


@write()
def add_hours(hours: Sequence[tuple[int, str, datetime, int, int, datetime]]) -> list[tuple[Event, str, datetime]]:
    """Write hours (site id, gate, start, entered, left, taken at) and return their facts for the caller to record."""
    rows = [
        Reading(site_id=site_id, way=Way.CSV, gate=gate, since=since, entered=entered, left=left, taken_at=taken_at)
        for site_id, gate, since, entered, left, taken_at in hours
    ]
    made = Reading.objects.bulk_create(rows, batch_size=1000)
    return [(event, f"visits.reading:{row.pk}", row.since) for row in made for event in facts_of(row)]
