"""The encoding of a record is found from its bytes, whatever the leader says; what is damaged is refused, not garbled."""

from __future__ import annotations

import pytest

from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.encodings import decode
from shushan.catalogue.marc.record import BadRecord, Field, Marc
from shushan.catalogue.tests.records import coded

pytestmark = pytest.mark.quick

# what the record says, its bytes, the encoding: bytes written out where a library's own table made them
TABLE = [
    ("边城 沈从文著", bytes.fromhex("b1dfb3c720c9f2b4d3cec4d6f8"), "gb18030"),
    ("红楼梦：程甲本", "红楼梦：程甲本".encode("gbk"), "gb18030"),
    ("《论语》译注，杨伯峻译注", "《论语》译注，杨伯峻译注".encode("gb2312"), "gb18030"),
    ("吳趼人全集、紅樓夢研究資料", "吳趼人全集、紅樓夢研究資料".encode("gbk"), "gb18030"),
    ("㐂𠀀字书研究与汉字字典", "㐂𠀀字书研究与汉字字典".encode("gb18030"), "gb18030"),
    ("紅樓夢", bytes.fromhex("acf5bcd3b9da"), "big5"),
    ("臺灣文學史綱 葉石濤著", "臺灣文學史綱 葉石濤著".encode("big5"), "big5"),
    ("鹿橋《未央歌》，臺北：臺灣商務印書館", "鹿橋《未央歌》，臺北：臺灣商務印書館".encode("cp950"), "big5"),
    ("边城", "边城".encode(), "utf-8"),
    ("Les misérables", "Les misérables".encode(), "utf-8"),
    ("École é", b"\xe2Ecole \xe2e", "marc-8"),
    ("Øverland", b"\xa2verland", "marc-8"),
    ("Dvořák", b"Dvo\xe9r\xe2ak", "marc-8"),
    ("Über die Größe", b"\xdcber die Gr\xf6\xdfe", "latin-1"),
    ("På omslaget", b"P\xe5 omslaget", "latin-1"),
    ("Les misérables, édition illustrée", "Les misérables, édition illustrée".encode("latin-1"), "latin-1"),
    ("Señor – España", "Señor – España".encode("cp1252"), "latin-1"),
    ("Smørrebrød og æbler", "Smørrebrød og æbler".encode("latin-1"), "latin-1"),
]


def eacc(text: str) -> bytes:
    """Return CJK text in MARC-8: EACC as the code table of the Library of Congress has it."""
    from pymarc.marc8_mapping import CODESETS

    back = {point: code for code, (point, _combines) in CODESETS[0x31].items()}
    return b"\x1b$1" + b"".join(back[ord(c)].to_bytes(3, "big") for c in text) + b"\x1b(B"


@pytest.mark.parametrize("leader_9", ["a", " "])
@pytest.mark.parametrize(("text", "raw", "encoding"), TABLE)
def test_the_bytes_decide_and_not_the_leader(text: str, raw: bytes, encoding: str, leader_9: str) -> None:
    if encoding == "marc-8" and leader_9 == "a":
        return  # without escapes only the leader tells MARC-8 from ISO 8859-1: see below
    record = Marc("", (("001", "1"),), (Field("200", "1 ", (("a", "PLACE"), ("f", "x"))),))
    found = iso2709.parse(coded(record, "ascii", leader_9=leader_9).replace(b"PLACE", raw))
    assert (found.first("200", "a"), found.encoding) == (text, encoding)


@pytest.mark.parametrize("leader_9", ["a", " "])
@pytest.mark.parametrize("text", ["中國文學史", "魯迅全集", "東京"])
def test_marc_8_with_cjk_is_read_by_its_escapes(text: str, leader_9: str) -> None:
    found, encoding = decode([b"10\x1fa" + eacc(text) + b" /\x1fc" + eacc(text)], f"00000nam {leader_9}"[:10])
    assert (found, encoding) == ([f"10\x1fa{text} /\x1fc{text}"], "marc-8")


@pytest.mark.parametrize(
    "raw",
    [
        "沈从文小说选集".encode()[:-1],  # cut within a character
        "沈从文".encode() + b"\xff" + "小说选集".encode(),
        "été à la plage".encode() + b"\xe9",
        b"\x1b$1\x21",
        b"\x1bZ\x00\x01",
    ],
)
def test_damaged_text_is_refused_and_never_garbled(raw: bytes) -> None:
    for leader in ("00000nam a", "00000nam  "):
        with pytest.raises(BadRecord) as caught:
            decode([b"1 \x1fa" + raw], leader)
        assert caught.value.code == "encoding"
