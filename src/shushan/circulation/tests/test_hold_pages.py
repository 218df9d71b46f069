"""The pages of holds and transits, used as a reader, a desk librarian and a lead would."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.holds.models import Hold
from shushan.circulation.tests.make import AT, TESTER, make_hold, make_item, make_site
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.tests.make import make_reader as make_reader_at
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain() -> None:
    without_second_factor()


def make_reader(*, site_id: int, name: str = "李小满") -> people.ReaderValue:
    """Register a reader whose card is good now: pages ask the clock of the wall."""
    return make_reader_at(site_id=site_id, name=name, at=now() - timedelta(days=30))


@pytest.fixture
def reader(centre: int) -> people.ReaderValue:
    """Return a reader whose card is good now."""
    return make_reader(site_id=centre)


def _client(person_id: int) -> Client:
    client = Client()
    client.force_login(make_user(person_id))
    return client


@pytest.fixture
def me(reader: people.ReaderValue) -> Client:
    """Return the reader's browser."""
    return _client(reader.person_id)


@pytest.fixture
def at_desk(centre: int) -> Client:
    """Return a desk librarian's browser, at the centre."""
    client = _client(make_staff("desk", site_id=centre))
    client.post(reverse("circulation:choose-site"), {"site": centre})
    return client


@pytest.fixture
def of_lead(centre: int) -> Client:
    """Return a lead's browser."""
    client = _client(make_staff("desk-lead", site_id=centre, name="周主管"))
    client.post(reverse("circulation:choose-site"), {"site": centre})
    return client


def _scan(client: Client, text: str) -> str:
    return client.post(reverse("circulation:scan"), {"scan": text}, headers={"HX-Request": "true"}).content.decode()


