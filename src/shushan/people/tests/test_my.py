"""My library: one's own card, contact, data; and nobody else's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shushan.people import panels
from shushan.people import public as people
from shushan.people.models import Person, User
from shushan.people.tests.make import LONG_AGO, TESTER, counted, make_reader, make_staff, make_user

pytestmark = pytest.mark.django_db
PAGES = ("my", "my-card", "my-profile", "my-privacy", "my-export", "my-erasure")


@pytest.fixture
def me(centre: int, client: Client) -> people.ReaderValue:
    """Sign a reader in."""
    reader = make_reader(site_id=centre, phone="13812345678", id_number="11010519491231002X")
    client.force_login(make_user(reader.person_id, username="xiaoman"))
    return reader


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_to_its_reader_and_leads_others_to_the_door(
    name: str, client: Client, me: people.ReaderValue
) -> None:
    address = reverse(f"people:{name}")
    assert client.get(address).status_code == client.get("/en" + address).status_code == 200
    answer = Client().get(address)
    assert answer.status_code == 302 and answer.url.startswith(reverse("account_login"))


def test_staff_without_a_card_are_told_so(client: Client) -> None:
    client.force_login(make_user(make_staff("desk")))
    assert "没有读者证" in client.get(reverse("people:my")).content.decode()


def test_the_card_is_a_code_for_the_scanner(client: Client, me: people.ReaderValue) -> None:
    page = client.get(reverse("people:my-card")).content.decode()
    assert me.card_number in page and "data:image/svg+xml" in page


def test_one_reports_ones_own_card_lost(client: Client, me: people.ReaderValue) -> None:
    assert client.post(reverse("people:my-card-loss")).status_code == 302
    assert people.reader(me.id).card_state is people.CardState.LOST
    page = client.post(reverse("people:my-card-loss"), follow=True).content.decode()
    assert "没有有效的读者证" in page and counted("people.card-lost") == 1


def test_contact_is_mended_and_what_was_typed_is_kept_on_error(
    client: Client, me: people.ReaderValue, branch: int
) -> None:
    said = {"phone": "139 0000 1111", "email": "x@example.org", "home_site": str(branch)}
    assert client.post(reverse("people:my-profile"), said).status_code == 302
    assert people.reader(me.id).home_site_id == branch
    assert Person.objects.get(pk=me.person_id).phone == "13900001111"
    answer = client.post(reverse("people:my-profile"), {**said, "email": "not-an-address"})
    assert answer.status_code == 422 and "not-an-address" in answer.content.decode()


def test_everything_kept_is_told_and_given(client: Client, me: people.ReaderValue, monkeypatch: Any) -> None:
    loans = panels.Kept("loans", "借阅", "用于还书提醒", ({"书名": "红楼梦"},))
    monkeypatch.setitem(panels._keepers, "test", lambda reader_id, at: loans)
    assert "红楼梦" in client.get(reverse("people:my-privacy")).content.decode()
    answer = client.get(reverse("people:my-export"))
    told = json.loads(answer.content)
    assert [part["code"] for part in told["parts"]] == ["particulars", "account", "cards", "loans"]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "11010519491231002X" not in answer.content.decode()


def test_erasing_asks_first_names_what_is_in_the_way_and_signs_out(
    client: Client, me: people.ReaderValue, monkeypatch: Any
) -> None:
    address = reverse("people:my-erasure")
    assert client.post(address, {}).status_code == 422
    monkeypatch.setitem(panels._hindrances, "test", lambda reader_id, at: "还有1册图书未还。")
    assert "还有1册" in client.get(address).content.decode()
    assert client.post(address, {"sure": "on"}).status_code == 422
    monkeypatch.delitem(panels._hindrances, "test")
    assert "资料已删除" in client.post(address, {"sure": "on"}).content.decode()
    assert Person.objects.get(pk=me.person_id).name == "" and not User.objects.get().is_active
    assert client.get(reverse("people:my")).status_code == 302


def test_blocks_of_other_rooms_stand_in_their_order(client: Client, me: people.ReaderValue, monkeypatch: Any) -> None:
    monkeypatch.setitem(panels._panels, "b", (20, lambda request: "第二块"))
    monkeypatch.setitem(panels._panels, "a", (10, lambda request: "第一块"))
    monkeypatch.setitem(panels._panels, "c", (5, lambda request: None))
    page = client.get(reverse("people:my")).content.decode()
    assert 0 < page.index("第一块") < page.index("第二块")


def test_a_frozen_reader_reads_why(client: Client, me: people.ReaderValue) -> None:
    people.freeze(actor=TESTER, at=LONG_AGO, reader_id=me.id, reason="逾期两册未还")
    assert "逾期两册未还" in client.get(reverse("people:my")).content.decode()
