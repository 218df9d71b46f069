"""Gates for tests anywhere."""

from __future__ import annotations

from datetime import date

from shushan.kernel.actor import system
from shushan.places.tests.make import LONG_AGO
from shushan.visits import public as visits


def make_gate(
    site_id: int,
    name: str = "东门",
    *,
    side: visits.Side = visits.Side.BOTH,
    since: date | None = None,
    until: date | None = None,
    device_id: int | None = None,
) -> int:
    """Add a gate and return its id."""
    return visits.add_gate(
        actor=system("test"), at=LONG_AGO, site_id=site_id, name=name, side=side, since=since or LONG_AGO.date(), until=until,
        device_id=device_id,
    )  # fmt: skip
