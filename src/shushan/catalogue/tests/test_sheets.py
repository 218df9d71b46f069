"""A spreadsheet becomes true MARC: columns are guessed, copies of one edition go together, and it goes all the stages."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from shushan.catalogue import imports, sheet_import
from shushan.catalogue.errors import NotAnImportFile
from shushan.catalogue.import_models import ImportRun
from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.lines import BadLine
from shushan.catalogue.marc.projection import project
from shushan.catalogue.models import BibRecord, Item
from shushan.catalogue.sheets import columns, pasted, records, tables
from shushan.catalogue.terms import MarcFormat
from shushan.catalogue.tests.make import LONG_AGO, TESTER
from shushan.jobs import worker
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Invalid, NotAllowed

HEAD = ["题名", "责任者", "出版社", "出版年", "ISBN", "索书号", "条码", "价格", "馆藏地"]
BOOK = ["边城", "沈从文著", "人民文学出版社", "2000.1", "9787020008735", "I246.5/7", "T001", "￥19.80", "二楼"]
COPY = [*BOOK[:6], "T002", *BOOK[7:]]
OTHER = ["家", "巴金", "人民文学出版社", "1953", "", "I246.5/8", "T003", "12", "二楼"]
ROWS = [HEAD, BOOK, COPY, OTHER]


def csv_of(rows: list[list[str]], mark: str = ",") -> str:
    """Return rows as CSV."""
    return "\r\n".join(mark.join(row) for row in rows)


def xlsx_of(rows: list[list[object]]) -> bytes:
    """Return rows as an XLSX."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [csv_of(ROWS).encode(), csv_of(ROWS).encode("utf-8-sig"), csv_of(ROWS).encode("gb18030"), csv_of(ROWS).encode("utf-16"),
     f"sep=;\r\n{csv_of(ROWS, ';')}".encode(), csv_of(ROWS, "\t").encode(),
     csv_of(ROWS, ";").encode("gb18030"), csv_of([["馆藏, 一览"], *ROWS], ";").encode().partition(b"\n")[2],
     csv_of([[f"\u200b{cell}\ufeff" for cell in row] for row in ROWS]).encode(),
     csv_of([[f'="{cell}"' for cell in row] for row in ROWS], "\t").encode(), xlsx_of([list(row) for row in ROWS])],
)  # fmt: skip
def test_a_table_is_read_in_any_usual_coding_and_form(data: bytes) -> None:
    assert list(tables.rows(io.BytesIO(data))) == ROWS


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-office"), (b"%PDF-1.4", "other-kind"),
     (b"a,b\n\xff\xff\xff", "coding"), (b"\xff\xd8\xff\xe0JFIF", "other-kind"), (b"<html><table><tr><td>a", "other-kind"),
     ('题名,ISBN\n"边城,978\n家,x\n'.encode(), "quotes"), (b"PK\x03\x04broken", "broken"), (b"a\x00b,c", "other-kind")],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(tables.NotATable) as refusal:
        list(tables.rows(io.BytesIO(data)))
    assert refusal.value.code == code


def test_a_table_in_big5_is_read_as_it_reads() -> None:
    rows = [["題名", "ISBN"], ["紅樓夢研究", "9787020002207"], ["臺灣文學史綱", "1"]]
    assert list(tables.rows(io.BytesIO(csv_of(rows).encode("big5")))) == rows
    assert columns.guess(rows[0]) == ["title", "isbn"]


def test_quotation_marks_that_close_may_hold_commas_and_lines() -> None:
    data = '题名,ISBN\n"边城,又名""翠翠""",1\n"两\n行",2\n5" 盘,3'.encode()
    assert list(tables.rows(io.BytesIO(data)))[1:] == [['边城,又名"翠翠"', "1"], ["两\n行", "2"], ['5" 盘', "3"]]


