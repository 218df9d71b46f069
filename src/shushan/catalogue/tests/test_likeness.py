"""What seems to be there already (ISBN, ISSN, title and author), copies edited since, prices in other money: told and kept."""

from __future__ import annotations

import importlib
from dataclasses import replace

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from shushan.catalogue import batches, doubles, imports, operations, queries, register
from shushan.catalogue import import_stages as stages
from shushan.catalogue.batches import ItemChanges
from shushan.catalogue.checks import checks
from shushan.catalogue.import_models import ImportLine
from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.projection import project
from shushan.catalogue.marc.record import Field, Marc
from shushan.catalogue.models import BibRecord, Item
from shushan.catalogue.terms import Doubles
from shushan.catalogue.tests.make import LONG_AGO, TESTER, do_import, make_record
from shushan.catalogue.tests.records import cnmarc
from shushan.catalogue.tests.test_import_stages import LATER, record, stock, study, undo
from shushan.jobs import worker

pytestmark = pytest.mark.django_db(transaction=True)


def serial(number: str, title: str, issn: str) -> bytes:
    """Return a serial as bytes."""
    made = cnmarc(number, title, isbn="", author="编辑部", more=(Field("011", "  ", (("a", issn),)),))
    return iso2709.serialise(replace(made, leader="00000nas0 2200000   450 "))


def stands(title: str, *, author: str, isbn: str = "") -> None:
    """Have a record of 2002 be there."""
    BibRecord.objects.filter(pk=make_record(title, author=author, isbn=isbn)).update(year=2002)


