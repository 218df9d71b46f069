"""The nouns that every room shares."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from shushan.kernel.actor import ANONYMOUS, Actor, ActorKind, Grant, system
from shushan.kernel.errors import NotAllowed
from shushan.kernel.ids import uuid7
from shushan.kernel.periods import Period

pytestmark = pytest.mark.quick


def _clerk(*grants: Grant) -> Actor:
    return Actor(ActorKind.STAFF, 5, "柜台", grants)


def test_a_grant_for_one_site_covers_that_site_and_no_other() -> None:
    clerk = _clerk(Grant("circulation.lend", site_id=2))
    clerk.require("circulation.lend", site_id=2)
    with pytest.raises(NotAllowed):
        clerk.require("circulation.lend", site_id=3)
    with pytest.raises(NotAllowed):
        clerk.require("circulation.lend")
    assert clerk.may_somewhere("circulation.lend")
    assert clerk.sites("circulation.lend") == frozenset({2})


def test_a_grant_everywhere_covers_every_site() -> None:
    clerk = _clerk(Grant("circulation.*"))
    assert clerk.may("circulation.renew-loan", site_id=9)
    assert clerk.sites("circulation.lend") is None
    assert not clerk.may("catalogue.add-item", site_id=9)
    assert not clerk.may("circulationx.lend")


def test_the_system_may_everything_and_nobody_may_nothing() -> None:
    assert system("nightly").may("people.erase", site_id=1)
    assert not ANONYMOUS.may_somewhere("people.erase")


def test_a_reader_is_never_named_in_the_label_of_the_actor() -> None:
    assert Actor(ActorKind.READER, 77, "张三").label == "reader"
    assert _clerk().label == "staff:5"
    assert system("nightly").label == "system:nightly"


def test_periods_are_half_open_days() -> None:
    quarter = Period.quarter(2020, 2)
    assert (quarter.since, quarter.until, quarter.days, quarter.last) == (
        date(2020, 4, 1),
        date(2020, 7, 1),
        91,
        date(2020, 6, 30),
    )
    assert [m.since for m in Period(date(2020, 3, 23), date(2020, 5, 2)).months()] == [
        date(2020, 3, 23),
        date(2020, 4, 1),
        date(2020, 5, 1),
    ]
    assert date(2020, 7, 1) not in quarter
    first, after = Period.year(2020).instants(ZoneInfo("Asia/Shanghai"))
    assert (first.isoformat(), after.isoformat()) == ("2020-01-01T00:00:00+08:00", "2021-01-01T00:00:00+08:00")


def test_an_empty_period_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty"):
        Period(date(2020, 7, 1), date(2020, 7, 1))


def test_ids_are_version_7_and_grow() -> None:
    first, second = uuid7(), uuid7()
    assert first.version == 7
    assert first < second
