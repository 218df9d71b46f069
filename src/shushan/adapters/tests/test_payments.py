"""WeChat Pay and Alipay against recorded fakes over real HTTP, which follow the public documentation, errors included."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shushan.adapters.alipay import Alipay, AlipayAccount
from shushan.adapters.wechat_pay import WechatPay, WechatPayAccount
from shushan.circulation.public import Failed, Forged, NothingPaid, Paid

NOW = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
STAMP = int(NOW.timestamp())
ORDER, REFUND = UUID(int=7), UUID(int=8)
APIV3 = "0123456789abcdef0123456789abcdef"
Reply = Callable[[str, str, bytes], tuple[int, dict[str, str], bytes]]
OURS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
THEIRS = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(key: rsa.RSAPrivateKey, said: bytes) -> str:
    """Return a signature in base64."""
    return base64.b64encode(key.sign(said, PKCS1v15(), hashes.SHA256())).decode()


def checked(key: rsa.RSAPrivateKey, said: bytes, signature: str) -> None:
    """Pass when a signature of this key fits."""
    key.public_key().verify(base64.b64decode(signature), said, PKCS1v15(), hashes.SHA256())


class Provider:
    """A server that keeps what it was asked and answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.reply: Reply = lambda _method, _path, _body: (200, {}, b"{}")

    def serve(self) -> ThreadingHTTPServer:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                provider.asked.append((self.command, self.path, dict(self.headers), raw))
                status, headers, data = provider.reply(self.command, self.path, raw)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST  # noqa: N815 - the name that http.server calls

            def log_message(self, *_: object) -> None:
                return

        return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    server = made.serve()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def write_keys(folder: Path) -> None:
    """Write our private key and their public one as PEM files."""
    private = OURS.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = THEIRS.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (folder / "ours.pem").write_bytes(private)
    (folder / "theirs.pem").write_bytes(public)


# WeChat Pay ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def wechat(provider: Provider, tmp_path: Path) -> WechatPay:
    write_keys(tmp_path)
    said = {
        "url": provider.url, "notify": "https://library.example/n", "appid": "wx1", "mchid": "1900", "serial": "OURS",  # type: ignore[attr-defined]
        "private_key": "ours.pem", "apiv3_key": APIV3, "platform": {"PUB_KEY_ID_1": "theirs.pem"},
    }  # fmt: skip
    (tmp_path / "wechatpay.json").write_text(json.dumps(said))
    return WechatPay(WechatPayAccount.read(tmp_path / "wechatpay.json"), clock=lambda: float(STAMP))


def by_wechat(
    body: bytes, *, stamp: int = STAMP, key: rsa.RSAPrivateKey = THEIRS, serial: str = "PUB_KEY_ID_1"
) -> dict[str, str]:
    """Return the headers with which WeChat Pay signs an answer or a notice."""
    return {
        "Wechatpay-Timestamp": str(stamp), "Wechatpay-Nonce": "N1", "Wechatpay-Serial": serial,
        "Wechatpay-Signature": signed(key, f"{stamp}\nN1\n".encode() + body + b"\n"),
    }  # fmt: skip


def answering(said: object, status: int = 200) -> Reply:
    """Return a reply of WeChat Pay, signed."""
    body = json.dumps(said).encode() if said is not None else b""
    return lambda _m, _p, _b: (status, by_wechat(body), body)


def transaction(**more: Any) -> dict[str, Any]:
    """Return what WeChat Pay says of a payment."""
    return {
        "appid": "wx1", "mchid": "1900", "out_trade_no": ORDER.hex, "transaction_id": "4200001", "trade_state": "SUCCESS",
        "amount": {"total": 800, "payer_total": 800, "currency": "CNY"},
    } | more  # fmt: skip


def notice(said: dict[str, Any], *, key: str = APIV3, kind: str = "TRANSACTION.SUCCESS") -> bytes:
    """Return the body of a notice, sealed."""
    closed = AESGCM(key.encode()).encrypt(b"0123456789ab", json.dumps(said).encode(), b"transaction")
    sealed = {
        "algorithm": "AEAD_AES_256_GCM", "ciphertext": base64.b64encode(closed).decode(), "nonce": "0123456789ab",
        "associated_data": "transaction", "original_type": "transaction",
    }  # fmt: skip
    return json.dumps({"id": "1", "event_type": kind, "resource_type": "encrypt-resource", "resource": sealed}).encode()


def test_an_order_of_wechat_pay_is_signed_over_what_is_sent(wechat: WechatPay, provider: Provider) -> None:
    provider.reply = answering({"code_url": "weixin://wxpay/bizpayurl?pr=1"})
    until = NOW + timedelta(minutes=15)
    assert wechat.begin(ORDER, 800, "图书馆费用", expires_at=until) == "weixin://wxpay/bizpayurl?pr=1"
    [(method, path, headers, body)] = provider.asked
    said = json.loads(body)
    assert said["amount"] == {"total": 800, "currency": "CNY"} and said["out_trade_no"] == ORDER.hex
    kind, _space, token = headers["Authorization"].partition(" ")
    parts = dict(one.split("=", 1) for one in token.split(","))
    nonce, stamp = parts["nonce_str"].strip('"'), parts["timestamp"].strip('"')
    assert kind == "WECHATPAY2-SHA256-RSA2048" and parts["serial_no"] == '"OURS"' and stamp == str(STAMP)
    lines = f"{method}\n{path}\n{stamp}\n{nonce}\n".encode() + body + b"\n"
    checked(OURS, lines, parts["signature"].strip('"'))


