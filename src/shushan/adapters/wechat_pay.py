"""WeChat Pay, API v3: pay by scanning (Native), ask, close, give back, and its signed and sealed notices.

Sources: pay.weixin.qq.com "API v3": "Native 下单", "查询订单", "关闭订单", "支付成功通知", "申请退款", "签名生成",
"签名验证", "证书和回调报文解密" (read 2026-11). Every request is signed by SHA256 with RSA over method, path, time, nonce
and body, each with a line feed; every answer and notice is signed by the platform over time, nonce and body; what a
notice says is sealed by AES-256-GCM under the APIv3 key. Amounts are in fen.
"""

from __future__ import annotations

import json
import secrets
import time
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shushan.adapters import rsa_keys
from shushan.adapters.plain_http import NotReached, json_object, request
from shushan.circulation.public import Failed, Forged, NothingPaid, Paid

LATE: Final = 300  # seconds that a notice's time may differ ("签名验证": more than five minutes is a replay)
PAID: Final = "SUCCESS"
FINAL: Final = ("PARAM_ERROR", "INVALID_REQUEST", "NO_AUTH", "NOT_ENOUGH", "RESOURCE_NOT_EXISTS", "MCH_NOT_EXISTS")


@dataclass(frozen=True, slots=True)
class WechatPayAccount:
    """The merchant's account, as the file of the setting WECHATPAY_FILE says it; keys are paths of PEM files beside it."""

    url: str
    notify: str
    appid: str
    mchid: str
    serial: str
    private_key: rsa_keys.Signer
    apiv3_key: bytes
    platform: Mapping[str, rsa_keys.Verifier]

    @classmethod
    def read(cls, path: Path) -> WechatPayAccount:
        """Read the account from a JSON file.

        :raises ValueError: something is missing
        """
        said = rsa_keys.account(path, ("notify", "appid", "mchid", "serial", "private_key", "apiv3_key", "platform"))
        if len(said["apiv3_key"].encode()) != 32:
            raise ValueError(f"{path}: apiv3_key has 32 letters")
        return cls(
            said.get("url", "https://api.mch.weixin.qq.com").rstrip("/"), said["notify"], said["appid"], said["mchid"],
            said["serial"], rsa_keys.Signer(path.parent / said["private_key"]), said["apiv3_key"].encode(),
            {serial: rsa_keys.Verifier(path.parent / name) for serial, name in said["platform"].items()},
        )  # fmt: skip


