"""Branches whose members owe dues, made through the operations."""

from __future__ import annotations

from datetime import UTC, date, datetime

from shushan.dues import public as dues
from shushan.kernel.actor import Actor, ActorKind, Grant, system
from shushan.options import public as options
from shushan.organisation.tests.make import enrol, found, plan
from shushan.places import public as places
from shushan.places.tests.make import make_site

TODAY = date(2020, 6, 15)
AT = datetime(2020, 6, 15, 2, tzinfo=UTC)
BOSS = Actor(ActorKind.STAFF, 901, "书记", (Grant("dues.*"), Grant("organisation.*"), Grant("regulations.*")))
STRANGER = Actor(ActorKind.STAFF, 77, "路人", (Grant("organisation.*"),))
FEN = 3_000


def turn_on(*, since: date = date(2020, 1, 1), value: bool = True) -> None:
    """Turn the dues on (or off) from a day on."""
    at = datetime(since.year, since.month, since.day, tzinfo=UTC)
    options.set_option(actor=system("test"), at=at, code="dues.enabled", value=value, valid_from=at, note="试验")


class Branch:
    """A branch with members 甲 to …, on its roster since July 2019, all with an amount for 2020."""

    def __init__(self, *, members: int = 3, code: str = "A", fixed: bool = True) -> None:
        known = {site.code: site.id for site in places.sites()}
        self.site_id = known.get("C") or make_site()
        self.id = found(plan("found", code, site_id=self.site_id))[code]
        self.members = [enrol(self.id, name=f"{code}{n:02}") for n in range(members)]
        if fixed and members:
            fix(self.id, dict.fromkeys(self.members, FEN))


def fix(unit_id: int, fen: dict[int, int], *, year: int = 2020, today: date = TODAY) -> int:
    """Fix amounts."""
    return dues.fix_amounts(actor=BOSS, at=AT, today=today, unit_id=unit_id, year=year, fen=fen)


def call(month: date, *, at: datetime | None = None) -> int:
    """Call a month as its night would."""
    when = at or datetime(month.year, month.month, 2, 2, tzinfo=UTC)
    return dues.call_month(actor=BOSS, at=when, today=max(when.date(), month), month=month)


def take(
    unit_id: int, member_id: int, months: dict[date, int | None], *, on: date = TODAY, actor: Actor = BOSS,
    at: datetime | None = None, note: str = "", today: date | None = None,
) -> int:  # fmt: skip
    """Take money of one member on a day and return the payment's id."""
    when = at or datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    [made] = dues.collect(
        actor=actor, at=when, today=today or on, unit_id=unit_id, handed=[dues.Handed(member_id, months)], taken_on=on,
        way=dues.Way.CASH, note=note,
    )  # fmt: skip
    return made


def month(number: int, year: int = 2020) -> date:
    """Return a month."""
    return date(year, number, 1)
