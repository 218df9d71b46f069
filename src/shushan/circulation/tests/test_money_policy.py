"""Reading and writing amounts, sharing out a payment: properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.circulation.money.policy import MOST_FEN, allot, fen_of, replacement_price, yuan


@given(st.integers(min_value=0, max_value=MOST_FEN))
def test_what_is_written_is_read_as_it_was(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("12", 1200),
        ("12.5", 1250),
        ("¥ 12.50", 1250),
        ("￥12。5", 1250),
        ("１２．０５元", 1205),
        ("0.01", 1),
        ("1,000", 100000),
    ],
)
def test_amounts_as_people_type_them(typed: str, fen: int) -> None:
    assert fen_of(typed) == fen


@pytest.mark.parametrize("typed", ["", "-1", "1.234", "1e3", "十元", "nan", "1.2.3", "99999999", "1\n2", ".5", "½"])
def test_what_is_no_amount(typed: str) -> None:
    assert fen_of(typed) is None


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=8), st.data())
def test_a_payment_is_shared_out_whole_oldest_first(owed: list[int], data: st.DataObject) -> None:
    left = list(enumerate(owed))
    total = sum(owed)
    if not total:
        with pytest.raises(ValueError, match="one fen"):
            allot(left, 1)
        return
    amount = data.draw(st.integers(min_value=1, max_value=total))
    parts = allot(left, amount)
    assert sum(part for _n, part in parts) == amount
    assert all(0 < part <= owed[n] for n, part in parts)
    for n, part in parts[:-1]:
        assert part == owed[n]  # none is begun before the one before is paid


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=50, max_value=1000))
def test_a_replacement_costs_the_price_times_the_factor_to_half_a_fen(price: int, percent: int) -> None:
    cost = replacement_price(price, percent=percent, otherwise_fen=5000)
    if not price:
        assert cost == 5000
    else:
        assert abs(cost * 100 - price * percent) <= 50
