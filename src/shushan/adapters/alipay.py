"""Alipay: pay by scanning (当面付, precreate), ask, close, give back, and its signed notices.

Sources: opendocs.alipay.com "alipay.trade.precreate", "alipay.trade.query", "alipay.trade.close",
"alipay.trade.refund", "异步通知说明", "自行实现签名 / 验签" (read 2026-11). Requests are forms, signed by RSA2 (SHA256 with
RSA) over ``name=value`` pairs in the order of their names; an answer is signed over the raw text of its inner object; a
notice is a form, signed likewise without ``sign`` and ``sign_type``. Amounts are written in yuan with two decimals.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from cryptography.exceptions import InvalidSignature

from shushan.adapters import rsa_keys
from shushan.adapters.plain_http import NotReached, json_object, request
from shushan.circulation.public import Failed, Forged, NothingPaid, Paid

CHINA: Final = timezone(timedelta(hours=8))  # Alipay writes and reads every time so
PAID: Final = ("TRADE_SUCCESS", "TRADE_FINISHED")
OK: Final = "10000"
LATER: Final = ("20000", "10003")  # the service is not there; wait for the user
_YUAN: Final = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class AlipayAccount:
    """The application's account, as the file of the setting ALIPAY_FILE says it; keys are paths of PEM files beside it."""

    url: str
    notify: str
    app_id: str
    private_key: rsa_keys.Signer
    alipay_key: rsa_keys.Verifier

    @classmethod
    def read(cls, path: Path) -> AlipayAccount:
        """Read the account from a JSON file. :raises ValueError: something is missing"""
        said = rsa_keys.account(path, ("notify", "app_id", "private_key", "alipay_public_key"))
        return cls(
            said.get("url", "https://openapi.alipay.com/gateway.do"), said["notify"], said["app_id"],
            rsa_keys.Signer(path.parent / said["private_key"]),
            rsa_keys.Verifier(path.parent / said["alipay_public_key"]),
        )  # fmt: skip


class Alipay:
    """Readers pay by scanning a code with Alipay."""

    method: str = "alipay"
    is_demonstration: bool = False
    thanks: bytes = b"success"  # else Alipay sends the notice again, for a day

    def __init__(self, account: AlipayAccount, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._account, self._clock = account, clock

    def begin(self, order_id: UUID, amount_fen: int, title: str, *, expires_at: datetime) -> str:
        """Make an order; return the text of its QR code. :raises Failed:"""
        until = expires_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        said = {
            "out_trade_no": order_id.hex, "total_amount": _yuan(amount_fen), "subject": title[:256], "time_expire": until,
        }  # fmt: skip
        code = str(self._asked("alipay.trade.precreate", said).get("qr_code", ""))
        if not code:
            raise Failed("no qr_code in the answer")
        return code

    def ask(self, order_id: UUID) -> Paid | None:
        """Ask whether an order was paid. :raises Failed:"""
        found = self._asked("alipay.trade.query", {"out_trade_no": order_id.hex}, unless="ACQ.TRADE_NOT_EXIST")
        if found.get("trade_status") not in PAID:
            return None
        try:
            return _paid(found)
        except Forged as error:
            raise Failed("the answer cannot be read") from error

    def close(self, order_id: UUID) -> None:
        """Close an order; one that nobody scanned is not known to Alipay, and needs no closing. :raises Failed:"""
        self._asked("alipay.trade.close", {"out_trade_no": order_id.hex}, unless="ACQ.TRADE_NOT_EXIST")

    def refund(self, order_id: UUID, refund_id: UUID, amount_fen: int, total_fen: int, reason: str) -> bool:
        """Give back; Alipay does it at once or not at all. :raises Failed:"""
        said = {
            "out_trade_no": order_id.hex, "out_request_no": refund_id.hex, "refund_amount": _yuan(amount_fen),
            "refund_reason": reason[:256],
        }  # fmt: skip
        found = self._asked("alipay.trade.refund", said)
        if found.get("fund_change") == "Y":
            return True
        known = self._asked(
            "alipay.trade.fastpay.refund.query", {"out_trade_no": order_id.hex, "out_request_no": refund_id.hex}
        )
        return known.get("refund_status") == "REFUND_SUCCESS"

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Paid:
        """Check the signature, return the payment. :raises Forged: :raises NothingPaid:"""
        try:
            said = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=100))
        except (UnicodeDecodeError, ValueError) as error:
            raise Forged from error
        signature = said.pop("sign", "")
        said.pop("sign_type", "")
        try:
            self._account.alipay_key.verify(_text(said), signature)
        except InvalidSignature as error:
            raise Forged from error
        if said.get("app_id") != self._account.app_id:
            raise Forged
        if said.get("trade_status") not in PAID or "gmt_refund" in said:
            raise NothingPaid
        return _paid(said)

    def _asked(self, method: str, said: Mapping[str, str], *, unless: str = "") -> dict[str, Any]:
        """Send a signed request and return the inner object, whose signature is checked; ``unless``: a refusal that is
        as good as an empty answer. :raises Failed:
        """
        form = {
            "app_id": self._account.app_id, "method": method, "format": "JSON", "charset": "utf-8",
            "sign_type": "RSA2", "timestamp": self._clock().astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "version": "1.0", "notify_url": self._account.notify, "biz_content": json.dumps(said, ensure_ascii=False),
        }  # fmt: skip
        form["sign"] = self._account.private_key.sign(_text(form))
        headers = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        try:
            status, _headers, data = request("POST", self._account.url, urlencode(form).encode(), headers)
        except NotReached as error:
            raise Failed(str(error)) from error
        inner = f"{method.replace('.', '_')}_response"
        answer = json_object(data)
        found = answer.get(inner)
        if status >= 500 or not isinstance(found, dict):
            raise Failed(f"HTTP {status}")
        self._verify(data, inner, str(answer.get("sign", "")))
        code, sub = str(found.get("code", "")), str(found.get("sub_code", ""))
        if code == OK:
            return found
        if unless and sub == unless:
            return {}
        words = f"{code} {sub}: {found.get('sub_msg') or found.get('msg', '')}"[:200]
        raise Failed(words, is_final=code not in LATER and sub != "ACQ.SYSTEM_ERROR")

    def _verify(self, data: bytes, inner: str, signature: str) -> None:
        """Check an answer's signature over its inner object as it was written. :raises Failed:"""
        text = data.decode("utf-8", "replace")
        start = text.find(f'"{inner}"')
        begins = text.find("{", start)
        try:
            _object, ends = json.JSONDecoder().raw_decode(text, begins)
            self._account.alipay_key.verify(text[begins:ends].encode(), signature)
        except (InvalidSignature, ValueError) as error:
            raise Failed("the answer is not signed by Alipay") from error


def _text(said: Mapping[str, str]) -> bytes:
    return "&".join(f"{name}={said[name]}" for name in sorted(said) if said[name]).encode()


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _paid(found: Mapping[str, Any]) -> Paid:
    """Return the payment that an answer or a notice tells of. :raises Forged:"""
    amount = _YUAN.fullmatch(str(found.get("total_amount", "")))
    try:
        if amount is None:
            raise ValueError("no amount")
        fen = int(amount[1]) * 100 + int((amount[2] or "0").ljust(2, "0"))
        return Paid(UUID(str(found["out_trade_no"])), str(found["trade_no"])[:60], fen)
    except (KeyError, ValueError) as error:
        raise Forged from error
