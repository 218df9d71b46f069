"""The shelf and the tree of classes, as readers and cataloguers see them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from shushan.catalogue import classes, operations, shelf, shelving
from shushan.catalogue.models import ClcClass, Item
from shushan.catalogue.tests.make import LONG_AGO, TESTER, make_record
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db
TABLE = (
    "类号,名称\nI2,中国文学,Chinese literature\nI24,小说\nI246,近代小说\nI246.5,现代小说\nI247,当代作品\nI3,亚洲文学\n"
)


def stand(title: str, call_number: str, site_id: int, copies: int = 1) -> int:
    """Make a record with copies on a shelf and return its id."""
    pk = make_record(title)
    for n in range(copies):
        operations.add_item(
            actor=TESTER, at=LONG_AGO, record_id=pk, barcode=f"{title}-{n}", site_id=site_id, call_number=call_number
        )
    return pk


def test_neighbours_stand_as_on_the_shelf_and_copies_count_once(centre: int, estuary: int) -> None:
    for title, number, copies in [
        ("丁", "I246.5/10", 1),
        ("甲", "I246.5/1", 5),
        ("丙", "I246.5/9", 3),
        ("戊", "I25/1", 1),
    ]:
        stand(title, number, centre, copies)
    here = stand("乙", "I246.5/2", centre)
    stand("别馆", "I246.5/3", estuary)
    beside = shelf.neighbours(here)
    assert beside is not None
    assert [one.line.title for one in beside.left] == ["甲"]
    assert [one.line.title for one in beside.right] == ["丙", "丁", "戊"]
    assert shelf.neighbours(make_record("没有馆藏")) is None


def test_walking_along_the_shelf_goes_on_where_it_ended(centre: int) -> None:
    for n in range(1, 8):
        stand(f"书{n}", f"I246.5/{n}", centre, copies=2)
    titles, since = [], ""
    while True:
        shown, since = shelf.along(site_id=centre, since=since, limit=3)
        titles += [one.line.title for one in shown]
        if not since:
            break
    assert titles == [f"书{n}" for n in range(1, 8)]
    assert [one.line.title for one in shelf.along(site_id=centre, since="I246.5/5", limit=9)[0]] == [
        "书5",
        "书6",
        "书7",
    ]


def test_items_that_came_in_bulk_get_their_place(centre: int) -> None:
    pk = stand("甲", "I246.5/1", centre)
    Item.objects.update(shelf_key="")
    assert shelf.neighbours(pk) is None
    assert shelf.give_keys(timezone.now())
    assert not shelf.give_keys(timezone.now())
    assert Item.objects.get().shelf_key == shelving.key("I246.5/1")


def test_an_edited_call_number_moves_the_item(centre: int) -> None:
    stand("甲", "I246.5/1", centre)
    item = Item.objects.get()
    operations.edit_item(actor=TESTER, at=LONG_AGO, item_id=item.pk, call_number="K2/1", shelf="", price_fen=None)
    assert Item.objects.get().shelf_key == shelving.key("K2/1")


def test_the_tree_has_the_main_classes_and_what_a_library_imports() -> None:
    translation.activate("zh-hans")
    assert len(classes.below()) == 22
    assert classes.below("I") == []
    assert classes.import_table(actor=TESTER, at=LONG_AGO, data=TABLE.encode("gb18030")) == 6
    assert [(one.code, one.has_more) for one in classes.below("I")] == [("I2", True), ("I3", False)]
    assert [one.code for one in classes.below("I24")] == ["I246", "I247"]
    assert [one.code for one in classes.above("I246.57")] == ["I", "I2", "I24", "I246", "I246.5"]
    assert classes.name_of("I246.57") == "现代小说"
    assert classes.import_table(actor=TESTER, at=LONG_AGO, data="K2,中国史\n".encode()) == 1
    assert ClcClass.objects.count() == 1


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\xff", b"x,y\nI2,\n", b"I2,a\nI2,b\n", "x,y\n2,无字母\n".encode(), b"\n\n"]
)
def test_a_bad_table_is_refused_and_the_old_one_stays(data: bytes) -> None:
    classes.import_table(actor=TESTER, at=LONG_AGO, data=TABLE.encode())
    with pytest.raises(Invalid):
        classes.import_table(actor=TESTER, at=LONG_AGO, data=data)
    with pytest.raises(NotAllowed):
        classes.import_table(actor=ANONYMOUS, at=LONG_AGO, data=TABLE.encode())
    assert ClcClass.objects.count() == 6


def test_readers_go_from_class_to_shelf_to_record(centre: int, client: Client) -> None:
    classes.import_table(actor=TESTER, at=LONG_AGO, data=TABLE.encode())
    pk = stand("边城", "I246.5/7", centre)
    other = stand("长河", "I246.5/8", centre)
    assert "文学" in client.get(reverse("catalogue:classes")).content.decode()
    page = client.get(reverse("catalogue:classes") + "?c=I24").content.decode()
    assert "中国文学" in page
    assert "近代小说" in page
    walk = client.get(reverse("catalogue:shelf", args=["C"]) + "?from=I24").content.decode()
    assert walk.index("边城") < walk.index("长河")
    record = client.get(reverse("catalogue:record", args=[pk])).content.decode()
    assert reverse("catalogue:record", args=[other]) in record
    assert "现代小说" in record
    assert client.get(reverse("catalogue:shelf", args=["nowhere"])).status_code == 404
    assert client.get(reverse("catalogue:classes") + "?c=%00'%3Cx").status_code == 200
    assert "Literature" in client.get("/en" + reverse("catalogue:classes")).content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_the_shelf_takes_a_fixed_number_of_queries(n: int, centre: int, django_assert_max_num_queries: Any) -> None:
    ids = [stand(f"书{i}", f"I2/{i}", centre) for i in range(n)]
    with django_assert_max_num_queries(3):
        shelf.along(site_id=centre, limit=10)
    with django_assert_max_num_queries(5):
        shelf.neighbours(ids[0])


def test_a_cataloguer_imports_a_table(client: Client, centre: int) -> None:
    without_second_factor()
    client.force_login(make_user(make_staff("cataloguer")))
    address = reverse("catalogue:class-table")
    assert client.post(address, {"file": SimpleUploadedFile("a.csv", b"x")}).status_code == 422
    assert client.post(address, {"file": SimpleUploadedFile("a.csv", TABLE.encode())}).status_code == 302
    assert "6" in client.get(address).content.decode()
