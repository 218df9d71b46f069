"""Binding WeChat on its page: only who set out from here, once; and undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from shushan.notices.errors import NotBound
from shushan.notices.models import WechatBinding
from shushan.notices.ports import use_door
from shushan.people import public as people
from shushan.people.tests.make import make_reader, make_user, without_second_factor

pytestmark = pytest.mark.django_db
PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50"}


class Door:
    """WeChat as the port sees it: every code holds once."""

    def __init__(self) -> None:
        self.codes = {"c1": "oWx-0123456789abcdef"}
        self.state = ""

    def address(self, *, back: str, state: str) -> str:
        """Return an address, and remember the state."""
        self.state = state
        return f"https://open.weixin.qq.com/connect/oauth2/authorize?redirect_uri={back}&state={state}#wechat_redirect"

    def openid_of(self, code: str) -> str:
        """Return who somebody is."""
        if code not in self.codes:
            raise NotBound.stale()
        return self.codes.pop(code)


@pytest.fixture
def door() -> Iterator[Door]:
    """Open the door."""
    made = Door()
    use_door(made)
    yield made
    use_door(None)


@pytest.fixture
def mine(reader: people.ReaderValue) -> Client:
    """Return the reader's browser."""
    without_second_factor()
    client = Client()
    client.force_login(make_user(reader.person_id))
    return client


def test_inside_wechat_it_is_bound_in_three_steps_and_undone(
    mine: Client, reader: people.ReaderValue, door: Door
) -> None:
    assert "绑定这个微信" in mine.get("/my/notices/wechat/", headers=PHONE).content.decode()
    gone = mine.get("/my/notices/wechat/go/")
    assert gone.status_code == 302
    assert gone["Location"].startswith("https://open.weixin.qq.com/")
    assert door.state.isalnum() and len(door.state) <= 128
    back = mine.get("/my/notices/wechat/back/", {"code": "c1", "state": door.state})
    assert back.status_code == 302
    assert WechatBinding.objects.get().reader_id == reader.id
    assert "已绑定" in mine.get("/my/notices/wechat/").content.decode()
    mine.post("/my/notices/wechat/removal/")
    assert not WechatBinding.objects.exists()


@pytest.mark.parametrize(("code", "state"), [("c1", "forged"), ("c1", ""), ("", "right"), ("used", "right")])
def test_what_was_not_begun_here_or_was_used_binds_nothing(code: str, state: str, mine: Client, door: Door) -> None:
    mine.get("/my/notices/wechat/go/")
    answer = mine.get("/my/notices/wechat/back/", {"code": code, "state": door.state if state == "right" else state})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "再按一次" in page and "<h1>绑定微信" in page and "qr" in page, "said where one begins anew"
    assert not WechatBinding.objects.exists()


def test_a_state_holds_once(mine: Client, door: Door) -> None:
    mine.get("/my/notices/wechat/go/")
    asked = {"code": "c1", "state": door.state}
    assert mine.get("/my/notices/wechat/back/", asked).status_code == 302
    door.codes["c1"] = "oWx-of-somebody-else"
    assert mine.get("/my/notices/wechat/back/", asked).status_code == 409
    assert WechatBinding.objects.get().openid == "oWx-0123456789abcdef"


def test_one_wechat_belongs_to_one_reader_the_last(centre: int, mine: Client, door: Door) -> None:
    other = Client()
    second = make_reader(site_id=centre, name="钱二")
    other.force_login(make_user(second.person_id))
    for browser in (mine, other):
        door.codes["c1"] = "oWx-0123456789abcdef"
        browser.get("/my/notices/wechat/go/")
        browser.get("/my/notices/wechat/back/", {"code": "c1", "state": door.state})
    assert WechatBinding.objects.get().reader_id == second.id


def test_elsewhere_a_code_to_scan_is_shown_and_without_an_account_it_is_said(mine: Client, door: Door) -> None:
    assert 'class="qr"' in mine.get("/my/notices/wechat/").content.decode()
    use_door(None)
    assert "还没有开通微信通知" in mine.get("/my/notices/wechat/").content.decode()
    assert mine.get("/my/notices/wechat/go/").status_code == 409
    assert mine.get("/en/my/notices/wechat/").status_code == 200
