"""The plan: its sums are the report's, and it breaks no rule of the house."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.demonstration.plan.loans import PlannedItem, PlannedLoan, PlannedReader, plan_loans
from shushan.demonstration.plan.numbers import ISSUES_AND_RETURNS, REPORT_DAY, SITES, STILL_OUT, VISITS
from shushan.demonstration.plan.shape import apportion, is_open
from shushan.demonstration.plan.visits import plan_visits

pytestmark = pytest.mark.quick
BY_CODE = {site.code: site for site in SITES}


@pytest.fixture(scope="module")
def people_and_books() -> tuple[list[PlannedReader], list[PlannedItem]]:
    chance = Random(5)
    sites = [site.code for site in SITES for _share in range(round(site.share * 100))]
    readers = [PlannedReader(chance.choice(sites), n % 3 == 0, 5 if n % 3 == 0 else 10) for n in range(9000)]
    return readers, [PlannedItem(chance.choice(sites), n % 2 == 0) for n in range(30000)]


@pytest.fixture(scope="module")
def loans(people_and_books: tuple[list[PlannedReader], list[PlannedItem]]) -> list[PlannedLoan]:
    return plan_loans(*people_and_books)


@given(st.integers(0, 10_000), st.lists(st.floats(0, 1000), min_size=1, max_size=50).filter(lambda w: sum(w) > 1e-6))
def test_apportioned_shares_sum_to_the_whole_and_are_off_by_less_than_one(total: int, weights: list[float]) -> None:
    shares = apportion(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / sum(weights)) < 1 + 1e-6


def test_visits_sum_to_the_report_and_fall_into_opening_hours() -> None:
    hours = plan_visits()
    assert sum(hour.entered for hour in hours) == sum(hour.left for hour in hours) == VISITS
    for hour in hours:
        site = BY_CODE[hour.site]
        assert is_open(site, hour.day)
        assert site.opens.hour <= hour.hour < site.closes.hour
        assert hour.entered >= 0
        assert hour.left >= 0
    inside: dict[str, int] = defaultdict(int)
    for hour in hours:
        inside[hour.site] += hour.entered - hour.left
        assert 0 <= inside[hour.site] <= BY_CODE[hour.site].capacity
    assert set(inside.values()) == {0}


def test_loans_and_returns_sum_to_the_report(loans: list[PlannedLoan]) -> None:
    back = [loan for loan in loans if loan.returned_at]
    assert len(loans) + len(back) == ISSUES_AND_RETURNS
    assert len(loans) - len(back) == STILL_OUT
    assert sum(loan.reader == 0 for loan in loans) == 4


def test_every_act_is_in_opening_hours_at_its_site(loans: list[PlannedLoan]) -> None:
    for loan in loans:
        for code, at in ((loan.site, loan.lent_at), (loan.return_site, loan.returned_at)):
            if at is not None:
                assert is_open(BY_CODE[code], at.date())
                assert BY_CODE[code].opens <= at.time() < BY_CODE[code].closes
                assert at.date() < REPORT_DAY


def test_no_item_is_lent_twice_at_a_time_and_stands_where_it_is_lent(
    loans: list[PlannedLoan], people_and_books: tuple[list[PlannedReader], list[PlannedItem]]
) -> None:
    place = {n: item.site for n, item in enumerate(people_and_books[1])}
    free_since: dict[int, datetime | None] = {}
    for loan in loans:
        since = free_since.get(loan.item, loan.lent_at)
        assert since is not None, "the item never came back"
        assert since <= loan.lent_at
        assert place[loan.item] == loan.site
        free_since[loan.item] = loan.returned_at
        place[loan.item] = loan.return_site or loan.site


def test_nobody_holds_more_than_the_limit(
    loans: list[PlannedLoan], people_and_books: tuple[list[PlannedReader], list[PlannedItem]]
) -> None:
    acts = [(loan.lent_at, 1, loan.reader) for loan in loans]
    acts += [(loan.returned_at, -1, loan.reader) for loan in loans if loan.returned_at]
    holding: dict[int, int] = defaultdict(int)
    for _at, step, reader in sorted(acts):
        holding[reader] += step
        assert 0 <= holding[reader] <= people_and_books[0][reader].limit


def test_the_plan_is_the_same_every_time(people_and_books: tuple[list[PlannedReader], list[PlannedItem]]) -> None:
    assert plan_loans(*people_and_books, lends=20_000, still_out=50) == plan_loans(
        *people_and_books, lends=20_000, still_out=50
    )


def test_too_few_books_or_readers_are_an_error_not_a_shorter_plan() -> None:
    with pytest.raises(ValueError, match=r"too few readers|nothing left"):
        plan_loans(
            [PlannedReader(s.code, False, 10) for s in SITES], [PlannedItem("C", False)] * 50, lends=400, still_out=0
        )
