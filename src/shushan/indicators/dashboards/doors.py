"""Today's doors: people in by site and gate, who is inside, and gates that fell silent while their site is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from shushan.indicators.dashboards.terms import DoorLine, SiteToday
from shushan.indicators.options import SILENT_AFTER
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.places import public as places
from shushan.visits import public as visits


def today(*, at: datetime, site_ids: Iterable[int] | None = None) -> list[SiteToday]:
    """Return each site today without its gates, in a fixed number of statements."""
    wanted = None if site_ids is None else set(site_ids)
    states = places.open_states(at)
    full = {one.site_id: one for one in visits.occupancy(at=at)}
    found = []
    for site in places.sites():
        if wanted is not None and site.id not in wanted:
            continue
        state, count = states.get(site.id), full.get(site.id)
        found.append(
            SiteToday(
                site.id, site.code, site.name, site.name_en, bool(state and state.is_open),
                state.closes_at if state else None, count.entered if count else 0, count.inside if count else None,
                site.capacity, count.hours if count else (),
            )
        )  # fmt: skip
    return found


def doors(sites: Iterable[SiteToday], *, at: datetime) -> dict[int, tuple[DoorLine, ...]]:
    """Return the gates of these sites today, by site, in three statements."""
    known = {one.site_id: one for one in sites}
    day, silent_after = ledger.local_day(at), timedelta(hours=options.get(SILENT_AFTER, at=at))
    where = ledger.Where(("visits.visited",), (ledger.SiteSpan(None, day, day + timedelta(days=1)),))
    counted: dict[tuple[int, str], int] = {}
    for group in ledger.totals(where, by=("site", "gate")):
        site_id, gate = group.keys
        if isinstance(site_id, int) and site_id in known:
            counted[(site_id, str(gate or ""))] = group.quantity
    found: dict[int, list[DoorLine]] = {}
    for line in visits.gate_lines(site_ids=tuple(known)):
        gate_value = line.gate
        site = known[gate_value.site_id]
        entered = counted.pop((gate_value.site_id, gate_value.name), 0)
        if not gate_value.stands(day):
            continue
        silent = site.is_open and (line.latest is None or line.latest + timedelta(hours=1) + silent_after < at)
        found.setdefault(gate_value.site_id, []).append(DoorLine(gate_value.name, entered, line.latest, silent))
    for (site_id, name), entered in counted.items():  # by hand, or a gate that no longer stands
        found.setdefault(site_id, []).append(DoorLine(name, entered, None))
    return {site_id: tuple(lines) for site_id, lines in found.items()}
