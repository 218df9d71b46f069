"""The doors of the desk while the server is away: what it takes along, what it sends up, the list to settle."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import escape
from django.utils.translation import gettext, override
from pytest_django import DjangoAssertNumQueries

from shushan.circulation.models import Loan, OfflineAct
from shushan.circulation.tests.make import make_item, make_site
from shushan.kernel.clock import now
from shushan.people.tests.make import make_reader, make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> int:
    without_second_factor()
    return make_site("C", "中心馆")


def browser(role: str, site: int | None) -> Client:
    client = Client()
    client.force_login(make_user(make_staff(role, site_id=site, name=role)))
    return client


def sent(client: Client, *acts: dict[str, object], **more: object) -> tuple[int, dict[str, object]]:
    body = {"desk": str(uuid4()), "sent_at": now().isoformat(), "acts": list(acts)} | more
    answer = client.post("/desk/offline/acts/", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json() if answer.headers["Content-Type"].startswith("application/json") else {}


def gettext_in_english(text: str) -> str:
    with override("en"):
        return escape(gettext(text))


def an_act(way: str = "return", **more: object) -> dict[str, object]:
    return {"key": str(uuid4()), "way": way, "barcode": "B1", "said_at": now().isoformat()} | more


def test_the_page_is_the_same_for_everybody_and_the_worker_names_what_it_keeps(site: int) -> None:
    page = Client().get("/desk/offline/")
    assert page.status_code == 200 and page.content == browser("desk", site).get("/desk/offline/").content
    assert "csrf" not in page.content.decode() and "<style" not in page.content.decode()
    worker = Client().get("/en/desk/worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert '"/en/desk/offline/"' in worker.content.decode() and "desk-offline" in worker.content.decode()
    assert "Offline desk" in Client().get("/en/desk/offline/").content.decode()


def test_the_state_says_who_is_signed_in_and_the_package_is_for_those_who_lend(site: int) -> None:
    assert Client().get("/desk/offline/state/").json()["signed_in"] is False
    client = browser("desk", site)
    told = client.get("/desk/offline/state/").json()
    assert told["signed_in"] and told["may"] and told["csrf"]
    client.get("/desk/")
    answer = client.get("/desk/offline/package/")
    assert answer.json()["may_override"] is False and "no-store" in answer.headers["Cache-Control"]
    lead = browser("desk-lead", site)
    lead.get("/desk/")
    assert lead.get("/desk/offline/package/").json()["may_override"] is True
    assert Client().get("/desk/offline/package/").status_code == 302
    assert browser("editor", site).get("/desk/offline/package/").status_code == 403


def test_acts_are_taken_in_order_once_and_in_the_name_of_the_colleague_who_served(site: int) -> None:
    client, item, reader = browser("desk", site), make_item(site_id=site), make_reader(site_id=site, at=now())
    client.get("/desk/")
    token = client.get("/desk/offline/package/").json()["token"]
    lent = an_act(
        "lend",
        barcode=item.barcode,
        card=reader.card_number,
        token=token,
        said_at=(now() - timedelta(hours=2)).isoformat(),
    )
    back = an_act("return", barcode=item.barcode, token=token, said_at=(now() - timedelta(hours=1)).isoformat())
    for _again in range(2):
        status, told = sent(browser("desk-lead", site), lent, back)
        assert status == 200 and [one["outcome"] for one in told["taken"]] == ["done", "done"]  # type: ignore[attr-defined]
    assert Loan.objects.get().state == "back"
    assert {row.source for row in OfflineAct.objects.all()} == {"服务台 · desk"}


def test_a_clock_that_is_wrong_is_put_right_by_what_it_shows_at_the_sending(site: int) -> None:
    client, item, reader = browser("desk", site), make_item(site_id=site), make_reader(site_id=site, at=now())
    client.get("/desk/")
    ahead = timedelta(days=3)
    act = an_act(
        "lend", barcode=item.barcode, card=reader.card_number, said_at=(now() + ahead - timedelta(hours=2)).isoformat()
    )
    assert sent(client, act, sent_at=(now() + ahead).isoformat())[0] == 200
    row = OfflineAct.objects.get()
    assert timedelta(hours=1, minutes=59) < now() - row.at < timedelta(hours=2, minutes=1)
    assert row.said_at > now(), "the clock of the desk is kept as it was"


@pytest.mark.parametrize(
    "body",
    ["", "nonsense", "[]", "{}", '{"desk": "x", "acts": []}', '{"desk": "%s", "acts": 5}', '{"desk": "%s", "acts": [5]}',
     '{"desk": "%s", "acts": [{"key": "x", "way": "lend"}]}', '{"desk": "%s", "acts": [{"key": "%s", "way": "burn"}]}'],
)  # fmt: skip
def test_rubbish_is_refused_and_writes_nothing(site: int, body: str) -> None:
    client = browser("desk", site)
    client.get("/desk/")
    answer = client.post("/desk/offline/acts/", body.replace("%s", str(uuid4())), content_type="application/json")
    assert answer.status_code == 422 and not OfflineAct.objects.exists()


def test_odd_acts_are_kept_on_the_list(site: int) -> None:
    client = browser("desk", site)
    client.get("/desk/")
    odd = an_act(
        "lend", barcode="\x00" * 9, card="长" * 900, said_at="yesterday", told_due="never", token=5, reason={"a": 1}
    )
    status, told = sent(client, odd, an_act(barcode="9" * 300), an_act(barcode=None))
    assert status == 200 and len(told["taken"]) == 3 == OfflineAct.objects.count()  # type: ignore[arg-type]


def test_whoever_is_signed_out_or_may_not_lend_sends_nothing(site: int) -> None:
    assert sent(Client(), an_act())[0] == 302
    assert sent(browser("editor", site), an_act())[0] == 403
    assert sent(browser("desk", make_site("H", "河口馆区")), *[an_act() for _n in range(101)])[0] == 422
    assert not OfflineAct.objects.exists()


def waiting(site: int, outcome: str = "open", **more: object) -> OfflineAct:
    return OfflineAct.objects.create(
        key=uuid4(), source="sip1", site_id=site, way="lend", card="C1234567", barcode="B1", said_at=now(), at=now(),
        came_at=now(), outcome=outcome, why="没有这张证", **more,
    )  # fmt: skip


def test_the_list_asks_the_same_whatever_its_length_and_shows_one_site(
    site: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, other = browser("desk", site), browser("desk-lead", make_site("H", "河口馆区"))
    waiting(site)
    client.get("/staff/offline/")
    with django_assert_num_queries(8) as first:
        assert "没有这张证" in client.get("/staff/offline/").content.decode()
    waiting(site), waiting(site, "done")
    with django_assert_num_queries(len(first)):
        page = client.get("/staff/offline/").content.decode()
    assert page.count("没有这张证") == 3 and "C1234567" not in page
    assert client.get("/staff/offline/?outcome=open").content.decode().count("没有这张证") == 2
    assert "没有这张证" not in other.get("/staff/offline/").content.decode()
    OfflineAct.objects.update(why="没有这张读者证。没有条码为 B7 的馆藏。请先在服务台选馆区")
    english = client.get("/en/staff/offline/").content.decode()
    assert "没有" not in english and "B7" in english and gettext_in_english("请先在服务台选馆区") in english
    OfflineAct.objects.update(
        why="读者证已于 2020-06-01 到期。请在 2020-06-09 前还书；应还 2020-06-10，当时告诉读者 2020-06-12，请告知读者",
        note="已补登：押金不够：要 100.00 元，现有 20.00 元",
    )
    english = client.get("/en/staff/offline/").content.decode()
    assert not any(said in english for said in ("到期", "请在", "应还", "押金", "已补登"))
    for said in ("2020-06-01", "2020-06-12", "100.00", "20.00"):
        assert said in english


def test_an_act_is_settled_or_mended_from_the_list(site: int) -> None:
    client, row = browser("desk", site), waiting(site)
    address = f"/staff/offline/{row.key}/settlement/"
    assert "请写明" in client.post(address, {"note": ""}, follow=True).content.decode()
    assert "书已找回" in client.post(address, {"note": "书已找回"}, follow=True).content.decode()
    assert "已经处理过" in client.post(address, {"note": "再来"}, follow=True).content.decode()
    stranger = browser("desk-lead", make_site("H", "河口馆区"))
    assert stranger.post(address, {"note": "别处"}).status_code == 403
    item, reader, other = (
        make_item(site_id=site),
        make_reader(site_id=site, at=now() - timedelta(hours=1)),
        waiting(site),
    )
    mending = f"/staff/offline/{other.key}/mending/"
    assert "登记不了" in client.post(mending, {"barcode": item.barcode, "card": ""}, follow=True).content.decode()
    said = client.post(mending, {"barcode": item.barcode, "card": reader.card_number}, follow=True).content.decode()
    assert "已补登" in said and Loan.objects.get().item_id == item.id
