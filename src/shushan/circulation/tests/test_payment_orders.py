"""What the house does around a provider: asking, closing, giving back through it, and notices that need a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.circulation import public as circulation
from shushan.circulation.money import book, notices, ports, refund_list
from shushan.circulation.money.errors import NoPhonePayment, NoSuchNotice, NotGivenBack
from shushan.circulation.money.models import BookEntry, PaymentNotice, PaymentOrder, PhoneRefund, Receipt
from shushan.circulation.money.operations.orders import look_after_orders, settle
from shushan.circulation.money.operations.phone_refunds import look_after_refunds, refund_by_phone, refunds_of, way_back
from shushan.circulation.money.options import PHONE
from shushan.circulation.money.ports import Failed, Forged, NothingPaid, Paid
from shushan.circulation.money.terms import Method
from shushan.circulation.tests.make import AT, LONG_AGO, TESTER, days, make_charge, make_payment
from shushan.circulation.tests.test_hold_pages import _client
from shushan.circulation.tests.test_money import findings
from shushan.kernel.actor import Actor
from shushan.kernel.clock import now
from shushan.kernel.errors import NotAllowed
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.tests.make import actor_of, make_staff, without_second_factor

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=1)


class Fake:
    """A provider that does as it is told. It stands behind the port as the adapters do."""

    method = "alipay"
    is_demonstration = False
    thanks = b"success"

    def __init__(self) -> None:
        self.paid: dict[UUID, Paid] = {}
        self.closed: list[UUID] = []
        self.refunds: list[tuple[UUID, int]] = []
        self.fails: Failed | None = None
        self.is_done = True

    def begin(self, order_id: UUID, amount_fen: int, title: str, *, expires_at: datetime) -> str:
        self._fail()
        return f"https://qr.example/{order_id}"

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Paid:
        if body == b"closed":
            raise NothingPaid
        raise Forged

    def ask(self, order_id: UUID) -> Paid | None:
        self._fail()
        return self.paid.get(order_id)

    def close(self, order_id: UUID) -> None:
        self._fail()
        self.closed.append(order_id)

    def refund(self, order_id: UUID, refund_id: UUID, amount_fen: int, total_fen: int, reason: str) -> bool:
        self.refunds.append((refund_id, amount_fen))
        self._fail()
        return self.is_done

    def _fail(self) -> None:
        if self.fails is not None:
            raise self.fails


@pytest.fixture
def fake() -> Iterator[Fake]:
    made = Fake()
    ports.use_provider("alipay", made)
    options.set_option(actor=TESTER, at=LONG_AGO, code=PHONE.code, value="alipay", valid_from=LONG_AGO, note="试验")
    yield made
    ports._providers.pop("alipay")


@pytest.fixture
def me(reader: people.ReaderValue, fake: Fake) -> Actor:
    return actor_of(reader.person_id, at=AT)


def _paid(me: Actor, fen: int = 800, reference: str = "A1") -> UUID:
    order_id = circulation.start_order(actor=me, at=AT)
    assert settle("alipay", Method.ALIPAY, Paid(order_id, reference, fen), at=AT) == "booked"
    return order_id


def test_a_provider_without_answer_leaves_no_order_waiting(
    me: Actor, fake: Fake, centre: int, reader: people.ReaderValue
) -> None:
    make_charge(reader.id, site_id=centre, fen=800)
    fake.fails = Failed("timeout")
    with pytest.raises(circulation.PhoneOff, match="没有应答"):
        circulation.start_order(actor=me, at=AT)
    assert list(PaymentOrder.objects.values_list("state", flat=True)) == ["cancelled"]
    fake.fails = None
    order_id = circulation.start_order(actor=me, at=AT)
    assert circulation.own_order(me, order_id, at=AT).code.startswith("https://qr.example/")
    circulation.cancel_order(actor=me, at=AT, order_id=order_id)
    assert fake.closed == [order_id]


def test_the_worker_asks_for_what_no_notice_told_and_closes_what_ran_out(
    me: Actor, fake: Fake, centre: int, reader: people.ReaderValue
) -> None:
    make_charge(reader.id, site_id=centre, fen=800)
    order_id = circulation.start_order(actor=me, at=AT)
    assert look_after_orders(actor=TESTER, at=AT) == 0  # a notice may still be on its way
    assert look_after_orders(actor=TESTER, at=AT + 2 * MINUTES) == 1
    assert circulation.own_order(me, order_id, at=AT).state == "waiting"
    fake.fails = Failed("timeout")
    look_after_orders(actor=TESTER, at=AT + 20 * MINUTES)
    assert PaymentOrder.objects.get().state == "waiting"  # nobody knows: it is asked again
    fake.fails, fake.paid = None, {order_id: Paid(order_id, "A1", 800)}
    look_after_orders(actor=TESTER, at=AT + 21 * MINUTES)
    assert circulation.own_order(me, order_id, at=AT).state == "paid" and circulation.balance(reader.id).owed_fen == 0
    assert settle("alipay", Method.ALIPAY, Paid(order_id, "A1", 800), at=AT) == "again"
    make_charge(reader.id, site_id=centre, fen=100)
    second = circulation.start_order(actor=me, at=AT)
    fake.paid = {}
    look_after_orders(actor=TESTER, at=AT + 16 * MINUTES)
    assert fake.closed == [second] and PaymentOrder.objects.get(pk=second).state == "cancelled"
    with pytest.raises(NotAllowed):
        look_after_orders(actor=me, at=AT)
    assert findings() == []


def test_money_goes_back_the_way_it_came_once_and_is_booked_when_confirmed(
    me: Actor, fake: Fake, centre: int, reader: people.ReaderValue, lead: Actor, desk: Actor
) -> None:
    charge_id = make_charge(reader.id, site_id=centre, fen=800)
    order_id = _paid(me)
    assert way_back(charge_id) == ("alipay", 800)
    with pytest.raises(NotAllowed):
        refund_by_phone(actor=desk, at=AT, charge_id=charge_id, amount_fen=300, reason="多收")
    with pytest.raises(circulation.WrongAmount):
        refund_by_phone(actor=lead, at=AT, charge_id=charge_id, amount_fen=801, reason="多收")
    with pytest.raises(circulation.ReasonNeeded):
        refund_by_phone(actor=lead, at=AT, charge_id=charge_id, amount_fen=300, reason="")
    assert fake.refunds == [] and not PhoneRefund.objects.exists()
    fake.is_done = False
    assert refund_by_phone(actor=lead, at=AT, charge_id=charge_id, amount_fen=300, reason="多收") is None
    assert Receipt.objects.filter(kind="refund").count() == 0
    with pytest.raises(circulation.ChargeSettled):
        refund_by_phone(actor=lead, at=AT, charge_id=charge_id, amount_fen=300, reason="多收")
    fake.fails = Failed("timeout")
    assert look_after_refunds(actor=TESTER, at=AT + 2 * MINUTES) == 1
    assert [one.said for one in refunds_of(charge_id)] == ["timeout"]
    fake.fails, fake.is_done = None, True
    look_after_refunds(actor=TESTER, at=AT + 3 * MINUTES)
    assert look_after_refunds(actor=TESTER, at=AT + 4 * MINUTES) == 0
    assert len({key for key, _fen in fake.refunds}) == 1  # always under the same key
    [receipt] = Receipt.objects.filter(kind="refund")
    assert (receipt.method, receipt.total_fen) == ("alipay", 300)
    assert BookEntry.objects.filter(credit="alipay").count() == 1 and way_back(charge_id) == ("alipay", 500)
    assert findings() == [] and PaymentOrder.objects.get(pk=order_id).state == "paid"
    fake.fails = Failed("NOT_ENOUGH: 余额不足", is_final=True)
    with pytest.raises(NotGivenBack, match="余额不足"):
        refund_by_phone(actor=lead, at=AT, charge_id=charge_id, amount_fen=500, reason="多收")
    assert refunds_of(charge_id)[0].state == "failed" and way_back(charge_id) == ("alipay", 500)


def test_what_is_on_its_way_back_is_not_handed_out_in_cash_too(
    me: Actor, fake: Fake, centre: int, reader: people.ReaderValue, lead: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_payment(
        reader.id, make_charge(reader.id, site_id=centre, fen=900), site_id=centre, fen=900
    )  # cash in the till
    charge_id = make_charge(reader.id, site_id=centre, fen=800)
    _paid(me)
    cash = partial(
        circulation.refund, actor=lead, at=AT, charge_id=charge_id, site_id=centre, method="cash", reason="多收"
    )
    fake.is_done = False
    assert refund_by_phone(actor=lead, at=AT, charge_id=charge_id, amount_fen=300, reason="多收") is None
    assert way_back(charge_id) == ("alipay", 500)
    with pytest.raises(circulation.WrongAmount, match=r"最多再退 5\.00 元"):
        cash(amount_fen=501)
    cash(amount_fen=200)
    assert way_back(charge_id) == ("alipay", 300)
    with monkeypatch.context() as blind:  # had it been handed out all the same: said, not booked, nothing else waits
        blind.setattr(book, "on_its_way", lambda charge_id: 0)
        cash(amount_fen=600)
    fake.is_done = True
    assert look_after_refunds(actor=TESTER, at=AT + 2 * MINUTES) == 1
    [line] = refund_list.phone_refunds(site_ids=None)
    assert line.state == "asked" and "退的比付的多" in line.said and findings() == []


def test_what_was_paid_at_the_desk_has_no_way_back_by_phone(
    me: Actor, fake: Fake, centre: int, reader: people.ReaderValue, lead: Actor
) -> None:
    charge_id = make_charge(reader.id, site_id=centre, fen=800)
    make_payment(reader.id, charge_id, site_id=centre, fen=800)
    assert way_back(charge_id) == ("", 0)
    with pytest.raises(NoPhonePayment):
        refund_by_phone(actor=lead, at=AT, charge_id=charge_id, amount_fen=300, reason="多收")


def test_a_notice_is_thanked_as_its_provider_wants(fake: Fake) -> None:
    address = reverse("circulation:payment-notices", args=["alipay"])
    answer = Client().post(address, b"closed", content_type="text/plain")
    assert (answer.status_code, answer.content) == (200, b"success")
    assert Client().post(address, b"x", content_type="text/plain").status_code == 400
    assert list(PaymentNotice.objects.order_by("pk").values_list("verdict", flat=True)) == ["no-payment", "forged"]


def _strange(me: Actor, reader_id: int, site_id: int, mark: str = "") -> None:
    """Bring about a notice of each kind that needs a person."""
    charge_id = make_charge(reader_id, site_id=site_id, fen=800)
    order_id = circulation.start_order(actor=me, at=AT)
    for said in (Paid(order_id, f"B{mark}", 799), Paid(uuid4(), f"C{mark}", 800)):
        settle("alipay", Method.ALIPAY, said, at=AT)
    make_payment(reader_id, charge_id, site_id=site_id, fen=800)
    assert settle("alipay", Method.ALIPAY, Paid(order_id, f"D{mark}", 800), at=AT) == "booked-late"
    assert settle("alipay", Method.ALIPAY, Paid(order_id, f"E{mark}", 800), at=AT) == "paid-twice"


def test_what_fits_nothing_waits_for_a_person_who_says_what_was_done(
    me: Actor, fake: Fake, centre: int, branch: int, reader: people.ReaderValue, lead: Actor
) -> None:
    _strange(me, reader.id, centre)
    lines = notices.notices(site_ids=None)
    assert [line.verdict for line in lines] == ["paid-twice", "booked-late", "unknown-order", "amount-differs"]
    assert [line.order_fen for line in lines] == [800, 800, None, 800]
    assert [line.verdict for line in notices.notices(site_ids=(branch,))] == ["unknown-order"]
    assert len(notices.notices(site_ids=(centre,))) == 4
    first = lines[-1].id
    with pytest.raises(circulation.ReasonNeeded):
        notices.end_notice(actor=lead, at=AT, notice_id=first, note="")
    notices.end_notice(actor=lead, at=AT + days(1), notice_id=first, note="已在后台退回")
    with pytest.raises(NoSuchNotice):
        notices.end_notice(actor=lead, at=AT, notice_id=first, note="再来")
    with pytest.raises(NotAllowed):  # an order of nobody's site is for whoever acts for all of them
        notices.end_notice(actor=lead, at=AT, notice_id=lines[2].id, note="已在后台退回")
    assert len(notices.notices(site_ids=None)) == 3
    assert [line.ended_note for line in notices.notices(site_ids=None, state="ended")] == ["已在后台退回"]
    assert findings() == []


def test_the_page_of_notices_and_of_a_refund_by_phone(
    me: Actor, fake: Fake, centre: int, reader: people.ReaderValue
) -> None:
    without_second_factor()
    lead = _client(make_staff("desk-lead", site_id=centre, name="周主管"))
    lead.post(reverse("circulation:choose-site"), {"site": centre})
    _strange(me, reader.id, centre)
    page = reverse("circulation:staff-payment-notices")
    shown = lead.get(page).content.decode()
    assert "金额不符" in shown and "同一张付款单付了两次" in shown
    number = str(notices.notices(site_ids=None)[-1].id)
    asked = lead.post(page, {"act": "end", "id": number})
    assert "怎样处理的" in asked.content.decode()
    lead.post(page, {"act": "end", "id": number, "confirmed": "1", "note": "已在后台退回"})
    assert len(notices.notices(site_ids=None)) == 3
    assert "已在后台退回" in lead.get(page, {"state": "ended"}).content.decode()
    charge_id = make_charge(reader.id, site_id=centre, fen=700, at=now())
    _paid(me, 700, "Z1")
    one = reverse("circulation:charge", args=[charge_id])
    assert "原路退回：支付宝（最多 7.00 元）" in lead.get(one).content.decode()
    refunds = reverse("circulation:refunds", args=[charge_id])
    assert lead.post(refunds, {"method": "phone", "amount": "8", "reason": "多收"}).status_code == 422
    assert 'value="7.00"' in lead.get(one).content.decode()  # what can go back by the way that stands first
    fake.fails = Failed("ABNORMAL", is_final=True)
    refused = lead.post(refunds, {"method": "phone", "amount": "7", "reason": "多收"})
    assert refused.status_code == 409 and "支付机构没有退：ABNORMAL" in refused.content.decode()
    listed = reverse("circulation:phone-refunds")
    assert "打开这笔费用" in lead.get(listed).content.decode()
    fake.fails, fake.is_done = None, False
    told = lead.post(refunds, {"method": "phone", "amount": "7", "reason": "多收"}, follow=True).content.decode()
    assert "等支付机构确认" in told and "不用做什么" in lead.get(listed).content.decode()
    assert (
        "¥7.00 正在原路退回（支付宝）"
        in _client(reader.person_id).get(reverse("circulation:my-money")).content.decode()
    )
    fake.is_done = True
    look_after_refunds(actor=TESTER, at=now() + 2 * MINUTES)
    assert "已退到" in lead.get(one).content.decode()
    assert "没有还在路上的退款" in lead.get(listed).content.decode()  # the refused one is settled by the second
    assert [line.state for line in refund_list.phone_refunds(site_ids=(centre,), state="")] == ["done", "failed"]
    assert "退款单" in lead.get(listed, {"state": "done", "after": "no-id"}).content.decode()


def test_the_list_asks_as_much_for_three_rows_as_for_one(
    me: Actor, fake: Fake, centre: int, reader: people.ReaderValue
) -> None:
    without_second_factor()
    lead = _client(make_staff("desk-lead", site_id=centre, name="周主管"))
    counts = []
    fake.is_done = False
    for many in (1, 3):
        for n in range(many):
            _strange(me, reader.id, centre, f"{many}{n}")
            charge_id = make_charge(reader.id, site_id=centre, fen=700)
            _paid(me, 700, f"Z{many}{n}")
            refund_by_phone(actor=TESTER, at=AT, charge_id=charge_id, amount_fen=100, reason="多收")
        for name in ("staff-payment-notices", "phone-refunds"):
            page = reverse(f"circulation:{name}")
            lead.get(page)
            with CaptureQueriesContext(connection) as seen:
                assert lead.get(page).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