def outcomes(data: bytes, site_id: int, source: str = "书商") -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Return what a study says, and the doubles with what makes them look alike."""
    found = stages.study(study(data, site_id, source))
    said = {name: n for name, n in found.outcomes.items() if n}
    return said, [(one.control_number, one.likeness) for one in found.examples.get("double", [])]


def test_a_serial_is_known_by_its_issn_whatever_its_title(centre: int) -> None:
    do_import(serial("s1", "读书", "ISSN 0257-0270"), site_id=centre)
    assert BibRecord.objects.get().issn == "0257-0270"
    data = serial("x1", "读书（月刊）", "02570270") + serial("x2", "收获", "0583-1288")
    assert outcomes(data, centre) == ({"new": 1, "double": 1}, [("x1", "issn")])
    same = Marc(
        "00000nas0 2200000   450 ", (), (Field("011", "  ", (("a", "0257-0270"),)), Field("200", "1 ", (("a", "读"),)))
    )
    assert [line.title for line in doubles.of_marc(same)] == ["读书"]


def test_title_and_first_author_count_when_nothing_speaks_against_it(centre: int) -> None:
    make_record("边城", author="沈从文；某人", isbn="")  # 1988
    make_record("家", author="巴金", isbn="9787020008735")

    def one(number: str, title: str, author: str, year: str, isbn: str = "", part: str = "") -> bytes:
        made = cnmarc(number, title, author=author, isbn=isbn)
        fields = [f for f in made.fields if f.tag not in ("100", "210", "200")]
        more = (("h", part),) if part else ()
        fields += [Field("200", "1 ", (("a", title), *more)), Field("210", "  ", (("d", year),))]
        return iso2709.serialise(replace(made, fields=tuple(fields)))

    data = (
        one("a", "边城", "沈从文", "1988") + one("b", "边城", "沈从文", "2001") + one("c", "边城", "别人", "1988")
        + one("d", "边城", "沈从文", "1988", part="下册") + one("e", "边城", "沈从文", "") + one("f", "家", "巴金", "1988")
        + one("g", "家", "巴金", "1988", isbn="9787544258609") + one("h", "边城", "沈从文", "1988", isbn="9787544258609")
    )  # fmt: skip
    said, alike = outcomes(data, centre)
    assert alike == [("a", "title"), ("e", "title"), ("f", "title"), ("h", "title")]
    assert said == {"new": 4, "double": 4}


def test_a_title_beyond_the_index_is_compared_whole(centre: int) -> None:
    long = "长" * 80
    stands(long, author="甲")
    assert outcomes(record("1", long + "尾", author="甲") + record("2", long, author="甲"), centre)[0] == {
        "new": 1,
        "double": 1,
    }


def test_what_seems_there_is_taken_and_listed_or_left_out_with_its_reason(centre: int) -> None:
    stands("边城", author="沈从文")
    data = record("1", "边城", author="沈从文") + record("2", "家", author="巴金")
    made = stages.commit(actor=TESTER, at=LATER, study_id=study(data, centre), doubles=Doubles.LEAVE)
    assert worker.do_one_job("test")
    left = imports.run(made.id)
    assert (left.created, left.rejected) == (1, 1)
    ((_pk, problem),) = imports.problems(made.id)
    assert problem.code == "double-title" and "第一作者" in problem.shown_reason
    run = do_import(record("3", "边城", author="沈从文"), site_id=centre, source="另一家")
    assert [(title, why[:2]) for _id, title, _other, why in stages.doubles(run.id)] == [("边城", "题名")]
    assert ImportLine.objects.filter(run_id=run.id).get().likeness == "title"


def test_an_edited_copy_stays_with_its_record_and_is_named(centre: int) -> None:
    do_import(record("9", "旧", barcodes=("OLD",)), site_id=centre)
    run = do_import(
        record("1", "边城", barcodes=("A1", "A2", "A3")) + record("9", "旧：改坏了", barcodes=("OLD", "C1", "C2"))
        + record("2", "家", barcodes=("B1",)) + record("1", "边城：又一次"),
        site_id=centre,
    )  # fmt: skip
    a2, c1 = (Item.objects.get(barcode=code).pk for code in ("A2", "C1"))
    operations.edit_item(actor=TESTER, at=LATER, item_id=a2, call_number="I9/9", shelf="三楼", price_fen=100)
    made = batches.edit_items(actor=TESTER, at=LATER, codes=["C1"], changes=ItemChanges(shelf="四楼"))
    batches.undo_edit(actor=TESTER, at=LATER, batch_id=made)
    assert undo(run.id) == {"undone": 1, "edited": 3}
    assert set(Item.objects.values_list("barcode", flat=True)) == {"OLD", "A2", "C1"}
    assert set(BibRecord.objects.values_list("control_number", "title")) == {("9", "旧"), ("1", "边城：又一次")}
    assert [(line.ordinal, line.code, line.barcodes) for line in stages.left(run.id)] == [
        (1, "edited", ("A2",)), (2, "edited", ("C1",)), (4, "edited", ("A2",)),
    ]  # fmt: skip
    assert (stock(centre), queries.item(a2).shelf, queries.item(c1).id) == (3, "三楼", c1)
    assert not [found for check in checks() for found in check.run()]


def test_the_pages_say_what_is_alike_and_which_copy_stays(clerk: Client, centre: int) -> None:
    stands("边城", author="沈从文")
    price = Field("905", "  ", (("b", "P1"), ("r", "HK$98.00")))
    data = record("1", "边城", author="沈从文", barcodes=("A1",)) + iso2709.serialise(
        cnmarc("2", "港版", isbn="", more=(price,))
    )
    page = clerk.get(reverse("catalogue:import-study", args=[study(data, centre)])).content.decode()
    assert "题名、第一作者相同" in page and "有 1 册的价格不是人民币" in page
    run = do_import(data, site_id=centre)
    assert "题名、第一作者相同" in clerk.get(reverse("catalogue:import-run", args=[run.id])).content.decode()
    foreign = queries.item_by_barcode("P1")
    assert (foreign.price_fen, foreign.price_text) == (None, "HK$98.00")
    address = reverse("catalogue:item", args=[foreign.id])
    assert "HK$98.00" in clerk.get(address).content.decode()
    assert "HK$98.00" in {row[11] for row in register.lines()}
    said = {"call_number": "I1", "price": "88", "accession_number": foreign.accession_number}
    assert clerk.post(address, said).status_code == 302
    assert (queries.item_by_barcode("P1").price_fen, queries.item_by_barcode("P1").price_text) == (8800, "")
    undo(run.id)
    assert "P1" in clerk.get(reverse("catalogue:import-run", args=[run.id])).content.decode()
    rows = b"".join(clerk.get(reverse("catalogue:import-left", args=[run.id])).streaming_content)  # type: ignore[attr-defined]
    assert b"P1" in rows


def test_records_of_before_get_their_issn() -> None:
    pk = make_record("读书")
    BibRecord.objects.filter(pk=pk).update(marc=serial("s1", "读书", "0257-0270"), issn="")
    broken = make_record("坏")
    BibRecord.objects.filter(pk=broken).update(marc=b"00100nas0 22xxxxx   450 rubbish")
    migration = importlib.import_module("shushan.catalogue.migrations.0015_likeness")
    migration.backfill(apps, None)
    assert dict(BibRecord.objects.values_list("title", "issn")) == {"读书": "0257-0270", "坏": ""}


@pytest.mark.parametrize(
    ("classes", "first"),
    [
        (("I247.5；I206",), "I247.5"), (("I247.5 I206",), "I247.5"), (("I247.5", "I206"), "I247.5"), (("I247.5;I206",), "I247.5"),
        (("（I247.5）",), "I247.5"), (("无", "TP311.1/5"), "TP311.1/5"), (("K892.4(2)",), "K892.4(2)"),
    ],
)  # fmt: skip
def test_of_several_class_numbers_the_first_is_the_records(classes: tuple[str, ...], first: str) -> None:
    fields = tuple(Field("690", "  ", (("a", text),)) for text in classes)
    made = cnmarc(more=fields)
    made = replace(made, fields=tuple(f for f in made.fields if f.tag != "690") + fields)
    assert project(made).clc == first


def test_an_over_long_record_goes_all_the_way_and_back_out(centre: int) -> None:
    long = cnmarc(
        "L", isbn="", more=tuple(Field("330", "  ", (("a", "长" * 4000),)) for _ in range(12)), barcodes=("B1",)
    )
    run = do_import(iso2709.serialise(long) + record("2", "后一条"), site_id=centre)
    assert (run.created, run.items, run.rejected) == (2, 1, 0)
    kept = BibRecord.objects.get(control_number="L")
    assert iso2709.parse(bytes(kept.marc)).fields == long.fields
    assert undo(run.id) == {"undone": 2} and LONG_AGO < LATER