def test_a_reader_holds_a_title_from_its_page_and_sees_the_place(
    me: Client, centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    page = reverse("catalogue:record", args=[book.record_id])
    assert "登录后预约" in Client().get(page).content.decode()
    assert "预约这本书" in me.get(page).content.decode()
    told = me.post(reverse("circulation:place-hold"), {"record": book.record_id, "site": centre}, follow=True)
    assert "您排在第 1 位" in told.content.decode()
    again = me.post(reverse("circulation:place-hold"), {"record": book.record_id, "site": centre}, follow=True)
    assert "已经预约了这一种" in again.content.decode()
    shown = me.get(reverse("circulation:my-holds")).content.decode()
    assert "围城" in shown and "排在第 1 位" in shown
    assert "围城" in me.get(reverse("people:my")).content.decode()


def test_a_reader_suspends_thaws_and_cancels(
    me: Client, centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    hold_id = make_hold(reader.id, book, centre, at=now())
    for address, state in (("suspensions", "suspended"), ("thaws", "waiting"), ("cancellations", "cancelled")):
        response = me.post(reverse(f"circulation:hold-{address}", args=[hold_id]), {"back": "https://else.where/"})
        assert response.headers["Location"] == reverse("circulation:my-holds")
        assert circulation.hold(hold_id).state == state
    assert "已取消" in me.get(reverse("circulation:my-holds")).content.decode()
    again, until = make_hold(reader.id, book, centre, at=now()), (now() + timedelta(days=9)).date().isoformat()
    address = reverse("circulation:hold-suspensions", args=[again])
    for typed, said in (("2020-01-01", "要在今天以后"), ("明天", "不是一个日子"), (until, f"{until} 自动恢复")):
        assert said in me.post(address, {"until": typed}, follow=True).content.decode()
    circulation.cancel_hold(actor=TESTER, at=now(), hold_id=again)
    other = make_hold(make_reader(site_id=centre, name="旁人").id, book, centre, at=now())
    assert me.post(reverse("circulation:hold-cancellations", args=[other])).status_code == 404
    assert circulation.hold(other).state == "waiting"


def test_the_desk_places_for_a_reader_by_card(
    at_desk: Client, me: Client, centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    sent = {"record": book.record_id, "site": centre, "card": reader.card_number}
    assert me.post(reverse("circulation:place-hold"), sent).status_code == 403
    told = at_desk.post(reverse("circulation:place-hold"), sent, follow=True).content.decode()
    assert f"已替 {reader.masked_name} 预约" in told
    wrong = at_desk.post(reverse("circulation:place-hold"), sent | {"card": "没有"}, follow=True)
    assert wrong.status_code == 200 and Hold.objects.count() == 1
    for bad in ({"needed_until": "x"}, {"card": ""}):
        at_desk.post(reverse("circulation:place-hold"), sent | bad)
    assert at_desk.post(reverse("circulation:place-hold"), sent | {"record": "x"}).status_code == 404
    assert Hold.objects.count() == 1


def test_the_desk_says_loudly_for_whom_a_copy_is(
    at_desk: Client, centre: int, branch: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    other = make_reader(site_id=centre, name="钱二毛")
    circulation.lend(actor=TESTER, at=now() - timedelta(days=1), item_id=book.id, reader_id=reader.id, site_id=centre)
    hold_id = make_hold(other.id, book, centre, at=now() - timedelta(hours=1))
    told = _scan(at_desk, book.barcode)
    assert f"给读者 {other.masked_name} 留着" in told and "钱二毛" not in told
    assert 'data-sound="hold"' in told and reverse("circulation:hold-slip", args=[hold_id]) in told
    slip = at_desk.get(reverse("circulation:hold-slip", args=[hold_id])).content.decode()
    assert other.masked_name in slip and other.card_number not in slip
    assert "留着" in _scan(at_desk, book.barcode)  # scanned twice
    _scan(at_desk, reader.card_number)
    refused = _scan(at_desk, book.barcode)
    assert 'data-refusal="circulation.item-kept"' in refused
    _scan(at_desk, other.card_number)
    assert "借出" in _scan(at_desk, book.barcode)
    assert circulation.hold(hold_id).state == "filled"


def test_the_desk_sends_to_another_site_and_receives_there(
    at_desk: Client, centre: int, branch: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    hold_id = make_hold(reader.id, book, branch, at=now() - timedelta(hours=1))
    told = _scan(at_desk, book.barcode)
    assert "送往河口馆区" in told
    transit = circulation.fate(book.id).transit
    assert transit is not None
    slip = at_desk.get(reverse("circulation:transit-slip", args=[transit.id])).content.decode()
    assert "河口馆区" in slip and book.barcode in slip
    there = _client(make_staff("desk", site_id=branch, name="那边"))
    there.post(reverse("circulation:choose-site"), {"site": branch})
    assert "给读者" in _scan(there, book.barcode)
    assert circulation.hold(hold_id).state == "ready"


def test_pick_list_shelf_and_queue(
    at_desk: Client, of_lead: Client, centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    hold_id = make_hold(reader.id, book, centre, at=now() - timedelta(days=9))
    picked = at_desk.get(reverse("circulation:pick-list")).content.decode()
    assert book.barcode in picked and "共 1 册" in picked
    _scan(at_desk, book.barcode)
    assert book.barcode not in at_desk.get(reverse("circulation:pick-list")).content.decode()
    assert reader.masked_name in at_desk.get(reverse("circulation:hold-shelf")).content.decode()
    Hold.objects.filter(pk=hold_id).update(ready_at=AT, keep_until=AT + timedelta(days=5))
    circulation.expire_holds(actor=TESTER, at=now())
    assert "过期未取" in at_desk.get(reverse("circulation:hold-shelf")).content.decode()
    assert "已从取书架取下" in _scan(at_desk, book.barcode)
    assert "取书架是空的" in at_desk.get(reverse("circulation:hold-shelf")).content.decode()
    second = make_hold(reader.id, book, centre, at=now())
    queue = of_lead.get(reverse("circulation:queue", args=[book.record_id])).content.decode()
    assert reader.masked_name in queue
    one = reverse("circulation:hold", args=[second])
    assert "调整次序" in of_lead.get(one).content.decode() and "调整次序" not in at_desk.get(one).content.decode()
    change = reverse("circulation:hold-priorities", args=[second])
    assert at_desk.post(change, {"priority": 9, "reason": "急用"}).status_code == 403
    assert of_lead.post(change, {"priority": 9, "reason": ""}).status_code == 422
    assert of_lead.post(change, {"priority": "x", "reason": "急用"}).status_code == 422
    assert of_lead.post(change, {"priority": 9, "reason": "急用"}).status_code == 302
    assert circulation.hold(second).priority == 9


def test_transits_are_sent_listed_and_given_up(
    at_desk: Client, of_lead: Client, centre: int, branch: int, book: catalogue.ItemValue
) -> None:
    sent = at_desk.post(reverse("circulation:send-item"), {"barcode": book.barcode, "to": "H"}, follow=True)
    assert "调拨夹条" in sent.content.decode()
    again = at_desk.post(reverse("circulation:send-item"), {"barcode": book.barcode, "to": "H"}, follow=True)
    assert "已经在调拨途中" in again.content.decode()
    listed = at_desk.get(reverse("circulation:transits")).content.decode()
    assert book.barcode in listed
    assert book.barcode not in at_desk.get(reverse("circulation:transits") + "?state=late").content.decode()
    assert "调拨途中" in Client().get(reverse("catalogue:record", args=[book.record_id])).content.decode()
    [line] = circulation.transits(circulation.TransitFilter(), at=now())
    one = reverse("circulation:transit", args=[line.transit.id])
    assert "circulation.item-sent" in at_desk.get(one).content.decode()
    lose = reverse("circulation:transit-losses", args=[line.transit.id])
    assert of_lead.post(lose, {"reason": "找过了"}).status_code == 403  # the destination decides
    boss = _client(make_staff("director", site_id=None, name="馆长"))
    assert boss.post(lose, {"reason": ""}).status_code == 422
    assert boss.post(lose, {"reason": "两头都找过"}).status_code == 302
    assert circulation.transit(line.transit.id).state == "lost"
    third = make_site("T", "第三馆")
    stranger = _client(make_staff("desk", site_id=third, name="别处"))
    assert stranger.get(one).status_code == 404


@pytest.mark.parametrize("page", ["holds", "transits", "hold-shelf", "pick-list"])
def test_lists_ask_the_same_number_of_queries_with_one_row_and_with_three(
    page: str, at_desk: Client, centre: int, branch: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    address = reverse(f"circulation:{page}")
    at_desk.get(address)
    for rows in (1, 2):
        for _n in range(rows):
            held, waiting, sent = (make_item(site_id=centre) for _ in range(3))
            make_hold(make_reader(site_id=centre).id, held, centre, at=now())
            make_hold(make_reader(site_id=centre).id, waiting, centre, at=now())
            circulation.take_in(actor=TESTER, at=now(), item_id=held.id, site_id=centre)
            circulation.send_item(actor=TESTER, at=now(), item_id=sent.id, to_site_id=branch)
        with django_assert_max_num_queries(80) as asked:
            assert at_desk.get(address).status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


def test_erasing_waits_for_open_holds_and_cuts_the_others(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    hold_id = make_hold(reader.id, book, centre, at=now())
    with pytest.raises(people.StillOpenMatters, match="预约"):
        people.erase_person(actor=TESTER, at=now(), person_id=reader.person_id)
    circulation.cancel_hold(actor=TESTER, at=now(), hold_id=hold_id)
    later = now() + timedelta(days=8)
    from shushan.circulation.operations.holds import anonymise_holds

    assert anonymise_holds(actor=TESTER, at=now() + timedelta(days=6)) == 0
    assert anonymise_holds(actor=TESTER, at=later) == 1
    assert circulation.hold(hold_id).reader_id is None


def test_in_english(me: Client, centre: int, book: catalogue.ItemValue) -> None:
    me.post(reverse("circulation:place-hold"), {"record": book.record_id, "site": centre})
    shown = me.get("/en/my/holds/").content.decode()
    assert "My holds" in shown and "Cancel the hold" in shown