@pytest.mark.parametrize("kind", ["entities", "bomb", "other-kind"])
def test_a_hostile_sheet_is_refused_before_it_is_unpacked(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x.txt" if kind == "other-kind" else "xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/sheet.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>' if kind == "entities" else "0" * 50_000)
    monkeypatch.setattr(tables, "UNPACKED_MOST", 40_000 if kind == "bomb" else 400_000)
    with pytest.raises(tables.NotATable) as refusal:
        list(tables.rows(io.BytesIO(out.getvalue())))
    assert refusal.value.code == kind


def test_the_first_sheet_that_shows_anything_is_read_and_what_a_sheet_shortened_is_seen() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["x"])
    book.active.sheet_state = "hidden"
    book.create_sheet("empty")
    shown = book.create_sheet("书单")
    for row in (["题名", "条码"], ["边城", 1.23e12], ["家", 1.2345678901234567e19]):
        shown.append(row)
    book.active = 2  # type: ignore[assignment]
    book.save(out)
    rows = list(tables.rows(io.BytesIO(out.getvalue())))
    assert rows[:2] == [["题名", "条码"], ["边城", "1230000000000"]]
    assert columns.is_shortened(rows[2][1])


def test_a_line_that_names_the_sheet_does_not_say_its_separator() -> None:
    data = "馆藏, 一览\n题名;价格\n边城;12,50\n".encode()
    assert list(tables.rows(io.BytesIO(data)))[1:] == [["题名", "价格"], ["边城", "12,50"]]


def test_a_number_cell_is_no_float_and_an_empty_row_is_none() -> None:
    data = xlsx_of([["ISBN", "题名"], [9787020008735, "边城"], [None, None], [9787020008735.0, 1984]])
    assert list(tables.rows(io.BytesIO(data))) == [
        ["ISBN", "题名"], ["9787020008735", "边城"], ["9787020008735", "1984"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "code"),
    [("题名", "title"), ("书 名", "title"), ("Title", "title"), ("责任者（全部）", "author"), ("作者", "author"), ("Author(s)", "author"),
     ("出版社", "publisher"), ("出 版 年", "year"), ("I S B N", "isbn"), ("ＩＳＢＮ号", "isbn"), ("索书号", "call"), ("Call No.", "call"),
     ("条形码", "barcode"), ("定价(元)", "price"), ("馆藏地", "shelf"), ("中图分类号", "clc"), ("备注", ""),
     ("索取号", "call"), ("书刊名", "title"), ("编著者", "author"), ("作者/译者", "author"), ("典藏地", "shelf"), ("ISBN/ISSN", "isbn"),
     ("图书条码号", "barcode"), ("List Price", "price")],
)  # fmt: skip
def test_headings_are_guessed(heading: str, code: str) -> None:
    assert columns.guess([heading]) == [code]


def test_a_meaning_is_guessed_once_and_isbns_also_without_a_heading() -> None:
    assert columns.guess(["书名", "题名", "x"], [["a", "b", "9787020008735"], ["a", "b", "7-02-000873-9"]]) == [
        "title",
        "",
        "isbn",
    ]
    assert columns.has_headings(HEAD)
    assert not columns.has_headings(BOOK)


@pytest.mark.parametrize("format", ["cnmarc", "marc21"])
def test_rows_of_one_edition_become_one_record_with_its_copies(format: str) -> None:
    rows = [dict(zip(columns.guess(HEAD), row, strict=True)) for row in (BOOK, COPY, OTHER)]
    made = list(records.records(rows, format))
    first, second = (project(iso2709.parse(iso2709.serialise(record))) for record in made)
    assert (first.title, first.author, first.publisher, first.year, first.isbns) == (
        "边城", "沈从文", "人民文学出版社", 2000, ("9787020008735",),
    )  # fmt: skip
    assert [(i.barcode, i.shelf, i.price_fen) for i in first.items] == [("T001", "二楼", 1980), ("T002", "二楼", 1980)]
    assert {i.call_number.replace(" ", "/") for i in first.items} == {"I246.5/7"}
    assert (first.format, first.language, second.title, second.items[0].price_fen) == (format, "chi", "家", 1200)
    assert first.control_number == project(next(records.records(rows[:1], format))).control_number
    assert first.control_number != second.control_number


