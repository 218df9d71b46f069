"""The kiosk page: a device's own sign-in, one reader after another, refusals in words, nothing left behind."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.options import KIOSK_ASKS_PASSWORD
from shushan.circulation.tests.make import LONG_AGO, TESTER, add_rule, make_hold, make_item, make_site
from shushan.circulation.web.kiosk_state import READER
from shushan.kernel.clock import now
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db: None) -> int:
    return make_site("C", "中心馆")


@pytest.fixture
def device(site: int) -> people.NewDevice:
    return people.make_device(actor=TESTER, at=LONG_AGO, name="大厅", kind="kiosk", site_id=site)


@pytest.fixture
def kiosk(device: people.NewDevice) -> Client:
    client = Client()
    assert client.post("/kiosk/sign-in/", {"token": device.token}).status_code == 302
    return client


def scan(kiosk: Client, text: str, **more: str) -> tuple[int, str]:
    answer = kiosk.post("/kiosk/scans/", {"scan": text, **more})
    return answer.status_code, answer.content.decode()


def test_only_a_kiosk_gets_in(site: int, device: people.NewDevice) -> None:
    stranger = Client()
    assert stranger.get("/kiosk/").headers["Location"] == "/kiosk/sign-in/"
    wrong = stranger.post("/kiosk/sign-in/", {"token": "x" * 43})
    gate = people.make_device(actor=TESTER, at=LONG_AGO, name="门", kind="gate", site_id=site)
    assert wrong.status_code == 422 and "不是在用的自助机" in wrong.content.decode()
    assert stranger.post("/kiosk/sign-in/", {"token": gate.token}).status_code == 422
    assert stranger.post("/kiosk/scans/", {"scan": "1"}).status_code == 302
    kiosk = Client()
    kiosk.post("/kiosk/sign-in/", {"token": device.token})
    assert kiosk.get("/kiosk/").status_code == 200
    people.retire_device(actor=TESTER, at=now(), device_id=device.id)
    assert kiosk.get("/kiosk/").status_code == 302


def test_a_turn_lends_renews_takes_back_and_leaves_nothing(kiosk: Client, site: int) -> None:
    reader, item = make_reader(site_id=site, name="李小满", at=now()), make_item(site_id=site)
    status, page = scan(kiosk, reader.card_number)
    assert status == 200 and "李**" in page and "李小满" not in page
    status, page = scan(kiosk, f" {item.barcode.lower()} ")  # a stray space, a shift that was missed
    assert status == 200 and "借好了" in page and item.title in page
    loan = circulation.loan_out(item.id)
    assert loan is not None and loan.reader_id == reader.id
    assert "已经借在您名下" in scan(kiosk, item.barcode)[1] or "没有重复登记" in scan(kiosk, item.barcode)[1]
    renewed = kiosk.post(f"/kiosk/loans/{loan.id}/renewals/").content.decode()
    assert "已续借" in renewed and "已经续借过 1 次" in renewed and "/renewals/" not in renewed
    assert "还好了" in scan(kiosk, item.barcode, do="return")[1]
    assert circulation.loan_out(item.id) is None
    slip = kiosk.post("/kiosk/end/", {"slip": "1"})
    assert item.barcode in slip.content.decode() and "no-store" in slip.headers["Cache-Control"]
    assert kiosk.cookies[READER].value == ""
    assert "李**" not in kiosk.get("/kiosk/").content.decode()


def test_a_book_alone_is_taken_back_and_one_that_is_waited_for_goes_into_its_box(kiosk: Client, site: int) -> None:
    reader, waiting = make_reader(site_id=site, at=now()), make_reader(site_id=site, name="等", at=now())
    item = make_item(site_id=site)
    circulation.lend(actor=TESTER, at=now(), item_id=item.id, reader_id=reader.id, site_id=site)
    make_hold(waiting.id, item, site, at=now())
    status, page = scan(kiosk, item.barcode)
    assert status == 200 and "有人在等" in page
    assert "刚才" in scan(kiosk, item.barcode)[1] or "还好了" in scan(kiosk, item.barcode)[1]


def test_refusals_say_why_in_words_and_name_nobody(kiosk: Client, site: int) -> None:
    reader, frozen = make_reader(site_id=site, at=now()), make_reader(site_id=site, name="王五", at=now())
    people.freeze(actor=TESTER, at=now(), reader_id=frozen.id, reason="欠款纠纷")
    item, other = make_item(site_id=site), make_item(site_id=site)
    circulation.lend(actor=TESTER, at=now(), item_id=other.id, reader_id=reader.id, site_id=site)
    assert scan(kiosk, "张三")[0] == 409  # nobody is looked up by name
    assert "既不是图书条码" in scan(kiosk, "99999")[1]
    scan(kiosk, frozen.card_number)
    status, page = scan(kiosk, item.barcode)
    assert status == 409 and "读者证已冻结" in page and "欠款纠纷" not in page and "服务台" in page
    assert circulation.loan_out(item.id) is None
    scan(kiosk, reader.card_number)
    mine = circulation.loan_out(other.id)
    assert mine is not None
    scan(kiosk, make_reader(site_id=site, name="赵六", at=now()).card_number)
    assert kiosk.post(f"/kiosk/loans/{mine.id}/renewals/").status_code == 409  # another reader's loan


def test_a_password_is_asked_for_where_the_library_wants_it(kiosk: Client, site: int) -> None:
    options.set_option(
        actor=TESTER, at=LONG_AGO, code=KIOSK_ASKS_PASSWORD.code, value=True, valid_from=LONG_AGO, note="要密码"
    )
    reader, item = make_reader(site_id=site, at=now()), make_item(site_id=site)
    people.make_account(
        actor=TESTER, at=now(), person_id=reader.person_id, username="r1", password="right-one-1", email="r@x.org"
    )
    assert "读者证密码" in scan(kiosk, reader.card_number)[1]
    assert "还借" not in scan(kiosk, reader.card_number)[1]
    status, page = scan(kiosk, reader.card_number, password="wrong")
    assert status == 409 and "密码不对" in page
    assert scan(kiosk, item.barcode)[0] == 409 and circulation.loan_out(item.id) is None  # nobody is in hand
    assert "现在借着" in scan(kiosk, reader.card_number, password="right-one-1")[1]
    assert scan(kiosk, item.barcode)[0] == 200 and circulation.loan_out(item.id) is not None


def test_a_scan_or_a_press_sent_twice_is_one_act(kiosk: Client, site: int) -> None:
    reader, item = make_reader(site_id=site, at=now()), make_item(site_id=site)
    scan(kiosk, reader.card_number)
    scan(kiosk, item.barcode)
    page = scan(kiosk, item.barcode)[1]
    assert "没有重复登记" in page and len(circulation.loans(circulation.LoanFilter(state=""), at=now())) == 1
    found, loan = re.search(r'name="form" value="([^"]+)"', page), circulation.loan_out(item.id)
    assert found and loan is not None
    for _twice in range(2):
        kiosk.post(f"/kiosk/loans/{loan.id}/renewals/", {"form": found[1]})
    assert circulation.loan(loan.id).renewals == 1


def test_a_forged_cookie_holds_no_reader_and_the_height_is_remembered(kiosk: Client, site: int) -> None:
    kiosk.cookies[READER] = "forged:value"
    assert "请扫书" not in kiosk.get("/kiosk/").content.decode()
    assert kiosk.post("/kiosk/height/").status_code == 302
    assert "kiosk--low" in kiosk.get("/kiosk/").content.decode()
    assert "Self-check" in kiosk.get("/en/kiosk/").content.decode()


def test_a_book_that_the_catalogue_does_not_know_is_taken_in(kiosk: Client, site: int) -> None:
    gone = make_item(site_id=site)
    catalogue.withdraw_item(actor=TESTER, at=now(), item_id=gone.id, reason="破损")
    for barcode, why in (("ZZ999", "unknown"), (gone.barcode, "withdrawn")):
        status, page = scan(kiosk, barcode, do="return")
        assert status == 200 and "已收下" in page and "馆员核对" in page, why
        scan(kiosk, barcode, do="return")
    strays = circulation.strays(site_ids=(site,))
    assert [(line.barcode, line.why) for line in strays] == [(gone.barcode, "withdrawn"), ("ZZ999", "unknown")]
    there = make_item(site_id=site)
    assert scan(kiosk, there.barcode, do="return")[0] == 409  # it stands in the catalogue and is not out
    assert scan(kiosk, "ZZ999")[0] == 409 and "按“还书”" in scan(kiosk, "ZZ999")[1]  # it might be a card


def test_what_is_read_in_the_house_is_lent_with_the_word_not_to_take_it_out(kiosk: Client, site: int) -> None:
    reader, item = make_reader(site_id=site, at=now()), make_item(site_id=site)
    add_rule(scope={"site_id": site}, on_site=True, most_renewals=0)
    scan(kiosk, reader.card_number)
    assert "只能在馆内看" in scan(kiosk, item.barcode)[1]
