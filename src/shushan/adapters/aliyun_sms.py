"""The channel of SMS over Alibaba Cloud: SendSms, version 2017-05-25, signed by ACS3-HMAC-SHA256.

Sources: help.aliyun.com "SendSms", "V3 版本请求体 & 签名机制", "API 错误码" (read 2026-11). "This API does not support
idempotence": so a request that ran into a timeout is ``unsure`` and is never repeated by itself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from shushan.adapters.plain_http import NotReached, post
from shushan.notices.public import Answer, ChannelCode, Letter, Outcome

ACTION, VERSION = "SendSms", "2017-05-25"
LONGEST: Final = 35  # characters of one value; longer ones are cut, because isv.PARAM_LENGTH_LIMIT refuses them all
_LATER: Final = {  # code → seconds to wait
    "isv.BUSINESS_LIMIT_CONTROL": 3600,
    "isv.DAY_LIMIT_CONTROL": 6 * 3600,
    "isv.OUT_OF_SERVICE": 3600,
    "isv.AMOUNT_NOT_ENOUGH": 3600,
    "isp.SYSTEM_ERROR": 60,
    "isp.GATEWAY_ERROR": 60,
    "Throttling": 60,
    "Throttling.User": 60,
    "Throttling.Api": 60,
    "ServiceUnavailable": 60,
    "InternalError": 60,
}
_BAD_NUMBER: Final = ("isv.MOBILE_NUMBER_ILLEGAL", "isv.BLACK_KEY_CONTROL_LIMIT", "isv.DENY_NUMBER")


class AliyunSms:
    """SMS over one account, with one signature. ``url``: ``https://KEY:SECRET@dysmsapi.aliyuncs.com/?sign=签名``."""

    code = ChannelCode.SMS
    knows_keys = False
    needs_template = True

    def __init__(self, url: str) -> None:
        """Read the account from an address.

        :raises ValueError: no key, no secret, or no signature.
        """
        parts = urlsplit(url)
        self._base = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        self._host = parts.netloc.rpartition("@")[2]
        self._key, self._secret = unquote(parts.username or ""), unquote(parts.password or "")
        self._sign = next((unquote(q[5:]) for q in parts.query.split("&") if q.startswith("sign=")), "")
        if not (self._key and self._secret and self._sign):
            raise ValueError("SMS_URL: expected https://KEY:SECRET@dysmsapi.aliyuncs.com/?sign=SIGNATURE")

    def hand_over(self, letters: Sequence[Letter]) -> list[Answer]:
        """Send one request for each letter: texts differ."""
        return [self._one(letter) for letter in letters]

    def _one(self, letter: Letter) -> Answer:
        values = {name: value[:LONGEST] for name, value in letter.values.items()}
        query = {
            "PhoneNumbers": letter.to,
            "SignName": self._sign,
            "TemplateCode": letter.template,
            "TemplateParam": json.dumps(values, ensure_ascii=False),
            "OutId": letter.key.hex,
        }
        asked = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(query.items()))
        headers = self._headers(asked)
        try:
            status, data = post(f"{self._base}/?{asked}", b"", headers)
        except NotReached as error:
            return Answer(Outcome.UNSURE if error.was_sent else Outcome.LATER, str(error))
        return _answer(status, data)

    def _headers(self, asked: str) -> dict[str, str]:
        empty = hashlib.sha256(b"").hexdigest()
        headers = {
            "host": self._host,
            "x-acs-action": ACTION,
            "x-acs-content-sha256": empty,
            "x-acs-date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": uuid.uuid4().hex,
            "x-acs-version": VERSION,
        }
        return headers | {"Authorization": authorization("POST", asked, headers, empty, self._key, self._secret)}


def authorization(method: str, asked: str, headers: Mapping[str, str], body: str, key: str, secret: str) -> str:
    """Return the header of the signature over a request without a path; ``body`` is the hash of the body."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    canonical = "\n".join([method, "/", asked, lines, names, body])
    said = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()
    return f"ACS3-HMAC-SHA256 Credential={key},SignedHeaders={names},Signature={signature}"


def _answer(status: int, data: Mapping[str, object]) -> Answer:
    code, words = str(data.get("Code", "")), f"{data.get('Code', status)}: {data.get('Message', '')}"[:250]
    if code == "OK":
        return Answer(Outcome.HANDED, provider_id=str(data.get("BizId", "")))
    if code in _BAD_NUMBER:
        return Answer(Outcome.BAD_ADDRESS, words)
    if code in _LATER:
        return Answer(Outcome.LATER, words, wait_seconds=_LATER[code])
    if status >= 500 or not code:
        return Answer(Outcome.UNSURE, words)  # nobody knows whether it was taken
    return Answer(Outcome.REFUSED, words)
