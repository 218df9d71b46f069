"""No value, because …: each awkward period has its answer, never 0 by accident and never a crash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shushan.figures import public as figures
from shushan.figures import registry
from shushan.figures.tests.make import BELLS, ring
from shushan.indicators import public as indicators
from shushan.indicators.public import Asked, PeriodKind
from shushan.indicators.tests.make import AT, MAKER, TESTER, checked, drafted, make_site, may, month
from shushan.indicators.values.computing import compute
from shushan.places import public as places

pytestmark = pytest.mark.django_db
LATER = datetime(2021, 1, 5, 2, tzinfo=UTC)


@pytest.fixture
def north() -> figures.SiteName:
    return figures.SiteName(make_site("N"), "N", "", "", date(2020, 3, 23))


@pytest.fixture
def second_version() -> Iterator[None]:
    registry.declare(replace(BELLS, version=2, valid_from=date(2020, 5, 16), facts=("test.bell-rung",)))
    yield
    del registry._measures["TEST01"][2]


def test_an_empty_period_is_refused(north: figures.SiteName) -> None:
    with pytest.raises(figures.EmptyPeriod):
        drafted(Asked("TEST01", PeriodKind.RANGE, date(2020, 5, 1), date(2020, 5, 1)))


def test_nothing_ever_recorded_is_no_zero_and_nothing_this_month_is(north: figures.SiteName) -> None:
    assert "还没有任何记录" in compute(may(), at=AT).absence
    made = checked()
    line = indicators.value(made)
    assert line.number is None and line.shown == "—" and "还没有任何记录" in line.absence
    ring(2, site=north, on=date(2020, 4, 3))
    found = compute(may(), at=AT)
    assert found.number == 0 and "按 0 计" in found.remarks[0]
    later = compute(month("TEST01", 2020, 3), at=AT)
    assert later.number is None and later.absence


def test_a_zero_denominator_has_no_value(north: figures.SiteName) -> None:
    found = compute(may("V02"), at=AT)
    assert found.number is None and "分母" in found.absence
    line = indicators.value(checked(may("V02")))
    assert line.number is None and line.receipt is not None and len(line.receipt.parts) == 2


def test_a_definition_that_changes_inside_the_period_has_no_value(
    north: figures.SiteName, second_version: None
) -> None:
    ring(2, site=north, on=date(2020, 5, 3))
    found = compute(may(), at=AT)
    assert found.number is None and "2020-05-16" in found.absence
    before = compute(Asked("TEST01", PeriodKind.RANGE, date(2020, 5, 16), date(2020, 5, 1)), at=AT)
    after = compute(Asked("TEST01", PeriodKind.RANGE, date(2020, 6, 1), date(2020, 5, 16)), at=AT)
    assert (before.number, before.found.measure.version) == (2, 1)
    assert after.found.measure.version == 2 and not figures.turns(
        "TEST01", since=date(2020, 5, 16), until=date(2021, 1, 1)
    )


def test_old_values_keep_their_definition(north: figures.SiteName) -> None:
    ring(2, site=north, on=date(2020, 5, 3))
    made = checked()
    registry.declare(replace(BELLS, version=2, valid_from=date(2020, 6, 1), facts=("test.bell-muted",)))
    try:
        line = indicators.value(made)
        assert line.measure.version == 1 and indicators.holds(line, at=LATER)
        assert figures.measure("TEST01").version == 2
    finally:
        del registry._measures["TEST01"][2]


def test_a_site_closed_in_mid_period_is_said_and_one_closed_all_through_has_no_value(north: figures.SiteName) -> None:
    ring(2, site=north, on=date(2020, 4, 3))
    ring(2, site=north, on=date(2020, 5, 3))
    places.close_site(
        actor=TESTER, at=AT, site_id=north.id, since=date(2020, 5, 20), until=date(2020, 8, 1), reason="装修"
    )
    found = compute(may(), at=AT)
    assert found.number == 2 and "闭馆 12 天" in found.remarks[0]
    shut = compute(month("TEST01", 2020, 7), at=LATER)
    assert shut.number is None and "整个时段都闭馆" in shut.absence


def test_a_leap_day_belongs_to_its_month_and_year(north: figures.SiteName) -> None:
    ring(3, site=north, on=date(2020, 2, 29))
    ring(4, site=north, on=date(2020, 3, 1))
    assert compute(month("TEST01", 2020, 2), at=AT).number == 3
    year = Asked("TEST01", PeriodKind.YEAR, date(2021, 1, 1), date(2020, 1, 1))
    assert compute(year, at=LATER).number == 7


def test_the_border_of_the_zone_is_midnight_of_the_library(north: figures.SiteName) -> None:
    ring(1, site=north, on=date(2020, 4, 30), hour=15)  # 23:00 on 30 April
    ring(2, site=north, on=date(2020, 4, 30), hour=16)  # 00:00 on 1 May
    ring(4, site=north, on=date(2020, 5, 31), hour=16)  # 00:00 on 1 June
    assert compute(may(), at=AT).number == 2
    assert compute(month("TEST01", 2020, 4), at=AT).number == 1


def test_readers_across_years_have_no_single_number(north: figures.SiteName) -> None:
    across = Asked("R03", PeriodKind.RANGE, date(2020, 6, 1), date(2019, 6, 1))
    found = compute(across, at=AT)
    assert found.number is None and found.absence


def test_an_unknown_figure_is_refused_and_a_share_of_nothing_recorded_is_none(north: figures.SiteName) -> None:
    with pytest.raises(figures.NoSuchMeasure):
        indicators.draft_value(actor=MAKER, at=AT, asked=may("ZZZ99"))
    assert compute(may("Q01"), at=AT).number is None
