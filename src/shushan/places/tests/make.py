"""Sites for tests anywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from shushan.kernel.actor import system
from shushan.places import public as places

LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)


def make_site(
    code: str = "C", name: str = "中心馆", *, reopened_on: date | None = date(2020, 3, 23), closed: tuple[int, ...] = ()
) -> int:
    """Open a site with hours 9–17 on every weekday that is not closed, and return its id."""
    actor = system("test")
    site_id = places.open_site(
        actor=actor, at=LONG_AGO, code=code, name=name, name_en=f"Site {code}", reopened_on=reopened_on
    )
    for weekday in range(7):
        spans = [] if weekday in closed else [places.OpeningSpan(time(9), time(17))]
        places.set_hours(
            actor=actor, at=LONG_AGO, site_id=site_id, weekday=weekday, spans=spans, since=date(2019, 1, 1)
        )
    return site_id
