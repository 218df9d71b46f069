"""The pages of money, used as a desk librarian, a lead and a reader would."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from shushan.circulation import public as circulation
from shushan.circulation.money.models import Charge, Closing, Receipt
from shushan.circulation.tests.make import TESTER, make_charge, make_item, make_payment, make_site
from shushan.circulation.tests.test_hold_pages import _client, make_reader
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.tests.make import make_staff, without_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain() -> None:
    without_second_factor()


@pytest.fixture
def reader(centre: int) -> people.ReaderValue:
    """Return a reader whose card is good now."""
    return make_reader(site_id=centre)


def _staff(role: str, site_id: int) -> Client:
    client = _client(make_staff(role, site_id=site_id, name=role))
    client.post(reverse("circulation:choose-site"), {"site": site_id})
    return client


@pytest.fixture
def at_desk(centre: int) -> Client:
    """Return a desk librarian's browser, at the centre."""
    return _staff("desk", centre)


@pytest.fixture
def of_lead(centre: int) -> Client:
    """Return a lead's browser, at the centre."""
    return _staff("desk-lead", centre)


def test_the_desk_charges_takes_the_money_and_prints(at_desk: Client, centre: int, reader: people.ReaderValue) -> None:
    account = reverse("circulation:account", args=[reader.id])
    assert account in at_desk.get(reverse("people:reader", args=[reader.id])).content.decode()
    add = reverse("circulation:new-charge", args=[reader.id])
    for wrong in ({"amount": "十元"}, {"amount": "1.234"}, {"amount": "-1"}, {"reason": ""}, {"kind": "x"}):
        response = at_desk.post(add, {"kind": "damage", "amount": "12.5", "reason": "水渍"} | wrong)
        assert response.status_code == 422, wrong
    at_desk.post(add, {"kind": "damage", "amount": "１２．５", "reason": "水渍"})
    at_desk.post(add, {"kind": "other", "amount": "¥3", "reason": "复印"})
    page = at_desk.get(account).content.decode()
    assert "¥15.50" in page and 'value="15.50"' in page
    ids = list(Charge.objects.order_by("pk").values_list("pk", flat=True))
    pay = reverse("circulation:payments", args=[reader.id])
    said = {"charge": ids, f"left-{ids[0]}": "1250", f"left-{ids[1]}": "300", "amount": "15.50", "method": "cash"}
    assert at_desk.post(pay, said | {"method": "wechat"}).status_code == 422
    assert at_desk.post(pay, said | {f"left-{ids[0]}": "1200"}).status_code == 409
    assert at_desk.post(pay, said | {"charge": []}).status_code == 404
    assert Receipt.objects.count() == 0
    told = at_desk.post(pay, said, follow=True).content.decode()
    assert "收到 ¥15.50" in told
    again = at_desk.post(pay, said)
    assert again.status_code == 409 and "已经付清" in again.content.decode()
    [receipt] = Receipt.objects.all()
    prints = reverse("circulation:receipt-prints", args=[receipt.pk])
    assert "副本" not in at_desk.post(prints, {"width": "58"}).content.decode()
    copied = at_desk.post(prints, {"width": "<x>"}).content.decode()
    assert "副本（第 1 次补打）" in copied and "receipt--80" in copied
    assert "没有欠费" in at_desk.get(account).content.decode()


def test_waiver_refund_and_reversal_are_the_leads(
    at_desk: Client, of_lead: Client, centre: int, reader: people.ReaderValue
) -> None:
    charge_id = make_charge(reader.id, site_id=centre, fen=1000, at=now())
    one = reverse("circulation:charge", args=[charge_id])
    waive, refund = (reverse(f"circulation:{name}", args=[charge_id]) for name in ("waivers", "refunds"))
    assert waive in of_lead.get(one).content.decode() and waive not in at_desk.get(one).content.decode()
    assert at_desk.post(waive, {"amount": "1", "reason": "困难"}).status_code == 403
    assert of_lead.post(waive, {"amount": "11", "reason": "困难"}).status_code == 422
    assert of_lead.post(waive, {"amount": "4", "reason": "困难"}).status_code == 302
    receipt_id = make_payment(reader.id, charge_id, site_id=centre, fen=600, at=now())
    reverse_it = reverse("circulation:receipt-reversals", args=[receipt_id])
    assert at_desk.post(reverse_it, {"reason": "收错"}).status_code == 403
    assert of_lead.post(reverse_it, {"reason": ""}).status_code == 422
    assert "付给读者 ¥6.00" in of_lead.post(reverse_it, {"reason": "收错"}, follow=True).content.decode()
    assert of_lead.post(reverse_it, {"reason": "收错"}).status_code == 409
    make_payment(reader.id, charge_id, site_id=centre, fen=600, at=now())
    assert at_desk.post(refund, {"amount": "1", "reason": "多收", "method": "cash"}).status_code == 403
    assert of_lead.post(refund, {"amount": "7", "reason": "多收", "method": "cash"}).status_code in (409, 422)
    assert of_lead.post(refund, {"amount": "1", "reason": "多收", "method": "cash"}).status_code == 302
    shown = of_lead.get(one).content.decode()
    assert "circulation.fee-refunded" in shown and "冲正" in shown


