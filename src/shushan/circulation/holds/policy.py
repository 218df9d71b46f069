"""Rules of holds: who is next, which copy serves whom, until when a copy waits. Pure; no Django, no clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

LOOK_AHEAD: Final = 366  # days in which the open ones are looked for
LEAST, ORDINARY, MOST = 0, 5, 9  # priorities: a higher one is served first


@dataclass(frozen=True, slots=True)
class Want:
    """A waiting hold as the rules see it. ``volume`` "" takes any volume, ``item_id`` None any copy."""

    hold_id: int
    record_id: int
    volume: str
    item_id: int | None
    pickup_site_id: int
    category: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that could serve a hold. ``volume`` is its call number, ``site_id`` where it is now.

    ``only_for``: the categories whose readers may wait for it; None: all.
    """

    item_id: int
    record_id: int
    volume: str
    site_id: int
    only_for: frozenset[str] | None = None


def fits(want: Want, copy: Copy) -> bool:
    """Say whether a copy is what a hold waits for."""
    if want.record_id != copy.record_id or (copy.only_for is not None and want.category not in copy.only_for):
        return False
    if want.item_id is not None:
        return want.item_id == copy.item_id
    return want.volume in ("", copy.volume)


def next_for(copy: Copy, queue: Sequence[Want], *, local_first: bool) -> Want | None:
    """Return the hold that a copy serves: the first in the queue's order.

    ``local_first``: the first that is picked up where the copy is goes before those of other sites.
    """
    fitting = [want for want in queue if fits(want, copy)]
    if local_first:
        here = next((want for want in fitting if want.pickup_site_id == copy.site_id), None)
        if here is not None:
            return here
    return fitting[0] if fitting else None


def allot(
    queue: Sequence[Want], copies: Sequence[Copy], *, local_first: bool, may_travel: bool = True
) -> list[tuple[Want, Copy]]:
    """Return which copy is taken from the shelf for which hold: each hold and each copy at most once.

    ``queue`` is in the order of serving. Each takes a copy at its pick-up site when there is one. ``local_first``: all
    that can be served by a copy at their own site go before those for whom one must travel.
    """
    free = list(copies)
    served: dict[int, Copy] = {}
    for only_here in (True, False) if local_first else (False,):
        for want in queue:
            if want.hold_id in served:
                continue
            found = _best(want, free, only_here=only_here or not may_travel)
            if found is not None:
                served[want.hold_id] = found
                free.remove(found)
    return [(want, served[want.hold_id]) for want in queue if want.hold_id in served]


def _best(want: Want, free: Sequence[Copy], *, only_here: bool) -> Copy | None:
    fitting = [copy for copy in free if fits(want, copy)]
    here = next((copy for copy in fitting if copy.site_id == want.pickup_site_id), None)
    if here is not None or only_here:
        return here
    return fitting[0] if fitting else None


def last_day(start: date, open_days: int, *, is_open_day: Callable[[date], bool]) -> date:
    """Return the last day on which a copy waits: so many open days after the day it was set aside.

    Closed days do not count. When fewer are known within a year, calendar days are counted.
    """
    day, left = start, open_days
    for n in range(1, LOOK_AHEAD):
        if left == 0:
            return day
        candidate = start + timedelta(days=n)
        if is_open_day(candidate):
            day, left = candidate, left - 1
    return start + timedelta(days=open_days)


def goes_home(home_code: str, *, is_ordinarily_sent: bool, others: Sequence[str]) -> bool:
    """Say whether a copy that came back elsewhere is sent home; the sites named do the opposite of the ordinary."""
    return is_ordinarily_sent != (home_code in others)
