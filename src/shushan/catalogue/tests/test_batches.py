"""Many items at once, the register, and stock-taking with a scanner: each act beside its refusals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from shushan.catalogue import batches, operations, ports, queries, register, shelf, stock_taking
from shushan.catalogue.batches import ItemChanges
from shushan.catalogue.checks import STOCK, checks
from shushan.catalogue.errors import BarcodeTaken
from shushan.catalogue.models import Item, ItemBatch, StockScan
from shushan.catalogue.stock_taking import Verdict
from shushan.catalogue.terms import Availability
from shushan.catalogue.tests.make import LONG_AGO, TESTER, make_item, make_record
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.ledger import public as ledger
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db
AT = datetime(2020, 6, 10, 2, 0, tzinfo=UTC)


@pytest.fixture
def clerk(centre: int) -> Client:
    """Return the browser of a cataloguer."""
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("cataloguer")))
    return client


class SomeLent:
    """A shelf of which some items are out."""

    def __init__(self, *out: int) -> None:
        self.out = out

    def availability(self, item_ids: Sequence[int]) -> dict[int, Availability]:
        """Return those that are out."""
        return {number: Availability("out", AT) for number in item_ids if number in self.out}


@pytest.fixture
def own_shelf() -> Iterator[None]:
    """Put the wired shelf back afterwards."""
    before = list(ports._shelf)
    yield
    ports._shelf[:] = before


def stand(site_id: int, call_number: str, barcode: str) -> int:
    """Put a copy on the shelf and return its id."""
    return operations.add_item(
        actor=TESTER, at=LONG_AGO, record_id=make_record(f"书{barcode}"), barcode=barcode, site_id=site_id,
        call_number=call_number,
    )  # fmt: skip


def test_a_run_of_barcodes_comes_in_whole_or_not_at_all(centre: int) -> None:
    pk = make_record()
    codes = batches.read_barcodes(" A1 \n\n0012001-0012003\nA1\n")
    assert codes == ["A1", "0012001", "0012002", "0012003"]
    made = batches.add_items(actor=TESTER, at=AT, record_id=pk, codes=codes, site_id=centre, call_number="I2/1")
    assert [item.barcode for item in queries.items_of(pk)] == sorted(codes)
    assert ledger.stock(STOCK, site_id=centre, on=ledger.FAR) == len(made) == 4
    with pytest.raises(BarcodeTaken) as refused:
        batches.add_items(actor=TESTER, at=AT, record_id=pk, codes=["B1", "A1"], site_id=centre)
    assert "A1" in refused.value.message
    with pytest.raises(NotAllowed):
        batches.add_items(actor=ANONYMOUS, at=AT, record_id=pk, codes=["B1"], site_id=centre)
    with pytest.raises(Invalid):
        batches.read_barcodes("\n  \n")
    with pytest.raises(Invalid):
        batches.read_barcodes("\n".join(str(n) for n in range(batches.MOST + 1)))
    assert Item.objects.count() == 4
    assert not [found for check in checks() for found in check.run()]


def test_many_items_change_and_change_back_except_those_changed_since(centre: int) -> None:
    first, second = stand(centre, "I2/1", "A1"), stand(centre, "I2/2", "A2")
    changes = ItemChanges(call_number="K2/9", price_fen=1200)
    batch = batches.edit_items(actor=TESTER, at=AT, codes=["A1", "A2"], changes=changes)
    assert {(i.call_number, i.price_fen, i.shelf) for i in Item.objects.all()} == {("K2/9", 1200, "")}
    assert [one.call_number for one in shelf.along(site_id=centre, limit=5)[0]] == ["K2/9", "K2/9"]
    operations.edit_item(actor=TESTER, at=AT, item_id=second, call_number="Z9", shelf="", price_fen=None)
    assert batches.undo_edit(actor=TESTER, at=AT, batch_id=batch) == 1
    assert Item.objects.get(pk=first).call_number == "I2/1"
    assert Item.objects.get(pk=second).call_number == "Z9"
    with pytest.raises(Conflict):
        batches.undo_edit(actor=TESTER, at=AT, batch_id=batch)
    with pytest.raises(NotFound):
        batches.undo_edit(actor=TESTER, at=AT, batch_id=999)


def test_what_cannot_change_is_refused(centre: int) -> None:
    stand(centre, "I2/1", "A1")
    for codes, changes, actor, error in [
        (["A1"], ItemChanges(), TESTER, Invalid),
        (["A1", "X9"], ItemChanges(shelf="S"), TESTER, Invalid),
        (["A1"], ItemChanges(shelf="S"), ANONYMOUS, NotAllowed),
    ]:
        with pytest.raises(error):
            batches.edit_items(actor=actor, at=AT, codes=codes, changes=changes)
    assert not ItemBatch.objects.exists()


def test_a_stock_take_tells_found_misplaced_lent_and_missing(centre: int, estuary: int, own_shelf: None) -> None:
    here = [stand(centre, f"I246.5/{n}", f"A{n}") for n in range(1, 5)]
    stand(centre, "K2/1", "K1")
    stand(estuary, "I246.5/9", "E1")
    gone = stand(centre, "I246.5/7", "W1")
    operations.withdraw_item(actor=TESTER, at=LONG_AGO, item_id=gone, reason="破损")
    ports.use(SomeLent(here[3]))
    take = stock_taking.begin(actor=TESTER, at=AT, site_id=centre, since="I24", until="I24")
    assert (stock_taking.counts(take).expected, stock_taking.counts(take).missing) == (3, 3)
    for code, verdict in [
        (" A1 ", Verdict.FOUND), ("A1", Verdict.FOUND), ("K1", Verdict.MISPLACED), ("E1", Verdict.MISPLACED),
        ("A4", Verdict.LENT), ("W1", Verdict.WITHDRAWN), ("nobody", Verdict.UNKNOWN),
    ]:  # fmt: skip
        assert stock_taking.scan(actor=TESTER, at=AT, take_id=take, barcode=code).verdict is verdict
    counts = stock_taking.counts(take)
    assert (counts.expected, counts.missing, counts.scans[Verdict.FOUND]) == (3, 2, 1)
    assert [line[0] for line in stock_taking.missing(take)] == ["A2", "A3"]
    assert stock_taking.close(actor=TESTER, at=AT, take_id=take) == 2
    assert set(Item.objects.filter(state="missing").values_list("barcode", flat=True)) == {"A2", "A3"}
    assert ledger.stock(STOCK, site_id=centre, on=ledger.FAR) == 5
    again = stock_taking.begin(actor=TESTER, at=AT, site_id=centre)
    stock_taking.scan(actor=TESTER, at=AT, take_id=again, barcode="A2")
    assert Item.objects.get(barcode="A2").state == "in-stock"


def test_what_is_missing_of_many_is_not_counted_anew_after_every_scan(
    centre: int, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(1, 6):
        stand(centre, f"I2/{n}", f"A{n}")
    monkeypatch.setattr(stock_taking, "MANY", 3)
    monkeypatch.setattr(stock_taking, "RESTED", 1_000_000)
    take = stock_taking.begin(actor=TESTER, at=AT, site_id=centre)
    assert stock_taking.counts(take).missing == 5
    for n in (1, 2):
        stock_taking.scan(actor=TESTER, at=AT, take_id=take, barcode=f"A{n}")
        with django_assert_num_queries(2):
            counts = stock_taking.counts(take)
        assert (counts.expected, counts.missing) == (5, 5 - n)
    stand(centre, "I2/9", "A9")
    monkeypatch.setattr(stock_taking, "RESTED", 0)
    assert stock_taking.counts(take).expected == 6, "counted anew after a while"
    monkeypatch.setattr(stock_taking, "RESTED", 1_000_000)
    assert stock_taking.close(actor=TESTER, at=AT, take_id=take) == 4
    assert stock_taking.counts(take).missing == 4


def test_a_stock_take_refuses_what_it_should(centre: int) -> None:
    with pytest.raises(Invalid):
        stock_taking.begin(actor=TESTER, at=AT, site_id=centre, since="K2", until="I2")
    with pytest.raises(NotAllowed):
        stock_taking.begin(actor=ANONYMOUS, at=AT, site_id=centre)
    take = stock_taking.begin(actor=TESTER, at=AT, site_id=centre, since="I24", until="I2")
    with pytest.raises(Invalid):
        stock_taking.scan(actor=TESTER, at=AT, take_id=take, barcode="  ")
    with pytest.raises(NotAllowed):
        stock_taking.scan(actor=ANONYMOUS, at=AT, take_id=take, barcode="A1")
    with pytest.raises(NotFound):
        stock_taking.scan(actor=TESTER, at=AT, take_id=99, barcode="A1")
    stock_taking.close(actor=TESTER, at=AT, take_id=take)
    for act in (
        lambda: stock_taking.close(actor=TESTER, at=AT, take_id=take),
        lambda: stock_taking.scan(actor=TESTER, at=AT, take_id=take, barcode="A1"),
    ):
        with pytest.raises(Conflict):
            act()
    assert not StockScan.objects.exists()


def test_the_register_has_every_item_also_the_withdrawn(
    centre: int, estuary: int, django_assert_max_num_queries: Any
) -> None:
    pk = stand(centre, "I2/1", "A1")
    make_item(site_id=estuary, barcode="E1")
    operations.withdraw_item(actor=TESTER, at=AT, item_id=pk, reason="破损")
    with django_assert_max_num_queries(4):
        rows = list(register.lines())
    assert [(row[1], row[3], row[-1]) for row in rows] == [("A1", "2019-01-02", "2020-06-10"), ("E1", "2019-01-02", "")]
    assert [row[1] for row in register.lines(site_id=estuary)] == ["E1"]
    assert list(register.lines(since=AT)) == []
    assert len(register.head()) == len(rows[0])


def test_a_cataloguer_does_it_all_by_pages(clerk: Client, centre: int) -> None:
    pk = make_record()
    add = reverse("catalogue:batch-add", args=[pk])
    said = {"barcodes": "A1\nA2", "site": centre, "call_number": "I2/1"}
    assert clerk.post(add, said).status_code == 302
    twice = clerk.post(add, said)
    assert twice.status_code == 422
    assert "A1、A2" in twice.content.decode()
    edit = reverse("catalogue:batch-edit")
    assert clerk.post(edit, {"barcodes": "A1\nX", "shelf": "三楼"}).status_code == 422
    asked = clerk.post(edit, {"barcodes": "A1\nA2", "shelf": "三楼"}).content.decode()
    assert "架位 — → 三楼" in asked
    assert not ItemBatch.objects.exists()
    assert clerk.post(edit, {"barcodes": "A1\nA2", "shelf": "三楼", "confirmed": "1"}).status_code == 302
    assert set(Item.objects.values_list("shelf", flat=True)) == {"三楼"}
    assert clerk.post(reverse("catalogue:undo-batch", args=[ItemBatch.objects.get().pk])).status_code == 302
    assert set(Item.objects.values_list("shelf", flat=True)) == {""}
    file = clerk.get(reverse("catalogue:register"), {"kind": "csv", "since": "2019-01-01"})
    assert b"A1" in b"".join(file.streaming_content)  # type: ignore[attr-defined]
    assert clerk.get(reverse("catalogue:register"), {"kind": "xlsx"}).status_code == 200
    assert clerk.get(reverse("catalogue:register"), {"kind": "pdf"}).status_code == 422


def test_a_scanner_takes_stock_by_pages(clerk: Client, centre: int, estuary: int) -> None:
    stand(centre, "I2/1", "A1")
    stand(centre, "I2/2", "A2")
    begun = clerk.post(reverse("catalogue:stock-takes"), {"site": centre, "since": "I2"})
    assert begun.status_code == 302
    page = clerk.post(begun["Location"], {"barcode": "A1"}).content.decode()
    assert "在位" in page
    assert "A2" in page
    assert clerk.post(begun["Location"], {"barcode": ""}).status_code == 422
    take = begun["Location"]
    assert "在位" in clerk.post(take, {"barcode": " Ａ１。\t"}).content.decode(), "typed under an input method"
    other = make_item(site_id=estuary, barcode="A3")
    page = clerk.post(take, {"barcode": "A3"}).content.decode()
    assert "错架" in page and "应在河口馆区" in page and other
    assert "王馆员" in clerk.get(reverse("catalogue:stock-takes")).content.decode()
    csv = clerk.get(f"{take}missing.csv")
    assert b"A2" in b"".join(csv.streaming_content)  # type: ignore[attr-defined]
    asked = clerk.post(f"{take}closing/").content.decode()
    assert "下落不明" in asked
    assert Item.objects.get(barcode="A2").state == "in-stock"
    assert clerk.post(f"{take}closing/", {"confirmed": "1"}).status_code == 302
    assert Item.objects.get(barcode="A2").state == "missing"
    assert clerk.get(reverse("catalogue:stock-takes")).status_code == 200
