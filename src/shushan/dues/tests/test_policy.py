"""The rates, the rounding, how far somebody is behind: without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.dues import policy
from shushan.dues.policy import Rounding, Standing


@pytest.mark.parametrize(
    ("kind", "yuan", "fen"),
    [
        ("salary", 3000, 1500), ("salary", 3001, 3001), ("salary", 5000, 5000), ("salary", 5001, 7502),
        ("salary", 10000, 15000), ("salary", 10001, 20002), ("retired", 5000, 2500), ("retired", 5001, 5001),
    ],
)  # fmt: skip
def test_the_whole_base_pays_and_a_bound_belongs_to_the_lower_step(kind: str, yuan: int, fen: int) -> None:
    assert policy.calculated(kind, yuan * 100, Rounding.FEN) == fen


def test_rounding_is_as_it_is_set() -> None:
    base = 456_789  # 4,567.89 yuan at 1 %: 45.6789 yuan
    said = {rounding: policy.calculated("salary", base, rounding) for rounding in Rounding}
    assert said == {
        Rounding.FEN: 4568, Rounding.JIAO_DOWN: 4560, Rounding.JIAO_NEAR: 4570, Rounding.YUAN_DOWN: 4500,
        Rounding.YUAN_NEAR: 4600,
    }  # fmt: skip


@given(st.integers(1, 10_000_000), st.sampled_from(list(Rounding)))
def test_rounding_moves_less_than_a_unit_and_down_never_up(base: int, rounding: Rounding) -> None:
    exact, rounded = base * policy.rate("salary", base), policy.calculated("salary", base, rounding) * 1000
    assert abs(rounded - exact) < 100_000
    assert not rounding.value.endswith("down") or rounded <= exact


def test_arrears_are_taken_six_months_after_the_months_end() -> None:
    assert policy.last_day_to_pay(date(2020, 1, 1)) == date(2020, 7, 31)
    assert policy.last_day_to_pay(date(2019, 8, 1)) == date(2020, 2, 29)


def test_a_run_is_the_most_months_on_end() -> None:
    months = [date(2020, n, 1) for n in range(1, 8)]
    assert policy.run_of(dict.fromkeys(months, False)) == 7
    assert policy.run_of({m: m.month == 4 for m in months}) == 3
    assert policy.run_of({months[0]: False, months[2]: False}) == 2  # nothing was due in February
    assert policy.run_of({}) == 0


@pytest.mark.parametrize(
    ("run", "standing", "alerts"),
    [(1, Standing.BEHIND, []), (2, Standing.BEHIND, []), (3, Standing.THREE, [3]), (4, Standing.THREE, [3]),
     (5, Standing.FIVE, [3, 5]), (6, Standing.DECIDE, [3, 5]), (20, Standing.DECIDE, [3, 5])],
)  # fmt: skip
def test_alerts_come_at_three_and_five_and_six_only_asks(run: int, standing: Standing, alerts: list[int]) -> None:
    assert (policy.standing(run), policy.alerts(run)) == (standing, alerts)


def test_a_sheet_says_a_letter_a_month() -> None:
    march = date(2020, 3, 1)
    marks = [
        policy.mark(month=march, fen=10, paid_fen=paid, full_on=full)
        for paid, full in ((10, date(2020, 3, 31)), (10, date(2020, 4, 1)), (4, None), (0, None))
    ]
    assert marks == ["P", "L", "H", "O"]
    row = policy.row_of({3: "P", 4: "L", 5: "O"})
    assert row == "--PLO-------" and policy.counted(row) == (3, 2)
