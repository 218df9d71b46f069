"""SMS by Tencent Cloud (sms.tencentcloudapi.com, version 2021-01-11, SendSms), signed with TC3-HMAC-SHA256.

Sources: cloud.tencent.com/document/api/382/55981 "SendSms", 382/52071 "签名方法 v3", 382/59177 error codes (read 2026-11).
The provider knows no key of ours: ``SessionContext`` is only given back. A template's places are numbered; they are
filled in the order in which the kind of notice names its values.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from shushan.adapters.plain_http import NotReached, post
from shushan.notices.public import Answer, ChannelCode, Letter, Outcome

VERSION: Final = "2021-01-11"
ACTION: Final = "SendSms"
SERVICE: Final = "sms"
TYPE: Final = "application/json; charset=utf-8"
LONGEST: Final = 35  # characters of one value of a template, as with the other provider
CHINA: Final = "+86"
_LATER: Final = {
    "LimitExceeded.PhoneNumberDailyLimit": 24 * 3600,
    "LimitExceeded.PhoneNumberOneHourLimit": 3600,
    "LimitExceeded.PhoneNumberThirtySecondLimit": 60,
    "LimitExceeded.PhoneNumberSameContentDailyLimit": 24 * 3600,
    "LimitExceeded.DeliveryFrequencyLimit": 60,
    "LimitExceeded.AppDailyLimit": 6 * 3600,
    "LimitExceeded.DailyLimit": 6 * 3600,
    "RequestLimitExceeded": 60,
    "FailedOperation.InsufficientBalanceInSmsPackage": 6 * 3600,
    "AuthFailure.SignatureExpire": 60,  # our clock is wrong
    "InternalError.Timeout": 60,
}
_BAD_NUMBER: Final = (
    "InvalidParameterValue.IncorrectPhoneNumber",
    "FailedOperation.PhoneNumberInBlacklist",
    "UnsupportedOperation.UnsupportedRegion",
)


class TencentSms:
    """SMS over one account, application and signature.

    ``url``: ``https://SECRETID:SECRETKEY@sms.tencentcloudapi.com/?app=1400000000&sign=签名``, with ``region`` where it is
    not ``ap-guangzhou``.
    """

    code = ChannelCode.SMS
    knows_keys = False
    needs_template = True

    def __init__(self, url: str) -> None:
        """Read the account from an address.

        :raises ValueError: no id, no key, no application, or no signature.
        """
        parts, said = urlsplit(url), {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self._host = parts.netloc.rpartition("@")[2]
        self._base = f"{parts.scheme}://{self._host}"
        self._id, self._key = unquote(parts.username or ""), unquote(parts.password or "")
        self._app, self._sign = said.get("app", ""), said.get("sign", "")
        self._region = said.get("region", "ap-guangzhou")
        if not (self._id and self._key and self._app and self._sign):
            raise ValueError(
                "SMS_URL: expected https://SECRETID:SECRETKEY@sms.tencentcloudapi.com/?app=APPID&sign=SIGNATURE"
            )

    def hand_over(self, letters: Sequence[Letter]) -> list[Answer]:
        """Send one request for each letter: texts differ."""
        return [self._one(letter) for letter in letters]

    def _one(self, letter: Letter) -> Answer:
        asked = {
            "PhoneNumberSet": [letter.to if letter.to.startswith("+") else CHINA + letter.to],
            "SmsSdkAppId": self._app,
            "SignName": self._sign,
            "TemplateId": letter.template,
            "TemplateParamSet": [value[:LONGEST] for value in letter.values.values()],
            "SessionContext": letter.key.hex,
        }
        body = json.dumps(asked, ensure_ascii=False).encode()
        try:
            status, data = post(f"{self._base}/", body, self._headers(body))
        except NotReached as error:
            return Answer(Outcome.UNSURE if error.was_sent else Outcome.LATER, str(error))
        return _answer(status, data)

    def _headers(self, body: bytes) -> dict[str, str]:
        at = int(time.time())
        signed = {"content-type": TYPE, "host": self._host, "x-tc-action": ACTION.lower()}
        return {
            "Content-Type": TYPE,
            "Host": self._host,
            "X-TC-Action": ACTION,
            "X-TC-Version": VERSION,
            "X-TC-Timestamp": str(at),
            "X-TC-Region": self._region,
            "Authorization": authorization(body, signed, SERVICE, at, self._id, self._key),
        }


def authorization(
    body: bytes, headers: Mapping[str, str], service: str, at: int, secret_id: str, secret_key: str
) -> str:
    """Return the header of the signature over a POST to ``/``; ``headers`` are those that are signed, ``at`` Unix seconds."""
    day, names = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d"), ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = "\n".join(["POST", "/", "", lines, names, hashlib.sha256(body).hexdigest()])
    scope = f"{day}/{service}/tc3_request"
    said = f"TC3-HMAC-SHA256\n{at}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = b"TC3" + secret_key.encode()
    for part in (day, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, said.encode(), "sha256").hex()
    return f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders={names}, Signature={signature}"


def _answer(status: int, data: Mapping[str, object]) -> Answer:
    """Read the answer: an error of the whole request, or the fate of the one number."""
    response = data.get("Response")
    found = response if isinstance(response, dict) else {}
    numbers = found.get("SendStatusSet")
    fate = numbers[0] if isinstance(numbers, list) and numbers and isinstance(numbers[0], dict) else {}
    told = found.get("Error") if isinstance(found.get("Error"), dict) else fate
    code = str(told.get("Code", "")) if isinstance(told, dict) else ""
    words = f"{code or status}: {told.get('Message', '') if isinstance(told, dict) else ''}"[:250]
    if code == "Ok":
        return Answer(Outcome.HANDED, provider_id=str(fate.get("SerialNo", "")))
    if code in _BAD_NUMBER:
        return Answer(Outcome.BAD_ADDRESS, words)
    if code in _LATER:
        return Answer(Outcome.LATER, words, wait_seconds=_LATER[code])
    if status >= 500 or not code or code.startswith("InternalError"):
        return Answer(Outcome.UNSURE, words)  # nobody knows whether it was taken
    return Answer(Outcome.REFUSED, words)