def test_a_row_that_says_only_what_a_copy_is_belongs_to_the_edition_above() -> None:
    rows = [{"title": "边城", "barcode": "1"}, {"barcode": "2", "shelf": "二楼"}, {"author": "沈从文", "barcode": "3"}]
    first, second = records.records(rows, "cnmarc")
    assert [one.barcode for one in project(first).items] == ["1", "2"]
    assert not second.first("200", "a")


@pytest.mark.parametrize(
    ("call", "clc"), [("I226/5", "I226"), ("TP312-43/8", "TP312-43"), ("823.9/5", ""), ("儿童区", ""), ("", "")]
)
@pytest.mark.parametrize("format", ["cnmarc", "marc21"])
def test_the_class_of_a_call_number_stands_in_for_a_missing_one(call: str, clc: str, format: str) -> None:
    (made,) = records.records([{"title": "雨巷集", "call": call, "barcode": "1"}], format)
    assert project(made).clc == clc
    (own,) = records.records([{"title": "雨巷集", "call": call, "clc": "K825", "barcode": "1"}], format)
    assert project(own).clc == "K825"


def test_people_subjects_and_a_wrong_isbn_stand_where_they_belong() -> None:
    row = {
        "title": "老人与海", "author": "（美）海明威著；佚名", "contributor": "吴劳译", "isbn": "9787020008739", "subjects": "小说；美国",
        "extent": "120", "language": "中文", "barcode": "A1-A3",
    }  # fmt: skip
    made = next(records.records([row], "cnmarc"))
    assert [field.get("a") for field in made.of("701")] == ["海明威", "佚名"]
    assert [field.get("a") for field in made.of("702")] == ["吴劳"]
    assert [field.get("a") for field in made.of("606")] == ["小说", "美国"]
    assert (made.first("010", "a"), made.first("010", "z"), made.first("215", "a")) == ("", "9787020008739", "120页")
    assert len(project(made).items) == 3


_cells = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


@given(
    st.lists(st.dictionaries(st.sampled_from([*columns.HEADINGS]), _cells), max_size=5),
    st.sampled_from(["cnmarc", "marc21"]),
)
def test_whatever_stands_in_a_table_becomes_marc_that_can_be_read(rows: list[dict[str, str]], format: str) -> None:
    for made in records.records([row | {"title": f"书{row.get('title', '')}"} for row in rows], format):
        assert iso2709.parse(iso2709.serialise(made)).control("001")


PASTED = {
    "‡": "LDR 00000nam0#2200000###450#\n001 1\n200 1# ‡a边城‡f沈从文著\n690 ## ‡aI246.5",
    "$": "001 1\n200 1  $a边城$f沈从文著\n690    $aI246.5",
    "|": "001 1\n200 1  |a边城|f沈从文著\n690    |aI246.5",
    "■": "001 1\n200 1# ■a边城■f沈从文著\n690 ## ■aI246.5",
    "▲": "001 1\n200 1# ▲a边城▲f沈从文著\n690 __ ▲aI246.5",
    "＄": "\ufeff001 1\n200 1＃ ＄a边城＄f沈从文著\n690    ＄aI246.5".replace("＃", "#"),
    "$$": "001   1\n2001  $$a边城$$f沈从文著\n690   $$aI246.5",
    "1F": "001 1\n200 1 \x1fa边城\x1ff沈从文著\x1e\n690 ##\x1faI246.5\x1e",
    "MarcEdit": "=LDR  00000nam0 2200000   450 \n=001  1\n=200  1\\$a边城$f沈从文著\n=690  \\\\$aI246.5",
    "named leader": "头标区\t00000nam0 2200000   450 \n001\t1\n200\t1_\t|a 边城 |f 沈从文著\n690\t__\t|a I246.5",
    "tab and |": "001\t1\n200\t1 \t|a边城|f沈从文著\n690\t  \t|aI246.5",
    "tabs": "001\t1\n200\t1 \ta边城\tf沈从文著\n690\t  \taI246.5",
}


