"""Pay by phone: notices twice, late, forged, with another amount, after a cancel: each ends in a defined result."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from shushan.circulation import public as circulation
from shushan.circulation.money.demonstration import notice
from shushan.circulation.money.models import BookEntry, PaymentNotice, PaymentOrder, Receipt
from shushan.circulation.money.options import PHONE
from shushan.circulation.tests.make import AT, LONG_AGO, TESTER, days, make_charge, make_payment, make_site
from shushan.circulation.tests.test_hold_pages import _client
from shushan.circulation.tests.test_hold_pages import make_reader as make_reader_now
from shushan.circulation.tests.test_money import findings
from shushan.circulation.tests.test_two_desks import at_once
from shushan.kernel.actor import Actor
from shushan.kernel.clock import now
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.tests.make import actor_of, make_reader

pytestmark = pytest.mark.django_db


def switch_on() -> None:
    """Let readers pay by the demonstration's provider."""
    options.set_option(
        actor=TESTER, at=LONG_AGO, code=PHONE.code, value="demonstration", valid_from=LONG_AGO, note="试验"
    )


@pytest.fixture
def me(reader: people.ReaderValue) -> Actor:
    """Return the reader as an actor, where the phone is switched on."""
    switch_on()
    return actor_of(reader.person_id, at=AT)


def told(order_id: UUID, fen: int, reference: str = "A1") -> str:
    """Send a notice of the demonstration's provider and return the verdict."""
    return circulation.take_notice("demonstration", {}, notice(order_id, fen, reference), at=AT)


def test_the_phone_is_off_until_the_library_switches_it_on(centre: int, reader: people.ReaderValue) -> None:
    make_charge(reader.id, site_id=centre)
    with pytest.raises(circulation.PhoneOff):
        circulation.start_order(actor=actor_of(reader.person_id, at=AT), at=AT)


def test_a_notice_books_once_whatever_comes_after(me: Actor, centre: int, reader: people.ReaderValue) -> None:
    with pytest.raises(circulation.ChargeSettled):
        circulation.start_order(actor=me, at=AT)
    make_charge(reader.id, site_id=centre, fen=300)
    make_charge(reader.id, site_id=centre, fen=500)
    order_id = circulation.start_order(actor=me, at=AT)
    assert circulation.start_order(actor=me, at=AT) == order_id
    assert told(order_id, 800) == "booked" and circulation.balance(reader.id).owed_fen == 0
    assert told(order_id, 800) == "again"
    assert Receipt.objects.count() == 1 and circulation.own_order(me, order_id, at=AT).state == "paid"
    assert [entry.debit for entry in BookEntry.objects.filter(credit="receivable")] == ["wechat", "wechat"]
    assert circulation.till(centre).cash_fen == 0 and findings() == []


def test_what_is_forged_or_strange_books_nothing(me: Actor, centre: int, reader: people.ReaderValue) -> None:
    make_charge(reader.id, site_id=centre, fen=800)
    order_id = circulation.start_order(actor=me, at=AT)
    good = notice(order_id, 800, "A1")
    for body in (b"", b"{}", b"\xff\xfe", good[:-1] + b"x", b'{"order": 1}:sig', notice(order_id, 800, "A1") + b" "):
        assert circulation.take_notice("demonstration", {}, body, at=AT) == "forged"
    assert circulation.take_notice("nobody", {}, good, at=AT) == "forged"
    for fen in (799, 801, 0, -800):
        assert told(order_id, fen, f"B{fen}") == "amount-differs"
    assert told(uuid4(), 800) == "unknown-order"
    assert Receipt.objects.count() == 0 and circulation.balance(reader.id).owed_fen == 800
    assert told(order_id, 800) == "booked" and findings() == []


def test_money_that_comes_after_a_cancel_or_too_late_is_booked_and_what_was_owed_no_longer_is_a_credit(
    me: Actor, centre: int, reader: people.ReaderValue
) -> None:
    charge_id = make_charge(reader.id, site_id=centre, fen=800)
    order_id = circulation.start_order(actor=me, at=AT)
    circulation.cancel_order(actor=me, at=AT, order_id=order_id)
    make_payment(reader.id, charge_id, site_id=centre, fen=300)
    verdict = circulation.take_notice("demonstration", {}, notice(order_id, 800, "A1"), at=AT + days(2))
    assert verdict == "booked-late"
    assert circulation.balance(reader.id) == circulation.Balance(0, 300, 0)
    assert circulation.own_order(me, order_id, at=AT).surplus_fen == 300 and findings() == []


