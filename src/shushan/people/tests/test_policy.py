"""Rules about ages, numbers and masks, and the whole grid of a card's moves."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.people import policy
from shushan.people.states import CURRENT, MOVES, CardMove, CardState, after

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
        (date(1990, 5, 4), date(2020, 5, 3), 29),
        (date(1990, 5, 4), date(2020, 5, 4), 30),
    ],
)
def test_age_counts_full_years(born: date, day: date, age: int) -> None:
    assert policy.age_on(born, day) == age


def test_every_age_has_one_band_and_an_unknown_birth_date_none() -> None:
    day = date(2020, 7, 1)
    bands = [policy.age_band(date(2020 - age, 1, 1), day) for age in (0, 6, 7, 13, 14, 17, 18, 34, 35, 59, 60, 99)]
    assert bands == ["0-6", "0-6", "7-13", "7-13", "14-17", "14-17", "18-34", "18-34", "35-59", "35-59", "60+", "60+"]
    assert policy.age_band(None, day) == ""
    assert policy.age_band(date(2021, 1, 1), day) == ""


def test_category_follows_from_the_birth_date() -> None:
    day = date(2020, 7, 1)
    assert policy.category_for(date(2010, 1, 1), day) == "child"
    assert policy.category_for(date(2002, 7, 1), day) == "adult"
    assert policy.category_for(date(1960, 7, 1), day) == "elder"
    assert policy.category_for(None, day) == "adult"


def test_a_card_is_good_for_three_years_also_from_a_leap_day() -> None:
    assert policy.expiry(date(2020, 7, 1)) == date(2023, 7, 1)
    assert policy.expiry(date(2020, 2, 29)) == date(2023, 3, 1)


def test_card_numbers_have_twelve_digits_and_a_luhn_check_digit() -> None:
    assert policy.check_digit("7992739871") == "3"  # the worked example of ISO/IEC 7812-1
    for _ in range(50):
        number = policy.card_number()
        assert len(number) == policy.CARD_DIGITS and number.isdecimal() and number.startswith(policy.CARD_PREFIX)
        assert policy.check_digit(number[:-1]) == number[-1]


def test_what_a_scanner_types_under_an_input_method_is_understood() -> None:
    assert policy.scanned(" ２０４５ ２８０６－９６５９\n") == "204528069659"
    assert policy.scanned("11010519491231002x") == "11010519491231002X"


def test_an_identity_number_is_checked_by_its_last_character() -> None:
    assert policy.is_chinese_id("11010519491231002X")  # the example printed in GB 11643-1999
    assert not policy.is_chinese_id("110105194912310021")
    assert not policy.is_chinese_id("1101051949123100")
    assert not policy.is_chinese_id("１１０１０５１９４９１２３１００２X")


@given(st.text(min_size=5, max_size=20))
def test_no_mask_shows_the_middle(text: str) -> None:
    assert len(policy.masked_id(text)) == len(text)
    assert set(policy.masked_id(text)[2:-2]) == {"*"}
    assert policy.masked_phone("13812345678") == "138****5678"


def test_names_are_masked_after_their_first_character() -> None:
    assert policy.masked_name("李小明") == "李**"
    assert policy.masked_name("林") == "林*"
    assert policy.masked_name("Anna Berg") == "A*** B***"
    assert policy.masked_name("") == ""
    assert policy.masked_email("lin@example.org") == "l***@example.org"


def test_the_whole_grid_of_a_cards_moves() -> None:
    for state in CardState:
        for move in CardMove:
            assert after(state, move) == MOVES.get((state, move))
    assert {state for state, _ in MOVES} == {CardState.PENDING, CardState.ACTIVE, CardState.LOST}
    assert all(after(state, move) is None for state in (CardState.REPLACED, CardState.WITHDRAWN) for move in CardMove)
    assert {CardState.PENDING, CardState.ACTIVE} == CURRENT
