"""SMS and WeChat against recorded fakes over real HTTP, which follow the public documentation, errors included."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from shushan.adapters.aliyun_sms import AliyunSms, authorization
from shushan.adapters.wechat import Wechat
from shushan.adapters.wechat_asker import WechatAsker
from shushan.kernel.ids import uuid7
from shushan.notices.public import ConsentNotTaken, Letter, Outcome, scene_of

Reply = Callable[[str, dict[str, Any]], "tuple[int, object] | None"]


class Provider:
    """A server that keeps what it was asked and answers as it is told; None cuts the line."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.reply: Reply = lambda _path, _body: (200, {})

    def serve(self) -> ThreadingHTTPServer:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                body = json.loads(raw) if raw else {}
                provider.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                told = provider.reply(self.path, body)
                if told is None:
                    self.connection.close()
                    return
                data = json.dumps(told[1]).encode()
                self.send_response(told[0])
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                return

        return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def provider() -> Iterator[Provider]:
    """Run a provider."""
    made = Provider()
    server = made.serve()
    made.port = server.server_address[1]  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def sms(provider: Provider) -> AliyunSms:
    """Return the channel of SMS to that provider."""
    return AliyunSms(f"http://KEY:SE%2FCRET@127.0.0.1:{provider.port}/?sign=%E4%B9%A6%E5%B1%B1")  # type: ignore[attr-defined]


@pytest.fixture
def wechat(provider: Provider) -> Wechat:
    """Return the channel of WeChat to that provider."""
    return Wechat(f"http://wx1:S@127.0.0.1:{provider.port}/?home=https%3A%2F%2Flibrary.example&subscribe=ONCE-1")  # type: ignore[attr-defined]


def letter(to: str = "13812345678", template: str = "SMS_1") -> Letter:
    """Return a letter with a long title."""
    return Letter(uuid7(), to, "h", "b", "zh-hans", "k", template, {"title": "围" * 60, "due": "2026年12月1日"})


def test_sms_is_asked_for_as_the_documentation_says(provider: Provider, sms: AliyunSms) -> None:
    provider.reply = lambda _p, _b: (
        200,
        {"Code": "OK", "Message": "OK", "BizId": "900619746936498440^0", "RequestId": "x"},
    )
    one = letter()
    [answer] = sms.hand_over([one])
    assert (answer.outcome, answer.provider_id) == (Outcome.HANDED, "900619746936498440^0")
    path, headers, _body = provider.asked[0]
    said = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    assert (said["PhoneNumbers"], said["SignName"], said["TemplateCode"]) == ("13812345678", "书山", "SMS_1")
    assert said["OutId"] == one.key.hex
    assert len(json.loads(said["TemplateParam"])["title"]) == 35
    assert (headers["x-acs-action"], headers["x-acs-version"]) == ("SendSms", "2017-05-25")
    signed = {k: v for k, v in headers.items() if k.startswith("x-acs-") or k == "host"}
    again = authorization("POST", urlsplit(path).query, signed, headers["x-acs-content-sha256"], "KEY", "SE/CRET")
    assert headers["authorization"] == again


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (200, "isv.BUSINESS_LIMIT_CONTROL", Outcome.LATER),
        (200, "isv.OUT_OF_SERVICE", Outcome.LATER),
        (200, "isp.SYSTEM_ERROR", Outcome.LATER),
        (503, "Throttling.User", Outcome.LATER),
        (200, "isv.MOBILE_NUMBER_ILLEGAL", Outcome.BAD_ADDRESS),
        (200, "isv.SMS_TEMPLATE_ILLEGAL", Outcome.REFUSED),
        (200, "isv.TEMPLATE_MISSING_PARAMETERS", Outcome.REFUSED),
        (403, "isp.RAM_PERMISSION_DENY", Outcome.REFUSED),
        (500, "", Outcome.UNSURE),
    ],
)
def test_what_sms_answers(status: int, code: str, outcome: Outcome, provider: Provider, sms: AliyunSms) -> None:
    provider.reply = lambda _p, _b: (status, {"Code": code, "Message": "m"})
    [answer] = sms.hand_over([letter()])
    assert answer.outcome is outcome
    assert "13812345678" not in answer.said
    if code == "isv.BUSINESS_LIMIT_CONTROL":
        assert answer.wait_seconds == 3600


def test_a_line_cut_after_the_request_is_unsure_and_no_line_is_later(provider: Provider, sms: AliyunSms) -> None:
    provider.reply = lambda _p, _b: None
    [answer] = sms.hand_over([letter()])
    assert answer.outcome is Outcome.UNSURE
    [answer] = AliyunSms("http://K:S@127.0.0.1:9/?sign=x").hand_over([letter()])
    assert answer.outcome is Outcome.LATER


@pytest.mark.parametrize("url", ["https://dysmsapi.aliyuncs.com/?sign=x", "https://K:S@dysmsapi.aliyuncs.com/", ""])
def test_an_account_without_key_or_signature_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SMS_URL"):
        AliyunSms(url)


def _weixin(*codes: int, tokens: tuple[str, ...] = ("t1", "t2")) -> Reply:
    left, fresh = list(codes), list(tokens)

    def reply(path: str, _body: dict[str, Any]) -> tuple[int, object]:
        if path.startswith("/cgi-bin/stable_token"):
            return 200, {"access_token": fresh.pop(0), "expires_in": 7200} if fresh else {
                "errcode": 40125,
                "errmsg": "invalid appsecret",
            }
        code = left.pop(0) if left else 0
        return 200, {"errcode": code, "errmsg": "ok" if not code else "no", "msgid": 200228332}

    return reply