class WechatPay:
    """Readers pay by scanning a code with WeChat."""

    method: str = "wechat"
    is_demonstration: bool = False
    thanks: bytes = b""  # 204 is enough

    def __init__(self, account: WechatPayAccount, clock: Callable[[], float] = time.time) -> None:
        self._account, self._clock = account, clock

    def begin(self, order_id: UUID, amount_fen: int, title: str, *, expires_at: datetime) -> str:
        """Make a Native order; return its code_url. :raises Failed:"""
        body = {
            "appid": self._account.appid, "mchid": self._account.mchid, "description": title[:127],
            "out_trade_no": order_id.hex, "time_expire": expires_at.isoformat(timespec="seconds"),
            "notify_url": self._account.notify, "amount": {"total": amount_fen, "currency": "CNY"},
        }  # fmt: skip
        found = self._asked("POST", "/v3/pay/transactions/native", body)
        code = str(found.get("code_url", ""))
        if not code:
            raise Failed("no code_url in the answer")
        return code

    def ask(self, order_id: UUID) -> Paid | None:
        """Ask whether an order was paid. :raises Failed:"""
        path = f"/v3/pay/transactions/out-trade-no/{order_id.hex}?mchid={self._account.mchid}"
        try:
            return _paid(self._asked("GET", path))
        except NothingPaid:
            return None
        except Forged as error:
            raise Failed("the answer cannot be read") from error

    def close(self, order_id: UUID) -> None:
        """Close an order. :raises Failed: it was paid, among others"""
        self._asked("POST", f"/v3/pay/transactions/out-trade-no/{order_id.hex}/close", {"mchid": self._account.mchid})

    def refund(self, order_id: UUID, refund_id: UUID, amount_fen: int, total_fen: int, reason: str) -> bool:
        """Give back; PROCESSING means that it goes on. :raises Failed:"""
        body = {
            "out_trade_no": order_id.hex, "out_refund_no": refund_id.hex, "reason": reason[:80],
            "amount": {"refund": amount_fen, "total": total_fen, "currency": "CNY"},
        }  # fmt: skip
        status = str(self._asked("POST", "/v3/refund/domestic/refunds", body).get("status", ""))
        if status in ("CLOSED", "ABNORMAL"):
            raise Failed(f"refund {status}", is_final=True)
        return status == "SUCCESS"

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Paid:
        """Check the signature, open the seal, return the payment. :raises Forged: :raises NothingPaid:"""
        said = {name.lower(): value for name, value in headers.items()}
        self._verify(said, body)
        notice = json_object(body)
        sealed = notice.get("resource")
        if not isinstance(sealed, dict) or sealed.get("algorithm") != "AEAD_AES_256_GCM":
            raise Forged
        try:
            opened = AESGCM(self._account.apiv3_key).decrypt(
                str(sealed["nonce"]).encode(), b64decode(sealed["ciphertext"]),
                str(sealed.get("associated_data", "")).encode(),
            )  # fmt: skip
        except (InvalidTag, ValueError, KeyError, TypeError) as error:
            raise Forged from error
        if notice.get("event_type") != "TRANSACTION.SUCCESS":
            raise NothingPaid
        found = json_object(opened)
        if found.get("mchid") != self._account.mchid or found.get("appid") != self._account.appid:
            raise Forged
        return _paid(found)

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        stamp, nonce = headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-nonce", "")
        by = self._account.platform.get(headers.get("wechatpay-serial", ""))
        if by is None or not stamp.isdecimal() or len(stamp) > 12 or abs(self._clock() - int(stamp)) > LATE:
            raise Forged
        try:
            by.verify(f"{stamp}\n{nonce}\n".encode() + body + b"\n", headers.get("wechatpay-signature", ""))
        except InvalidSignature as error:
            raise Forged from error

    def _asked(self, method: str, path: str, said: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Send a signed request and return the answer, whose own signature is checked. :raises Failed:"""
        body = json.dumps(said, ensure_ascii=False).encode() if said is not None else b""
        stamp, nonce = str(int(self._clock())), secrets.token_hex(16)
        lines = f"{method}\n{path}\n{stamp}\n{nonce}\n".encode() + body + b"\n"
        token = (
            f'mchid="{self._account.mchid}",nonce_str="{nonce}",signature="{self._account.private_key.sign(lines)}",'
            f'timestamp="{stamp}",serial_no="{self._account.serial}"'
        )
        headers = {
            "Authorization": f"WECHATPAY2-SHA256-RSA2048 {token}", "Accept": "application/json",
            "Content-Type": "application/json", "User-Agent": "shushan",
        }  # fmt: skip
        try:
            status, told, data = request(method, self._account.url + path, body, headers)
        except NotReached as error:
            raise Failed(str(error)) from error
        found = json_object(data)
        if status >= 400:
            code = str(found.get("code", status))
            if code in ("ORDER_NOT_EXIST", "ORDERNOTEXIST") and method == "GET":
                return {}
            raise Failed(f"{code}: {found.get('message', '')}"[:200], is_final=code in FINAL)
        try:
            self._verify(told, data)
        except Forged as error:
            raise Failed("the answer is not signed by WeChat Pay") from error
        return found


def _paid(found: Mapping[str, Any]) -> Paid:
    """Return the payment that an order or a notice tells of. :raises Forged: :raises NothingPaid:"""
    if found.get("trade_state") != PAID:
        raise NothingPaid
    try:
        return Paid(UUID(str(found["out_trade_no"])), str(found["transaction_id"])[:60], int(found["amount"]["total"]))
    except (KeyError, ValueError, TypeError) as error:
        raise Forged from error
