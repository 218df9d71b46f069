"""The order of call numbers: pairs of which the first stands left of the second, each group with its source."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.catalogue import shelving

pytestmark = pytest.mark.quick

# 《中国图书馆分类法》 (5th edition), notes: letters in the order of the alphabet, digits as decimal fractions from the
# left, the point only makes long numbers readable, the shorter of two that agree stands first.
MAIN = [
    ("A1", "B0"), ("B84", "C91"), ("C8", "D0"), ("D9", "DF1"), ("E2", "F0"), ("F7", "G2"), ("G8", "H1"), ("H3", "I0"),
    ("I2", "J2"), ("J9", "K0"), ("K9", "N4"), ("N9", "O1"), ("O6", "P1"), ("P9", "Q1"), ("Q9", "R1"), ("R9", "S1"),
    ("S9", "T"), ("T-6", "TB1"), ("TB8", "TD1"), ("TP3", "TQ1"), ("TV8", "U1"), ("U6", "V1"), ("V5", "X1"), ("X9", "Z1"),
]  # fmt: skip
DECIMAL = [
    ("I246.5", "I25"), ("I24", "I246"), ("I246", "I246.5"), ("I246.57", "I246.6"), ("I247.4", "I247.5"),
    ("I247.5", "I247.57"), ("I247.57", "I247.8"), ("K10", "K2"), ("K825.1", "K825.6"), ("K825.6", "K827"),
    ("K827", "K835.127"), ("TP311", "TP311.1"), ("TP311.13", "TP311.2"), ("TP312", "TP312BA"), ("TP312BA", "TP312JA"),
    ("TP39", "TP393.4"), ("O1", "O13"), ("O13", "O17"), ("H319", "H319.4"), ("H319.4", "H32"), ("G40", "G40-01"),
    ("G619", "G62"), ("R2", "R24"), ("R242", "R25"), ("B222.2", "B223"), ("D922.2", "D923"), ("F2", "F20"), ("F20", "F201"),
]  # fmt: skip
# The same notes: what is divided by a general sign stands before the classes below it. The signs among each other:
# 《〈中国图书馆分类法〉第五版使用手册》 p. 82-83, with the example of R711 (decision 0016).
MANUAL = [
    "R711", "R711-62", "R711(711)", "R711(711)=535", "R711=6", "R711<326>", "R711:R83", "R711+R173", "R711.1",
]  # fmt: skip
# A whole shelf: a sign, a point, a letter, a book number, its parts, each after what it adds to.
SHELF = [
    "A1/1", "A1a/1", "A1-49/1", "B-49/2", "B0/1", "B0-0/1", "B2/9", "B2/10", "B22/1", "B222.2/1", "B222.25/1", "B223/1",
    "D9/1", "DF0/1", "G40/1", "G40-01/1", "G40-05/1", "G40-056/1", "G40(712)/1", "G40:B84/1", "G40+C91/1", "G401/1", "G41/1",
    "I24/1", "I246.5/2", "I246.5/12", "I246.5/12-2", "I246.5/12-10", "I246.5/12.2", "I246.5/12.10", "I246.5/12:2", "I246.5/12=2",
    "I246.5/13", "I246.5/100", "I246.5/L2", "I246.5/L12", "I246.5/LX1", "I246.5/M1", "I246.57/1", "I246.6/1", "I247.5/7",
    "I247.57/1", "I25/1", 'J293.2"5"/1', "J293.2=6/1", "J293.2<114>/1", "K825.6/1", "K825.6=76/1", "K825.61/1", "T-6/1", "TB1/1",
    "TP312/1", "TP312BA/1", "TP312C/1", "TP312JA/1", "TP313/1", "Z1/1",
]  # fmt: skip
SIGNED = [
    ("G40", "G40-01"), ("G40-01", "G401"), ("I2-49", "I21"), ("B-0", "B0"), ("C-49", "C0"), ("G633.3-44", "G633.3(2)"),
    ("J5(711)", 'J5"5"'), ('K28"1"', "K28=1"), ("K2=2", "K2<114>"), ("F1<114>", "F1:G2"), ("F1:G2", "F1+G2"),
    ("F1+G2", "F10"), ("H1-61", "H1(2)"), ("D0-0", "D0-05"), ("D0-05", "D0(2)"), ("TU986(1)", "TU986(2)"),
    ("TU986.1", "TU987"), ("J2(711)", "J20"), ("P1-0", "P1:Z2"), ("A1a", "A1-0"),
]  # fmt: skip
# 种次号 is a whole number that counts the works of a class; volumes and editions come after the work itself
# (usual practice of 分类种次号排架; the same with GB/T 3792-coded author numbers, which are sorted by letter, then number).
BOOK = [
    ("I246.5/7", "I246.5/12"), ("I246.5/99", "I246.5/100"), ("I246.5/12", "I246.5/12:2"), ("I246.5/12:2", "I246.5/12:10"),
    ("I246.5/12-1", "I246.5/12-2"), ("I246.5/12=2", "I246.5/12=3"), ("I246.5/S492", "I246.5/S500"),
    ("I246.5/S492", "I246.5/T100"), ("I246.5 7", "I246.5 8"), ("I246.5/9", "I246.51/1"), ("I246.5", "I246.5/1"),
    ("I246.5/007", "I246.5/8"), ("I246.5/1", "I246.57/1"), ("TP312/5", "TP312BA/1"), ("G40/9", "G40-01/1"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), MAIN + DECIMAL + SIGNED + BOOK)
def test_the_first_stands_left_of_the_second(left: str, right: str) -> None:
    assert shelving.key(left) < shelving.key(right)


def test_the_table_is_long_enough() -> None:
    assert len({*MAIN, *DECIMAL, *SIGNED, *BOOK}) >= 60


@pytest.mark.parametrize(
    ("one", "other"),
    [("I246.5/7", "I246．5／７"), ("i246.5/s1", "I246.5/S1"), ("I246.5 7", "I246.5/7"), ("J5（711）", "J5(711)"),
     (" K2 ", "K2"), ("I246.5/07", "I246.5/7")],
)  # fmt: skip
def test_what_is_typed_in_other_ways_stands_at_the_same_place(one: str, other: str) -> None:
    assert shelving.key(one) == shelving.key(other)


def test_nothing_stands_last_and_everything_has_a_key() -> None:
    assert shelving.key("  ") == shelving.NOTHING
    for strange in ("边城", "Z99/9", "ZZZ", "\x00", "/", "'", "漫画 3", "999"):
        assert shelving.key(strange) < shelving.NOTHING


@given(st.text(st.sampled_from('ABIZ0123459.-()"=<>:+/ a7边\x00') | st.characters(), max_size=60))
def test_a_key_has_digits_only_and_fits_its_column(text: str) -> None:
    found = shelving.key(text)
    assert found.isascii()
    assert found.isdecimal()
    assert len(found) <= shelving.KEY_LONGEST


def test_below_a_class_stands_what_begins_like_it() -> None:
    begins = shelving.class_beginning("I24")
    for inside in ("I24", "I246.5/7", "I24-4/1", "I24:K2"):
        assert shelving.key(inside).startswith(begins), inside
    for outside in ("I25", "I2", "I2/4", "I/24"):
        assert not shelving.key(outside).startswith(begins), outside


@pytest.mark.parametrize("wanted", [MANUAL, SHELF])
def test_a_shelf_stands_in_the_order_of_the_manual(wanted: list[str]) -> None:
    backwards = wanted[::-1]
    assert sorted(backwards, key=shelving.key) == wanted
    assert len({shelving.key(one) for one in wanted}) == len(wanted)


def test_sorting_is_stable_however_the_books_came() -> None:
    wanted = ["A1", "I24", "I24-4", "I246.5/1", "I246.5/2", "I246.5/10", "I25", "TP312", "TP312BA", "Z1"]
    shuffled = list(wanted)
    random.Random(7).shuffle(shuffled)  # noqa: S311
    assert sorted(shuffled, key=shelving.key) == wanted
