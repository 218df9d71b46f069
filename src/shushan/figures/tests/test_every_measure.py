"""Every declared measure: with any facts, the value follows from its rows, then and now, and gives the same digest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from shushan.figures import ports
from shushan.figures import public as figures
from shushan.figures.public import Scope
from shushan.figures.tests.make import use_three_sites
from shushan.figures.tests.randomly import LATER, SINCE, UNTIL, prove_with_random_facts

pytestmark = pytest.mark.django_db
MEASURES = sorted({m.code for m in figures.declared()})


@pytest.fixture(autouse=True)
def three_sites() -> Iterator[None]:
    before = use_three_sites()
    yield
    ports._sites[:] = before


@pytest.mark.parametrize("code", MEASURES)
@pytest.mark.parametrize("seed", range(4))
def test_the_value_follows_from_its_rows_then_and_now(code: str, seed: int) -> None:
    prove_with_random_facts(code, seed)


def test_distinct_readers_over_the_turn_of_a_year_have_no_value_and_say_why() -> None:
    across = Scope(since=date(2019, 12, 1), until=date(2020, 2, 1))
    found = figures.value("R03", scope=across, at=LATER)
    assert found.number is None
    assert "化名" in found.absence
    assert figures.value("R03", scope=Scope(since=SINCE, until=UNTIL), at=LATER).number == 0
    assert figures.value("L03", scope=across, at=LATER).number == 0


def test_a_ratio_without_a_denominator_has_no_value_and_says_why() -> None:
    found = figures.value("V02", scope=Scope(since=SINCE, until=UNTIL), at=LATER)
    assert found.number is None
    assert "常住人口" in found.absence
