"""Tencent Cloud SMS against a recorded fake over real HTTP, which follows the public documentation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shushan.adapters.tencent_sms import TencentSms, authorization
from shushan.adapters.tests.test_sms_and_wechat import Provider, letter, provider
from shushan.notices.public import Outcome

__all__ = ["provider"]


@pytest.fixture
def sms(provider: Provider) -> TencentSms:
    """Return the channel to that provider."""
    return TencentSms(f"http://AKID:K%2FEY@127.0.0.1:{provider.port}/?app=1400006666&sign=%E4%B9%A6%E5%B1%B1")  # type: ignore[attr-defined]


def sent(code: str = "Ok") -> dict[str, Any]:
    row = {"SerialNo": "5000:1045710669157053657849499619", "PhoneNumber": "+8613812345678", "Fee": 1, "Code": code}
    return {"Response": {"SendStatusSet": [row | {"SessionContext": "", "Message": "m"}], "RequestId": "r"}}


def test_the_signature_is_that_of_the_published_example() -> None:
    body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    headers = {"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com"}
    secret = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"  # noqa: S105 - that of the documentation
    told = authorization(body, headers, "cvm", 1551113065, "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", secret)
    assert told.endswith("Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168")
    assert "Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, " in told


def test_a_text_is_asked_for_as_the_documentation_says(provider: Provider, sms: TencentSms) -> None:
    provider.reply = lambda _p, _b: (200, sent())
    one = letter()
    [answer] = sms.hand_over([one])
    assert (answer.outcome, answer.provider_id) == (Outcome.HANDED, "5000:1045710669157053657849499619")
    path, headers, body = provider.asked[0]
    assert path == "/" and body["PhoneNumberSet"] == ["+8613812345678"]
    assert (body["SmsSdkAppId"], body["SignName"], body["TemplateId"]) == ("1400006666", "书山", "SMS_1")
    assert body["TemplateParamSet"] == ["围" * 35, "2026年12月1日"] and body["SessionContext"] == one.key.hex
    assert (headers["x-tc-action"], headers["x-tc-version"]) == ("SendSms", "2021-01-11")
    signed = {"content-type": headers["content-type"], "host": headers["host"], "x-tc-action": "sendsms"}
    raw = json.dumps(body, ensure_ascii=False).encode()
    again = authorization(raw, signed, "sms", int(headers["x-tc-timestamp"]), "AKID", "K/EY")
    assert headers["authorization"] == again


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, sent("LimitExceeded.PhoneNumberOneHourLimit"), Outcome.LATER),
        (200, sent("InvalidParameterValue.IncorrectPhoneNumber"), Outcome.BAD_ADDRESS),
        (200, sent("FailedOperation.TemplateIncorrectOrUnapproved"), Outcome.REFUSED),
        (200, {"Response": {"Error": {"Code": "RequestLimitExceeded", "Message": "m"}}}, Outcome.LATER),
        (200, {"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "m"}}}, Outcome.REFUSED),
        (200, {"Response": {"Error": {"Code": "InternalError.OtherError", "Message": "m"}}}, Outcome.UNSURE),
        (500, {}, Outcome.UNSURE),
        (200, {"Response": {"SendStatusSet": "?"}}, Outcome.UNSURE),
    ],
)
def test_what_it_answers(status: int, body: object, outcome: Outcome, provider: Provider, sms: TencentSms) -> None:
    provider.reply = lambda _p, _b: (status, body)
    [answer] = sms.hand_over([letter()])
    assert answer.outcome is outcome and "13812345678" not in answer.said


def test_a_line_cut_after_the_request_is_unsure_and_no_line_is_later(provider: Provider, sms: TencentSms) -> None:
    provider.reply = lambda _p, _b: None
    [answer] = sms.hand_over([letter()])
    assert answer.outcome is Outcome.UNSURE
    [answer] = TencentSms("http://I:K@127.0.0.1:9/?app=1&sign=x").hand_over([letter()])
    assert answer.outcome is Outcome.LATER


@pytest.mark.parametrize("query", ["?sign=x", "?app=1", ""])
def test_an_account_without_application_or_signature_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match="SMS_URL"):
        TencentSms(f"https://I:K@sms.tencentcloudapi.com/{query}")
