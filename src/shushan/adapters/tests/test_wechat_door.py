"""The door of WeChat against a recorded fake over real HTTP, which follows the public documentation, errors included."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from shushan.adapters.wechat_door import WechatDoor
from shushan.notices.public import NotBound

OPENID = "oLVPpjqs9BhvzwPj5A-vTYAX3GLc"


class Account:
    """What WeChat knows: codes that hold once, and what it was asked."""

    def __init__(self) -> None:
        self.good = {"061aBc"}
        self.asked: list[dict[str, list[str]]] = []
        self.port = 0

    def answer(self, path: str) -> dict[str, object]:
        asked = parse_qs(urlsplit(path).query)
        self.asked.append(asked)
        if urlsplit(path).path != "/sns/oauth2/access_token" or asked["secret"] != ["S/1"]:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        code = asked["code"][0]
        if code not in self.good:
            return {"errcode": 40029, "errmsg": "invalid code, rid: 5f8b"}
        self.good.discard(code)
        return {
            "access_token": "ACCESS", "expires_in": 7200, "refresh_token": "REFRESH", "openid": OPENID,
            "scope": "snsapi_base",
        }  # fmt: skip


@pytest.fixture
def account() -> Iterator[Account]:
    """Run the service."""
    made = Account()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = json.dumps(made.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def _door(account: Account, secret: str = "S%2F1") -> WechatDoor:
    return WechatDoor(f"http://wx1:{secret}@127.0.0.1:{account.port}/")


def test_the_address_of_the_door_is_as_documented(account: Account) -> None:
    found = _door(account).address(back="https://library.example/my/notices/wechat/back/", state="ab12")
    parts = urlsplit(found)
    assert (parts.hostname, parts.path, parts.fragment) == (
        "open.weixin.qq.com", "/connect/oauth2/authorize", "wechat_redirect",
    )  # fmt: skip
    assert parse_qs(parts.query) == {
        "appid": ["wx1"], "redirect_uri": ["https://library.example/my/notices/wechat/back/"],
        "response_type": ["code"], "scope": ["snsapi_base"], "state": ["ab12"],
    }  # fmt: skip
    assert "S/1" not in found and "S%2F1" not in found


def test_a_code_tells_who_somebody_is_once(account: Account) -> None:
    door = _door(account)
    assert door.openid_of("061aBc") == OPENID
    assert account.asked[0]["grant_type"] == ["authorization_code"]
    with pytest.raises(NotBound, match="过期"):
        door.openid_of("061aBc")


def test_a_refusal_and_a_silence_are_told_apart(account: Account) -> None:
    with pytest.raises(NotBound, match="40125"):
        _door(account, "wrong").openid_of("061aBc")
    with pytest.raises(NotBound, match="没有回答"):
        WechatDoor("http://wx1:S@127.0.0.1:9/").openid_of("061aBc")
    with pytest.raises(ValueError, match="WECHAT_URL"):
        WechatDoor("http://127.0.0.1:9/")
