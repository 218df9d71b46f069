"""The kind of a copy and its accession number: from a record, a file, a form; the sequence; each refusal beside its success."""

from __future__ import annotations

import csv
import importlib
import io

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from shushan.catalogue import accession, batches, mappings, operations, public, queries, register
from shushan.catalogue.batches import ItemChanges
from shushan.catalogue.errors import AccessionNumberTaken
from shushan.catalogue.import_models import HoldingsMapping, ImportProblem
from shushan.catalogue.item_kinds import KIND_NAMES, kind_for, kind_named, material_of
from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.holdings import Mapping, copies
from shushan.catalogue.marc.record import Field, Marc
from shushan.catalogue.models import AccessionSequence, BibRecord, Item, ItemBatch
from shushan.catalogue.options import FIRST, PREFIX
from shushan.catalogue.sheets import columns, records
from shushan.catalogue.terms import ItemKind
from shushan.catalogue.tests.make import LONG_AGO, TESTER, do_import, make_item, make_record
from shushan.catalogue.tests.records import cnmarc, marc21
from shushan.kernel.errors import Invalid
from shushan.ledger import public as ledger
from shushan.options import public as options

LIST = "/staff/items/"


@pytest.mark.quick
def test_a_kind_follows_from_the_record_and_from_words() -> None:
    assert kind_for("book") is kind_for("") is ItemKind.BOOK
    assert kind_for("book", subjects=["图画故事-法国-现代"]) is ItemKind.PICTURE_BOOK
    assert kind_for("serial", subjects=["绘本"]) is ItemKind.SERIAL
    assert kind_for("sound") is ItemKind.AUDIO and kind_for("object") is ItemKind.OTHER
    for text, kind in [
        ("图书", ItemKind.BOOK), (" ＢＫ ", ItemKind.BOOK), ("馆内 阅览", ItemKind.REFERENCE), ("绘本", ItemKind.PICTURE_BOOK),
        ("DVD", ItemKind.VIDEO), ("期刊合订本", ItemKind.SERIAL), ("什么都不是", None), ("", None),
    ]:  # fmt: skip
        assert kind_named(text) is kind
    for kind in ItemKind:
        assert kind_named(kind.value) is kind or kind is ItemKind.OTHER
        assert kind in KIND_NAMES
        assert kind is ItemKind.OTHER or material_of(kind)


@pytest.mark.quick
def test_a_field_names_kind_and_number_of_each_copy() -> None:
    field = Field("905", "  ", (("b", "B1-B3"), ("d", "I247"), ("n", "T0098-T0100"), ("k", "绘本")))
    assert [(i.barcode, i.accession_number, i.kind) for i in copies(cnmarc(more=(field,)))] == [
        ("B1", "T0098", "绘本"), ("B2", "T0099", "绘本"), ("B3", "T0100", "绘本"),
    ]  # fmt: skip
    fewer = Field("905", "  ", (("b", "B1-B3"), ("n", "T0098")))
    assert [i.accession_number for i in copies(cnmarc(more=(fewer,)))] == ["", "", ""]
    same = Mapping("905", "b", "", ("d", "e"), "/", "f", "r", accession="b")
    assert [i.accession_number for i in copies(cnmarc(barcodes=("X9",)), (same,))] == ["X9"]


@pytest.mark.quick
def test_a_table_has_columns_for_both() -> None:
    assert columns.guess(["题名", "条码", "登录号", "文献类型"]) == ["title", "barcode", "accession", "kind"]
    assert columns.guess(["题名", "登录号"]) == ["title", "barcode"]
    row = {"title": "月亮的味道", "barcode": "B1", "accession": "T01", "kind": "绘本"}
    for format in ("cnmarc", "marc21"):
        (item,) = copies(next(records.records([row], format)))
        assert (item.barcode, item.accession_number, item.kind) == ("B1", "T01", "绘本")