def test_wechat_pay_is_asked_closed_and_gives_back(wechat: WechatPay, provider: Provider) -> None:
    provider.reply = answering(transaction())
    assert wechat.ask(ORDER) == Paid(ORDER, "4200001", 800)
    assert provider.asked[-1][1] == f"/v3/pay/transactions/out-trade-no/{ORDER.hex}?mchid=1900"
    provider.reply = answering(transaction(trade_state="NOTPAY"))
    assert wechat.ask(ORDER) is None
    provider.reply = answering({"code": "ORDER_NOT_EXIST", "message": "订单不存在"}, 404)
    assert wechat.ask(ORDER) is None
    provider.reply = answering(None, 204)
    wechat.close(ORDER)
    for status, is_done in (("SUCCESS", True), ("PROCESSING", False)):
        provider.reply = answering({"status": status})
        assert wechat.refund(ORDER, REFUND, 300, 800, "多收") is is_done
    asked = json.loads(provider.asked[-1][3])
    assert asked["out_refund_no"] == REFUND.hex and asked["amount"]["refund"] == 300
    provider.reply = answering({"status": "ABNORMAL"})
    with pytest.raises(Failed) as refused:
        wechat.refund(ORDER, REFUND, 300, 800, "多收")
    assert refused.value.is_final


def test_an_answer_that_wechat_pay_did_not_sign_is_none(wechat: WechatPay, provider: Provider, tmp_path: Path) -> None:
    body = json.dumps(transaction()).encode()
    for headers in ({}, by_wechat(body, key=OURS), by_wechat(body + b" "), by_wechat(body, stamp=STAMP - 301)):
        provider.reply = lambda _m, _p, _b, headers=headers: (200, headers, body)  # type: ignore[misc]
        with pytest.raises(Failed):
            wechat.ask(ORDER)
    provider.reply = answering({"code": "NOT_ENOUGH", "message": "余额不足"}, 403)
    with pytest.raises(Failed, match="NOT_ENOUGH") as refused:
        wechat.refund(ORDER, REFUND, 300, 800, "x")
    assert refused.value.is_final
    provider.reply = answering({"code": "SYSTEM_ERROR"}, 500)
    with pytest.raises(Failed) as later:
        wechat.refund(ORDER, REFUND, 300, 800, "x")
    assert not later.value.is_final


def test_a_notice_of_wechat_pay_is_opened_only_when_it_is_theirs(wechat: WechatPay) -> None:
    good = notice(transaction())
    assert wechat.read_notice(by_wechat(good), good) == Paid(ORDER, "4200001", 800)
    for body in (
        notice(transaction(), key="x" * 32), notice(transaction(mchid="1901")), notice(transaction(appid="wx2")),
        notice(transaction(out_trade_no="x")), b"", b"[]", b"\xff", b'{"resource": {"algorithm": "AEAD_AES_256_GCM"}}',
    ):  # fmt: skip
        with pytest.raises(Forged):
            wechat.read_notice(by_wechat(body), body)
    for headers in (
        {}, by_wechat(good, key=OURS), by_wechat(good, serial="OTHER"), by_wechat(good, stamp=STAMP + 301),
        by_wechat(good) | {"Wechatpay-Signature": "x"}, by_wechat(good) | {"Wechatpay-Timestamp": "now"},
    ):  # fmt: skip
        with pytest.raises(Forged):
            wechat.read_notice(headers, good)
    for body in (notice(transaction(), kind="REFUND.SUCCESS"), notice(transaction(trade_state="CLOSED"))):
        with pytest.raises(NothingPaid):
            wechat.read_notice(by_wechat(body), body)


def test_an_account_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    write_keys(tmp_path)
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(ValueError, match="missing"):
        WechatPayAccount.read(tmp_path / "a.json")
    with pytest.raises(ValueError, match="app_id"):
        AlipayAccount.read(tmp_path / "a.json")


# Alipay ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def alipay(provider: Provider, tmp_path: Path) -> Alipay:
    write_keys(tmp_path)
    said = {
        "url": f"{provider.url}/gateway.do", "notify": "https://library.example/n", "app_id": "2021",  # type: ignore[attr-defined]
        "private_key": "ours.pem", "alipay_public_key": "theirs.pem",
    }  # fmt: skip
    (tmp_path / "alipay.json").write_text(json.dumps(said))
    return Alipay(AlipayAccount.read(tmp_path / "alipay.json"), clock=lambda: NOW)


