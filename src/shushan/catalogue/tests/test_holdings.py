"""The copies of a record: barcodes one by one and as ranges, call numbers, shelves and prices of four local fields."""

from __future__ import annotations

import pytest

from shushan.catalogue.marc.holdings import barcodes, copies
from shushan.catalogue.marc.prices import price_fen
from shushan.catalogue.marc.record import Field
from shushan.catalogue.tests.records import cnmarc

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0001-0003", ["0001", "0002", "0003"]),
        ("0001 0002;0003", ["0001", "0002", "0003"]),
        ("0001-0002；0009", ["0001", "0002", "0009"]),
        ("SZ0098-100", ["SZ0098", "SZ0099", "SZ0100"]),
        ("0098-0012", ["0098-0012"]),
        ("SZ0098-SZ0098;0012 - 0012", ["SZ0098", "0012"]),
        ("A-001-A-001", ["A-001"]),
        ("1-1;A1-1;0012-0013-0012", ["1-1", "A1-1", "0012-0013-0012"]),
        ("SZ0098-SZ0100", ["SZ0098", "SZ0099", "SZ0100"]),
        ("A-001 － A-003", ["A-001", "A-002", "A-003"]),
        ("０００１～０００２", ["0001", "0002"]),
        ("B1、B2，B3", ["B1", "B2", "B3"]),
        ("0001-9999", ["0001-9999"]),
        ("001~010", [f"{n:03d}" for n in range(1, 11)]),
        ("001至003", ["001", "002", "003"]),
        ("001..003", ["001", "002", "003"]),
        ("0001-0003(3册)", ["0001", "0002", "0003"]),
        ("2020-001-2020-003", ["2020-001", "2020-002", "2020-003"]),
        ("B0001/5", ["B0001", "B0002", "B0003", "B0004", "B0005"]),
        ("B0001/B0002", ["B0001", "B0002"]),
        ("2020/0001;0001-0003/0007", ["2020/0001", "0001-0003/0007"]),
        ("（B0001-B0002） 共2册", ["B0001", "B0002"]),
        ("*0001*;B1(1-2)", ["0001", "B1(1-2)"]),
        ("  ", []),
    ],
)
def test_barcodes(text: str, found: list[str]) -> None:
    assert barcodes(text) == found


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("CNY25.00", 2500), ("¥25.00", 2500), ("￥25", 2500), ("25.00元", 2500), ("RMB25.5", 2550), ("25元", 2500),
        ("CNY12.00 (全3册)", 1200), ("CNY1,280.00", 128000), ("ＣＮＹ２５．００", 2500), ("0.35元", 35),
        ("CNY58.00", 5800), ("¥58", 5800), ("58元", 5800), ("58.00 (全2册)", 5800), ("58.00元/套", 5800), ("CNY58.00 (HKD70)", 5800),
        ("精装 CNY58.00", 5800), ("港币98元", None), ("98.00港元", None), ("US$12.50", None), ("$12.50", None), ("12.5美元", None),
        ("JPY1200", None), ("€9", None), ("£9.99", None), ("定价不详", None),
        ("全套3册 120元", 12000), ("(全3册) 120.00元", 12000), ("全2册 58.00", 5800), ("3册 60", 6000),
        ("1-3册 90元", 9000), ("2020版 35元", 3500),
        ("ISBN 7-02-000220-7 : 3.50元", 350), ("CNY.50", 50), ("CNY35,00", 3500), ("CNY 1 280.00", 128000),
        ("35元5角", 3550), ("2.5万元", 2500000),
        ("US$12.00 (CNY85.00)", 8500), ("￥３５．００", 3500), ("CNY35。00", 3500), ("35.00CNY", 3500),
        ("含DVD 35元", 3500), ("25.00 (pbk.)", 2500),
        ("NT350元", None), ("¥1200 (日元)", None), ("RM25", None), ("300 руб", None), ("฿100", None), ("12,50 €", None), ("-35", None),
        ("￥12.00（赠光盘）", 1200), ("CNY36.00 (含光盘、赠品)", 3600), ("JP¥1500", None), ("¥1500(本体)", None), ("3500 won", None),
        ("CNY赠90.00", None), ("非卖品", None), ("赠阅", None), ("HK$80.00", None), ("USD 12.00", None), ("NT$300", None), ("", None),
    ],
)  # fmt: skip
def test_prices(text: str, fen: int | None) -> None:
    assert price_fen(text) == fen


@pytest.mark.parametrize("text", ["HK$98.00", "US$12.50", "非卖品", "台币300元"])
def test_what_is_no_price_in_yuan_stays_as_text(text: str) -> None:
    (item,) = copies(cnmarc(more=(Field("905", "  ", (("b", "1"), ("r", text))),)))
    assert (item.price_fen, item.price_text, item.price_shown) == (None, text, text)


FIELDS = [
    (Field("905", "  ", (("a", "GD"), ("b", "1"), ("b", "2-3"), ("d", "I247.5;I24"), ("e", "12"), ("r", "¥8.00"))),
     [(code, "I247.5/12", "", 800) for code in "123"]),
    (Field("905", "  ", (("b", "001-003"), ("b", "7"), ("d", "I247.5"), ("d", "I24"), ("e", "12"))),
     [(code, "I247.5/12", "", 9600) for code in ("001", "002", "003", "7")]),
    (Field("905", "  ", (("b", "1"), ("d", "TP312 C++"), ("e", "4"))), [("1", "TP312 C++/4", "", 9600)]),
    (Field("905", "  ", (("b", "1"), ("d", "I247.5 K825"), ("e", "4"))), [("1", "I247.5/4", "", 9600)]),
    (Field("905", "  ", (("b", "1"), ("f", "I247.5/12"))), [("1", "I247.5/12", "", 9600)]),
    (Field("905", "  ", (("b", "1"), ("d", "I247.5 / I246"), ("e", "12"), ("f", "I247.5/12"), ("s", "2"), ("v", "1"), ("y", "2004"))),
     [("1", "I247.5/12", "", 9600)]),
    (Field("995", "  ", (("b", "BIB"), ("f", "1"), ("k", "I247.5 CAM"), ("e", "成人"), ("r", "LIV"))),
     [("1", "I247.5 CAM", "成人", 9600)]),
    (Field("905", "  ", (("b", "1"), ("d", "I247.5"), ("f", "三楼"))), [("1", "I247.5", "三楼", 9600)]),
    (Field("852", "  ", (("b", "MAIN"), ("c", "Stacks"), ("h", "PS3045"), ("i", ".A1"), ("p", "1"))),
     [("1", "PS3045 .A1", "Stacks", 9600)]),
    (Field("952", "  ", (("a", "CPL"), ("b", "CPL"), ("c", "GEN"), ("g", "12.50"), ("o", "QA 76"), ("p", "1"))),
     [("1", "QA 76", "GEN", 1250)]),
    (Field("949", " 1", (("a", "QA76"), ("b", ".B3"), ("i", "1"), ("l", "stx"), ("p", "12.50"))),
     [("1", "QA76 .B3", "stx", 1250)]),
    (Field("905", "  ", (("a", "GD"), ("s", "3"))), []),  # copies without barcodes cannot be lent
]  # fmt: skip


@pytest.mark.parametrize(("field", "wanted"), FIELDS)
def test_copies_are_read_from_each_local_field(field: Field, wanted: list[tuple[str, str, str, int]]) -> None:
    found = [(one.barcode, one.call_number, one.shelf, one.price_fen) for one in copies(cnmarc(more=(field,)))]
    assert found == wanted
