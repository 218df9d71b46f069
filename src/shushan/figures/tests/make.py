"""A measure over a fact of the tests, and two sites, for tests of figures anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

from shushan.figures import ports
from shushan.figures.registry import declare
from shushan.figures.terms import Kind, Measure, SiteName
from shushan.kernel.actor import system
from shushan.kernel.events import Event
from shushan.ledger import public as ledger

SYSTEM = system("test")
NORTH = SiteName(1, "N", "北馆", "North", date(2020, 3, 23))
SOUTH = SiteName(2, "S", "南馆", "South", date(2020, 3, 28))
SHUT = SiteName(3, "X", "未开馆", "Shut", None)


@dataclass(frozen=True, kw_only=True)
class BellRung(Event):
    """A bell rang."""

    FACT: ClassVar[str] = "test.bell-rung"
    UNIT: ClassVar[str] = "次"


@dataclass(frozen=True, kw_only=True)
class BellMuted(Event):
    """A bell was muted."""

    FACT: ClassVar[str] = "test.bell-muted"
    UNIT: ClassVar[str] = "次"


BELLS = declare(
    Measure(
        code="TEST01",
        version=1,
        name="铃声",
        unit="次",
        kind=Kind.ADDITIVE,
        facts=("test.bell-rung", "test.bell-muted"),
        definition="铃响与铃止之和",
        source="测试",
        valid_from=date(2020, 1, 1),
    )
)


class ThreeSites:
    """Two sites that reopened on different days and one that did not."""

    def all(self) -> tuple[SiteName, ...]:
        return (NORTH, SOUTH, SHUT)


def use_three_sites() -> list[ports.Sites]:
    """Wire the three sites and return what was wired before."""
    before = list(ports._sites)
    ports.use(ThreeSites())
    return before


def ring(n: int = 1, *, site: SiteName = NORTH, on: date = date(2020, 5, 1), hour: int = 4) -> int:
    """Record n rings on a day (hour in UTC)."""
    at = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
    return ledger.record(BellRung(site_id=site.id, quantity=n), actor=SYSTEM, subject=f"test.bell:{site.id}", at=at)
