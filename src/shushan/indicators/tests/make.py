"""People, sites and values for tests of the indicators."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Final

from shushan.files import public as files
from shushan.indicators import public as indicators
from shushan.indicators.public import Asked, PeriodKind
from shushan.kernel.actor import Actor, ActorKind, Grant, system
from shushan.places import public as places

TESTER: Final = system("test")
AT: Final = datetime(2020, 6, 2, 2, tzinfo=UTC)  # the morning after May
LONG_AGO: Final = datetime(2019, 1, 2, 1, tzinfo=UTC)


def person(number: int, *verbs: str, site_id: int | None = None) -> Actor:
    """Return a colleague with these verbs (default: all of the room)."""
    grants = tuple(Grant(verb, site_id=site_id) for verb in verbs or ("indicators.*",))
    return Actor(ActorKind.STAFF, number, f"同事{number}", grants)


MAKER, CHECKER, SIGNER, DIRECTOR, OFFICE = (
    person(n) for n in range(90_001, 90_006)
)  # far from the people of the pages


def make_site(code: str = "N", *, reopened_on: date | None = date(2020, 3, 23), name: str = "") -> int:
    """Open a site."""
    return places.open_site(actor=TESTER, at=LONG_AGO, code=code, name=name or f"{code}馆", reopened_on=reopened_on)


def may(code: str = "TEST01", *, site_ids: tuple[int, ...] | None = None) -> Asked:
    """Return the question of May 2020."""
    return Asked(code, PeriodKind.MONTH, date(2020, 6, 1), date(2020, 5, 1), site_ids)


def month(code: str, year: int, number: int) -> Asked:
    """Return the question of a month."""
    from shushan.kernel.periods import Period

    span = Period.month(year, number)
    return Asked(code, PeriodKind.MONTH, span.until, span.since)


def drafted(asked: Asked | None = None, *, at: datetime = AT) -> int:
    """Return a draft."""
    return indicators.draft_value(actor=MAKER, at=at, asked=asked or may())


def checked(asked: Asked | None = None, *, at: datetime = AT) -> int:
    """Return a checked value."""
    made = drafted(asked, at=at)
    indicators.check_value(actor=CHECKER, at=at, value_id=made)
    return made


def signed(asked: Asked | None = None, *, at: datetime = AT) -> int:
    """Return a signed value."""
    made = checked(asked, at=at)
    indicators.sign_value(actor=SIGNER, at=at, value_id=made)
    return made


def approved(asked: Asked | None = None, *, at: datetime = AT) -> int:
    """Return an approved value."""
    made = signed(asked, at=at)
    indicators.approve_value(actor=DIRECTOR, at=at, value_id=made)
    return made


def evidence() -> files.FileValue:
    """Keep a file that proves something."""
    return files.keep(["值班记录".encode()], name="count.txt", kind="indicators.evidence", actor=MAKER, at=AT)


def manual(number: int = 120, *, expires_on: date = date(2021, 1, 1)) -> indicators.Manual:
    """Return a typed number with its evidence."""
    return indicators.Manual(Fraction(number), "闸机坏了", evidence().id, expires_on)
