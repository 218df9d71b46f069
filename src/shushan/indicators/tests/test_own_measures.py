"""Own definitions of every rule: with any facts, the value follows from its rows, then and now, as the shipped ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shushan.figures import ports
from shushan.figures import public as figures
from shushan.figures.tests.make import use_three_sites
from shushan.figures.tests.randomly import prove_with_random_facts
from shushan.indicators.tests.make_own import PLANS, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_sites() -> Iterator[None]:
    before = use_three_sites()
    yield
    ports._sites[:] = before


@pytest.mark.parametrize("code", sorted(PLANS))
@pytest.mark.parametrize("seed", range(4))
def test_an_own_value_follows_from_its_rows_then_and_now(code: str, seed: int) -> None:
    for plan in PLANS.values():
        written(plan)
    prove_with_random_facts(code, seed)


def test_every_own_definition_stands_among_the_figures_in_one_query(django_assert_num_queries: object) -> None:
    for plan in PLANS.values():
        written(plan)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = {one.code for one in figures.every_measure()}
    assert set(PLANS) <= found
    assert {one.code for one in figures.declared()} & set(PLANS) == set()