@pytest.mark.django_db
def test_a_copy_without_number_gets_the_next_and_typed_ones_are_passed_over(centre: int) -> None:
    one = queries.item(make_item(site_id=centre))
    assert (one.accession_number, one.kind) == ("00000001", ItemKind.BOOK)
    record_id = make_record("月亮的味道")
    add = {"actor": TESTER, "at": LONG_AGO, "record_id": record_id, "site_id": centre}
    typed = operations.add_item(
        **add,
        barcode="X2",
        accession_number=" 00000002 ",
        kind=ItemKind.REFERENCE,  # type: ignore[arg-type]
    )
    assert (queries.item(typed).accession_number, queries.item(typed).kind) == ("00000002", ItemKind.REFERENCE)
    assert queries.item(make_item(site_id=centre)).accession_number == "00000003"
    with pytest.raises(AccessionNumberTaken):
        operations.add_item(**add, barcode="X4", accession_number="00000002")  # type: ignore[arg-type]
    assert Item.objects.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(barcode="X2").update(accession_number="00000001")
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(barcode="X2").update(kind="stone")
    assert public.item_by_barcode("X2").kind is public.ItemKind.REFERENCE


@pytest.mark.django_db
def test_the_library_says_head_and_beginning_of_its_numbers(centre: int) -> None:
    def say(code: str, value: int | str) -> None:
        options.set_option(actor=TESTER, at=LONG_AGO, code=code, value=value, valid_from=LONG_AGO, note="接旧登录簿")

    say(PREFIX.code, "HC")
    say(FIRST.code, 5000)
    assert accession.take(2, at=LONG_AGO) == ["HC00005000", "HC00005001"]
    say(FIRST.code, 10)
    assert accession.take(1, at=LONG_AGO) == ["HC00005002"]
    assert AccessionSequence.objects.get().following == 5003
    for wrong in ("有汉字", "A B", "X" * 13):
        assert PREFIX.check is not None and not PREFIX.check(wrong)


@pytest.mark.django_db
def test_an_edited_copy_keeps_a_number_and_refuses_a_taken_one(centre: int) -> None:
    one, other = make_item(site_id=centre), make_item(site_id=centre)
    said = {"actor": TESTER, "at": LONG_AGO, "item_id": one, "call_number": "I1", "shelf": "", "price_fen": None}
    operations.edit_item(**said, kind=ItemKind.SERIAL, accession_number="A9")  # type: ignore[arg-type]
    assert (queries.item(one).kind, queries.item(one).accession_number) == (ItemKind.SERIAL, "A9")
    operations.edit_item(**said)  # type: ignore[arg-type]
    assert (queries.item(one).kind, queries.item(one).accession_number) == (ItemKind.SERIAL, "A9")
    with pytest.raises(AccessionNumberTaken):
        operations.edit_item(**said, accession_number=queries.item(other).accession_number)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        operations.edit_item(**said, accession_number=" ")  # type: ignore[arg-type]
    assert refused.value.field == "accession_number"
    assert queries.item(one).accession_number == "A9"


@pytest.mark.django_db
def test_many_copies_at_once_with_their_numbers(centre: int) -> None:
    record_id = make_record()
    add = {"actor": TESTER, "at": LONG_AGO, "record_id": record_id, "site_id": centre}
    batches.add_items(**add, codes=["A1", "A2"], numbers=["T8", "T9"], kind=ItemKind.AUDIO)  # type: ignore[arg-type]
    batches.add_items(**add, codes=["A3", "A4"])  # type: ignore[arg-type]
    told = dict(Item.objects.values_list("barcode", "accession_number"))
    assert told == {"A1": "T8", "A2": "T9", "A3": "00000001", "A4": "00000002"}
    for numbers in (["T1"], ["T1", "T1"]):
        with pytest.raises(Invalid):
            batches.add_items(**add, codes=["A5", "A6"], numbers=numbers)  # type: ignore[arg-type]
    with pytest.raises(AccessionNumberTaken):
        batches.add_items(**add, codes=["A5", "A6"], numbers=["T10", "T9"])  # type: ignore[arg-type]
    assert Item.objects.count() == 4
    assert {e.quantity for e in ledger.rows_of(f"catalogue.item:{Item.objects.get(barcode='A1').pk}")} == {1}


