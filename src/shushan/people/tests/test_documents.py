"""What card readers type, of several makes, and what is no card."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.people.documents import CardRead, read_card

pytestmark = pytest.mark.quick
NUMBER = "11010519491231002X"  # the example of GB 11643-1999
WOMAN = CardRead(NUMBER, date(1949, 12, 31), "f", "李小满")


@pytest.mark.parametrize(
    "typed",
    [
        f"李小满,女,汉,19491231,北京市朝阳区某街 1 号,{NUMBER},某公安分局,20100101-20300101",
        f"李小满|女|汉族|1949-12-31|某街|{NUMBER.lower()}",
        f"姓名:李小满 性别:女 民族:汉 出生:19491231 住址:某街一号 公民身份号码:{NUMBER}",
        f"{NUMBER}\t李小满\t女",
        f"李小满^{NUMBER}^",
        f"{NUMBER}\r\n李小满\r\n",
        f"女#汉#李小满#{NUMBER}",
        "李小满，女，１１０１０５１９４９１２３１００２Ｘ",  # noqa: RUF001 - through a Chinese input method
        f"社会保障号码:{NUMBER};姓名:李小满",
    ],
)
def test_usual_devices_are_understood(typed: str) -> None:
    assert read_card(typed) == WOMAN


def test_a_number_alone_gives_birth_date_and_sex() -> None:
    assert read_card(NUMBER) == CardRead(NUMBER, date(1949, 12, 31), "f")


def test_a_name_of_another_people_is_kept_whole() -> None:
    assert (read_card(f"阿依古丽·买买提,女,维吾尔族,{NUMBER}") or WOMAN).name == "阿依古丽·买买提"


@pytest.mark.parametrize("typed", ["", "李小满", "110105194912310021", "1" * 5000, "20000000001", "姓名:李小满"])
def test_what_is_no_card_is_none(typed: str) -> None:
    assert read_card(typed) is None


def test_a_date_that_never_was_is_no_card() -> None:
    base = "11010519490231002"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(base, weights, strict=True)) % 11]
    assert read_card(base + check) is None


@given(st.text(max_size=300))
def test_anything_may_be_typed(text: str) -> None:
    assert read_card(text) is None or read_card(text).id_number in text.upper()  # type: ignore[union-attr]