@pytest.mark.parametrize("form", PASTED)
def test_pasted_records_are_read_in_every_form(form: str) -> None:
    for text in (f"{PASTED[form]}\n\n{PASTED[form]}\n", f"{PASTED[form]}\n{PASTED[form]}".replace("\n", "\r\n")):
        made = list(pasted.records(text))
        assert [(r.control("001"), r.first("200", "a"), r.first("200", "f"), r.first("690", "a")) for r in made] == [
            ("1", "边城", "沈从文著", "I246.5")
        ] * 2
        assert {field.indicators for r in made for field in r.of("200")} == {"1 "}


def test_the_sign_of_money_begins_no_subfield_and_pinyin_does() -> None:
    (made,) = pasted.records(
        "010 ## $a1$dUSD$5.95\n011 ## $d$12.50\n200 1# $a边城$Abian cheng$9b\n461 #0 $12001 $a全集"
    )
    assert [made.first(tag, codes) for tag, codes in (("010", "d"), ("011", "d"), ("200", "A"), ("461", "a"))] == [
        "USD$5.95", "$12.50", "bian cheng", "全集",
    ]  # fmt: skip
    assert made.first("461", "1") == "2001"


def test_a_pasted_line_that_cannot_be_read_is_named_by_its_place() -> None:
    with pytest.raises(BadLine) as bad:
        list(pasted.records("200 1# ‡a边城\n\n200 1# ‡a家\n没有字段号"))
    assert bad.value.number == 4