def of_alipay(said: dict[str, Any], *, key: rsa.RSAPrivateKey = THEIRS) -> Reply:
    """Return a reply of Alipay to whatever method is asked: the inner object as written, and its signature."""

    def reply(_method: str, _path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        method = dict(parse_qsl(body.decode()))["method"]
        inner = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        text = f'{{"{method.replace(".", "_")}_response":{inner},"sign":"{signed(key, inner.encode())}"}}'
        return 200, {}, text.encode()

    return reply


def form(said: dict[str, str], *, key: rsa.RSAPrivateKey = THEIRS) -> bytes:
    """Return a notice of Alipay."""
    text = "&".join(f"{name}={said[name]}" for name in sorted(said))
    return urlencode(said | {"sign": signed(key, text.encode()), "sign_type": "RSA2"}).encode()


TRADE = {
    "app_id": "2021",
    "out_trade_no": ORDER.hex,
    "trade_no": "2026A",
    "total_amount": "8.00",
    "trade_status": "TRADE_SUCCESS",
}


def test_an_order_of_alipay_is_signed_over_what_is_sent(alipay: Alipay, provider: Provider) -> None:
    provider.reply = of_alipay({"code": "10000", "msg": "Success", "qr_code": "https://qr.alipay.com/x"})
    assert alipay.begin(ORDER, 805, "图书馆费用", expires_at=NOW + timedelta(minutes=15)) == "https://qr.alipay.com/x"
    said = dict(parse_qsl(provider.asked[0][3].decode(), keep_blank_values=True))
    signature = said.pop("sign")
    checked(OURS, "&".join(f"{name}={said[name]}" for name in sorted(said)).encode(), signature)
    asked = json.loads(said["biz_content"])
    assert asked["total_amount"] == "8.05" and asked["time_expire"] == "2026-11-28 16:15:00"
    assert said["timestamp"] == "2026-11-28 16:00:00" and said["sign_type"] == "RSA2"


def test_alipay_is_asked_closed_and_gives_back(alipay: Alipay, provider: Provider) -> None:
    provider.reply = of_alipay({"code": "10000", **TRADE})
    assert alipay.ask(ORDER) == Paid(ORDER, "2026A", 800)
    provider.reply = of_alipay({"code": "10000", "trade_status": "WAIT_BUYER_PAY"})
    assert alipay.ask(ORDER) is None
    provider.reply = of_alipay({"code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST", "sub_msg": "交易不存在"})
    assert alipay.ask(ORDER) is None
    alipay.close(ORDER)
    with pytest.raises(Failed, match="交易不存在") as refused:
        alipay.refund(ORDER, REFUND, 300, 800, "多收")
    assert refused.value.is_final
    provider.reply = of_alipay({"code": "10000", "fund_change": "Y"})
    assert alipay.refund(ORDER, REFUND, 300, 800, "多收") is True
    said = json.loads(dict(parse_qsl(provider.asked[-1][3].decode()))["biz_content"])
    assert said["out_request_no"] == REFUND.hex and said["refund_amount"] == "3.00"
    provider.reply = of_alipay({"code": "10000", "fund_change": "N", "refund_status": "REFUND_SUCCESS"})
    assert alipay.refund(ORDER, REFUND, 300, 800, "多收") is True  # the same again changes nothing, and is asked about
    provider.reply = of_alipay({"code": "10000", "fund_change": "N"})
    assert alipay.refund(ORDER, REFUND, 300, 800, "多收") is False
    provider.reply = of_alipay({"code": "20000", "sub_code": "aop.ACQ.SYSTEM_ERROR"})
    with pytest.raises(Failed) as later:
        alipay.refund(ORDER, REFUND, 300, 800, "多收")
    assert not later.value.is_final


def test_an_answer_that_alipay_did_not_sign_is_none(alipay: Alipay, provider: Provider) -> None:
    for reply in (
        of_alipay({"code": "10000", **TRADE}, key=OURS), lambda _m, _p, _b: (502, {}, b"<html>"),
        lambda _m, _p, _b: (200, {}, b'{"alipay_trade_query_response": {"code": "10000"}}'),
    ):  # fmt: skip
        provider.reply = reply
        with pytest.raises(Failed):
            alipay.ask(ORDER)


def test_a_notice_of_alipay_is_read_only_when_it_is_theirs(alipay: Alipay) -> None:
    assert alipay.read_notice({}, form(TRADE)) == Paid(ORDER, "2026A", 800)
    assert alipay.read_notice({}, form(TRADE | {"subject": "图书馆费用 & 押金"})).amount_fen == 800
    for body in (
        b"", b"\xff", form(TRADE, key=OURS), form(TRADE).replace(b"8.00", b"0.01"), form(TRADE | {"app_id": "2022"}),
        form(TRADE | {"total_amount": "8.001"}), form(TRADE | {"out_trade_no": "x"}), urlencode(TRADE).encode(),
    ):  # fmt: skip
        with pytest.raises(Forged):
            alipay.read_notice({}, body)
    for more in ({"trade_status": "TRADE_CLOSED"}, {"gmt_refund": "2026-11-28 16:00:00"}):
        with pytest.raises(NothingPaid):
            alipay.read_notice({}, form(TRADE | more))