@pytest.mark.django_db
def test_many_copies_change_kind_and_number_and_come_back(centre: int) -> None:
    for code in ("A1", "A2", "A3"):
        make_item(site_id=centre, barcode=code)
    before = dict(Item.objects.values_list("barcode", "accession_number"))
    act = {"actor": TESTER, "at": LONG_AGO}
    made = batches.edit_items(
        **act,
        codes=["A2", "A1"],
        changes=ItemChanges(kind=ItemKind.VIDEO, accession_from="V08"),  # type: ignore[arg-type]
    )
    assert dict(Item.objects.values_list("barcode", "accession_number")) == before | {"A2": "V08", "A1": "V09"}
    assert set(Item.objects.filter(kind="video").values_list("barcode", flat=True)) == {"A1", "A2"}
    assert ItemBatch.objects.get().is_renumbered and ItemBatch.objects.get().kind_name == "录像资料"
    for wrong in ("VX", "V99", "1" * 41):
        with pytest.raises(Invalid):
            batches.edit_items(**act, codes=["A1", "A2"], changes=ItemChanges(accession_from=wrong))  # type: ignore[arg-type]
    with pytest.raises(AccessionNumberTaken):
        batches.edit_items(**act, codes=["A3"], changes=ItemChanges(accession_from="V08"))  # type: ignore[arg-type]
    batches.edit_items(**act, codes=["A1", "A2"], changes=ItemChanges(accession_from="V08"))  # type: ignore[arg-type]
    last = ItemBatch.objects.order_by("-pk")[0].pk
    assert batches.undo_edit(**act, batch_id=last) == 2  # type: ignore[arg-type]
    assert batches.undo_edit(**act, batch_id=made) == 2  # type: ignore[arg-type]
    assert dict(Item.objects.values_list("barcode", "accession_number")) == before
    assert set(Item.objects.values_list("kind", flat=True)) == {"book"}


@pytest.mark.django_db(transaction=True)
def test_an_import_takes_kinds_and_numbers_and_names_what_clashes(centre: int) -> None:
    make_item(site_id=centre, barcode="OLD")
    first = Field("905", "  ", (("b", "B1"), ("n", "T1"), ("k", "馆内阅览")))
    again = Field("905", "  ", (("b", "B2"), ("n", "T1")))
    taken = Field("905", "  ", (("b", "B3"), ("n", "00000001")))
    plain = Field("905", "  ", (("b", "B4"),))
    serial = Marc(
        "00000nas a2200000   4500", *(lambda m: (m.controls, (*m.fields, Field("852", "  ", (("p", "S1"),)))))(marc21())
    )
    data = iso2709.serialise(cnmarc(more=(first, again, taken, plain))) + iso2709.serialise(serial)
    run = do_import(data, site_id=centre)
    told = {i.barcode: (i.kind, i.accession_number) for i in Item.objects.all()}
    assert told == {
        "OLD": ("book", "00000001"), "B1": ("reference", "T1"), "B4": ("book", "00000002"), "S1": ("serial", "00000003"),
    }  # fmt: skip
    assert set(ImportProblem.objects.values_list("code", flat=True)) == {"accession-taken"}
    assert (run.items, run.rejected) == (3, 2)


@pytest.mark.django_db
def test_copies_of_before_get_kind_and_number(centre: int) -> None:
    ids = {}
    for name, leader, subjects in [
        ("book", "00000nam0", []), ("serial", "00000nas0", []), ("picture", "00000nam0", ["图画故事"]), ("sound", "00000njm0", []),
    ]:  # fmt: skip
        pk = make_record(name)
        BibRecord.objects.filter(pk=pk).update(marc=leader.encode() + b" " * 40, subjects=subjects)
        ids[name] = make_item(site_id=centre, record_id=pk, barcode=name)
    ids["typed"] = make_item(site_id=centre, barcode="typed")
    Item.objects.update(kind="book", accession_number="")
    migration = importlib.import_module("shushan.catalogue.migrations.0013_kinds_and_numbers")
    with connection.schema_editor() if connection.vendor == "postgresql" else _Editor() as editor:
        migration.backfill(apps, editor)
    told = {i.barcode: (i.kind, i.accession_number) for i in Item.objects.all()}
    assert told == {
        "book": ("book", "book"), "serial": ("serial", "serial"), "picture": ("picture-book", "picture"),
        "sound": ("audio", "sound"), "typed": ("book", "typed"),
    }  # fmt: skip


class _Editor:
    """What a migration asks of an editor, inside a test's transaction."""

    connection = connection

    def __enter__(self) -> _Editor:
        return self

    def __exit__(self, *args: object) -> None:
        return