def test_an_order_paid_twice_at_the_provider_gives_the_second_back(
    me: Actor, centre: int, reader: people.ReaderValue
) -> None:
    make_charge(reader.id, site_id=centre, fen=800)
    order_id = circulation.start_order(actor=me, at=AT)
    assert [told(order_id, 800, ref) for ref in ("A1", "A2", "A2")] == ["booked", "paid-twice", "again"]
    assert circulation.balance(reader.id) == circulation.Balance(0, 800, 0) and findings() == []


def test_nobody_sees_anothers_order(me: Actor, centre: int, reader: people.ReaderValue) -> None:
    make_charge(reader.id, site_id=centre)
    order_id = circulation.start_order(actor=me, at=AT)
    other = actor_of(make_reader(site_id=centre, name="钱二").person_id, at=AT)
    for act in (
        partial(circulation.own_order, other, order_id),
        partial(circulation.cancel_order, actor=other, order_id=order_id),
    ):
        with pytest.raises(circulation.NoSuchOrder):
            act(at=AT)


def test_notices_are_kept_for_good(me: Actor, centre: int, reader: people.ReaderValue) -> None:
    told(uuid4(), 1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PaymentNotice.objects.update(verdict="booked")


def test_the_pages_of_the_demonstration(centre: int) -> None:
    switch_on()
    reader = make_reader_now(site_id=centre)
    client = _client(reader.person_id)
    assert client.post(reverse("circulation:my-orders")).headers["Location"] == reverse("circulation:my-money")
    make_charge(reader.id, site_id=centre, fen=800, at=now())
    assert "用手机付 ¥8.00" in client.get(reverse("circulation:my-money")).content.decode()
    page = client.post(reverse("circulation:my-orders"), follow=True).content.decode()
    assert "这是演示" in page and "<img" in page
    [order] = PaymentOrder.objects.all()
    stranger = Client()
    address = reverse("circulation:payment-notices", args=["demonstration"])
    assert stranger.post(address, b"x", content_type="application/json").status_code == 400
    pretend = reverse("circulation:my-order-demonstrations", args=[order.pk])
    assert "已付清" in client.post(pretend, follow=True).content.decode()
    sent = notice(order.pk, 800, f"demo-{order.pk}")
    assert stranger.post(address, sent, content_type="application/json").status_code == 204
    assert Receipt.objects.count() == 1 and circulation.balance(reader.id).owed_fen == 0
    make_charge(reader.id, site_id=centre, fen=100, at=now())
    client.post(reverse("circulation:my-orders"))
    second = PaymentOrder.objects.get(state="waiting")
    client.post(reverse("circulation:my-order-cancellations", args=[second.pk]))
    assert "已经取消或过期" in client.get(reverse("circulation:my-order", args=[second.pk])).content.decode()
    assert "Demonstration" in client.get(f"/en/my/money/orders/{order.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_same_notice_at_once_and_a_desk_that_takes_the_money_book_it_once() -> None:
    site = make_site()
    switch_on()
    for n in range(3):
        reader = make_reader(site_id=site)
        charge_id = make_charge(reader.id, site_id=site, fen=500)
        order_id = circulation.start_order(actor=actor_of(reader.person_id, at=AT), at=AT)
        send = partial(told, order_id, 500, f"R{n}")
        answers = at_once([send, partial(make_payment, reader.id, charge_id, site_id=site, fen=500), send])
        verdicts = sorted(str(answers[k]) for k in (0, 2))
        assert verdicts[0] == "again" and verdicts[1] in ("booked", "booked-late")
        balance = circulation.balance(reader.id)
        assert balance.owed_fen == 0 and balance.credit_fen == (500 if isinstance(answers[1], int) else 0)
    assert findings() == []
