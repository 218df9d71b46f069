"""Make a ledger of millions of facts: five years of a city's library, written in bulk as an imported history is.

``python -m shushan.cli.growing_facts FACTS`` in a home that holds the demonstration; ``bench indicators`` calls it once
and keeps what it made. Every fact goes through ``ledger.record_history``: entry hashes, pseudonyms and days are those that
``record`` would write. Days do not depend on each other; the same number makes the same facts again.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final

from shushan.cli.setting_up import say, start_django

SINCE, UNTIL = date(2016, 1, 1), date(2021, 1, 1)
SLICE: Final = 20_000  # facts in one transaction
NUMBERED: Final = 1_000_000_000  # subjects of made facts are numbered from here
GATES: Final = 4  # of each site; each counts every hour
HOURS: Final = range(9, 21)
CATEGORIES: Final = ("adult", "adult", "adult", "child", "child", "senior")
BANDS: Final = ("18-34", "35-59", "60+", "7-12", "13-17", "0-6")
CLASSES: Final = "IIIIKKTGBFJHRQ"
# of a thousand facts that are no count of a gate; what is left over is returned
LENT, RENEWED, PLACED, FILLED, ISSUED, CAME = 430, 80, 40, 35, 10, 10
TAKEN_BACK: Final = 400  # one of so many holds placed is taken back


def main() -> None:
    """Grow the home by so many facts, seal them, and have the database look at its tables."""
    count = int(sys.argv[1])
    gc.set_threshold(50_000, 20, 50)
    start_django()
    step = _steps()
    written = write_history(count)
    step(f"{written} facts", written)
    step("sealed and rolled up", _seal())
    _tidy()
    step("statistics", 0)


def _steps() -> Any:
    began = [time.monotonic(), time.process_time()]

    def step(what: str, facts: int) -> None:
        clock, used = time.monotonic() - began[0], time.process_time() - began[1]
        rate = f", {facts / clock:.0f}/s by the clock" if facts else ""
        say(f"  {what}: {clock:.0f} s, {used:.0f} s of processor here{rate}")
        began[:] = time.monotonic(), time.process_time()

    return step


@dataclass(frozen=True, slots=True)
class House:
    """What the made facts name: sites, who acts, how many readers there are."""

    site_ids: tuple[int, ...]
    readers: int
    desk: Any
    door: Any


def house(facts: int) -> House:
    """Return the sites of the home, with a reader for every fifty facts."""
    from shushan.kernel.actor import Actor, ActorKind, system
    from shushan.places import public as places

    sites = tuple(site.id for site in places.sites())
    return House(sites, max(100, facts // 50), Actor(ActorKind.STAFF, 1, "desk"), system("bench"))


def write_history(count: int) -> int:
    """Write about so many facts over the five years, with some taken back; return how many."""
    from shushan.ledger import public as ledger

    made, days = house(count), (UNTIL - SINCE).days
    gates = 2 * GATES * len(HOURS) * len(made.site_ids)
    each = max(20, count // days)
    waiting: list[ledger.Past] = []
    written = 0
    for n in range(days):
        day = SINCE + timedelta(days=n)
        waiting += day_of(made, day, each, gates=min(gates, each // 4))
        if len(waiting) >= SLICE or n == days - 1:
            written += ledger.record_history(waiting)
            waiting = []
        if day.day == 1 and n:
            written += _take_back(made, day, each)
    return written


def day_of(made: House, day: date, count: int, *, gates: int) -> list[Any]:
    """Return the facts of a day in the order of time: about so many, of which ``gates`` are counts of doors."""
    chance = Random(day.toordinal())
    found = [*_doors(made, day, gates, chance), *_acts(made, day, count - gates, chance)]
    return sorted(found, key=lambda past: past.at)


def _doors(made: House, day: date, count: int, chance: Random) -> Iterator[Any]:
    """Yield what gates counted hour by hour; the file of a day is taken in after closing."""
    from shushan.ledger.public import Past, Source
    from shushan.visits.events import Left, Visited

    taken_at = _at(day, 21, 30)
    spots = [(hour, site, gate) for hour in HOURS for site in made.site_ids for gate in range(GATES)]
    for n, (hour, site, gate) in enumerate(spots[: count // 2]):
        at, subject = _at(day, hour), f"visits.reading:{NUMBERED + day.toordinal() * 1000 + n}"
        more: dict[str, Any] = {"site_id": site, "way": "csv", "gate": f"G{gate}", "hour": hour}
        yield Past(Visited(quantity=chance.randrange(5, 90), **more), subject, at, made.door, Source.IMPORT, taken_at)
        yield Past(Left(quantity=chance.randrange(5, 90), **more), subject, at, made.door, Source.IMPORT, taken_at)


def _acts(made: House, day: date, count: int, chance: Random) -> Iterator[Any]:
    """Yield what was done at the desks; one of two hundred was learned of days later."""
    from shushan.ledger.public import Past

    first, length = _at(day, HOURS[0]), len(HOURS) * 3600
    for n in range(count):
        at = first + timedelta(seconds=n * length // count)
        late = at + timedelta(days=chance.randrange(1, 20)) if chance.random() < 0.005 else None
        event, subject = _act(made, day, n, chance)
        yield Past(event, subject, at, made.desk, None, late)


def _act(made: House, day: date, n: int, chance: Random) -> tuple[Any, str]:
    from shushan.catalogue.events import ItemAccessioned
    from shushan.circulation.events import HoldFilled, HoldPlaced, ItemLent, ItemReturned, LoanRenewed
    from shushan.people.events import CardIssued

    reader, kind = int(made.readers * chance.random() ** 2), chance.randrange(1000)  # few borrow much, many little
    site = made.site_ids[int(len(made.site_ids) * chance.random() ** 2)]
    number = NUMBERED + day.toordinal() * 100_000 + n
    category, band, clc = CATEGORIES[reader % 6], BANDS[reader % 6], CLASSES[n % 14]
    said: dict[str, Any] = {"site_id": site, "reader_id": reader, "category": category}
    if kind < LENT:
        return ItemLent(age_band=band, clc=clc, home_site=site, **said), f"circulation.loan:{number}"
    if (kind := kind - LENT) < RENEWED:
        return LoanRenewed(age_band=band, clc=clc, home_site=site, **said), f"circulation.loan:{number - 700_000}"
    if (kind := kind - RENEWED) < PLACED:
        return HoldPlaced(clc=clc, target="title", **said), f"circulation.hold:{number}"
    if (kind := kind - PLACED) < FILLED:
        waited = int(chance.expovariate(0.1))
        return HoldFilled(clc=clc, target="title", days_waited=waited, **said), f"circulation.hold:{number - 700_000}"
    if (kind := kind - FILLED) < ISSUED:
        return CardIssued(age_band=band, kind="plastic", **said), f"people.card:{number}"
    if kind - ISSUED < CAME:
        return ItemAccessioned(site_id=site, clc=clc, material="book"), f"catalogue.item:{number}"
    elsewhere = made.site_ids[n % len(made.site_ids)] if n % 20 == 0 else site
    late = chance.randrange(1, 40) if n % 12 == 0 else None
    back = ItemReturned(
        age_band=band, clc=clc, home_site=site, from_site=None if elsewhere == site else elsewhere, days_late=late, **said
    )  # fmt: skip
    return back, f"circulation.loan:{number - 2_100_000}"


def _take_back(made: House, day: date, each: int) -> int:
    """Take some of the holds of the month before back, as a colleague would who sees that they were entered twice."""
    from shushan.ledger import public as ledger

    first = NUMBERED + (day - timedelta(days=10)).toordinal() * 100_000
    subjects: Sequence[str] = [f"circulation.hold:{first + n}" for n in range(0, each, max(1, TAKEN_BACK // 40))]
    return ledger.reverse_many(
        subjects, fact="circulation.hold-placed", actor=made.desk, reason="entered twice", at=_at(day, 22)
    )


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an hour of the library's day (UTC+8, the zone of the demonstration) as an instant."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def _seal() -> int:
    from shushan.kernel.clock import now
    from shushan.ledger import public as ledger

    return ledger.seal_all(at=now())


def _tidy() -> None:
    """Have the database gather statistics, and the log written into the file."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    main()