def test_deposits_are_taken_and_returned(at_desk: Client, centre: int, reader: people.ReaderValue) -> None:
    take = reverse("circulation:deposits", args=[reader.id])
    back = reverse("circulation:deposit-returns", args=[reader.id])
    assert at_desk.post(back, {"method": "cash"}).status_code == 409
    assert at_desk.post(take, {"amount": "0", "method": "cash"}).status_code == 422
    assert "收到 ¥100.00" in at_desk.post(take, {"amount": "100", "method": "cash"}, follow=True).content.decode()
    assert "付给读者 ¥100.00" in at_desk.post(back, {"method": "cash"}, follow=True).content.decode()


def test_the_till_is_closed(at_desk: Client, centre: int, reader: people.ReaderValue) -> None:
    at_desk.post(reverse("circulation:till-change"), {"amount": "50", "note": "财务"})
    make_payment(
        reader.id, make_charge(reader.id, site_id=centre, fen=300, at=now()), site_id=centre, fen=300, at=now()
    )
    page = at_desk.get(reverse("circulation:till")).content.decode()
    assert 'name="seen" value="5300"' in page
    close = reverse("circulation:closings")
    said = {"seen": "5300", "coin-5000": "1", "coin-100": "2", "carried": "50"}
    short = at_desk.post(close, said)
    assert short.status_code == 422 and 'value="2"' in short.content.decode()  # what was typed is kept
    assert at_desk.post(close, said | {"coin-100": "x"}).status_code == 422
    assert at_desk.post(close, said | {"seen": "1"}).status_code == 409
    told = at_desk.post(close, said | {"reason": "少一元"}, follow=True).content.decode()
    assert "-¥1.00" in told and Closing.objects.get().carried_fen == 5000
    other = _staff("desk", make_site("H", "河口馆区"))
    assert other.get(reverse("circulation:closing", args=[Closing.objects.get().pk])).status_code == 404


def test_a_reader_sees_what_is_owed_and_nobody_elses(centre: int, reader: people.ReaderValue) -> None:
    me, other = _client(reader.person_id), make_reader(site_id=centre, name="钱二")
    assert "没有欠费" in me.get(reverse("circulation:my-money")).content.decode()
    make_charge(other.id, site_id=centre, fen=7777, at=now())
    charge_id = make_charge(reader.id, site_id=centre, fen=1234, at=now())
    page = me.get(reverse("circulation:my-money")).content.decode()
    assert "还欠 ¥12.34" in page and "77.77" not in page
    assert "还欠 ¥12.34" in me.get(reverse("people:my")).content.decode()
    make_payment(reader.id, charge_id, site_id=centre, fen=1234, at=now())
    assert Receipt.objects.count() == 1
    assert f"{now().year}-000001" in me.get(reverse("circulation:my-money")).content.decode()
    assert "My charges" in me.get("/en/my/money/").content.decode()
    assert me.get(reverse("circulation:account", args=[reader.id])).status_code == 403


@pytest.mark.parametrize("page", ["charges", "receipts", "cash-book", "till", "account", "my-money"])
def test_lists_ask_the_same_number_of_queries_with_one_row_and_with_three(
    page: str, centre: int, reader: people.ReaderValue, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    client = _client(reader.person_id) if page == "my-money" else _staff("desk-lead", centre)
    address = reverse(f"circulation:{page}", args=[reader.id] if page == "account" else [])
    client.get(address)
    for rows in (1, 2):
        for n in range(rows):
            item = make_item(site_id=centre)
            more = {"item_id": item.id, "kind": ("damage", "lost", "other")[n + rows - 1]}
            circulation.charge_reader(
                actor=TESTER, at=now(), reader_id=reader.id, site_id=centre, amount_fen=500, reason="试验", **more
            )  # type: ignore[arg-type]
            paid = make_charge(reader.id, site_id=centre, at=now(), kind=more["kind"])  # type: ignore[arg-type]
            make_payment(reader.id, paid, site_id=centre, fen=500, at=now())
            circulation.close_till(actor=TESTER, at=now(), site_id=centre, coins={500: 1}, carried_fen=0, seen_fen=500)
        with django_assert_max_num_queries(80) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]
