"""The call number that a new copy is offered, and 种次号 that belong to another work: each refusal beside its success."""

from __future__ import annotations

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from shushan.catalogue import batches, numbering, operations, shelving
from shushan.catalogue.errors import CallNumberTaken
from shushan.catalogue.headings.models import WorkForm, WorkOf
from shushan.catalogue.models import Item
from shushan.catalogue.numbering import Why
from shushan.catalogue.options import BOOK_NUMBER
from shushan.catalogue.terms import Sharing
from shushan.catalogue.tests.make import LONG_AGO, TESTER, make_record
from shushan.database.tests.at_once import at_once
from shushan.options import public as options

pytestmark = pytest.mark.django_db
BASES = [
    ("I246.5/12", "I246.5/12", True), ("I246.5/12:2", "I246.5/12", True), ("I246.5 12=3", "I246.5 12", True),
    ("I246．5／１２", "I246.5/12", True), ("I246.5/S492=2", "I246.5/S492", False), ("I246.5", "I246.5", False),
    ("I246.5/", "I246.5/", False), ("I246.5/0", "I246.5/0", False), ("", "", False), ("漫画 3-1", "漫画 3", True),
]  # fmt: skip


@pytest.mark.quick
@pytest.mark.parametrize(("text", "base", "is_serial"), BASES)
def test_class_and_number_are_read_without_volume_and_edition(text: str, base: str, is_serial: bool) -> None:
    assert (shelving.base(text), bool(shelving.serial_key(text))) == (base, is_serial)
    if is_serial:
        begins = shelving.serial_key(text)
        assert begins <= shelving.key(text) < shelving.after(begins)
        assert shelving.serial(begins, shelving.class_key(shelving.class_of(text))) in (12, 3)


def stand(site_id: int, call_number: str, barcode: str, *, record_id: int = 0, own: bool = False) -> int:
    """Register a copy and return the id of its record."""
    pk = record_id or make_record(f"书{barcode}")
    operations.add_item(
        actor=TESTER, at=LONG_AGO, record_id=pk, barcode=barcode, site_id=site_id, call_number=call_number,
        sharing=Sharing.REFUSED if own else Sharing.ALLOWED,
    )  # fmt: skip
    return pk


def offered(record_id: int, said: str = "") -> tuple[str, Why]:
    """Return what is proposed for a record and why."""
    found = numbering.proposal(record_id=record_id, at=LONG_AGO, said=said)
    return found.text, found.why


def set_way(value: str) -> None:
    """Set which book numbers the library has."""
    options.set_option(actor=TESTER, at=LONG_AGO, code=BOOK_NUMBER.code, value=value, valid_from=LONG_AGO, note="试")