@pytest.mark.django_db(transaction=True)
class TestPages:
    """From an upload to copies on the shelf."""

    def test_a_sheet_says_its_columns_and_goes_all_the_stages(self, clerk: Client, centre: int) -> None:
        data = csv_of([*ROWS, ["", "无名", "", "", "", "", "T009", "", ""]]).encode("gb18030")
        sheet = clerk.post(reverse("catalogue:imports"), {"file": SimpleUploadedFile("书单.csv", data)})["Location"]
        page = clerk.get(sheet).content.decode()
        assert "沈从文著" in page
        assert page.count(" selected") >= len(HEAD)
        said = {f"column{n}": code for n, code in enumerate(columns.guess(HEAD))} | {
            "has_headings": "on",
            "format": "cnmarc",
        }
        refused = clerk.post(sheet, said | {"column0": ""})
        assert (refused.status_code, "哪一栏是题名" in refused.content.decode()) == (422, True)
        assert clerk.post(sheet, said | {"column1": "title"}).status_code == 422
        preview = clerk.post(sheet, said)["Location"]
        assert "边城" in clerk.get(preview).content.decode()
        study = clerk.post(preview, {"source": "书单", "site": centre, "holdings": "any"})["Location"]
        assert worker.do_one_job("test")
        clerk.post(study, {"doubles": "take"})
        assert worker.do_one_job("test")
        run = ImportRun.objects.get()
        assert (run.created, run.items, run.rejected) == (2, 3, 1)
        assert set(Item.objects.values_list("barcode", "call_number", "shelf")) == {
            ("T001", "I246.5/7", "二楼"), ("T002", "I246.5/7", "二楼"), ("T003", "I246.5/8", "二楼"),
        }  # fmt: skip
        assert BibRecord.objects.get(title="边城").format == "cnmarc"

    def test_pasted_text_goes_to_the_preview_or_is_refused_at_the_field(self, clerk: Client, centre: int) -> None:
        address = reverse("catalogue:import-paste")
        for wrong, said in (("", "text"), ("没有字段号", "第 1 行"), ("690 ## ‡aI2", "题名")):
            page = clerk.post(address, {"text": wrong})
            assert page.status_code == 422
            assert said in page.content.decode()
        preview = clerk.post(address, {"text": PASTED["■"]})["Location"]
        assert "边城" in clerk.get(preview).content.decode()

    @pytest.mark.parametrize(("name", "data"), [("a.csv", b" "), ("b.xlsx", b"PK\x03\x04"), ("c.csv", b"\xff\xff\xff")])
    def test_a_wrong_table_is_refused_beside_the_field(self, name: str, data: bytes, clerk: Client) -> None:
        page = clerk.post(reverse("catalogue:imports"), {"file": SimpleUploadedFile(name, data)})
        assert page.status_code == 422
        assert ".xlsx" in page.content.decode()

    def test_who_may_not_import_may_not_keep_a_sheet(self, centre: int) -> None:
        with pytest.raises(NotAllowed):
            sheet_import.keep_sheet([b"a,b"], name="a.csv", actor=ANONYMOUS, at=LONG_AGO)
        with pytest.raises(NotAllowed):
            sheet_import.keep_pasted(PASTED["$"], actor=ANONYMOUS, at=LONG_AGO)
        kept = sheet_import.keep_sheet([csv_of(ROWS).encode()], name="a.csv", actor=TESTER, at=LONG_AGO)
        with pytest.raises(NotAllowed):
            sheet_import.convert(
                actor=ANONYMOUS,
                at=LONG_AGO,
                file_id=str(kept.id),
                meanings=["title"],
                has_headings=True,
                format=MarcFormat.CNMARC,
            )

    def test_a_sheet_that_is_too_long_leaves_nothing(self, centre: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sheet_import, "ROWS_MOST", 2)
        kept = sheet_import.keep_sheet([csv_of(ROWS).encode()], name="a.csv", actor=TESTER, at=LONG_AGO)
        with pytest.raises(Invalid):
            sheet_import.guessed(actor=TESTER, at=LONG_AGO, file_id=str(kept.id))

    def test_what_stands_above_the_headings_or_says_them_again_is_not_read(self, clerk: Client, centre: int) -> None:
        data = xlsx_of([["某某图书馆馆藏清单"], ["制表", "张三"], [*ROWS[0]], [*ROWS[1]], [*ROWS[0]], [*ROWS[3]]])
        kept = sheet_import.keep_sheet([data], name="a.xlsx", actor=TESTER, at=LONG_AGO)
        assert sheet_import.look(str(kept.id)).above == 2
        assert "栏目名上面的 2 行不读" in clerk.get(reverse("catalogue:import-sheet", args=[kept.id])).content.decode()
        made = sheet_import.guessed(actor=TESTER, at=LONG_AGO, file_id=str(kept.id))
        assert [one.projected.title for one in imports.preview(str(made.id)).first.ready] == ["边城", "家"]

    @pytest.mark.parametrize("place", [4, 6])
    def test_a_number_that_the_sheet_shortened_is_refused_with_its_row(self, place: int, centre: int) -> None:
        row = [*BOOK]
        row[place] = "9.78702E+12"
        kept = sheet_import.keep_sheet([csv_of([HEAD, OTHER, row]).encode()], name="a.csv", actor=TESTER, at=LONG_AGO)
        with pytest.raises(Invalid, match="第 3 行"):
            sheet_import.guessed(actor=TESTER, at=LONG_AGO, file_id=str(kept.id))
        meanings = ["" if n == place else code for n, code in enumerate(columns.guess(HEAD))]
        sheet_import.convert(
            actor=TESTER,
            at=LONG_AGO,
            file_id=str(kept.id),
            meanings=meanings,
            has_headings=True,
            format=MarcFormat.CNMARC,
        )

    def test_a_sheet_without_a_title_column_is_refused(self, centre: int) -> None:
        kept = sheet_import.keep_sheet(["价格,条码\n1,2".encode()], name="a.csv", actor=TESTER, at=LONG_AGO)
        with pytest.raises(Invalid):
            sheet_import.guessed(actor=TESTER, at=LONG_AGO, file_id=str(kept.id))
        with pytest.raises(NotAnImportFile):
            sheet_import.keep_sheet([b"%PDF"], name="a.csv", actor=TESTER, at=LONG_AGO)
