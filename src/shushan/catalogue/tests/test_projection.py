"""From MARC to columns: both families, and what Chinese files really hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.catalogue.marc.holdings import barcodes
from shushan.catalogue.marc.isbn import normalise, to_10
from shushan.catalogue.marc.prices import price_fen
from shushan.catalogue.marc.projection import format_of, project
from shushan.catalogue.marc.record import BadRecord, Field, Marc
from shushan.catalogue.tests.records import cnmarc, marc21

pytestmark = pytest.mark.quick


def test_a_chinese_record() -> None:
    seen = project(cnmarc("0001", barcodes=("HC0001-HC0003",)))
    assert (seen.format, seen.control_number) == ("cnmarc", "0001")
    assert (seen.title, seen.author, seen.publisher, seen.place) == ("射雕英雄传", "金庸", "广州出版社", "广州")
    assert (seen.year, seen.isbns, seen.clc, seen.language) == (2002, ("9787546200484",), "I247.4", "chi")
    assert [item.barcode for item in seen.items] == ["HC0001", "HC0002", "HC0003"]
    assert {(item.call_number, item.price_fen) for item in seen.items} == {("I247.4/12", 9600)}


def test_an_english_record() -> None:
    seen = project(marc21())
    assert (seen.format, seen.title, seen.author) == ("marc21", "Walden", "Thoreau, Henry David")
    assert (seen.publisher, seen.place, seen.year) == ("Princeton University Press", "Princeton", 2004)
    assert (seen.isbns, seen.language, seen.subjects) == (("9780691096124",), "eng", ("Solitude",))


def test_the_family_is_found_for_each_record() -> None:
    assert [format_of(cnmarc()), format_of(marc21())] == ["cnmarc", "marc21"]


def test_without_a_title_it_is_no_record_of_ours() -> None:
    with pytest.raises(BadRecord, match="no title"):
        project(Marc(" " * 24, (), (Field("690", "  ", (("a", "I247"),)),)))


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("CNY16.80 (含光盘)", 1680),
        ("￥66.00（全三册）", 6600),
        ("¥1,280.5", 128050),
        ("38.00元", 3800),
        ("CNY赠90.00", None),
        ("USD25.00", None),
        ("HK$98.00", None),
        ("非卖品", None),
        ("", None),
        ("CNY0.00", None),
        ("CNY 5", 500),
    ],
)
def test_prices(text: str, fen: int | None) -> None:
    assert price_fen(text) == fen


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("978-7-02-000220-7 (精装) : CNY59.70", "9787020002207"),
        ("7-02-000220-X", "9787020002207"),
        ("7020002201", ""),
        ("ISBN 9787020002207", "9787020002207"),
        ("９７８", ""),
        ("CN11-1111/Z", ""),
        ("0-8044-2957-x", "9780804429573"),
        ("９７８７０２０００２２０７", "9787020002207"),
        ("978–7–02–000220–7", "9787020002207"),
        ("9.78702E+12", ""),
    ],
)
def test_isbn(text: str, isbn: str) -> None:
    assert normalise(text) == isbn


@given(st.integers(0, 999_999_999))
def test_an_isbn_goes_to_ten_digits_and_back(number: int) -> None:
    core = f"978{number:09d}"
    check = -sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(core)) % 10
    assert normalise(to_10(f"{core}{check}")) == f"{core}{check}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("01002345", ["01002345"]),
        ("01002345-01002347", ["01002345", "01002346", "01002347"]),
        ("HC0098～HC0101", ["HC0098", "HC0099", "HC0100", "HC0101"]),
        ("0012345-47", ["0012345", "0012346", "0012347"]),
        ("A1;A2，A3", ["A1", "A2", "A3"]),
        ("000001-999999", ["000001-999999"]),
        ("5-3", ["5-3"]),
        ("", []),
    ],
)
def test_barcodes_are_often_ranges(text: str, found: list[str]) -> None:
    assert barcodes(text) == found


@pytest.mark.parametrize(
    ("text", "clc"),
    [
        ("I247.4 H319.4:I", "I247.4"), ("K826.16=533", "K826.16=533"), ("无", ""),
        ("H319.4:I712.45", "H319.4:I712.45"), ("H319.4：I", "H319.4:I"),
        ("I247.5/K825", "I247.5"), ("I313.45/7", "I313.45/7"), ("TP312C++", "TP312C++"), ("TP312JA", "TP312JA"),
        ("O24l", "O24"), ("R-49", "R-49"),
        ("i247.5", "I247.5"), ("Ｉ２４７．５", "I247.5"), ("I 247.5", "I247.5"), ("[I247.5]", "I247.5"),
        ("K92(251)", "K92(251)"), ("823.914", ""),
        ("W1", ""), ("A", "A"),
    ],
)  # fmt: skip
def test_classes(text: str, clc: str) -> None:
    assert project(cnmarc(clc=text)).clc == clc


@given(st.text(max_size=60))
def test_nothing_that_stands_in_a_field_breaks_the_reading(text: str) -> None:
    for make in (price_fen, normalise, barcodes):
        make(text)  # type: ignore[operator]
    project(cnmarc(title=f"书{text}", author=text, isbn=text, clc=text, barcodes=(text,)))