def test_wechat_is_asked_for_as_the_documentation_says(provider: Provider, wechat: Wechat) -> None:
    provider.reply = _weixin()
    one = letter("oAbcdefghij1234567890", "TM1")
    answers = wechat.hand_over([one, letter("oZ", "TM1")])
    assert [answer.outcome for answer in answers] == [Outcome.HANDED] * 2
    assert answers[0].provider_id == "200228332"
    paths = [path for path, _headers, _body in provider.asked]
    assert paths[0] == "/cgi-bin/stable_token"
    assert paths[1:] == ["/cgi-bin/message/template/send?access_token=t1"] * 2  # one token for both
    body = provider.asked[1][2]
    assert (body["touser"], body["template_id"], body["client_msg_id"]) == (one.to, "TM1", one.key.hex)
    assert body["data"]["due"] == {"value": "2026年12月1日"}
    assert len(body["data"]["title"]["value"]) == 20
    assert body["url"] == "https://library.example"


def test_a_token_that_ran_out_is_asked_for_anew_and_the_message_goes_once(provider: Provider, wechat: Wechat) -> None:
    provider.reply = _weixin(42001, 0)
    [answer] = wechat.hand_over([letter("o1", "TM1")])
    assert answer.outcome is Outcome.HANDED
    sends = [path for path, _headers, _body in provider.asked if "template/send" in path]
    assert [path.rpartition("=")[2] for path in sends] == ["t1", "t2"]


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [
        ((40003,), Outcome.BAD_ADDRESS),
        ((43004,), Outcome.BAD_ADDRESS),
        ((45009,), Outcome.LATER),
        ((-1,), Outcome.LATER),
        ((40037,), Outcome.REFUSED),
        ((47003,), Outcome.REFUSED),
        ((40001, 40001), Outcome.LATER),
    ],
)
def test_what_wechat_answers(codes: tuple[int, ...], outcome: Outcome, provider: Provider, wechat: Wechat) -> None:
    provider.reply = _weixin(*codes)
    [answer] = wechat.hand_over([letter("o1", "TM1")])
    assert answer.outcome is outcome


def test_without_a_token_nothing_is_sent(provider: Provider, wechat: Wechat) -> None:
    provider.reply = _weixin(tokens=())
    [answer] = wechat.hand_over([letter("o1", "TM1")])
    assert (answer.outcome, "40125" in answer.said) == (Outcome.LATER, True)
    assert not [path for path, _headers, _body in provider.asked if "template/send" in path]


def test_wechat_cut_in_the_middle_is_unsure(provider: Provider, wechat: Wechat) -> None:
    token = _weixin()
    provider.reply = lambda path, body: token(path, body) if "stable_token" in path else None
    [answer] = wechat.hand_over([letter("o1", "TM1")])
    assert answer.outcome is Outcome.UNSURE


def consented(to: str = "oAbcdefghij1234567890") -> Letter:
    """Return a letter to whoever agreed to it, longer than WeChat takes."""
    return Letter(uuid7(), to, "题" * 30, "文" * 300, "zh-hans", "people.unfrozen", by_consent=True)


def test_what_was_agreed_to_goes_as_the_documentation_of_one_time_messages_says(
    provider: Provider, wechat: Wechat
) -> None:
    provider.reply = _weixin()
    [answer] = wechat.hand_over([consented()])
    assert answer.outcome is Outcome.HANDED
    path, _headers, body = provider.asked[1]
    assert path == "/cgi-bin/message/template/subscribe?access_token=t1"
    assert body == {
        "touser": "oAbcdefghij1234567890", "template_id": "ONCE-1", "scene": str(scene_of("people.unfrozen")),
        "title": "题" * 15, "data": {"content": {"value": "文" * 200}}, "url": "https://library.example",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(43101, Outcome.NO_CONSENT), (40003, Outcome.BAD_ADDRESS), (43004, Outcome.BAD_ADDRESS), (40037, Outcome.REFUSED)],
)
def test_what_wechat_answers_to_one_time_messages(
    code: int, outcome: Outcome, provider: Provider, wechat: Wechat
) -> None:
    provider.reply = _weixin(code)
    [answer] = wechat.hand_over([consented()])
    assert answer.outcome is outcome and str(code) in answer.said


def test_the_reader_is_asked_at_wechat_s_own_page_and_only_its_answer_is_taken() -> None:
    asker = WechatAsker("https://wx1:S@api.weixin.qq.com/?home=x&subscribe=ONCE-1")
    address = asker.address(back="https://l.example/my/?a=b", scene=7, nonce="n0")
    assert address == (
        "https://mp.weixin.qq.com/mp/subscribemsg?action=get_confirm&appid=wx1&scene=7&template_id=ONCE-1"
        "&redirect_url=https%3A%2F%2Fl.example%2Fmy%2F%3Fa%3Db&reserved=n0#wechat_redirect"
    )
    said = {"openid": "o1", "template_id": "ONCE-1", "action": "confirm", "scene": "7", "reserved": "n0"}
    assert asker.agreed(said, scene=7) == "o1"
    assert asker.agreed(said | {"action": "cancel"}, scene=7) == ""
    for wrong in ({"template_id": "T2"}, {"scene": "8"}):
        with pytest.raises(ConsentNotTaken):
            asker.agreed(said | wrong, scene=7)
    with pytest.raises(ValueError, match="subscribe"):
        WechatAsker("https://wx1:S@api.weixin.qq.com/")
