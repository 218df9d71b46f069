"""The wire: checksums over encoded bytes, lenient reading, strict writing, logs without secrets."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from shushan.kernel.errors import Refused
from shushan.protocols.sip2.journal import in_local_time
from shushan.protocols.sip2.messages import (
    Unreadable,
    checksum,
    checksum_fits,
    compose,
    instant,
    masked,
    parse,
    stamp,
)
from shushan.protocols.sip2.standing import said

pytestmark = pytest.mark.quick
ZONE = ZoneInfo("Asia/Shanghai")
CHECKOUT = "11YN20200701    09300020200731    235959AOdemo|AA10001|ABHC0001|AC|ADpin|BON|BIN|"


def test_the_checksum_is_that_of_the_standard() -> None:
    assert checksum(b"9900302.00AY1AZ") == b"FCA5"  # the example that SIP2 guides of several vendors print
    assert checksum_fits(b"9900302.00AY1AZFCA5") and checksum_fits(b"9900302.00AY1AZfca5")
    assert checksum_fits(b"9900302.00AY1AZFCA6") is False
    assert checksum_fits(b"9300CNx|COy|") is None


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_what_is_written_has_a_checksum_over_its_bytes_and_is_read_again(charset: str) -> None:
    line = compose(
        "121NNY20200701    093000", [("AO", "演示"), ("AJ", "红楼梦|第\r一回")], sequence="3", charset=charset
    )
    assert checksum_fits(line)
    assert "红楼梦 第 一回|" in line.decode(charset)


def test_a_message_is_read_with_its_fixed_part_and_fields() -> None:
    found = parse(CHECKOUT.encode())
    assert found.code == "11" and found.says("renewal_policy") and not found.says("no_block")
    assert (found["AO"], found["AA"], found["AB"], found["AD"], found["AC"]) == ("demo", "10001", "HC0001", "pin", "")
    assert instant(found.fixed["at"], ZONE) == datetime(2020, 7, 1, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (CHECKOUT.removesuffix("|"), {"AB": "HC0001", "BI": "N"}),  # the last delimiter is missing
        (CHECKOUT + "AY2AZ0000", {"AB": "HC0001", "BI": "N"}),
        (CHECKOUT.removesuffix("|") + "AY2AZ0000", {"AB": "HC0001", "BI": "N"}),
        ("17AOdemo|ABHC0001|", {"AO": "demo", "AB": "HC0001"}),  # the time stamp was left out
        ("9900302.0E", {}),
        ("1720200701    093000AO|AB HC0001 |", {"AO": "", "AB": "HC0001"}),
        ("\n1720200701    093000AOdemo|ABHC0001|\r", {"AB": "HC0001"}),
    ],
)
def test_what_real_machines_leave_out_is_understood(line: str, expected: dict[str, str]) -> None:
    found = parse(line.encode())
    assert {code: found[code] for code in expected} == expected


def test_a_gbk_terminal_is_read_even_when_it_is_set_up_as_utf8() -> None:
    assert parse("1720200701    093000AO演示|ABHC1|".encode("gb18030"), "utf-8")["AO"] == "演示"


@pytest.mark.parametrize("line", [b"", b"\r", b"GET / HTTP/1.1", b"42", b"\x00\xff\xfe", b"11"[:1]])
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(line)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_refused(line: bytes) -> None:
    try:
        found = parse(line)
    except Unreadable:
        return
    assert "|" not in "".join(found.fields.values())


@given(st.sampled_from(["11", "09", "17", "63", "93", "99"]), st.text(max_size=80))
def test_any_text_after_a_code_is_read_without_harm(code: str, rest: str) -> None:
    parse((code + rest).encode("utf-8", "replace"))
    masked((code + rest).encode("utf-8", "replace"))


def test_time_stamps_are_local_and_universal_ones_are_understood() -> None:
    at = datetime(2020, 7, 1, 1, 30, tzinfo=UTC)
    assert stamp(at, ZONE) == "20200701    093000" and instant(stamp(at, ZONE), ZONE) == at
    assert instant("20200701   Z013000", ZONE) == at
    assert instant("20201301    093000", ZONE) is None and instant("", ZONE) is None


def test_the_log_holds_no_secret_and_no_whole_number() -> None:
    said = masked(CHECKOUT.replace("AA10001", "AA3201031990").encode())
    assert "pin" not in said and "3201031990" not in said and "990|" in said and "HC0001" in said
    assert "secret" not in masked(b"9300CNsip1|COsecret|CP|") and "sip1" in masked(b"9300CNsip1|COsecret|CP|")
    for line in (
        "23001{}AOdemo|AA3201031990",
        "23001{}AD3201031990|AA7|",
        "23001{}aodemo| aa3201031990|ad3201031990",
        "9300CO3201031990|CNsip1|",
        "\n23001{}AOdemo|AC3201031990",
        "??AD3201031990",
        "23AA3201031990|",
        "AA3201031990",
    ):
        assert "3201031990" not in masked(line.format("20200701    093000").encode()), line
    assert "AJTHE BEATLES|ABAE1234|" in masked(b"18030001 AOdemo|AJTHE BEATLES|ABAE1234|")
    assert "林晨曦" not in masked("24              00120200701    093000AOdemo|AA10001|AE林晨曦|".encode())


def test_the_log_is_shown_by_the_clock_of_the_library() -> None:
    assert in_local_time("2020-07-01T01:30:00Z ← 9900302.00", ZONE) == "07-01 09:30:00 ← 9900302.00"
    assert in_local_time("0Z ← cut off", ZONE) == "0Z ← cut off" and in_local_time("", ZONE) == ""


def test_a_refusal_is_one_line_in_the_language_of_the_reader() -> None:
    english = Refused("There is no such card.", remedy="Check the number.")
    chinese = Refused("没有这张读者证。", remedy="请核对证号。")
    with override("en"):
        assert said(english) == "There is no such card. Check the number"
    with override("zh-hans"):
        assert said(chinese) == "没有这张读者证。请核对证号"