def test_the_next_number_of_a_class_is_proposed_over_all_sites(
    centre: int, estuary: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    new = make_record("新书")
    assert offered(new) == ("I246.5/1", Why.NEXT)
    for n, (site, call) in enumerate([
        (centre, "I246.5/9"), (estuary, "I246.5/12:2"), (centre, "I246.5"), (centre, "I246.57/80"), (centre, "I246.5-4/70"),
        (centre, "I246.5/S900"), (centre, "I246.5/20200101"),
    ]):  # fmt: skip
        stand(site, call, f"A{n}")
    with django_assert_max_num_queries(10):
        assert offered(new) == ("I246.5/13", Why.NEXT)
    assert offered(new, "I246.57") == ("I246.57/81", Why.NEXT)
    assert offered(new, " K825.6 99") == ("K825.6/1", Why.NEXT), "what stands behind the class is given anew"
    stand(centre, "I246.5 15", "B1")
    assert offered(new) == ("I246.5 16", Why.NEXT), "set apart as the last one is"
    operations.withdraw_item(actor=TESTER, at=LONG_AGO, item_id=Item.objects.get(barcode="B1").pk, reason="破损")
    assert offered(new) == ("I246.5 16", Why.NEXT), "a number in the register is not given again"
    assert offered(make_record("无类", clc="")) == ("", Why.NO_CLASS)


def test_copies_volumes_and_editions_keep_the_number_of_their_work(centre: int) -> None:
    own, edition, volume = stand(centre, "I246.5/7:1", "A1"), make_record("边城 修订本"), make_record("边城 2")
    assert offered(own) == ("I246.5/7:1", Why.OWN)
    for pk in (own, edition):
        WorkOf.objects.create(record_id=pk, work_id=own)
    for pk in (own, volume):
        WorkForm.objects.create(record_id=pk, key=f"k{pk}", whole="边城沈从文")
    for pk in (edition, volume):
        assert offered(pk) == ("I246.5/7", Why.WORK)
        stand(centre, f"I246.5/7={pk}", f"C{pk}", record_id=pk, own=True)
    stand(centre, "I246.5/7:1", "A2", record_id=own, own=True)


def test_a_number_of_another_work_is_refused_or_shared_on_purpose(centre: int) -> None:
    stand(centre, "I246.5/7", "A1", own=True)
    other = make_record("另一本")
    for call in ("I246.5/7", "i246.5 07", "I246.5/7:3"):
        with pytest.raises(CallNumberTaken) as refused:
            stand(centre, call, "B1", record_id=other, own=True)
        assert "书A1" in refused.value.message and "I246.5/8" in refused.value.remedy
        with pytest.raises(CallNumberTaken):
            batches.add_items(
                actor=TESTER, at=LONG_AGO, record_id=other, codes=["B1"], site_id=centre, call_number=call,
                sharing=Sharing.REFUSED,
            )  # fmt: skip
    for n, call in enumerate(("I246.5/8", "I246.57/7", "I246.5/S7", "I246.5", "", "I246.5/70")):
        stand(centre, call, f"C{n}", record_id=other, own=True)
    change = partial(operations.edit_item, actor=TESTER, at=LONG_AGO, shelf="", price_fen=None, sharing=Sharing.REFUSED)
    pk = Item.objects.get(barcode="C0").pk
    with pytest.raises(CallNumberTaken):
        change(item_id=pk, call_number="I246.5/7")
    change(item_id=pk, call_number="I246.5/8=2")
    operations.edit_item(
        actor=TESTER, at=LONG_AGO, item_id=pk, call_number="I246.5/7", shelf="", price_fen=None,
    )  # fmt: skip
    change(item_id=pk, call_number="I246.5/7:2")  # what it has it keeps


def test_other_book_numbers_are_not_asked_for(centre: int) -> None:
    stand(centre, "I246.5/7", "A1")
    other = make_record("另一本")
    set_way("author")
    assert offered(other) == ("I246.5/", Why.AUTHOR)
    stand(centre, "I246.5/7", "A2", record_id=other, own=True)
    set_way("none")
    assert offered(make_record("又一本")) == ("I246.5", Why.OFF)


@pytest.mark.django_db(transaction=True)
def test_two_cataloguers_at_once_are_not_given_one_number(centre: int) -> None:
    records = [make_record(f"新书{n}") for n in range(4)]
    for n in range(3):
        call = numbering.proposal(record_id=records[0], at=LONG_AGO, said="K2").text
        answers = at_once([
            partial(stand, centre, call, f"R{n}{pk}", record_id=pk, own=True) for pk in records
        ])  # fmt: skip
        assert sorted(type(one).__name__ for one in answers) == ["CallNumberTaken"] * 3 + ["int"]
        records = [make_record(f"新书{n}-{m}") for m in range(4)]
    assert sorted(Item.objects.values_list("call_number", flat=True)) == ["K2/1", "K2/2", "K2/3"]


def test_a_cataloguer_takes_a_number_on_the_pages(clerk: Client, centre: int) -> None:
    stand(centre, "I246.5/7", "A1")
    new = make_record("新书")
    for name in ("catalogue:add-item", "catalogue:batch-add"):
        page = clerk.get(reverse(name, args=[new])).content.decode()
        assert 'value="I246.5/8"' in page and "已经编到 7 号" in page and "取号" in page
        assert "照用这个号" not in page
    add = reverse("catalogue:add-item", args=[new])
    asked = clerk.post(add, {"barcode": "N1", "site": centre, "call_number": "K2", "propose": "1"}).content.decode()
    assert 'value="K2/1"' in asked and 'value="N1"' in asked and "field__error" not in asked
    said = {"barcode": "N1", "site": centre, "call_number": "I246.5/7"}
    refused = clerk.post(add, said)
    assert refused.status_code == 422
    assert "I246.5/8" in refused.content.decode() and "照用这个号" in refused.content.decode()
    batch = {"barcodes": "N2\nN3", "site": centre, "call_number": "I246.5/7"}
    assert clerk.post(reverse("catalogue:batch-add", args=[new]), batch).status_code == 422
    assert clerk.post(add, said | {"shares_number": "on"}).status_code == 302
    kept = Item.objects.get(barcode="N1")
    page = reverse("catalogue:item", args=[kept.pk])
    assert "复本沿用" in clerk.get(page).content.decode()
    asked = clerk.post(page, {"call_number": "K3", "shelf": "三楼", "propose": "1"}).content.decode()
    assert 'value="K3/1"' in asked and 'value="三楼"' in asked
    assert Item.objects.get(barcode="N1").call_number == "I246.5/7", "asking saves nothing"
    stand(centre, "K3/5", "K1")
    changed = {"call_number": "K3/5", "accession_number": kept.accession_number, "kind": "book"}
    assert clerk.post(page, changed).status_code == 422
    assert clerk.post(page, changed | {"call_number": "K3/6"}).status_code == 302
    asked = clerk.post(reverse("catalogue:batch-edit"), {"barcodes": "N1", "call_number": "K3/5"}).content.decode()
    assert "这个索书号已经给了另一种书：书K1" in asked