def _barcodes(client: Client, query: str = "") -> set[str]:
    text = client.get(f"{LIST}?format=csv{query}").getvalue().decode("utf-8-sig")
    return {row["条码"] for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.django_db(transaction=True)
def test_the_list_of_copies_filters_and_gives_files(clerk: Client, centre: int, estuary: int) -> None:
    make_item(site_id=centre, barcode="A1")
    make_item(site_id=estuary, barcode="A2", record_id=make_record("数学分析", clc="O17"))
    Item.objects.filter(barcode="A2").update(kind="reference", accession_number="T77", state="missing")
    assert _barcodes(clerk) == {"A1", "A2"}
    for query in ("&kind=reference", "&state=missing", f"&site={estuary}", "&class=O", "&q=T77", "&q=A2", "&q=数学"):
        assert _barcodes(clerk, query) == {"A2"}
    assert _barcodes(clerk, "&q=I246.5/7&kind=book") == {"A1"} and _barcodes(clerk, "&q=%00nothing") == set()
    page = clerk.get(LIST).content.decode()
    assert "馆内阅览" in page and "T77" in page and "馆藏清单" in page
    assert clerk.get(f"{LIST}?format=xlsx").status_code == 200
    assert clerk.get("/staff/catalogue/?kind=reference").content.decode().count('<th scope="row"') == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("n", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    clerk: Client, centre: int, n: int, django_assert_max_num_queries: object
) -> None:
    for _one in range(n):
        make_item(site_id=centre)
    clerk.get(LIST)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        clerk.get(LIST)


@pytest.mark.django_db(transaction=True)
def test_the_pages_take_kind_and_number(clerk: Client, centre: int) -> None:
    record_id = make_record()
    form = {"barcode": "P1", "site": centre, "kind": "picture-book", "accession_number": "T1", "call_number": "I1"}
    assert clerk.post(reverse("catalogue:add-item", args=[record_id]), form).status_code == 302
    again = clerk.post(reverse("catalogue:add-item", args=[record_id]), form | {"barcode": "P2"})
    assert again.status_code == 422 and "登录号已经在别的册上：T1" in again.content.decode()
    many = {"barcodes": "Q1-Q2", "accession_numbers": "T7-T8", "site": centre, "kind": "audio"}
    assert clerk.post(reverse("catalogue:batch-add", args=[record_id]), many).status_code == 302
    wrong = clerk.post(reverse("catalogue:batch-add", args=[record_id]), many | {"barcodes": "Q3-Q5"})
    assert wrong.status_code == 422 and "要一样多" in wrong.content.decode()
    pk = Item.objects.get(barcode="P1").pk
    said = {"kind": "reference", "accession_number": "T7"}
    assert clerk.post(reverse("catalogue:item", args=[pk]), said).status_code == 422
    assert clerk.post(reverse("catalogue:item", args=[pk]), said | {"accession_number": "T2"}).status_code == 302
    page = clerk.get(reverse("catalogue:edit-record", args=[record_id])).content.decode()
    assert "T2" in page and "馆内阅览" in page
    edit = {"barcodes": "Q1\nQ2", "kind": "video", "accession_from": "V1"}
    asked = clerk.post(reverse("catalogue:batch-edit"), edit).content.decode()
    assert "录音资料 → 录像资料" in asked and "T7 → V1" in asked
    assert clerk.post(reverse("catalogue:batch-edit"), edit | {"confirmed": "1"}).status_code == 302
    assert Item.objects.filter(kind="video", accession_number__in=["V1", "V2"]).count() == 2
    head = register.head()
    rows = {str(row[1]): dict(zip(head, row, strict=True)) for row in register.lines()}
    assert (rows["P1"]["登录号"], rows["P1"]["文献类型"]) == ("T2", "馆内阅览")


@pytest.mark.django_db
def test_a_mapping_keeps_where_they_stand(centre: int) -> None:
    said = Mapping("996", "t", "", (), "/", "l", "p", accession="r", kind="y")
    kept = mappings.keep(actor=TESTER, at=LONG_AGO, name="书商", said=said)
    assert mappings.mapping(kept).said == said and HoldingsMapping.objects.get().accession == "r"
    with pytest.raises(Invalid) as refused:
        mappings.keep(actor=TESTER, at=LONG_AGO, name="别的", said=Mapping("996", "t", "", (), "", "", "", kind="Y"))
    assert refused.value.field == "kind"
